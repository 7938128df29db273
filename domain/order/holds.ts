import { newId } from '../id.ts';
import { because, type Change, type Context } from './change.ts';
import { flag } from './conflicts.ts';
import { OrderHeld, OrderReleased } from './events.ts';
import { move, type OrderState } from './lifecycle.ts';
import type { Hold, HoldType, Order } from './order.ts';

export const RELEASED_BY: Readonly<Record<HoldType, Hold['releaseCondition']>> = {
  AWAITING_PAYMENT: 'CHANNEL_STATUS',
  PLATFORM_RISK: 'CHANNEL_STATUS',
  GROUP_BUY: 'CHANNEL_STATUS',
  DEPOSIT_ONLY: 'CHANNEL_STATUS',
  CUSTOMS: 'CHANNEL_STATUS',
  ADDRESS_UNDER_REVIEW: 'CHANNEL_STATUS',
  CUSTOMS_DATA: 'DATA_CORRECTED',
  UNKNOWN_SKU: 'DATA_CORRECTED',
  UNKNOWN_ADDRESS: 'DATA_CORRECTED',
  UNKNOWN_CURRENCY: 'DATA_CORRECTED',
  BAD_AMOUNT: 'DATA_CORRECTED',
  BAD_QUANTITY: 'DATA_CORRECTED',
  REFUND_REQUESTED: 'CHANNEL_STATUS',
  REFUNDED: 'PERSON',
  CANCEL_REQUESTED: 'CHANNEL_STATUS',
  ADDRESS_CHANGE_REQUESTED: 'CHANNEL_STATUS',
  SHIPPED_ELSEWHERE: 'PERSON',
  NO_ROUTE: 'PERSON',
  OUT_OF_STOCK: 'STOCK_AVAILABLE',
  ATTEMPTS_EXHAUSTED: 'PERSON',
  LEG_FAILED: 'PERSON',
  COMPENSATION_STUCK: 'PERSON',
  SYSTEM_FAULT: 'PERSON',
  RECIPIENT_CHANGE_REQUESTED: 'PERSON',
  CONFLICT: 'PERSON',
  IMPORTED: 'PERSON',
  NOT_LAUNCHED: 'TIME',
  MANUAL: 'PERSON',
};

/** What a remark asks no platform knows of: a person sees to it, and lifts the hold. */
const releasedBy = (type: HoldType, actor: string): Hold['releaseCondition'] =>
  actor.startsWith('remark:') ? 'PERSON' : RELEASED_BY[type];

export type HoldWish = {
  readonly type: HoldType;
  readonly reason: string;
  /** What a person adds: what it is about, who sees to it, and when it is lifted by itself. */
  readonly more?: Pick<Hold, 'topic' | 'owner' | 'until' | 'releaseWhen'>;
};

/** Puts a hold on the order; the state changes when the machine next looks, or at once where `onHold` asks for it. */
export const addHold = (change: Change, wish: HoldWish, actor: string, context: Context): Change => {
  const hold: Hold = {
    holdId: newId('hld', context.nextUlid),
    type: wish.type,
    reason: wish.reason,
    actor,
    since: context.now,
    releaseCondition: releasedBy(wish.type, actor),
    ...wish.more,
  };
  return because(change, OrderHeld, { hold }, { holds: [...change.order.holds, hold] }, context);
};

/** Conflict: the channel asked for a hold (`values[0]`) when legs were with their partners already. */
export const HELD_AFTER_DISPATCH = 'HELD_AFTER_DISPATCH';

/** Holds the channel or its buyer asked for too late, and still asks for; of each type one. */
export const lateHolds = ({ channel, channelView, asked = [], conflicts, holds }: Order): AskedLate[] => {
  const wishes = [...channelView.holds.map((wish) => ({ ...wish, actor: `channel:${channel}` })), ...asked];
  return wishes.filter(
    ({ type }, index) =>
      conflicts.some(({ code, values }) => code === HELD_AFTER_DISPATCH && values[0] === type) &&
      !holds.some((hold) => hold.type === type) &&
      wishes.findIndex((wish) => wish.type === type) === index,
  );
};

type AskedLate = HoldWish & { readonly actor: string };

/** Legs are with their partners: a hold would stop nothing. It is flagged, and stands once something would be sent again. */
export const flagLateHolds = (change: Change, wishes: readonly HoldWish[], context: Context): Change =>
  flag(
    change,
    wishes.map(({ type, reason }) => ({
      code: HELD_AFTER_DISPATCH,
      field: 'holds',
      values: [type, reason],
      since: context.now,
      chosenBy: 'legs go on; nothing is sent again while the channel says so',
    })),
    context,
  );

/** Nothing is with a partner yet: a hold stops it. */
export const NOT_HANDED_OUT: readonly OrderState[] = [
  'PLACED',
  'SCREENING',
  'ON_HOLD',
  'CONFIRMED',
  'PLANNED',
  'BACKORDERED',
];

/** Whoever lifts one of these wants everybody asked again, also those who refused. */
const ASKS_AGAIN: readonly HoldType[] = ['NO_ROUTE', 'ATTEMPTS_EXHAUSTED', 'OUT_OF_STOCK'];

const askingAll = ({ attemptsExcused: _counted, ...lifecycle }: Order['lifecycle']): Order['lifecycle'] => ({
  ...lifecycle,
  attempts: 0,
  refusedBy: [],
});

/** Lifts one hold. With the last one an order on hold goes back to screening. */
export const liftHold = (change: Change, hold: Hold, by: string, context: Context): Change => {
  const { order } = change;
  const holds = order.holds.filter(({ holdId }) => holdId !== hold.holdId);
  const back = holds.length === 0 && order.lifecycle.state === 'ON_HOLD';
  const lifecycle = back ? inState(order, 'SCREENING', context) : order.lifecycle;
  return because(
    change,
    OrderReleased,
    { holdId: hold.holdId, type: hold.type, by, remaining: holds.length },
    { holds, lifecycle: ASKS_AGAIN.includes(hold.type) ? askingAll(lifecycle) : lifecycle },
    context,
  );
};

/** The lifecycle after a move. @throws IllegalTransition */
export const inState = (order: Order, to: Order['lifecycle']['state'], { now }: Context): Order['lifecycle'] => ({
  ...order.lifecycle,
  state: move(order.lifecycle.state, to),
  since: now,
});

/**
 * Makes an actor's holds exactly the wished ones: adds what is new, lifts what is gone, leaves those of others.
 * @param isNews whether a wish was not told before; one a person has lifted since is not put again
 */
export const reconcileHolds = (
  change: Change,
  wishes: readonly HoldWish[],
  actor: string,
  context: Context,
  isNews: (type: HoldType) => boolean = () => true,
): Change => {
  const standing = change.order.holds.filter((hold) => hold.actor === actor);
  const gone = standing.filter(({ type }) => !wishes.some((wish) => wish.type === type));
  const fresh = wishes.filter(({ type }) => isNews(type) && !standing.some((hold) => hold.type === type));
  const lifted = gone.reduce((acc, hold) => liftHold(acc, hold, actor, context), change);
  return fresh.reduce((acc, wish) => addHold(acc, wish, actor, context), lifted);
};
