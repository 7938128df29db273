import type { EventDetail } from '../event.ts';
import type { Order } from '../order/order.ts';
import { availableOf, type StockLevel } from '../routing/network.ts';
import { goodsOf } from '../routing/plan-request.ts';
import { PLANNING_FACTS, planningFacts } from '../routing/planning-facts.ts';
import { type Instant, secondsBetween } from '../time.ts';
import type { FactKinds } from './decision-space.ts';

/** Of the planning facts, those that need the network: not asked for here. */
const OF_NETWORK = ['kg', 'goods.classes', 'goods.tags', 'destination.region'];

const orderKinds: FactKinds = Object.fromEntries(
  Object.entries(PLANNING_FACTS)
    .filter(([path]) => !path.startsWith('now.') && !OF_NETWORK.includes(path))
    .map(([path, kind]) => [`order.${path}`, kind]),
);

/** What reactions may ask, and of which kind it is. `event.data` is what docs/events.md says of the event. */
export const REACTION_FACTS: FactKinds = {
  'event.type': 'text',
  'event.data.*': 'any',
  ...orderKinds,
  'order.state': 'text',
  'order.channelStatus': 'text',
  /** Types of the holds that stand. */
  'order.holds': 'list',
  /** Whether the hold that the event is about still stands. */
  'order.holdStands': 'truth',
  'order.minutesInState': 'number',
  'stock.sku': 'text',
  'stock.nodes': 'number',
  'stock.onHand': 'number',
  'stock.reserved': 'number',
  'stock.safety': 'number',
  /** On hand and not taken: safety stock included. */
  'stock.free': 'number',
  'stock.available': 'number',
  'now.year': 'number',
  'now.month': 'number',
  'now.monthDay': 'number',
  'now.weekday': 'number',
  'now.hour': 'number',
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const stockFacts = (sku: string, levels: readonly StockLevel[]) => ({
  sku,
  nodes: levels.length,
  onHand: sum(levels.map(({ onHand }) => onHand)),
  reserved: sum(levels.map(({ reserved }) => reserved)),
  safety: sum(levels.map(({ safety }) => safety)),
  free: sum(levels.map(({ onHand, reserved }) => onHand - reserved)),
  available: sum(levels.map(availableOf)),
});

type AboutHold = { readonly holdId?: string; readonly hold?: { readonly holdId?: string } };

const orderFacts = (order: Order, { hold, holdId }: AboutHold, now: Instant) => {
  const {
    now: calendar,
    kg: _kg,
    goods,
    ...facts
  } = planningFacts(order, goodsOf(order), {
    region: null,
    skuOf: () => undefined,
    now,
  });
  const about = hold?.holdId ?? holdId;
  return {
    calendar,
    order: {
      ...facts,
      goods: { skus: goods.skus },
      state: order.lifecycle.state,
      channelStatus: order.lifecycle.channelStatus,
      holds: order.holds.map(({ type }) => type),
      holdStands: about !== undefined && order.holds.some((each) => each.holdId === about),
      minutesInState: Math.floor(secondsBetween(order.lifecycle.since, now) / 60),
    },
  };
};

type Named = readonly { readonly sku?: string }[];

/** The SKUs an event is about: of its lines (stock taken, given back), or of the signals it brings. */
export const skusIn = ({ data }: Pick<EventDetail, 'data'>): string[] => {
  const { lines = [], signals = [] } = (data ?? {}) as { readonly lines?: Named; readonly signals?: Named };
  return [...new Set([...lines, ...signals].flatMap(({ sku }) => (sku ? [sku] : [])))];
};

export type Circumstances = {
  readonly order: Order | null;
  /** Of the SKU it is about; null: it is about none. */
  readonly stock: { readonly sku: string; readonly levels: readonly StockLevel[] } | null;
  readonly now: Instant;
};

/** What a reaction decides by: the event, and how things stand now. */
export const reactionFacts = (
  type: string,
  { data }: Pick<EventDetail, 'data'>,
  { order, stock, now }: Circumstances,
): Readonly<Record<string, unknown>> => {
  const known = order && orderFacts(order, (data ?? {}) as AboutHold, now);
  return {
    event: { type, data: data ?? null },
    ...(known ? { order: known.order, now: known.calendar } : {}),
    ...(stock ? { stock: stockFacts(stock.sku, stock.levels) } : {}),
  };
};
