import type { Leg } from '#domain/fulfillment/leg.ts';
import { periodsAhead, periodsAt, slotCounts, slotKey, type TakenSlots } from '#domain/fulfillment/node-slots.ts';
import type { Instant } from '#domain/time.ts';
import { queryAll, type TransactItem, update } from './dynamo.ts';
import { env } from './env.ts';
import { slotPk, slotSk } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

/** Days after which nobody asks how full a node was. */
const KEPT_SECONDS = 40 * 24 * 3600;

/** Takes room for legs at their nodes: refused whole when one has none left. */
export const takeSlots = (legs: readonly Leg[]): TransactItem[] =>
  slotCounts(legs).map(({ node, slot, count }) =>
    update(
      table(),
      { pk: slotPk(slot.period), sk: slotSk(node, slot.counter) },
      {
        condition: 'attribute_not_exists(taken) OR taken <= :most',
        update: 'SET entity = :slots, node = :node, #ttl = :ttl ADD taken :count',
        names: { '#ttl': 'ttl' },
        values: {
          ':most': slot.of - count,
          ':slots': 'SLOTS',
          ':node': node,
          ':ttl': Math.floor(Date.now() / 1000) + KEPT_SECONDS,
          ':count': count,
        },
      },
    ),
  );

/** Gives back room that legs no longer need. */
export const giveBackSlots = (legs: readonly Leg[]): TransactItem[] =>
  slotCounts(legs).map(({ node, slot, count }) =>
    update(
      table(),
      { pk: slotPk(slot.period), sk: slotSk(node, slot.counter) },
      {
        condition: 'taken >= :count',
        update: 'ADD taken :less',
        values: { ':count': count, ':less': -count },
      },
    ),
  );

type SlotRow = { readonly pk: string; readonly sk: string; readonly node: string; readonly taken: number };

const takenIn = async (period: string): Promise<[string, number][]> => {
  const rows = await queryAll<SlotRow>({ table: table(), where: 'pk = :pk', values: { ':pk': slotPk(period) } });
  return rows.map(({ node, sk, taken }) => [slotKey(node, { period, counter: Number(sk.split('#').at(-1)) }), taken]);
};

/** How full nodes are in this day and hour. */
export const slotsTakenNow = async (now: Instant, hourly: boolean): Promise<TakenSlots> => {
  const { day, hour } = periodsAt(now);
  return new Map((await Promise.all((hourly ? [day, hour] : [day]).map(takenIn))).flat());
};

/** How full nodes are and will be. */
export const slotsTakenAhead = async (now: Instant, hourly: boolean): Promise<TakenSlots> =>
  new Map((await Promise.all(periodsAhead(now, hourly).map(takenIn))).flat());
