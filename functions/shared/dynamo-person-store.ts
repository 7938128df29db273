import { CustomersMerged, CustomersUnmerged } from '#domain/channel/events.ts';
import {
  aloneAs,
  joinGroups,
  keepApart,
  type Merge,
  type PersonGroup,
  type PersonMember,
  partGroup,
} from '#domain/channel/person-group.ts';
import { type BusEvent, happened, type Occasion } from '#domain/event.ts';
import { type CustomerId, type MergeId, newId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { nextUlid } from './clock.ts';
import { auditKey, memberKey, personKey } from './customer-keys.ts';
import { getItem, getItems, put, remove, type TransactItem, TransactionRefused, transact } from './dynamo.ts';
import { env } from './env.ts';
import { customerNewsKey } from './order-keys.ts';

const table = (): string => env('CUSTOMERS_TABLE');

/** What somebody, or the system, did to a customer. */
export type CustomerAudit = {
  readonly act: 'MERGED' | 'UNMERGED' | 'ERASED' | 'SHOWN';
  /** `person:alice`, `system:recognise` */
  readonly by: string;
  readonly at: Instant;
  readonly why: string;
  readonly mergeId: MergeId | null;
  readonly eventId: string;
};

/** Somebody changed one of the persons meanwhile: look again and decide again. */
export class PersonMovedOn extends Error {
  override name = 'PersonMovedOn';
}

type PersonRow = { readonly group: PersonGroup };

/** The person a customer is part of; itself when it is alone. */
export const personOf = async (customerId: CustomerId): Promise<CustomerId> =>
  (await personsOf([customerId])).get(customerId) ?? customerId;

/** The persons of several customers, asked at once. Customers that are alone stand for themselves. */
export const personsOf = async (ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, CustomerId>> => {
  const rows = await getItems<{ pk: string; personId: CustomerId }>(table(), [...new Set(ids)].map(memberKey));
  const known = new Map(rows.map(({ pk, personId }) => [pk, personId]));
  return new Map(ids.map((id) => [id, known.get(memberKey(id).pk) ?? id]));
};

/** The whole person behind a customer. @param alone what is known of it when nothing was ever joined to it */
export const groupOf = async (
  customerId: CustomerId,
  alone: PersonMember = { customerId, phoneDigest: null, unionDigests: {} },
): Promise<PersonGroup> => {
  const row = await getItem<PersonRow>(table(), personKey(await personOf(customerId)));
  return row?.group ?? aloneAs(alone);
};

/** An event of no order: the orders' stream carries it to the bus, written in the same transaction as what it tells. */
const newsRow = (event: BusEvent): TransactItem =>
  put(env('ORDERS_TABLE'), {
    ...customerNewsKey(event.detail.id),
    entity: event.type,
    event: JSON.stringify(event),
  });

export const occasionAt = (at: Instant): Occasion => ({
  at,
  orderId: null,
  causedBy: null,
  traceId: newId('evt', nextUlid),
  color: 'default',
});

/** Audit rows for every customer concerned. */
export const auditRows = (ids: readonly CustomerId[], audit: CustomerAudit): TransactItem[] =>
  ids.map((id) => put(table(), { ...auditKey(id, audit.at, audit.eventId as never), entity: 'AUDIT', audit }));

const isNew = { condition: 'attribute_not_exists(pk)' } as const;
const unchangedSince = (group: PersonGroup) =>
  group.revision === 0
    ? isNew
    : {
        condition: '#group.#revision = :before',
        names: { '#group': 'group', '#revision': 'revision' },
        values: { ':before': group.revision },
      };

/** A member still belongs to the person it was read with. */
const memberRow = (id: CustomerId, from: PersonGroup, to: PersonGroup): TransactItem =>
  put(
    table(),
    { ...memberKey(id), entity: 'MEMBER', personId: to.personId },
    {
      condition: from.revision === 0 ? 'attribute_not_exists(pk) OR personId = :before' : 'personId = :before',
      values: { ':before': from.personId },
    },
  );

const personRow = (group: PersonGroup, condition: Parameters<typeof put>[2]): TransactItem =>
  put(table(), { ...personKey(group.personId), entity: 'PERSON', group }, condition);

const writeAll = async (items: readonly TransactItem[]): Promise<void> => {
  try {
    await transact(items);
  } catch (error) {
    if (error instanceof TransactionRefused) throw new PersonMovedOn('one of the customers was changed meanwhile');
    throw error;
  }
};

const memberIds = ({ members }: PersonGroup): CustomerId[] => members.map(({ customerId }) => customerId);

/** Joins two persons: rows, audit and event at once. @throws MergeRefused, PersonMovedOn */
export const saveJoined = async (a: PersonGroup, b: PersonGroup, merge: Merge): Promise<PersonGroup> => {
  const joined = joinGroups(a, b, merge);
  const event = happened(
    CustomersMerged,
    occasionAt(merge.at),
    {
      customerId: joined.personId,
      mergeId: merge.mergeId,
      joined: [a.personId, b.personId],
      left: merge.left,
      right: merge.right,
      by: merge.by,
      ground: merge.ground,
      confidence: merge.confidence,
    },
    nextUlid,
  );
  const [kept, gone] = joined.personId === a.personId ? [a, b] : [b, a];
  await writeAll([
    personRow(joined, unchangedSince(kept)),
    ...(gone.revision > 0 ? [remove(table(), personKey(gone.personId), unchangedSince(gone))] : []),
    ...memberIds(a).map((id) => memberRow(id, a, joined)),
    ...memberIds(b).map((id) => memberRow(id, b, joined)),
    ...auditRows([merge.left, merge.right], {
      act: 'MERGED',
      by: merge.by,
      at: merge.at,
      why: merge.why,
      mergeId: merge.mergeId,
      eventId: event.detail.id,
    }),
    newsRow(event),
  ]);
  return joined;
};

export type PartStep = { readonly mergeId: MergeId; readonly by: string; readonly at: Instant; readonly why: string };

/** Takes a merge away: both persons are as they were. @throws MergeRefused, PersonMovedOn */
export const saveParted = async (
  group: PersonGroup,
  { mergeId, by, at, why }: PartStep,
): Promise<readonly [PersonGroup, PersonGroup]> => {
  const parted = partGroup(group, mergeId);
  const groups = keepApart(parted, by, at);
  const { left, right } = parted.merge;
  const event = happened(
    CustomersUnmerged,
    occasionAt(at),
    { customerId: group.personId, mergeId, into: groups.map(({ personId }) => personId), left, right, by },
    nextUlid,
  );
  await writeAll([
    ...groups.map((each) => personRow(each, each.personId === group.personId ? unchangedSince(group) : isNew)),
    ...groups.flatMap((each) => memberIds(each).map((id) => memberRow(id, group, each))),
    ...auditRows([left, right], { act: 'UNMERGED', by, at, why, mergeId, eventId: event.detail.id }),
    newsRow(event),
  ]);
  return groups;
};

/** Keeps newer facts about a member of a person that has several. @throws PersonMovedOn */
export const saveGroup = async (before: PersonGroup, after: PersonGroup): Promise<void> =>
  writeAll([personRow({ ...after, revision: before.revision + 1 }, unchangedSince(before))]);

/** Keeps that somebody looked or erased, with the event that tells it where there is one. */
export const saveAudit = async (
  ids: readonly CustomerId[],
  audit: Omit<CustomerAudit, 'eventId'>,
  event: BusEvent | null = null,
): Promise<void> => {
  const eventId = event?.detail.id ?? newId('evt', nextUlid);
  await transact([...auditRows(ids, { ...audit, eventId }), ...(event ? [newsRow(event)] : [])]);
};
