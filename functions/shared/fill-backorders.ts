import { dispatchLeg } from '#domain/fulfillment/dispatch-leg.ts';
import { StockReserved } from '#domain/fulfillment/events.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId } from '#domain/id.ts';
import { byTurn, isImpatient, leftBy, served, type Waiting } from '#domain/order/backorder-queue.ts';
import { deliveredLines } from '#domain/order/bundle.ts';
import { because, type Context, unchanged } from '#domain/order/change.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { filled, legsAwaitingStock, sourced } from '#domain/routing/await-stock.ts';
import { fulfillersOf, legsOf, recommendedOf } from '#domain/routing/commit-plan.ts';
import { availableOf, type StockLevel } from '#domain/routing/network.ts';
import { now } from './clock.ts';
import { contextNow } from './decide.ts';
import { transact } from './dynamo.ts';
import { backorderRows, backordersOf, leaveQueues, passOver } from './dynamo-backorder-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { reserveStock, stockOf } from './dynamo-stock-store.ts';
import { watchLeg } from './leg-timers.ts';
import { hasMoved, planOrder } from './plan-order.ts';
import { proposeFor } from './propose-for-order.ts';

const orders = dynamoOrderStore();
const TRIES = 5;

/** Takes stock for one waiting leg and hands it out, in one transaction. @returns the leg; null: no plan serves it now */
const fillOnce = async (record: OrderRecord, leg: Leg, context: Context): Promise<Leg | null> => {
  const { order } = record;
  const lines = deliveredLines(order).flatMap((line) => {
    const awaited = leg.lines.find(({ lineId }) => lineId === line.lineId);
    return awaited ? [{ ...line, quantity: awaited.quantity }] : [];
  });
  const { answer, locks, settle, floors } = await proposeFor(order, lines, context);
  const [planned] = 'plans' in answer ? legsOf(order, recommendedOf(answer), lines, context) : [];
  if (!planned) return null;
  const [ready] = await settle([sourced(leg, planned)]);
  if (!ready) return null;
  const { legId, node } = ready;
  const taken = ready.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const reserved = because(unchanged(order), StockReserved, { legId, node, lines: taken }, {}, context);
  const told = filled(reserved, new Set(lines.map(({ lineId }) => lineId)), context);
  const fulfillers = [...told.order.fulfillers, ...fulfillersOf(ready)];
  const after = { order: { ...told.order, fulfillers }, legs: [...record.legs.filter((each) => each !== leg), ready] };
  const dispatch = dispatchLeg(after, legId, context);
  await orders.commit({
    before: order,
    order: dispatch.order,
    events: [...told.events, ...dispatch.events],
    legs: [dispatch.leg],
    also: [...reserveStock([ready], locks, floors), ...backorderRows(order, dispatch.order)],
  });
  return dispatch.leg;
};

const fillLeg = async (orderId: OrderId, legId: Leg['legId']): Promise<boolean> => {
  for (let attempt = 1; ; attempt += 1) {
    const record = await orders.get(orderId);
    const leg = legsAwaitingStock(record.legs).find((each) => each.legId === legId);
    if (!leg || record.order.holds.length > 0 || record.order.lifecycle.state === 'CANCELLED') return false;
    try {
      const out = await fillOnce(record, leg, contextNow());
      if (out) await watchLeg(out);
      return out !== null;
    } catch (error) {
      if (!hasMoved(error) || attempt === TRIES) throw error;
    }
  }
};

/** Gives an order what it waits for, whole or in part. @returns whether it took anything */
const fill = async ({ orderId }: Waiting): Promise<boolean> => {
  const { order, legs } = await orders.get(orderId);
  if (order.backorder === undefined || ['CANCELLED', 'FULFILLED', 'CLOSED'].includes(order.lifecycle.state))
    return false;
  if (order.lifecycle.state === 'BACKORDERED')
    return (await planOrder(orderId, { fromQueue: true })).outcome === 'COMMITTED';
  let took = false;
  for (const { legId } of legsAwaitingStock(legs)) took = (await fillLeg(orderId, legId)) || took;
  return took;
};

/** Rows of an order that waits no more: its cancellation was not told to the queue yet. */
const tidy = async (waiting: Waiting): Promise<boolean> => {
  const { order } = await orders.get(waiting.orderId);
  const isOver = order.backorder === undefined || ['CANCELLED', 'FULFILLED', 'CLOSED'].includes(order.lifecycle.state);
  if (isOver) await transact(leaveQueues({ orderId: waiting.orderId, backorder: waiting }));
  return isOver;
};

const levelsOf = (queue: readonly Waiting[]): Promise<StockLevel[]> =>
  stockOf(queue.flatMap(({ lines }) => lines.map(({ sku }) => sku)));

const isNothingLeft = (levels: readonly StockLevel[], skus: readonly string[]): boolean =>
  levels.every((level) => !skus.includes(level.sku) || availableOf(level) === 0);

/**
 * Gives what there is of some SKUs to those who wait for it, one after the other: the higher priority first, then who ordered first
 * (domain/order/backorder-queue.ts). Asked twice at once, both go the same way round, and each order is planned once.
 * @returns how many orders took something
 */
export const fillBackorders = async (skus: readonly string[]): Promise<number> => {
  const queue = (await backordersOf(skus)).sort(byTurn);
  const impatient: Waiting[] = [];
  let levels = queue.length === 0 ? [] : await levelsOf(queue);
  let fed = 0;
  for (const waiting of queue) {
    if (isNothingLeft(levels, skus)) break;
    if (!served(waiting, leftBy(impatient, levels, now()))) {
      if (isImpatient(waiting, now()) && !(await tidy(waiting))) impatient.push(waiting);
      continue;
    }
    if (await fill(waiting)) {
      fed += 1;
      levels = await levelsOf(queue);
    } else if (!(await tidy(waiting))) await passOver(waiting);
  }
  return fed;
};
