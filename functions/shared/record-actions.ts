import type { Action } from '#domain/fulfillment/action.ts';
import { isInParcel, parcelLegs } from '#domain/fulfillment/combine-legs.ts';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { type RecordAction, type RecordedAll, recordActions } from '#domain/fulfillment/record-action.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { because, type Change, type Context, unchanged } from '#domain/order/change.ts';
import { flag } from '#domain/order/conflicts.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { signedBeforeCollected } from '#domain/order/untimely-delivery.ts';
import { type Decision, decideOn } from './decide.ts';
import type { dynamoOrderStore } from './dynamo-order-store.ts';
import { shipStock } from './dynamo-stock-store.ts';

type Orders = ReturnType<typeof dynamoOrderStore>;

/** Two rows an action, a few more for what it causes: a batch of twenty stays well under the hundred of a transaction. */
const BATCH = 20;

/** The first number among the reports that another leg's parcel goes by; null when none does. */
export const takenWaybill = async (
  orders: Pick<Orders, 'findWaybill'>,
  leg: Pick<Leg, 'legId' | 'parcel'>,
  commands: readonly RecordAction[],
): Promise<string | null> => {
  const own = parcelLegs(leg);
  for (const { waybill } of commands) {
    const taken = waybill && (await orders.findWaybill(waybill.carrier, waybill.number));
    if (taken && !own.includes(taken)) return waybill.number;
  }
  return null;
};

export type Recording = Decision & { readonly result: RecordedAll };

/** What reports change about a leg and its order, ready to be written. */
export const recordingOf = (
  { order, legs }: OrderRecord,
  recorded: readonly Action[],
  legId: LegId,
  commandsFor: (leg: Leg) => readonly RecordAction[],
  context: Context,
): Recording => {
  const before = legOf({ legs }, legId);
  const known = recorded.filter((action) => action.legId === legId);
  const result = recordActions(commandsFor(before), before, known, { now: context.now, promiseAt: order.promiseAt });
  if (result.actions.length === 0) return { ...unchanged(order), result };
  const told = result.facts.reduce<Change>(
    (sofar, { definition, data }) => because(sofar, definition, data, {}, context),
    unchanged(order),
  );
  const change = flag(told, signedBeforeCollected(before, [...recorded, ...result.actions]), context);
  const left = before.stock === 'HELD' && result.leg.stock === 'SHIPPED';
  return { ...change, legs: [result.leg], actions: result.actions, also: left ? shipStock([before]) : [], result };
};

/**
 * Records reports on one leg: actions, the leg, events and the movement of stock in one transaction, decided anew when somebody
 * else wrote meanwhile.
 * @param commandsFor called with the leg as it is read; must give the same reports each time
 */
export const recordOnLeg = async (
  orders: Orders,
  orderId: OrderId,
  legId: LegId,
  commandsFor: (leg: Leg) => readonly RecordAction[],
): Promise<RecordedAll> => {
  let all: RecordedAll | null = null;
  for (let start = 0; ; start += BATCH) {
    let rest = 0;
    const { result } = await decideOn(orders, orderId, async (record, context) => {
      const commands = commandsFor(legOf(record, legId));
      rest = commands.length - start - BATCH;
      return recordingOf(
        record,
        await orders.actions(orderId),
        legId,
        () => commands.slice(start, start + BATCH),
        context,
      );
    });
    all = all === null ? result : merged(all, result);
    if (rest <= 0) return all;
  }
};

/**
 * Records reports on a leg and on those that travel with it in one parcel: what is said of the parcel is said of all, what a partner
 * says of one leg of that one alone.
 */
export const recordOnParcel = async (
  orders: Orders,
  orderId: OrderId,
  legId: LegId,
  commandsFor: (leg: Leg) => readonly RecordAction[],
): Promise<RecordedAll> => {
  const recorded = await recordOnLeg(orders, orderId, legId, commandsFor);
  const { parcel, waybill } = recorded.leg;
  if (!parcel) return recorded;
  const ofParcel = (leg: Leg): RecordAction[] =>
    isInParcel(leg, parcel.parcelId)
      ? commandsFor(leg)
          .filter(({ action }) => !action.action.startsWith('leg.'))
          .map((command) => ({ ...command, waybill: command.waybill ?? waybill }))
      : [];
  for (const other of parcel.with) await recordOnLeg(orders, other.orderId, other.legId, ofParcel);
  return recorded;
};

const merged = (earlier: RecordedAll, later: RecordedAll): RecordedAll => ({
  leg: later.leg,
  actions: [...earlier.actions, ...later.actions],
  facts: [...earlier.facts, ...later.facts],
  refused: [...earlier.refused, ...later.refused],
});
