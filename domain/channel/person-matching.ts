import { clusterPeople, type Edge } from './person-clusters.ts';
import { type Comparison, compareProfiles, contradict } from './person-comparison.ts';
import { learnWeights } from './person-learning.ts';
import { likelihoodOf } from './person-likelihood.ts';
import { FEWEST_TO_COUNT, type Population, populationOf } from './person-population.ts';
import { type AccountSighting, blockKeys, type PersonProfile, profileOf } from './person-profile.ts';
import { FIRST_WEIGHTS, LEARNED_WEIGHTS, type PersonWeights } from './person-weights.ts';

/** Below this two accounts stay two persons: precision before recall. */
export const SURE_ENOUGH = 0.92;
/** From here a pair that is not joined is shown to people. */
export const WORTH_A_LOOK = 0.8;

/** Why two accounts are one person's. UNION_ID, PHONE, EMAIL: by themselves; SCORE: by everything together. */
export const GROUNDS = ['UNION_ID', 'PHONE', 'EMAIL', 'SCORE'] as const;
export type Ground = (typeof GROUNDS)[number];

export type Judgement = { readonly confidence: number; readonly ground: Ground; readonly compared: Comparison };

const CERTAIN: Readonly<Record<Exclude<Ground, 'SCORE'>, number>> = { UNION_ID: 0.9999, PHONE: 0.9995, EMAIL: 0.995 };

const groundOf = (a: PersonProfile, b: PersonProfile, { name, email }: Comparison): Ground => {
  if (a.unionIds.some((id) => b.unionIds.includes(id))) return 'UNION_ID';
  if (a.verifiedPhone !== '' && a.verifiedPhone === b.verifiedPhone) return 'PHONE';
  // A family may share a mailbox: it is certain only where the names do not say otherwise.
  return email === 'SAME' && name !== 'DIFFER' ? 'EMAIL' : 'SCORE';
};

/** How likely two accounts are one person's, and by what. Does not look at what contradicts it: `contradict` does. */
export const judge = (
  a: PersonProfile,
  b: PersonProfile,
  population: Population,
  weights: PersonWeights,
): Judgement => {
  const compared = compareProfiles(a, b);
  const ground = groundOf(a, b, compared);
  if (ground !== 'SCORE') return { confidence: CERTAIN[ground], ground, compared };
  const confidence = likelihoodOf(compared, population, weights) * (1 - a.doubt) * (1 - b.doubt);
  return { confidence, ground, compared };
};

/** A key that more share says nothing, and would cost the square of it. */
const MOST_IN_BLOCK = 120;

const blocksOf = (profiles: readonly PersonProfile[]): number[][] => {
  const blocks = new Map<string, number[]>();
  for (const [index, profile] of profiles.entries()) {
    for (const key of blockKeys(profile)) {
      const block = blocks.get(key);
      if (block) block.push(index);
      else blocks.set(key, [index]);
    }
  }
  return [...blocks.values()].filter(({ length }) => length > 1 && length <= MOST_IN_BLOCK);
};

type Visit = (a: number, b: number) => void;
type Pairing = { readonly of: (a: number, visit: Visit) => void; readonly all: (visit: Visit) => void };

/** Every pair that shares a block key, once: `a` before `b`. */
const pairingOf = (profiles: readonly PersonProfile[]): Pairing => {
  const blocks = blocksOf(profiles);
  const blocksWith: number[][] = Array.from(profiles, () => []);
  for (const [number, block] of blocks.entries()) for (const index of block) blocksWith[index]?.push(number);
  const met = new Int32Array(profiles.length);
  let turn = 0;
  const meet = (a: number, block: readonly number[], visit: Visit): void => {
    for (const b of block) {
      if (b <= a || met[b] === turn) continue;
      met[b] = turn;
      visit(a, b);
    }
  };
  const of = (a: number, visit: Visit): void => {
    turn += 1;
    for (const number of blocksWith[a] ?? []) meet(a, blocks[number] ?? [], visit);
  };
  return {
    of,
    all: (visit) => {
      for (let a = 0; a < profiles.length; a += 1) of(a, visit);
    },
  };
};

export type Link = { readonly a: string; readonly b: string; readonly confidence: number; readonly ground: Ground };

export type Matching = {
  /** Keys of accounts, person by person; also those of one account. */
  readonly people: readonly (readonly string[])[];
  /** What somebody should look at: likely but not sure, or sure but contradicted. */
  readonly doubts: readonly Link[];
  readonly weights: PersonWeights;
  /** Pairs that were compared. */
  readonly compared: number;
};

/** Accounts whose pairs are learned from, drawn evenly from all. */
const LEARNED_FROM = 12_000;

const learnFrom = (profiles: readonly PersonProfile[], pairing: Pairing, population: Population): PersonWeights => {
  const drawn: Comparison[] = [];
  const step = Math.max(1, Math.floor(profiles.length / LEARNED_FROM));
  for (let index = 0; index < profiles.length; index += step)
    pairing.of(index, (a, b) => {
      drawn.push(compareProfiles(profiles[a] as PersonProfile, profiles[b] as PersonProfile));
    });
  return learnWeights(drawn, population, FIRST_WEIGHTS);
};

const MOST_BITS = 10;
/** Log-odds, bounded: no single pair outvotes a group. */
export const bitsOf = (confidence: number): number =>
  Math.max(-MOST_BITS, Math.min(MOST_BITS, Math.log2(confidence / (1 - confidence) || 2 ** -MOST_BITS)));

type Found = Edge & { readonly ground: Ground };

/**
 * Finds who is who among accounts of all channels: accounts that share a key are compared and judged, then joined to persons.
 * The result does not depend on the order of the accounts.
 * @param given learned here from the accounts themselves when left out, where they are enough
 */
export const matchPeople = (sightings: readonly AccountSighting[], given?: PersonWeights): Matching => {
  const profiles = sightings.map(profileOf).sort((a, b) => (a.key < b.key ? -1 : 1));
  const population = populationOf(profiles);
  const pairing = pairingOf(profiles);
  const weights =
    given ?? (profiles.length < FEWEST_TO_COUNT ? LEARNED_WEIGHTS : learnFrom(profiles, pairing, population));
  const at = (index: number): PersonProfile => profiles[index] as PersonProfile;
  const judged = (a: number, b: number): Judgement => judge(at(a), at(b), population, weights);
  const edges: Found[] = [];
  const doubts: Found[] = [];
  let compared = 0;
  pairing.all((a, b) => {
    compared += 1;
    const { confidence, ground } = judged(a, b);
    if (confidence < WORTH_A_LOOK) return;
    const isSure = confidence >= SURE_ENOUGH && !contradict(at(a), at(b));
    (isSure ? edges : doubts).push({ a, b, confidence, ground });
  });
  const { personOf, refused } = clusterPeople(profiles, edges, (a, b) => bitsOf(judged(a, b).confidence));
  return {
    people: peopleIn(profiles, personOf),
    doubts: [...doubts, ...refused]
      .filter(({ a, b }) => personOf[a] !== personOf[b])
      .map(({ a, b, confidence, ground }) => ({ a: at(a).key, b: at(b).key, confidence, ground })),
    weights,
    compared,
  };
};

const peopleIn = (profiles: readonly PersonProfile[], personOf: Int32Array): string[][] => {
  const people = new Map<number, string[]>();
  for (const [index, { key }] of profiles.entries()) {
    const person = personOf[index] as number;
    const keys = people.get(person);
    if (keys) keys.push(key);
    else people.set(person, [key]);
  }
  return [...people.values()];
};
