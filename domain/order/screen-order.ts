import type { Outcome } from '../outcome.ts';
import { deliveredLines, explode, type VersionedBundle } from './bundle.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { type CustomsFacts, customsProblems, declareGoods } from './customs.ts';
import { OrderConfirmed } from './events.ts';
import { type HoldWish, inState, reconcileHolds } from './holds.ts';
import type { Order } from './order.ts';
import { notLaunched, openPresale, type VersionedPresale } from './presale.ts';

/** What the network knows about the order's words. */
export type ScreeningFacts = CustomsFacts & {
  /** Region the destination resolves to; null when it is unknown. */
  readonly region: string | null;
  readonly isKnownSku: (sku: string) => boolean;
  /** The currency the network's costs are in; orders in others are planned too, but the code must exist. */
  readonly isKnownCurrency: (currency: string) => boolean;
  /** What lines are made of, by the released documents; absent: all are what they say. */
  readonly bundles?: readonly VersionedBundle[];
  /** Terms of pre-sales; absent: none. */
  readonly presales?: readonly VersionedPresale[];
};

/** What is wrong with the order's data, each with field and cure. */
export const dataProblems = (order: Order, facts: ScreeningFacts): HoldWish[] => {
  const goods = deliveredLines(order).filter(({ kind }) => kind === 'GOODS');
  const unknown = goods.filter(({ sku }) => !facts.isKnownSku(sku));
  const badQuantity = order.deliverables.filter(({ quantity }) => quantity <= 0);
  const badAmount = order.deliverables.filter(({ totalMinor, unitPriceMinor }) => totalMinor < 0 || unitPriceMinor < 0);
  return [
    ...unknown.slice(0, 1).map(() => ({
      type: 'UNKNOWN_SKU' as const,
      reason: `deliverables.sku: ${unknown.map(({ sku, lineId }) => `"${sku}" (line ${lineId})`).join(', ')} is in no catalog: add the SKU or correct the channel's merchant code`,
    })),
    ...(order.deliverables.length === 0
      ? [
          {
            type: 'BAD_QUANTITY' as const,
            reason: 'deliverables: the order has no lines: ask the channel for the full order',
          },
        ]
      : []),
    ...badQuantity.slice(0, 1).map(({ lineId, quantity }) => ({
      type: 'BAD_QUANTITY' as const,
      reason: `deliverables.quantity: line ${lineId} has ${quantity}: a whole number above 0 is needed`,
    })),
    ...badAmount.slice(0, 1).map(({ lineId }) => ({
      type: 'BAD_AMOUNT' as const,
      reason: `deliverables.totalMinor: line ${lineId} is negative: correct the amount with the channel`,
    })),
    ...(goods.length > 0 && facts.region === null
      ? [
          {
            type: 'UNKNOWN_ADDRESS' as const,
            reason: `destination: ${placeOf(order)} is no region of the network: correct province and city`,
          },
        ]
      : []),
    ...(facts.isKnownCurrency(order.currency)
      ? []
      : [
          {
            type: 'UNKNOWN_CURRENCY' as const,
            reason: `currency: "${order.currency}" is no ISO 4217 code: correct it with the channel`,
          },
        ]),
    ...customsProblems(order, facts),
  ];
};

const placeOf = ({ destination }: Order): string =>
  destination ? `"${destination.province} ${destination.city}"` : 'the missing address';

/**
 * Looks at an order before it is planned: confirmed when nothing holds it, else on hold with the reasons.
 * Looking again changes nothing that is not news.
 */
export const screenOrder = (
  order: Order,
  facts: ScreeningFacts,
  context: Context,
): Change & { readonly outcome: Outcome } => {
  if (order.lifecycle.state === 'CANCELLED') return { ...unchanged(order), outcome: 'CANCELLED' };
  const fromChannel = new Set(order.channelView.holds.map(({ type }) => type));
  const apart = explode(unchanged(entering(order, context)), facts.bundles ?? [], context);
  const sold = openPresale(apart, facts.presales ?? [], context);
  const declared = declareGoods(sold, facts, context);
  const found = [...dataProblems(declared.order, facts), ...notLaunched(declared.order, context.now)];
  const wishes = found.filter(({ type }) => !fromChannel.has(type));
  const checked = reconcileHolds(declared, wishes, 'system:screen-order', context);
  if (checked.order.holds.length > 0) return { ...onHold(checked, context), outcome: 'HELD' };
  if (checked.order.lifecycle.state !== 'SCREENING') return { ...checked, outcome: 'CLEAR' };
  const confirmed = because(
    checked,
    OrderConfirmed,
    { region: facts.region },
    { lifecycle: inState(checked.order, 'CONFIRMED', context) },
    context,
  );
  return { ...confirmed, outcome: 'CLEAR' };
};

const entering = (order: Order, context: Context): Order =>
  ['PLACED', 'BACKORDERED'].includes(order.lifecycle.state) ||
  (order.lifecycle.state === 'ON_HOLD' && order.holds.length === 0)
    ? { ...order, lifecycle: inState(order, 'SCREENING', context) }
    : order;

export const onHold = (change: Change, context: Context): Change =>
  change.order.lifecycle.state === 'ON_HOLD'
    ? change
    : { ...change, order: { ...change.order, lifecycle: inState(change.order, 'ON_HOLD', context) } };
