import { stillWanted } from '#domain/fulfillment/kept-stock.ts';
import type { LegId } from '#domain/id.ts';
import { type Context, unchanged } from '#domain/order/change.ts';
import { changeOrder, foresee, legsAfter } from '#domain/order/change-order.ts';
import { changedSince, fingerprint, tokenOf } from '#domain/order/fingerprint.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { openLines } from '#domain/order/settle-order.ts';
import { takenBackOf } from '#domain/routing/taken-back.ts';
import type { OrderCancellation, OrderChange } from '#domain/workbench/change-requests.ts';
import { Problem } from './api.ts';
import { contextNow, type Decision, decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { keepStock, releaseStock } from './dynamo-stock-store.ts';
import { type AskedChange, type Rehearsal, rehearse, unprocessable } from './rehearse-change.ts';

const orders = dynamoOrderStore();

const answerOf = (
  {
    order,
    foreseen,
    plan,
    unroutable,
  }: Pick<Rehearsal, 'foreseen' | 'plan' | 'unroutable'> & { readonly order: Order },
  dryRun: boolean,
  token?: string,
): OrderChange => ({
  orderId: order.orderId,
  state: order.lifecycle.state,
  dryRun,
  allowed: foreseen.refusals.length === 0,
  refusals: foreseen.refusals.map((refusal) => ({ ...refusal, legId: refusal.legId as LegId | null })),
  ...(token ? { token } : {}),
  changes: [...foreseen.changes],
  money: foreseen.money,
  withdrawn: foreseen.withdrawn.map(({ legId }) => legId),
  ...(foreseen.isReplaced ? { takenBack: takenBackOf(foreseen.withdrawn) } : {}),
  ...(foreseen.isReplaced && !dryRun && order.compensation
    ? { compensationId: order.compensation.compensationId }
    : {}),
  plan,
  unroutable,
  repeated: false,
});

const refuseStale = (token: string | undefined, parts: Rehearsal['parts']): void => {
  if (token === undefined) return;
  const changed = changedSince(token, parts);
  if (changed === null)
    throw unprocessable('token', 'token: is none that a dry run of this change gave; repeat it with ?dryRun=true');
  if (changed.length === 0) return;
  const detail = changed.includes('asked')
    ? 'token: belongs to another request; repeat this one with ?dryRun=true'
    : `stale: ${changed.join(', ')} changed since the dry run; repeat it with ?dryRun=true and look again`;
  throw new Problem(409, 'Conflict', detail, { changed });
};

/** Keys of changes that are remembered: more than anybody repeats. */
const REMEMBERED = 20;

const repeatedOf = (order: Order, { key, asked }: AskedChange): boolean => {
  const known = key === undefined ? undefined : order.keyed?.find((each) => each.key === key);
  if (!known) return false;
  if (known.asked !== fingerprint(asked)) throw new Problem(409, 'Conflict', `key: ${key} was used for another change`);
  return true;
};

const withKey = (order: Order, { key, asked }: AskedChange, { now }: Context): Order =>
  key === undefined
    ? order
    : { ...order, keyed: [...(order.keyed ?? []), { key, asked: fingerprint(asked), at: now }].slice(-REMEMBERED) };

/** Stock that legs give back: what the order still wants of it is kept for its next plan. */
const stockRows = (order: Order, legs: OrderRecord['legs'], givenBack: OrderRecord['legs'], reason: string) => {
  if (givenBack.length === 0) return [];
  const kept = stillWanted(givenBack, openLines(order, legs));
  return kept.length === 0 ? releaseStock(givenBack, reason) : keepStock(givenBack, kept, reason);
};

type Made = Decision & { readonly answer: OrderChange };

const make = async (record: OrderRecord, change: AskedChange, context: Context): Promise<Made> => {
  const { order } = record;
  if (repeatedOf(order, change)) {
    const foreseen = foresee(record, { kind: 'AMEND' });
    return {
      ...unchanged(order),
      answer: {
        ...answerOf({ order, foreseen, plan: null, unroutable: [] }, false),
        allowed: true,
        refusals: [],
        repeated: true,
      },
    };
  }
  const rehearsal = await rehearse(record, change, context);
  const { foreseen, parts } = rehearsal;
  const [refusal] = foreseen.refusals;
  if (refusal)
    throw new Problem(
      409,
      'Conflict',
      foreseen.refusals.map(({ legId, reason }) => `${legId ? `${legId}: ` : ''}${reason.en}`).join('; '),
      { refusals: foreseen.refusals },
    );
  refuseStale(change.token, parts);
  const made = changeOrder(record, foreseen, change, context);
  const changed = made.events.length > 0 ? withKey(made.order, change, context) : made.order;
  const also = stockRows(changed, legsAfter(record.legs, foreseen.withdrawn), made.givenBack, foreseen.amendment.kind);
  return { ...made, order: changed, also, answer: answerOf({ ...rehearsal, order: changed }, false) };
};

/**
 * Changes an order, or with `dryRun` tells what the change would mean for money, stock, plan and promise and writes nothing.
 * @throws Problem 409 when it is refused or its token stale, 422 when it asks for what cannot be
 */
export const changeByRequest = async (change: AskedChange): Promise<OrderChange> => {
  if (change.dryRun) {
    const record = await orders.get(change.orderId);
    const rehearsal = await rehearse(record, change, contextNow());
    const token = rehearsal.foreseen.refusals.length === 0 ? tokenOf(rehearsal.parts) : undefined;
    return answerOf({ ...rehearsal, order: record.order }, true, token);
  }
  const { answer } = await decideOn(orders, change.orderId, (record, context) => make(record, change, context));
  return answer;
};

/** The same for a cancellation, which may be repeated: an order that is cancelled stays so. */
export const cancelByRequest = async (change: AskedChange): Promise<OrderCancellation> => {
  const { order } = await orders.get(change.orderId);
  const answer = await changeByRequest(change);
  return { ...answer, reason: answer.state === 'CANCELLED' ? (order.lifecycle.cancelReason ?? change.reason) : null };
};
