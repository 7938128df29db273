import type { Leg } from '../fulfillment/leg.ts';
import { movableLegs } from '../fulfillment/take-back.ts';
import type { LegId } from '../id.ts';
import { type Change, type Context, unchanged } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { asChanged } from '../order/pending-change.ts';
import { openLines } from '../order/settle-order.ts';
import type { Outcome } from '../outcome.ts';
import { runningLegs } from './commit-plan.ts';
import type { Compensation } from './compensation.ts';
import type { Plan, PlanAnswer } from './plan.ts';
import { differenceOf, type Replacement, replacementOf, type Scope } from './replacement.ts';
import { withPlan } from './start-compensation.ts';

/** How often other orders may take the stock first. */
export const MAX_TRIES = 3;

export type ReplacementPlanned = Change & {
  readonly outcome: Outcome;
  /** Why there is no plan, for a person. */
  readonly why: string;
  /** Legs to be taken back. */
  readonly takenBack: readonly LegId[];
};

/** What a compensation may plan anew: lines that nobody carries, and those of the legs that may make room for it. */
export const scopeToReplan = ({ order, legs }: OrderRecord, { movable, intercept }: Compensation): Scope => {
  const making = movableLegs(legs, { intercept }).filter(({ legId }) => movable.includes(legId));
  const others = legs.filter((leg) => !making.includes(leg));
  return { movable: making, standing: runningLegs(others), lines: openLines(asChanged(order), others) };
};

/** What was decided before and needs no planning; null when planning is due. */
export const standingReplacement = ({ order }: OrderRecord): ReplacementPlanned | null => {
  const { compensation } = order;
  const as = (outcome: Outcome, takenBack: readonly LegId[]): ReplacementPlanned => ({
    ...unchanged(order),
    outcome,
    why: '',
    takenBack,
  });
  if (order.lifecycle.state === 'CANCELLED' || !compensation) return as('CANCELLED', []);
  if (compensation.state === 'OPENED') return null;
  return as('PLANNED', compensation.state === 'PLANNED' ? compensation.takenBack : []);
};

/** A leg that went on to the old address before it could be asked back; none where the address stays. */
const goneToOldAddress = ({ order, legs }: OrderRecord, { movable }: Compensation, scope: Scope): Leg | undefined =>
  order.pendingChange === undefined
    ? undefined
    : legs.find(
        (leg) =>
          movable.includes(leg.legId) &&
          !scope.movable.includes(leg) &&
          (leg.state === 'COMPLETED' || runningLegs([leg]).length > 0),
      );

/** What goes to another address is handed out anew, also by the same way. */
const replacing = (order: Order, plan: Plan, scope: Scope, context: Context): Replacement =>
  order.pendingChange
    ? { ...replacementOf(order, plan, { ...scope, movable: [] }, context), replaced: scope.movable }
    : replacementOf(order, plan, scope, context);

const reasonsIn = (answer: PlanAnswer): string =>
  'unroutable' in answer ? answer.unroutable.map(({ reason }) => reason).join('; ') : '';

/**
 * Takes the recommended plan for what is open and what may move, and says which legs make room for it. Nothing is taken back or taken
 * yet.
 * @param plans proposed for the order so far, the newest last
 */
export const planReplacement = (
  record: OrderRecord,
  compensation: Compensation,
  answer: PlanAnswer,
  scope: Scope,
  plans: readonly Plan[],
  context: Context,
): ReplacementPlanned => {
  const { order } = record;
  const nothing = (why: string): ReplacementPlanned => ({
    ...unchanged(order),
    outcome: 'UNROUTABLE',
    why,
    takenBack: [],
  });
  if (compensation.tries >= MAX_TRIES) return nothing(`other orders took the stock first, ${compensation.tries} times`);
  const gone = goneToOldAddress(record, compensation, scope);
  if (gone) return nothing(`goods of ${gone.legId} have left ${gone.node} for the old address`);
  if ('unroutable' in answer) return nothing(reasonsIn(answer));
  const plan = answer.plans.find(({ recommended }) => recommended) ?? answer.plans[0];
  if (!plan) return nothing('nothing was proposed');
  const wanted = asChanged(order);
  const replacement = replacing(order, plan, scope, context);
  const difference = differenceOf(wanted, plan, scope, replacement, plans);
  const planned = withPlan(compensation, wanted, plan, { lines: scope.lines, replacement, difference });
  return {
    order: { ...order, compensation: planned },
    events: [],
    outcome: 'PLANNED',
    why: '',
    takenBack: planned.takenBack,
  };
};

/** Its stock is gone: another plan is tried, but for a person's own, which is that one or none. */
export const whenShort = ({ order }: OrderRecord): Change & { readonly outcome: Outcome; readonly why: string } => {
  const { compensation } = order;
  const why = 'the stock was taken by other orders meanwhile';
  if (compensation?.state !== 'PLANNED' || compensation.cause === 'OVERRIDE')
    return { ...unchanged(order), outcome: 'REFUSED', why };
  return { order: { ...order, compensation: { ...compensation, state: 'OPENED' } }, events: [], outcome: 'SHORT', why };
};
