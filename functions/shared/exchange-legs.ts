import { type Allocation, allocation, StockGone } from '#domain/fulfillment/allocate-stock.ts';
import { asSeenBy } from '#domain/fulfillment/stock-sheet.ts';
import type { OrderId } from '#domain/id.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import type { Outcome } from '#domain/outcome.ts';
import { whenShort } from '#domain/routing/plan-replacement.ts';
import { replaceLegs } from '#domain/routing/replace-legs.ts';
import type { Instant } from '#domain/time.ts';
import { jitter } from './clock.ts';
import { decideOn } from './decide.ts';
import { TransactionRefused } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { planRow } from './dynamo-plan-store.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { exchangeStock } from './dynamo-stock-store.ts';

const orders = dynamoOrderStore();

export type LegsExchanged = { readonly outcome: Outcome; readonly why: string };

/** Where pieces are now, those of the legs that go among them. */
const allocationFor = async ({ order: { compensation }, legs }: OrderRecord, now: Instant): Promise<Allocation> => {
  const skus = compensation?.plan?.legs.flatMap(({ lines }) => lines.map(({ sku }) => sku)) ?? [];
  const back = legs
    .filter(({ legId, stock }) => stock === 'HELD' && compensation?.takenBack.includes(legId))
    .flatMap(({ node, lines }) => lines.map((line) => ({ ...line, node })));
  const sheets = await sheetsOf([...new Set(skus)]);
  return allocation(
    sheets.map((sheet) => asSeenBy(sheet, back)),
    now,
    jitter,
  );
};

const isShort = (error: unknown): boolean =>
  error instanceof StockGone ||
  (error instanceof TransactionRefused && error.reasons.includes('ConditionalCheckFailed'));

const exchange = (orderId: OrderId): Promise<LegsExchanged> =>
  decideOn(orders, orderId, async (record: OrderRecord, context) => {
    const done = replaceLegs(record, context, await allocationFor(record, context.now));
    const { compensation } = done.order;
    if (done.outcome !== 'REPLACED' || done.legs.length === 0) return done;
    const plan = done.added.length > 0 ? compensation?.plan : null;
    const answer = plan && { orderId, plans: [{ ...plan, recommended: true }], rejected: [] };
    const proposal = answer ? [planRow(done.order, answer, context.now)] : [];
    return { ...done, also: [...exchangeStock(done.givenBack, done.added), ...proposal] };
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
