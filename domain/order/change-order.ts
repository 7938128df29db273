import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { movableLegs } from '../fulfillment/take-back.ts';
import { type WithdrawnLegs, withdrawLegs } from '../fulfillment/withdraw-legs.ts';
import { startCompensation } from '../routing/start-compensation.ts';
import { type Amended, amend } from './amendment.ts';
import { cancel } from './cancel-order.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { type ChangeKind, CUT_OFFS, type CutOff, stageOf } from './cut-offs.ts';
import { OrderAmended, PaymentDue, RefundDue } from './events.ts';
import type { OrderState } from './lifecycle.ts';
import type { Amendment, Order } from './order.ts';
import type { MoneyDifference } from './order-account.ts';
import type { OrderRecord } from './order-store.ts';
import type { RefundTerms } from './refund.ts';
import { openLines } from './settle-order.ts';

/** Why a change cannot be made: which rule of the cut-offs says so, of which leg, and what else there is. */
export type Refusal = {
  readonly legId: string | null;
  /** `ADDRESS/LEFT` */
  readonly rule: string;
  readonly does: Exclude<CutOff['does'], 'WITHDRAW'>;
  readonly reason: { readonly en: string; readonly zh: string };
};

/** What a change would do, before anybody plans anything. */
export type ForeseenChange = Amended & {
  readonly amendment: Amendment;
  readonly refusals: readonly Refusal[];
  /** Legs that are taken back. */
  readonly withdrawn: readonly Leg[];
  /** Nothing is left to deliver: the order ends. */
  readonly isWhole: boolean;
  /** Legs are asked back first, and the change is made with the plan in their place: domain/routing/compensation.ts. */
  readonly isReplaced: boolean;
};

const ENDED: readonly OrderState[] = ['FULFILLED', 'CLOSED', 'CANCELLED'];

const refusedBy = (state: OrderState): Refusal => ({
  legId: null,
  rule: `ORDER/${state}`,
  does: 'REFUSE',
  reason: {
    en: `the order is ${state}: ${state === 'CANCELLED' ? 'nothing of it can be changed' : 'request a return instead'}`,
    zh: state === 'CANCELLED' ? '订单已取消，不能再改' : '订单已完成：请走退换货',
  },
});

type Touch = { readonly leg: Leg; readonly kind: ChangeKind; readonly stage: string; readonly cutOff: CutOff };

const touchesOf = (legs: readonly Leg[], { kinds, touched }: Amended): Touch[] =>
  legs
    .filter(({ lines }) => touched === null || lines.some(({ lineId }) => touched.has(lineId)))
    .flatMap((leg) => {
      const stage = stageOf(leg);
      return stage === null ? [] : kinds.map((kind) => ({ leg, kind, stage, cutOff: CUT_OFFS[kind][stage] }));
    });

const OUT: readonly OrderState[] = ['PLANNED', 'FULFILLING'];

/** A new address: whoever has goods for the old one must give them back before anybody sends them to the new one. */
const isReplacement = (
  { lifecycle: { state } }: Order,
  legs: readonly Leg[],
  { kinds }: Amended,
  intercept: boolean,
): boolean =>
  kinds.includes('ADDRESS') &&
  OUT.includes(state) &&
  legs.length > 0 &&
  legs.every((leg) => movableLegs([leg], { intercept }).length > 0);

const REPLACING: Refusal = {
  legId: null,
  rule: 'ADDRESS/REPLACING',
  does: 'REFUSE',
  reason: { en: 'its plan is being replaced: wait until that has ended', zh: '正在改派：请待其完成' },
};

/**
 * What a change would do to an order with these legs: in money, and which legs it touches how.
 * @throws CannotAmend, MoreThanLeft
 */
export const foresee = ({ order, legs }: OrderRecord, asked: Amendment, terms?: RefundTerms): ForeseenChange => {
  const { state } = order.lifecycle;
  // What is cancelled stays so, however often it is asked for.
  const isDone = asked.kind === 'CANCEL' && state === 'CANCELLED';
  const amendment: Amendment = isDone ? { kind: 'CANCEL' } : asked;
  const amended = amend(order, amendment, terms);
  const touches = touchesOf(legs, amended);
  const withdrawn = [...new Set(touches.map(({ leg }) => leg))];
  const { intercept = false } = amendment;
  const isReplaced = amended.order.deliverables.length > 0 && isReplacement(order, withdrawn, amended, intercept);
  const late = touches.flatMap(({ leg, kind, stage, cutOff: { does, en, zh } }) =>
    does === 'WITHDRAW' || (does === 'INTERCEPT' && isReplaced && intercept)
      ? []
      : [{ legId: leg.legId, rule: `${kind}/${stage}`, does, reason: { en, zh } }],
  );
  const refusals = isReplaced && order.compensation ? [REPLACING, ...late] : late;
  return {
    ...amended,
    amendment,
    refusals: ENDED.includes(state) && !isDone ? [refusedBy(state)] : refusals,
    withdrawn,
    isWhole: amended.order.deliverables.length === 0,
    isReplaced,
  };
};

