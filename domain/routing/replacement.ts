import type { Leg } from '../fulfillment/leg.ts';
import { movableLegs } from '../fulfillment/take-back.ts';
import type { Context } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { openLines } from '../order/settle-order.ts';
import { legsOf, runningLegs } from './commit-plan.ts';
import type { Plan } from './plan.ts';
import { legsCompared, type PlanDifference, planDifference } from './plan-difference.ts';

/** What of an order may be planned anew: lines that nobody carries, and those of legs that can be taken back. */
export type Scope = {
  readonly lines: Order['deliverables'];
  readonly movable: readonly Leg[];
  readonly standing: readonly Leg[];
};

export const scopeOf = ({ order, legs }: OrderRecord, options: { readonly intercept: boolean }): Scope => {
  const movable = movableLegs(legs, options);
  const others = legs.filter((leg) => !movable.includes(leg));
  return { movable, standing: runningLegs(others), lines: openLines(order, others) };
};

/** What a plan changes about the legs of an order: those it keeps as they are, those taken back for it, those it adds. */
export type Replacement = {
  readonly kept: readonly Leg[];
  readonly replaced: readonly Leg[];
  readonly added: readonly Leg[];
};

const loadOf = ({ node, lane, carrier, mode, lines }: Leg): string =>
  JSON.stringify([
    node,
    lane,
    carrier,
    mode,
    lines.map(({ lineId, sku, quantity }) => JSON.stringify([lineId, sku, quantity])).sort(),
  ]);

/** A leg that the plan would send the same way stays: nobody is asked to give back what they would be handed again. */
export const replacementOf = (
  order: Order,
  plan: Plan,
  { lines, movable }: Pick<Scope, 'lines' | 'movable'>,
  context: Context,
): Replacement => {
  const replaced = [...movable];
  const kept: Leg[] = [];
  const added = legsOf(order, plan, lines, context).filter((leg) => {
    const same = replaced.findIndex((other) => loadOf(other) === loadOf(leg));
    if (same >= 0) kept.push(...replaced.splice(same, 1));
    return same < 0;
  });
  return { kept, replaced, added };
};

/** The chance that legs had when they were planned; null where no plan tells. @param plans the newest last */
const chanceOf = (legs: readonly Leg[], plans: readonly Plan[]): number | null => {
  const chances = legs.map(({ node, lane }) =>
    plans.flatMap((plan) => plan.legs).findLast((leg) => leg.node === node && leg.lane === lane),
  );
  const known = chances.flatMap((leg) => (leg ? [leg.successProbability] : []));
  return known.length > 0 && known.length === legs.length
    ? known.reduce((product, chance) => product * chance, 1)
    : null;
};

/**
 * What a replacement changes for money, stock, legs and promise.
 * @param plans proposed for the order so far: what its legs' chances are read from
 */
export const differenceOf = (
  { promiseAt }: Order,
  plan: Plan,
  { movable, standing }: Pick<Scope, 'movable' | 'standing'>,
  { kept, added }: Replacement,
  plans: readonly Plan[],
): PlanDifference =>
  planDifference(
    { legs: legsCompared([...standing, ...movable]), successProbability: chanceOf(movable, plans), promiseAt },
    {
      legs: [...legsCompared([...standing, ...kept]), ...legsCompared(added).map((leg) => ({ ...leg, legId: null }))],
      successProbability: plan.successProbability,
      promiseAt,
    },
  );
