import type { Leg } from '#domain/fulfillment/leg.ts';
import {
  isOver,
  periodsAhead,
  periodsAt,
  type SlotCount,
  slotCounts,
  slotKey,
  type TakenSlots,
} from '#domain/fulfillment/node-slots.ts';
import type { Instant } from '#domain/time.ts';
import { now } from './clock.ts';
import { type Expression, queryAll, type TransactItem, update } from './dynamo.ts';
import { env } from './env.ts';
import { slotPk, slotSk } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

/** Days after which nobody asks how full a node was. */
const KEPT_SECONDS = 40 * 24 * 3600;

const taking = ({ node, slot, count }: SlotCount): Expression => ({
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
});
const givingBack = ({ count }: SlotCount): Expression => ({
  condition: 'taken >= :less',
  update: 'ADD taken :count',
  values: { ':less': -count, ':count': count },
});

/**
 * Takes room for legs at their nodes, refused whole when one has none left, and gives back that of others. Room of a time that is
 * over stays taken: its row may be gone, and a leg that ends late must be able to end.
 */
export const exchangeSlots = (legs: readonly Leg[], givenBack: readonly Leg[] = []): TransactItem[] =>
  slotCounts(legs, givenBack)
    .filter(({ slot, count }) => count > 0 || !isOver(slot, now()))
    .map((each) =>
      update(
        table(),
        { pk: slotPk(each.slot.period), sk: slotSk(each.node, each.slot.counter) },
        each.count > 0 ? taking(each) : givingBack(each),
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
