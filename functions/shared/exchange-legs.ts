import { StockGone } from '#domain/fulfillment/allocate-stock.ts';
import { heldStock } from '#domain/fulfillment/kept-stock.ts';
import { type StockFloors, usableBy } from '#domain/fulfillment/stock-rules.ts';
import type { OrderId } from '#domain/id.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { buyerOf } from '#domain/order/stock-buyer.ts';
import type { Outcome } from '#domain/outcome.ts';
import { whenShort } from '#domain/routing/plan-replacement.ts';
import { type ReadyLegs, replaceLegs } from '#domain/routing/replace-legs.ts';
import type { Instant } from '#domain/time.ts';
import { decideOn } from './decide.ts';
import { TransactionRefused } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { planRow } from './dynamo-plan-store.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { exchangeStock } from './dynamo-stock-store.ts';
import { planningNetwork } from './planning-network.ts';
import { readyAt } from './ready-legs.ts';

const orders = dynamoOrderStore();

export type LegsExchanged = { readonly outcome: Outcome; readonly why: string };

type Ready = { readonly ready: ReadyLegs; readonly floors: StockFloors };

/** Stock and room as they are now, those of the legs that go among them. */
const readyFor = async ({ order, legs }: OrderRecord, now: Instant): Promise<Ready> => {
  const planned = order.compensation?.plan?.legs ?? [];
  const back = legs.filter(({ legId, stock }) => stock === 'HELD' && order.compensation?.takenBack.includes(legId));
  const nodes = planned.map(({ node }) => node);
  const [found, { prepared }] = await Promise.all([
    sheetsOf(planned.flatMap(({ lines }) => lines.map(({ sku }) => sku))),
    planningNetwork(now),
  ]);
  const { sheets, floors } = usableBy(found, buyerOf(order), heldStock(back));
  return { ready: await readyAt(nodes, { sheets, network: prepared, now, givenBack: back }), floors };
};

const isShort = (error: unknown): boolean =>
  error instanceof StockGone ||
  (error instanceof TransactionRefused && error.reasons.includes('ConditionalCheckFailed'));

const exchange = (orderId: OrderId): Promise<LegsExchanged> =>
  decideOn(orders, orderId, async (record: OrderRecord, context) => {
    const { ready, floors } = await readyFor(record, context.now);
    const done = replaceLegs(record, context, ready);
    const { compensation } = done.order;
    if (done.outcome !== 'REPLACED' || done.legs.length === 0) return done;
    const plan = done.added.length > 0 ? compensation?.plan : null;
    const answer = plan && { orderId, plans: [{ ...plan, recommended: true }], rejected: [] };
    const proposal = answer ? [planRow(done.order, answer, context.now)] : [];
    return { ...done, also: [...exchangeStock(done.givenBack, done.added, floors), ...proposal] };
  });

/** Lets the new legs take the place of the old ones, stock and all, in one transaction. */
export const exchangeLegs = async (orderId: OrderId): Promise<LegsExchanged> => {
  try {
    const { outcome, why } = await exchange(orderId);
    return { outcome, why };
  } catch (error) {
    if (!isShort(error)) throw error;
    const { outcome, why } = await decideOn(orders, orderId, whenShort);
    return { outcome, why };
  }
};
