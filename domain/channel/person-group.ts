import * as z from 'zod';
import { CustomerId, MergeId } from '../id.ts';
import { Instant } from '../time.ts';
import { GROUNDS } from './person-matching.ts';

/** A customer as a member of a person: what must not differ between members, as keyed digests. */
export const PersonMember = z.object({
  customerId: CustomerId,
  /** Of the number that a platform checked; null: none is known. */
  phoneDigest: z.string().nullable(),
  /** Platform to the digest of its id for the person. */
  unionDigests: z.record(z.string(), z.string()),
});
export type PersonMember = z.infer<typeof PersonMember>;

/** PERSON: somebody decided it. */
export const MERGE_GROUNDS = [...GROUNDS, 'PERSON'] as const;
export const MergeGround = z.enum(MERGE_GROUNDS);
export type MergeGround = z.infer<typeof MergeGround>;

/** Two customers taken for one person: who said so, when and why. */
export const Merge = z.object({
  mergeId: MergeId,
  left: CustomerId,
  right: CustomerId,
  /** `person:alice`, `system:recognise` */
  by: z.string(),
  at: Instant,
  why: z.string(),
  ground: MergeGround,
  /** 0–1 */
  confidence: z.number(),
});
export type Merge = z.infer<typeof Merge>;

/** Two customers that somebody parted: no evidence joins them again, only a person does. */
export const Apart = z.object({ left: CustomerId, right: CustomerId, by: z.string(), at: Instant });
export type Apart = z.infer<typeof Apart>;

/**
 * A person: customers held together by merges, a tree of them. Orders, addresses and behaviour stay with the customer they came to, so
 * that taking one merge away gives back exactly the two persons it joined.
 */
export const PersonGroup = z.object({
  /** The oldest member's. */
  personId: CustomerId,
  members: z.array(PersonMember),
  merges: z.array(Merge),
  apart: z.array(Apart),
  /** Optimistic lock. */
  revision: z.number().int().min(0),
});
export type PersonGroup = z.infer<typeof PersonGroup>;

/** What cannot be done to persons; the message says why and what to do. */
export class MergeRefused extends Error {
  override name = 'MergeRefused';
}

/** More is a place that many order to. Also keeps a change of a person within one transaction. */
export const MOST_MEMBERS = 24;

/** A customer by itself. */
export const aloneAs = (member: PersonMember): PersonGroup => ({
  personId: member.customerId,
  members: [member],
  merges: [],
  apart: [],
  revision: 0,
});

const idsOf = ({ members }: PersonGroup): CustomerId[] => members.map(({ customerId }) => customerId);

const normal = (parts: Pick<PersonGroup, 'members' | 'merges' | 'apart' | 'revision'>): PersonGroup => {
  const members = [...parts.members].sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  const [oldest] = members;
  if (!oldest) throw new Error('a person has members');
  return {
    personId: oldest.customerId,
    members,
    merges: [...parts.merges].sort((a, b) => (a.mergeId < b.mergeId ? -1 : 1)),
    apart: parts.apart,
    revision: parts.revision,
  };
};

const differ = (a: PersonMember, b: PersonMember): boolean =>
  (a.phoneDigest !== null && b.phoneDigest !== null && a.phoneDigest !== b.phoneDigest) ||
  Object.entries(a.unionDigests).some(([platform, digest]) => (b.unionDigests[platform] ?? digest) !== digest);

/** Some member of the one has another checked number, or another id of one platform, than some member of the other. */
export const contradictEachOther = (a: PersonGroup, b: PersonGroup): boolean =>
  a.members.some((one) => b.members.some((other) => differ(one, other)));

const areApart = (a: PersonGroup, b: PersonGroup): boolean => {
  const [left, right] = [new Set(idsOf(a)), new Set(idsOf(b))];
  return [...a.apart, ...b.apart].some(
    (apart) => (left.has(apart.left) && right.has(apart.right)) || (left.has(apart.right) && right.has(apart.left)),
  );
};

/** Whether evidence alone may join two persons: nothing contradicts it, and nobody parted them. */
export const mayJoinByEvidence = (a: PersonGroup, b: PersonGroup): boolean =>
  a.members.length + b.members.length <= MOST_MEMBERS && !contradictEachOther(a, b) && !areApart(a, b);

/** @throws MergeRefused when they are one already, or too many */
export const joinGroups = (a: PersonGroup, b: PersonGroup, merge: Merge): PersonGroup => {
  if (a.personId === b.personId) throw new MergeRefused(`${merge.left} and ${merge.right} are one person already`);
  if (a.members.length + b.members.length > MOST_MEMBERS)
    throw new MergeRefused(`a person has at most ${MOST_MEMBERS} accounts: look whether these are one`);
  return normal({
    members: [...a.members, ...b.members],
    merges: [...a.merges, ...b.merges, merge],
    apart: [...a.apart, ...b.apart],
    revision: Math.max(a.revision, b.revision) + 1,
  });
};

const reachableFrom = (start: CustomerId, merges: readonly Merge[]): Set<CustomerId> => {
  const reached = new Set([start]);
  for (let grew = true; grew; ) {
    const before = reached.size;
    for (const { left, right } of merges) {
      if (reached.has(left)) reached.add(right);
      if (reached.has(right)) reached.add(left);
    }
    grew = reached.size > before;
  }
  return reached;
};

const partOf = (group: PersonGroup, members: ReadonlySet<CustomerId>, merges: readonly Merge[]): PersonGroup =>
  normal({
    members: group.members.filter(({ customerId }) => members.has(customerId)),
    merges: merges.filter(({ left }) => members.has(left)),
    apart: group.apart.filter(({ left, right }) => members.has(left) || members.has(right)),
    revision: group.revision + 1,
  });

export type Parted = { readonly merge: Merge; readonly groups: readonly [PersonGroup, PersonGroup] };

/**
 * Takes one merge away: the two persons it joined are as they were, with what came to each of them since.
 * @throws MergeRefused when the person has no such merge
 */
export const partGroup = (group: PersonGroup, mergeId: MergeId): Parted => {
  const merge = group.merges.find((each) => each.mergeId === mergeId);
  if (!merge) throw new MergeRefused(`merge ${mergeId} does not hold person ${group.personId} together (any more)`);
  const rest = group.merges.filter((each) => each !== merge);
  const left = partOf(group, reachableFrom(merge.left, rest), rest);
  const right = partOf(group, reachableFrom(merge.right, rest), rest);
  return { merge, groups: [left, right] };
};

/** Notes in both that somebody parted them. */
export const keepApart = ({ merge: { left, right }, groups }: Parted, by: string, at: Instant): Parted['groups'] => {
  const note = (group: PersonGroup): PersonGroup => ({ ...group, apart: [...group.apart, { left, right, by, at }] });
  return [note(groups[0]), note(groups[1])];
};

/** The group with newer facts about a member. */
export const withMember = (group: PersonGroup, member: PersonMember): PersonGroup => ({
  ...group,
  members: group.members.map((each) => (each.customerId === member.customerId ? member : each)),
});

const isByPerson = ({ ground }: Merge): boolean => ground === 'PERSON';

/** The weakest merge of evidence that, taken away, parts two members that contradict each other; null when none does. */
export const mergeInDoubt = (group: PersonGroup): Merge | null => {
  const merges = group.merges.filter((merge) => !isByPerson(merge)).sort((a, b) => a.confidence - b.confidence);
  return merges.find((merge) => contradictEachOther(...partGroup(group, merge.mergeId).groups)) ?? null;
};
