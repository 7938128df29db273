import type { AfterSaleState, AfterSaleWord } from '../channel/channel-api.ts';
import type { EventDefinition } from '../event.ts';
import { maskPersonal } from '../fulfillment/mask.ts';
import { newId } from '../id.ts';
import { followAsked } from '../order/asked-holds.ts';
import { cancel } from '../order/cancel-order.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import { flag } from '../order/conflicts.ts';
import { NOT_HANDED_OUT } from '../order/holds.ts';
import { canonical } from '../order/merge.ts';
import type { AskedHold, Order } from '../order/order.ts';
import type { Instant } from '../time.ts';
import {
  ReturnAmended,
  ReturnApproved,
  ReturnClosed,
  ReturnDisputed,
  type ReturnFacts,
  ReturnProgressed,
  ReturnRefunded,
  ReturnRejected,
  ReturnRequested,
} from './events.ts';
import { isOpen, mergeReturns, type Return, type ReturnView, viewOf } from './return.ts';

/** A platform's after-sale message, and when it was said (or received, where it does not say). */
export type RecordReturn = { readonly word: AfterSaleWord; readonly saidAt: Instant };

export type ReturnDecision = Change & {
  /** The return as it stands now; none when the message was no news. */
  readonly returns: readonly Return[];
};

const ACTOR = 'system:record-return';

type Tell = (change: Change, facts: typeof ReturnFacts._zod.input, context: Context) => Change;
const fact =
  (definition: EventDefinition<typeof ReturnFacts>): Tell =>
  (change, facts, context) =>
    because(change, definition, facts, {}, context);

const TELL: Readonly<Record<AfterSaleState, Tell>> = {
  REQUESTED: fact(ReturnRequested),
  APPROVED: fact(ReturnApproved),
  REJECTED: fact(ReturnRejected),
  GOODS_RETURNED: fact(ReturnProgressed),
  GOODS_RECEIVED: fact(ReturnProgressed),
  EXCHANGE_SHIPPED: fact(ReturnProgressed),
  DISPUTED: fact(ReturnDisputed),
  CLOSED: fact(ReturnClosed),
  REFUNDED: fact(ReturnRefunded),
};

/** What of a return is worth telling when it changes without its state. */
const TOLD_FIELDS = ['kind', 'refundMinor', 'currency', 'lines', 'reason', 'decidesItselfAt'] as const;

const changedFields = (a: ReturnView, b: ReturnView): string[] =>
  TOLD_FIELDS.filter((field) => canonical(a[field]) !== canonical(b[field]));

const tell = (before: Return | null, after: Return, order: Order, context: Context): Change => {
  const { orderId: _order, openedAt: _opened, saidAt: _said, ...known } = after;
  const facts = { ...known, channel: order.channel };
  const opened = before ? unchanged(order) : TELL.REQUESTED(unchanged(order), facts, context);
  const { state } = after;
  const isTold = before ? state === before.state : state === 'REQUESTED';
  if (state !== null && !isTold) return TELL[state](opened, facts, context);
  const fields = before ? changedFields(before, after) : [];
  return fields.length > 0 ? because(opened, ReturnAmended, { ...facts, fields }, {}, context) : opened;
};

/** A word that is in no table: told aloud, so that somebody adds it. */
const flagUnknown = (change: Change, { word }: RecordReturn, context: Context): Change =>
  word.state !== null
    ? change
    : flag(
        change,
        [
          {
            code: 'AFTER_SALE_STATUS_UNKNOWN',
            field: 'returns.state',
            values: [word.channelReturnId, word.platformStatus],
            since: context.now,
            chosenBy: 'the last known state stands; add the word to the after-sale table of the channel',
          },
        ],
        context,
      );

const standing = ({ channelReturnId, state, platformStatus }: Return): string =>
  `returns.state: ${channelReturnId} is ${state ?? `"${platformStatus}", a word nobody knows`}`;

/** What an open return asks of an order that has not left: nothing is sent that the buyer wants the money back for. */
const askedBy = (held: Return): AskedHold => {
  const { returnId: id, state, refundMinor, currency } = held;
  if (state !== 'REFUNDED')
    return {
      id,
      actor: ACTOR,
      type: 'REFUND_REQUESTED',
      reason: `${standing(held)}: answer it at the platform; lifted once it is rejected or withdrawn`,
    };
  const sum = refundMinor === null ? 'an amount the platform did not name' : `${refundMinor} minor units ${currency}`;
  return {
    id,
    actor: ACTOR,
    type: 'REFUNDED',
    reason: `${standing(held)}, ${sum}: cancel the order if nothing of it is to be sent, or release the hold to send all of it`,
  };
};

/** Everything that was paid went back. */
const isRefundedWhole = ({ amounts, currency }: Order, returns: readonly Return[]): boolean => {
  const refunds = returns.filter((each) => each.state === 'REFUNDED' && each.currency === currency);
  const sum = refunds.reduce((all, { refundMinor }) => all + (refundMinor ?? 0), 0);
  return amounts.paidMinor > 0 && sum >= amounts.paidMinor;
};

const follow = (change: Change, returns: readonly Return[], context: Context): Change => {
  const { channel, lifecycle } = change.order;
  if (NOT_HANDED_OUT.includes(lifecycle.state) && isRefundedWhole(change.order, returns))
    return cancel(change, { reason: 'REFUNDED_BY_CHANNEL', by: `channel:${channel}` }, context);
  return followAsked(change, ACTOR, returns.filter(isOpen).map(askedBy), context);
};

/**
 * Takes an after-sale message into its return. An order that has not left is held while the return is undecided, and cancelled
 * when all of its money went back; later, the return goes its own way. Old or repeated news changes nothing.
 * @param returns all returns of the order
 */
export const recordReturn = (
  command: RecordReturn,
  order: Order,
  returns: readonly Return[],
  context: Context,
): ReturnDecision => {
  const { word, saidAt } = command;
  const view = viewOf({ ...word, reason: maskPersonal(word.reason) }, saidAt);
  const before = returns.find(({ channelReturnId }) => channelReturnId === word.channelReturnId) ?? null;
  const after: Return = before
    ? mergeReturns(before, view)
    : { ...view, returnId: newId('ret', context.nextUlid), orderId: order.orderId, openedAt: context.now };
  if (before && canonical(before) === canonical(after)) return { ...unchanged(order), returns: [] };
  const told = flagUnknown(tell(before, after, order, context), command, context);
  const all = [...returns.filter((each) => each !== before), after];
  return { ...follow(told, all, context), returns: [after] };
};
