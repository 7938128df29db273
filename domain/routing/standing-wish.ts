import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { Line, Order } from '../order/order.ts';
import { fromIso, type Instant } from '../time.ts';
import type { Compensation } from './compensation.ts';
import { PlanWishWithdrawn } from './events.ts';
import type { Plan } from './plan.ts';
import { isEmptyWish, type PlanWish, partsOf, type StandingWish } from './plan-wish.ts';
import { reshapeOf } from './reshape-legs.ts';

/** What of a wish outlives the plan it was made for: a plan that was chosen, and legs that were divided or put together, are done with it. */
const lasting = ({ planId: _plan, split: _split, merge: _merge, ...wish }: PlanWish): PlanWish => wish;

/** The order once an override was carried out: its wish holds for every later plan, in place of an earlier one. */
export const withWish = (order: Order, { actor, reason, wish }: Compensation, { now }: Context): Order => {
  if (wish === undefined || reshapeOf(wish)) return order;
  const { wish: _earlier, ...rest } = order;
  const stays = lasting(wish);
  return isEmptyWish(stays) ? rest : { ...rest, wish: { wish: stays, by: actor, reason, since: now } };
};

/** What stands of an order's wish for these lines: what is under way, and a time that has passed, is not planned any more. Null: nothing. */
export const wishFor = (
  { wish }: Pick<Order, 'wish'>,
  lines: readonly Pick<Line, 'lineId'>[],
  now: Instant,
): PlanWish | null => {
  if (!wish) return null;
  const { from = [], together = [], deliverBy, ...rest } = wish.wish;
  const open = (ids: readonly string[]): string[] => ids.filter((id) => lines.some(({ lineId }) => lineId === id));
  const sources = from.map((each) => ({ ...each, lines: open(each.lines) })).filter((each) => each.lines.length > 0);
  const parcel = open(together);
  const stands: PlanWish = {
    ...rest,
    ...(sources.length > 0 ? { from: sources } : {}),
    ...(parcel.length > 1 ? { together: parcel } : {}),
    ...(deliverBy !== undefined && fromIso(deliverBy) > now ? { deliverBy } : {}),
  };
  return isEmptyWish(stands) ? null : stands;
};

const saying = (wish: PlanWish): string =>
  partsOf(wish)
    .map(({ says }) => says)
    .join('; ');

/** The plans with what they keep to, for whoever reads why. */
export const keepingTo = (plans: readonly Plan[], { by }: StandingWish, wish: PlanWish): Plan[] =>
  plans.map((plan) => ({ ...plan, explanation: [...plan.explanation, `as ${by} wished: ${saying(wish)}`] }));

/** Why nothing is planned although something could be: a wish never gives way by itself. */
export const unkept = ({ by }: StandingWish, wish: PlanWish, orderId: string): string =>
  `no plan keeps what ${by} wished (${saying(wish)}): withdraw it (DELETE /orders/${orderId}/plan-override) to have the order planned without it`;

/** Later plans are the planner's again; the one under way stays. Doing it again changes nothing. */
export const withdrawWish = (order: Order, by: string, context: Context): Change => {
  const { wish } = order;
  if (!wish) return unchanged(order);
  const told = because(unchanged(order), PlanWishWithdrawn, { by, wish: wish.wish, wishedBy: wish.by }, {}, context);
  const { wish: _withdrawn, ...after } = told.order;
  return { ...told, order: after };
};
