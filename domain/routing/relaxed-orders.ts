import type { Constraint, Order } from '../order/order.ts';
import type { PlanAnswer } from './plan.ts';

const isWish = (type: Constraint['type']) => (each: Constraint) =>
  each.type === type && each.source.startsWith('remark:');
const isWanted = isWish('CARRIER_WANTED');
const isAvoided = isWish('CARRIER_AVOIDED');

/** Carrier wishes of remarks that may be given up, ever more of them: first who should carry, then who should not. */
const givenUp = ({ constraints }: Order): Constraint[][] => {
  const [wanted, avoided] = [constraints.filter(isWanted), constraints.filter(isAvoided)];
  return [...(wanted.length > 0 ? [wanted] : []), ...(avoided.length > 0 ? [[...wanted, ...avoided]] : [])];
};

const isCurable = (answer: PlanAnswer): boolean =>
  'unroutable' in answer && answer.unroutable.every(({ code }) => code === 'CONSTRAINT_UNMET' || code === 'TOO_SLOW');

export type Served = {
  readonly answer: PlanAnswer;
  /** Carriers that remarks wish and the plans do not keep. */
  readonly unkept: readonly Constraint[];
};

/**
 * Plans an order as asked; where no plan serves, without the carriers that remarks wish: better by another one, and told so, than not
 * at all. What the platform's own fields ask of carriers is never given up.
 */
export const firstServed = (order: Order, answerFor: (order: Order) => PlanAnswer): Served => {
  const answer = answerFor(order);
  if (!isCurable(answer)) return { answer, unkept: [] };
  for (const unkept of givenUp(order)) {
    const constraints = order.constraints.filter((each) => !unkept.includes(each));
    const other = answerFor({ ...order, constraints });
    if ('plans' in other) return { answer: other, unkept };
  }
  return { answer, unkept: [] };
};
