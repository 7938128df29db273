import { newId } from '../id.ts';
import { because, type Change, type Context } from '../order/change.ts';
import type { Order } from '../order/order.ts';
import type { Compensation } from './compensation.ts';
import { CompensationStarted, PlanOverridden } from './events.ts';
import type { Plan } from './plan.ts';
import type { PlanDifference } from './plan-difference.ts';
import type { OverridePlan } from './plan-override.ts';
import type { Replacement, Scope } from './replacement.ts';
import { reshapeOf } from './reshape-legs.ts';

export type Opening = Pick<Compensation, 'cause' | 'actor' | 'reason' | 'intercept' | 'movable' | 'reshape' | 'wish'>;

/** A plan is replaced while its legs are out or about to be, and one replacement after the other. */
export const canCompensate = ({ lifecycle: { state }, compensation }: Order): boolean =>
  compensation === undefined && (state === 'PLANNED' || state === 'FULFILLING');

/** What an order is to send, and to where: a plan made for something else is not carried out. */
export const wantedOf = ({ deliverables, destination }: Order): NonNullable<Compensation['wanted']> => ({
  lines: Object.fromEntries(deliverables.map(({ lineId, quantity }) => [lineId, quantity])),
  destination: destination?.addressDigest ?? null,
});

/** Begins to replace an order's plan; the execution that carries it out is started by the event. */
export const startCompensation = (change: Change, opening: Opening, context: Context): Change => {
  const { order } = change;
  const compensation: Compensation = {
    ...opening,
    compensationId: newId('cmp', context.nextUlid),
    since: context.now,
    version: order.version,
    state: 'OPENED',
    tries: 0,
    wanted: null,
    planned: [],
    plan: null,
    difference: null,
    takenBack: [],
    added: [],
  };
  const { compensationId, cause, actor, reason } = compensation;
  return because(change, CompensationStarted, { compensationId, cause, actor, reason }, { compensation }, context);
};

/** The compensation with a plan to carry out. */
export const withPlan = (
  compensation: Compensation,
  order: Order,
  plan: Plan,
  {
    lines,
    replacement,
    difference,
  }: Pick<Scope, 'lines'> & {
    readonly replacement: Replacement;
    readonly difference: PlanDifference;
  },
): Compensation => ({
  ...compensation,
  state: 'PLANNED',
  tries: compensation.tries + 1,
  wanted: wantedOf(order),
  planned: lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
  plan,
  difference,
  takenBack: replacement.replaced.map(({ legId }) => legId),
});

type Override = {
  readonly override: OverridePlan;
  readonly by: string;
  readonly plan: Plan;
  readonly scope: Scope;
  readonly replacement: Replacement;
  readonly difference: PlanDifference;
};

/** A person's plan takes the place of the one under way. */
export const overridePlan = (
  change: Change,
  { override, by, plan, scope, replacement, difference }: Override,
  context: Context,
): Change => {
  const { reason, intercept, wish } = override;
  const movable = scope.movable.map(({ legId }) => legId);
  const reshape = reshapeOf(wish);
  const opening = {
    cause: 'OVERRIDE' as const,
    actor: by,
    reason,
    intercept,
    movable,
    wish,
    ...(reshape ? { reshape } : {}),
  };
  const started = startCompensation(change, opening, context);
  const { compensation } = started.order;
  if (!compensation) return started;
  const planned = withPlan(compensation, change.order, plan, { lines: scope.lines, replacement, difference });
  const { compensationId } = planned;
  const facts = { compensationId, planId: plan.planId, by, reason, wish, difference };
  return because(started, PlanOverridden, facts, { compensation: planned }, context);
};
