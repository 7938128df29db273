import type { Leg } from '../fulfillment/leg.ts';
import type { Context } from '../order/change.ts';
import type { Conflict, Constraint } from '../order/order.ts';

/** That a plan was made without what remarks wish: both are told, and nothing waits for it. */
export const unkeptWishes = (
  unkept: readonly Constraint[],
  legs: readonly Pick<Leg, 'carrier'>[],
  { now }: Pick<Context, 'now'>,
): Conflict[] => {
  if (legs.length === 0) return [];
  const carriers = [...new Set(legs.map(({ carrier }) => carrier))].sort().join(', ');
  return unkept.map(({ type, value, source }) => ({
    code: 'WISH_NOT_KEPT',
    field: `constraints.${type}`,
    values: [`planned: ${carriers}`, `${source}: ${type === 'CARRIER_AVOIDED' ? 'not ' : ''}${String(value)}`],
    since: now,
    chosenBy: 'no plan serves the order as wished: it goes by another carrier',
  }));
};
