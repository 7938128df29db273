import { type EventDefinition, type EventDetail, happened } from '#domain/event.ts';
import { allocation } from '#domain/fulfillment/allocate-stock.ts';
import { usableBy } from '#domain/fulfillment/stock-rules.ts';
import { levelsOf } from '#domain/fulfillment/stock-sheet.ts';
import type { EventId } from '#domain/id.ts';
import { deliveredLines } from '#domain/order/bundle.ts';
import { because, type Change, type Context, unchanged } from '#domain/order/change.ts';
import { addHold } from '#domain/order/holds.ts';
import type { Order } from '#domain/order/order.ts';
import { keptUntil } from '#domain/order/order-times.ts';
import { buyerOf } from '#domain/order/stock-buyer.ts';
import { canLock, stockToKeep } from '#domain/routing/lock-stock.ts';
import { plusHours } from '#domain/time.ts';
import { OwnerTold, SalesPaused, SalesResumed, StockLocked } from '#domain/workbench/events.ts';
import { refusalToHold, standingHold } from '#domain/workbench/manual-hold.ts';
import type { ToDo } from '#domain/workbench/reaction.ts';
import { jitter, nextUlid, now } from './clock.ts';
import { type Decision, decideOn } from './decide.ts';
import { getItem, put, putItem, type TransactItem, TransactionRefused } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { lockStock } from './dynamo-stock-store.ts';
import { env } from './env.ts';
import { pauseSales, resumeSales } from './note-news.ts';
import { reactionKey } from './order-keys.ts';

const orders = dynamoOrderStore();

/** The event that woke a reaction, and of its SKUs the one this is about. */
export type Occurrence = { readonly type: string; readonly detail: EventDetail; readonly sku: string | null };

const OPERATOR = 'role:operator';

const keyOf = ({ reaction, rule }: ToDo, { detail, sku }: Occurrence) =>
  reactionKey(detail.orderId, detail.id, reaction, rule, sku ?? '');

const markOf = (toDo: ToDo, occurrence: Occurrence) => ({
  ...keyOf(toDo, occurrence),
  entity: 'REACTION',
  at: now(),
  version: toDo.version,
  deed: toDo.deed.do,
});

const ONCE = { condition: 'attribute_not_exists(pk)' };

const factsOf = ({ reaction, version, rule, deed }: ToDo, { type, detail }: Occurrence) => ({
  reaction,
  version,
  rule,
  because: { type, id: detail.id as EventId },
  reason: deed.reason,
});

const isDone = async (toDo: ToDo, occurrence: Occurrence): Promise<boolean> =>
  (await getItem(env('ORDERS_TABLE'), keyOf(toDo, occurrence))) !== null;

type Decide = (order: Order, context: Context) => Change & { readonly also?: readonly TransactItem[] };

/** Decides on the event's order; deed and mark are one transaction, so that an event delivered twice is reacted to once. */
const onOrder = async (toDo: ToDo, occurrence: Occurrence, decide: Decide): Promise<void> => {
  const { orderId, id } = occurrence.detail;
  if (!orderId) return;
  const mark = put(env('ORDERS_TABLE'), markOf(toDo, occurrence), ONCE);
  try {
    await decideOn(
      orders,
      orderId,
      ({ order }, context): Decision => {
        const change = decide(order, context);
        return { ...change, also: [...(change.also ?? []), mark] };
      },
      id,
    );
  } catch (error) {
    if (error instanceof TransactionRefused && (await isDone(toDo, occurrence))) return;
    throw error;
  }
};

/** An event about an order goes into the order's; one about none is written with its mark, and carried on by the table's stream. */
const tell = async (toDo: ToDo, occurrence: Occurrence, definition: EventDefinition, data: object): Promise<void> => {
  const { orderId, id, traceId, color } = occurrence.detail;
  if (orderId)
    return onOrder(toDo, occurrence, (order, context) => because(unchanged(order), definition, data, {}, context));
  const event = happened(definition, { at: now(), orderId: null, causedBy: id, traceId, color }, data, nextUlid);
  await putItem(env('ORDERS_TABLE'), { ...markOf(toDo, occurrence), event: JSON.stringify(event) }, ONCE);
};

