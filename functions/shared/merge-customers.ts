import { MergeRefused, type PersonGroup } from '#domain/channel/person-group.ts';
import { type CustomerId, type MergeId, newId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { Problem } from './api.ts';
import { nextUlid } from './clock.ts';
import { profileKey } from './customer-keys.ts';
import { getItem } from './dynamo.ts';
import { evidenceOf, memberOf } from './dynamo-evidence-store.ts';
import { groupOf, PersonMovedOn, saveJoined, saveParted } from './dynamo-person-store.ts';
import { env } from './env.ts';
import { keyedDigests } from './keyed-digest.ts';

export type Step = { readonly by: string; readonly at: Instant; readonly why: string };

const personWith = async (customerId: CustomerId): Promise<PersonGroup> => {
  const profile = await getItem<{ erasedAt?: Instant }>(env('CUSTOMERS_TABLE'), profileKey(customerId));
  if (!profile) throw new Problem(404, 'Not Found', `there is no customer ${customerId}`);
  if (profile.erasedAt)
    throw new Problem(409, 'Conflict', `customer ${customerId} was erased: nothing is known to be one with`);
  const evidence = (await evidenceOf(customerId))?.evidence ?? null;
  return groupOf(customerId, memberOf(customerId, evidence, await keyedDigests()));
};

const idsOf = ({ members }: PersonGroup): CustomerId[] => members.map(({ customerId }) => customerId);

/** Joins two customers by a person's word: also what evidence would not join. The same two twice are one merge. */
export const mergeCustomers = async (left: CustomerId, right: CustomerId, { by, at, why }: Step) => {
  if (left === right) throw new Problem(400, 'Bad Request', 'with: name another customer than the one in the path');
  const [a, b] = [await personWith(left), await personWith(right)];
  const known = a.merges.find((each) => [each.left, each.right].sort().join() === [left, right].sort().join());
  if (known && a.personId === b.personId) return { customerId: a.personId, customers: idsOf(a), merge: known };
  const merge = { mergeId: newId('mrg', nextUlid), left, right, by, at, why, ground: 'PERSON' as const, confidence: 1 };
  const joined = await saveJoined(a, b, merge);
  return { customerId: joined.personId, customers: idsOf(joined), merge };
};

/** Takes a merge away, whoever made it. */
export const unmergeCustomers = async (customerId: CustomerId, step: Step & { readonly mergeId: MergeId }) => {
  const groups = await saveParted(await groupOf(customerId), step);
  const persons = groups.map((group) => ({ customerId: group.personId, customers: idsOf(group), apart: group.apart }));
  return { mergeId: step.mergeId, persons };
};

/** Tells what cannot be done to persons as problems. */
export const tellingRefusals = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MergeRefused) throw new Problem(409, 'Conflict', error.message);
    if (error instanceof PersonMovedOn) throw new Problem(409, 'Conflict', `${error.message}; look again`);
    throw error;
  }
};
