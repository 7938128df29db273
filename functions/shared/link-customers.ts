import { mayJoin } from '#domain/channel/person-clusters.ts';
import {
  mayJoinByEvidence,
  mergeInDoubt,
  type PersonGroup,
  type PersonMember,
  withMember,
} from '#domain/channel/person-group.ts';
import { bitsOf, type Judgement, judge, SURE_ENOUGH, WORTH_A_LOOK } from '#domain/channel/person-matching.ts';
import { assumedPopulation, type Population } from '#domain/channel/person-population.ts';
import { blockKeys, type PersonProfile, profileOf } from '#domain/channel/person-profile.ts';
import { LEARNED_WEIGHTS } from '#domain/channel/person-weights.ts';
import { type CustomerId, newId } from '#domain/id.ts';
import { nextUlid, now } from './clock.ts';
import { doubtKey } from './customer-keys.ts';
import { putItem } from './dynamo.ts';
import {
  countAt,
  type Digest,
  evidenceOf,
  inBlock,
  type KeptEvidence,
  memberOf,
  profilesOf,
} from './dynamo-evidence-store.ts';
import { groupOf, PersonMovedOn, saveGroup, saveJoined, saveParted } from './dynamo-person-store.ts';
import { env } from './env.ts';
import { count, logger } from './observability.ts';

const SYSTEM = 'system:recognise';
/** About as many accounts as a shop of some size has; what is common is assumed for it. */
const ACCOUNTS = 100_000;
/** Others change the same persons at the same moment: looked at again. */
const TRIES = 4;

type Candidate = { readonly profile: PersonProfile; readonly judgement: Judgement };

/** How many share the doors and places of one profile: doors by their blocks, places by their counters. */
const populationAround = async (
  kept: KeptEvidence,
  shared: ReadonlyMap<string, number>,
  digest: Digest,
): Promise<Population> => {
  const places = new Map(await Promise.all(kept.places.map(async (place) => [place, await countAt(place)] as const)));
  return assumedPopulation(ACCOUNTS, {
    placeCount: (key) => places.get(digest(key)) ?? 1,
    doorCount: (key) => shared.get(digest(`door:${key}`)) ?? 1,
  });
};

const byConfidence = (a: Candidate, b: Candidate): number =>
  b.judgement.confidence - a.judgement.confidence || (a.profile.key < b.profile.key ? -1 : 1);

/** Who shares evidence with a customer, and how surely they are one person. */
const candidatesOf = async (id: CustomerId, kept: KeptEvidence, digest: Digest): Promise<Candidate[]> => {
  const profile = profileOf(kept.evidence.sighting);
  const digests = blockKeys(profile).map(digest);
  const blocks = await Promise.all(digests.map(inBlock));
  const shared = new Map(digests.map((block, index) => [block, blocks[index]?.length ?? 0]));
  const others = [...new Set(blocks.flat())].filter((other) => other !== id).slice(0, 100);
  const [population, profiles] = await Promise.all([populationAround(kept, shared, digest), profilesOf(others)]);
  return profiles
    .map((other) => ({ profile: other, judgement: judge(profile, other, population, LEARNED_WEIGHTS) }))
    .filter(({ judgement }) => judgement.confidence >= WORTH_A_LOOK)
    .sort(byConfidence);
};

/** The persons look alike as a whole, not only the two accounts that met. */
const lookAlike = async (a: PersonGroup, b: PersonGroup): Promise<boolean> => {
  if (a.members.length === 1 && b.members.length === 1) return true;
  const [left, right] = await Promise.all(
    [a, b].map(({ members }) => profilesOf(members.map(({ customerId }) => customerId))),
  );
  if (!left || !right || left.length === 0 || right.length === 0) return true;
  const profiles = [...left, ...right];
  const population = assumedPopulation(ACCOUNTS, { placeCount: () => 1, doorCount: () => 1 });
  return mayJoin(
    profiles,
    [...left.keys()],
    right.map((_, index) => left.length + index),
    (x, y) =>
      bitsOf(judge(profiles[x] as PersonProfile, profiles[y] as PersonProfile, population, LEARNED_WEIGHTS).confidence),
  );
};

type Own = { readonly member: PersonMember; readonly digest: Digest };

const joinByEvidence = async (
  { member, digest }: Own,
  { profile, judgement }: Candidate,
): Promise<'JOINED' | 'ONE' | 'DOUBT'> => {
  const other = profile.key as CustomerId;
  const otherMember = memberOf(other, (await evidenceOf(other))?.evidence ?? null, digest);
  for (let attempt = 1; ; attempt += 1) {
    const [a, b] = await Promise.all([groupOf(member.customerId, member), groupOf(other, otherMember)]);
    if (a.personId === b.personId) return 'ONE';
    if (judgement.confidence < SURE_ENOUGH || !mayJoinByEvidence(a, b) || !(await lookAlike(a, b))) return 'DOUBT';
    const { confidence, ground } = judgement;
    const merge = {
      mergeId: newId('mrg', nextUlid),
      left: member.customerId,
      right: other,
      by: SYSTEM,
      at: now(),
      why: whyOf(judgement),
      ground,
      confidence,
    };
    try {
      await saveJoined(a, b, merge);
      count('CustomersLinked', { ground });
      return 'JOINED';
    } catch (error) {
      if (!(error instanceof PersonMovedOn) || attempt === TRIES) throw error;
    }
  }
};

/** In codes: nothing personal. */
const whyOf = ({ ground, compared: { name, phone, address, email, behaviour } }: Judgement): string =>
  `${ground}: name ${name}, phone ${phone}, address ${address}, email ${email}, behaviour ${behaviour}`;

const noteDoubt = async (id: CustomerId, { profile, judgement }: Candidate): Promise<void> => {
  const other = profile.key as CustomerId;
  const row = {
    entity: 'DOUBT',
    confidence: judgement.confidence,
    ground: judgement.ground,
    why: whyOf(judgement),
    at: now(),
  };
  await Promise.all([
    putItem(env('CUSTOMERS_TABLE'), { ...doubtKey(id, other), other, ...row }),
    putItem(env('CUSTOMERS_TABLE'), { ...doubtKey(other, id), other: id, ...row }),
  ]);
};

/** A member's newer facts go into its person; what evidence joined and they now contradict is parted again. */
const refreshMember = async (member: PersonMember): Promise<void> => {
  const group = await groupOf(member.customerId, member);
  if (group.revision === 0) return;
  const newer = withMember(group, member);
  if (JSON.stringify(newer) !== JSON.stringify(group)) await saveGroup(group, newer);
  const doubtful = mergeInDoubt(newer);
  if (!doubtful) return;
  const why = 'a checked number or id came to differ';
  await saveParted(await groupOf(member.customerId, member), { mergeId: doubtful.mergeId, by: SYSTEM, at: now(), why });
  await refreshMember(member);
};

/**
 * Compares a customer with all who share evidence, and joins it to who it surely is; who it may be is noted for people to look at.
 * @returns false when others changed the same persons all the time: it is to be tried again
 */
export const linkCustomer = async (id: CustomerId, kept: KeptEvidence, digest: Digest): Promise<boolean> => {
  const member = memberOf(id, kept.evidence, digest);
  try {
    await refreshMember(member);
    for (const candidate of await candidatesOf(id, kept, digest))
      if ((await joinByEvidence({ member, digest }, candidate)) === 'DOUBT') await noteDoubt(id, candidate);
    return true;
  } catch (error) {
    if (!(error instanceof PersonMovedOn)) throw error;
    logger.warn('customer not linked yet', { customerId: id });
    return false;
  }
};
