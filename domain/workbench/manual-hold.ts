import type { BusEvent } from '../event.ts';
import type { HoldId } from '../id.ts';
import { type Change, type Context, unchanged } from '../order/change.ts';
import { OrderHeld } from '../order/events.ts';
import { addHold, type HoldWish, liftHold } from '../order/holds.ts';
import type { OrderState } from '../order/lifecycle.ts';
import type { Hold, Order } from '../order/order.ts';

/** Later the legs are with their partners: a hold would stop nothing. A planned order is still looked at before its legs are handed out. */
const CAN_BE_HELD: readonly OrderState[] = ['PLACED', 'SCREENING', 'ON_HOLD', 'CONFIRMED', 'PLANNED', 'BACKORDERED'];

/** The person's hold that stands for the same reason: asking twice is asking once. */
export const standingHold = (order: Order, reason: string): Hold | null =>
  order.holds.find((hold) => hold.type === 'MANUAL' && hold.reason === reason) ?? null;

/** Why a person cannot hold the order now, with the cure; null when they can. */
export const refusalToHold = ({ lifecycle: { state } }: Order): string | null => {
  if (CAN_BE_HELD.includes(state)) return null;
  return state === 'FULFILLING'
    ? `the order is ${state}: its legs are with their partners, a hold would stop nothing; cancel the order instead`
    : `the order is ${state}: there is nothing left to hold`;
};

export const placeManualHold = (
  order: Order,
  reason: string,
  by: string,
  context: Context,
  more: HoldWish['more'] = {},
): Change & { readonly isNew: boolean } =>
  standingHold(order, reason)
    ? { ...unchanged(order), isNew: false }
    : { ...addHold(unchanged(order), { type: 'MANUAL', reason, more }, by, context), isNew: true };

/** Why a person may not lift this hold, with the cure; null when they may. */
export const refusalToRelease = ({ type, releaseCondition, actor }: Hold, force: boolean): string | null =>
  releaseCondition === 'CHANNEL_STATUS' && !force
    ? `${type} is lifted when ${actor} says so: wait for the platform, or repeat with ?force=true to take it on yourself`
    : null;

export const release = (order: Order, hold: Hold, by: string, context: Context): Change =>
  liftHold(unchanged(order), hold, by, context);

/** Whether the order ever had this hold: lifting it again is no mistake. */
export const wasHeldBy = (holdId: HoldId, events: readonly BusEvent[]): boolean =>
  events.some(
    ({ type, detail }) => type === OrderHeld.type && OrderHeld.data.safeParse(detail.data).data?.hold.holdId === holdId,
  );