/** The legs as they are once those are taken back. */
export const legsAfter = (legs: readonly Leg[], withdrawn: readonly Leg[]): Leg[] =>
  legs.map((leg) => (withdrawn.includes(leg) ? { ...leg, state: 'CANCELLED' } : leg));

const runsOn = ({ state }: Leg): boolean => state === null || !isLegEnded(state);

const facts = (money: MoneyDifference, by: string, reason: string) => ({
  currency: money.currency,
  paidMinor: money.paidMinor,
  returnedMinor: money.returnedMinor,
  lines: money.lines,
  shippingMinor: money.shippingMinor,
  by,
  reason,
});

/** Tells whoever pays what is to go back, or is still to be paid. */
export const tellMoney = (
  change: Change,
  money: MoneyDifference,
  by: string,
  reason: string,
  context: Context,
): Change => {
  const { refundMinor, extraDueMinor, inCurrencyPaid } = money;
  if (refundMinor > 0)
    return because(
      change,
      RefundDue,
      { amountMinor: refundMinor, ...facts(money, by, reason), ...(inCurrencyPaid ? { inCurrencyPaid } : {}) },
      {},
      context,
    );
  return extraDueMinor > 0
    ? because(change, PaymentDue, { amountMinor: extraDueMinor, ...facts(money, by, reason) }, {}, context)
    : change;
};

export type MadeChange = WithdrawnLegs;
export type Asker = { readonly by: string; readonly reason: string };

/** The order with what the change says; of one that is planned, what is open then is planned again. */
const amendedOrder = (order: Order, legs: readonly Leg[], { order: after, withdrawn }: ForeseenChange): Order => {
  const { state, attemptsExcused = 0, planAgain } = order.lifecycle;
  const isOpen = OUT.includes(state) && openLines(after, legsAfter(legs, withdrawn)).length > 0;
  if (withdrawn.length === 0 && !isOpen) return after;
  const excused = OUT.includes(state) && !planAgain ? { attemptsExcused: attemptsExcused + 1 } : {};
  return { ...after, lifecycle: { ...order.lifecycle, ...excused, planAgain: true } };
};

/** Everything goes: the order is cancelled, and its execution gives back legs and stock. */
const cancelWhole = (
  order: Order,
  { money, order: after }: ForeseenChange,
  { by, reason }: Asker,
  context: Context,
): Change => {
  const { account } = after;
  const kept = account ? { ...order, account } : order;
  return tellMoney(cancel(unchanged(kept), { reason, by }, context), money, by, reason, context);
};

/** Nothing of the order changes before its legs were given back. */
const replaceFor = (order: Order, { amendment, withdrawn }: ForeseenChange, asker: Asker, context: Context): Change =>
  startCompensation(
    unchanged({ ...order, pendingChange: amendment }),
    {
      cause: 'ADDRESS',
      actor: asker.by,
      reason: asker.reason,
      intercept: amendment.intercept ?? false,
      movable: withdrawn.map(({ legId }) => legId),
    },
    context,
  );

/**
 * Makes a change that was foreseen and not refused: events, and legs taken back whose stock goes back with it.
 * Nothing foreseen to change changes nothing.
 */
export const changeOrder = (
  { order, legs }: OrderRecord,
  foreseen: ForeseenChange,
  asker: Asker,
  context: Context,
): MadeChange => {
  if (foreseen.isWhole) return { ...cancelWhole(order, foreseen, asker, context), legs: [], givenBack: [] };
  if (foreseen.changes.length === 0) return { ...unchanged(order), legs: [], givenBack: [] };
  if (foreseen.isReplaced) return { ...replaceFor(order, foreseen, asker, context), legs: [], givenBack: [] };
  const after = amendedOrder(order, legs, foreseen);
  const besideLegs =
    after.lifecycle.planAgain === true &&
    OUT.includes(order.lifecycle.state) &&
    legs.some((leg) => runsOn(leg) && !foreseen.withdrawn.includes(leg));
  const told = because(
    unchanged(order),
    OrderAmended,
    {
      fields: foreseen.changes.map(({ field }) => field),
      by: asker.by,
      changes: [...foreseen.changes],
      ...(besideLegs ? { besideLegs } : {}),
    },
    after,
    context,
  );
  const withdrawn = withdrawLegs(
    told,
    foreseen.withdrawn,
    foreseen.amendment.kind === 'CANCEL' ? 'CANCELLED' : 'AMENDED',
    context,
  );
  return { ...withdrawn, ...tellMoney(withdrawn, foreseen.money, asker.by, asker.reason, context) };
};