const ownerTold = (toDo: ToDo, occurrence: Occurrence, more = '') => ({
  ...factsOf(toDo, occurrence),
  reason: `${toDo.deed.reason}${more}`,
  owner: toDo.deed.owner ?? OPERATOR,
  sku: occurrence.sku,
});

const holdOrder = (toDo: ToDo, occurrence: Occurrence): Promise<void> =>
  onOrder(toDo, occurrence, (order, context) => {
    if (standingHold(order, toDo.deed.reason)) return unchanged(order);
    const refusal = refusalToHold(order);
    if (refusal) {
      const told = ownerTold(toDo, occurrence, `; not held: ${refusal}`);
      return because(unchanged(order), OwnerTold, told, {}, context);
    }
    return addHold(unchanged(order), { type: 'MANUAL', reason: toDo.deed.reason }, `system:${toDo.reaction}`, context);
  });

const keepStock = async (toDo: ToDo, occurrence: Occurrence, order: Order | null): Promise<void> => {
  if (!order || !canLock(order)) return;
  const at = now();
  const found = await sheetsOf(deliveredLines(order).map(({ sku }) => sku));
  const { sheets, floors } = usableBy(found, buyerOf(order));
  const { kept, missing } = stockToKeep(
    order,
    sheets.flatMap((sheet) => levelsOf(sheet, at)),
  );
  const { hours } = toDo.deed;
  const until = hours === undefined ? null : plusHours(at, hours);
  const allocate = allocation(sheets, at, jitter);
  const locks = kept.map((each) => ({ ...each, from: allocate(each.node, each.sku, each.quantity) }));
  await onOrder(toDo, occurrence, (current, context) => {
    const facts = { ...factsOf(toDo, occurrence), lines: kept, ...(until ? { until } : {}) };
    const locked =
      kept.length === 0
        ? unchanged(current)
        : because(unchanged(current), StockLocked, facts, keptUntil(current, until), context);
    const short = ownerTold(toDo, occurrence, `; not enough of ${missing.join(', ')}`);
    const change = missing.length === 0 ? locked : because(locked, OwnerTold, short, {}, context);
    return {
      ...change,
      also: lockStock(
        locks.map((each) => ({ ...each, orderId: current.orderId, ...(until ? { until } : {}) })),
        floors,
      ),
    };
  });
};

const changeSales = async (toDo: ToDo, occurrence: Occurrence): Promise<void> => {
  const { sku, detail } = occurrence;
  if (sku === null) return;
  const { do: what, channel = null } = toDo.deed;
  const isPause = what === 'PAUSE_SALES';
  const shops = await (isPause ? pauseSales : resumeSales)(sku, channel, toDo.reaction, detail);
  if (shops.length === 0) return;
  const facts = { ...factsOf(toDo, occurrence), sku, shops };
  if (isPause) await tell(toDo, occurrence, SalesPaused, facts);
  else await tell(toDo, occurrence, SalesResumed, facts);
};

/** Does what a reaction says, once for each event it was woken by. @throws what its stores throw: the event comes again */
export const carryOut = async (toDo: ToDo, occurrence: Occurrence, order: Order | null): Promise<void> => {
  if (await isDone(toDo, occurrence)) return;
  switch (toDo.deed.do) {
    case 'TELL_OWNER':
      return tell(toDo, occurrence, OwnerTold, ownerTold(toDo, occurrence));
    case 'HOLD_ORDER':
      return holdOrder(toDo, occurrence);
    case 'LOCK_STOCK':
      return keepStock(toDo, occurrence, order);
    case 'PAUSE_SALES':
    case 'RESUME_SALES':
      return changeSales(toDo, occurrence);
  }
};
