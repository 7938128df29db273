import { areSecondAccounts, contradict } from './person-comparison.ts';
import type { PersonProfile } from './person-profile.ts';

/** Two accounts taken for one person's, and how sure that is, 0–1. Indexes into the list of profiles. */
export type Edge = { readonly a: number; readonly b: number; readonly confidence: number };

export type Clusters<E extends Edge> = {
  /** Per account the first of its person. */
  readonly personOf: Int32Array;
  /** Edges that would have joined what cannot be one person: for somebody to look at. */
  readonly refused: readonly E[];
};

/** More accounts are no person but a place that many order to; where persons are that busy, somebody joins them. */
const MOST_ACCOUNTS = 24;
/** What the pairs between two groups may say against them on average: a number that changed is no stranger yet. */
const FEWEST_BITS = -3;

/**
 * Joins accounts to persons, surest edge first. Two groups are joined only when no account of the one contradicts one of the other, and
 * when they look alike as groups: `alike` is asked of every pair between them, so that a chain of small steps joins nobody.
 * The same whatever order the accounts came in.
 * @param alike in bits, above 0 when two accounts rather are one person's
 */
export const clusterPeople = <E extends Edge>(
  profiles: readonly PersonProfile[],
  edges: readonly E[],
  alike: (a: number, b: number) => number,
): Clusters<E> => {
  const personOf = Int32Array.from(profiles.keys());
  const members = new Map<number, number[]>();
  const groupOf = (index: number): number[] => members.get(personOf[index] as number) ?? [index];
  const keyOf = (index: number): string => profiles[index]?.key ?? '';
  const refused: E[] = [];
  const ordered = [...edges].sort(
    (x, y) => y.confidence - x.confidence || (keyOf(x.a) + keyOf(x.b) < keyOf(y.a) + keyOf(y.b) ? -1 : 1),
  );
  for (const edge of ordered) {
    if (personOf[edge.a] === personOf[edge.b]) continue;
    const [left, right] = [groupOf(edge.a), groupOf(edge.b)];
    if (!mayJoin(profiles, left, right, alike)) {
      refused.push(edge);
      continue;
    }
    const joined = [...left, ...right];
    const first = Math.min(...joined);
    for (const index of joined) personOf[index] = first;
    for (const index of [...left, ...right]) members.delete(index);
    members.set(first, joined);
  }
  return { personOf, refused };
};

/** Whether two groups may be one person: nothing between them contradicts it, and they look alike as a whole. */
export const mayJoin = (
  profiles: readonly PersonProfile[],
  left: readonly number[],
  right: readonly number[],
  alike: (a: number, b: number) => number,
): boolean => {
  if (left.length + right.length > MOST_ACCOUNTS) return false;
  let bits = 0;
  for (const a of left) {
    for (const b of right) {
      const [one, other] = [profiles[a] as PersonProfile, profiles[b] as PersonProfile];
      if (contradict(one, other) || areSecondAccounts(one, other)) return false;
      bits += alike(a, b);
    }
  }
  return bits > FEWEST_BITS * left.length * right.length;
};
