import type { Leg } from '#domain/fulfillment/leg.ts';
import type { Context } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import type { PlanAnswer } from '#domain/routing/plan.ts';
import { type Parcel, waysOf } from '#domain/routing/reshape-legs.ts';
import { plannerFor } from './propose-for-order.ts';

/**
 * A parcel's plan, from where its pieces are and by a way that one of some legs goes. Nothing comes of it by itself.
 * @param ways legs whose ways it may go
 * @param returning legs that hold its pieces now
 */
export const planParcel = async (
  order: Order,
  parcel: Parcel,
  ways: readonly Leg[],
  context: Context,
  returning: readonly Leg[] = ways,
): Promise<PlanAnswer> => {
  const nodes = { wanted: [...new Set(ways.map(({ node }) => node))] };
  const planner = await plannerFor(order, [...parcel], context, { rehearsal: true, returning });
  return planner.propose({ wish: { nodes }, chosen: waysOf(ways, parcel) }).answer;
};
