import type { OrderId } from '#domain/id.ts';
import { type Context, unchanged } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import type { Plan, PlanAnswer } from '#domain/routing/plan.ts';
import type { PlanDifference } from '#domain/routing/plan-difference.ts';
import {
  changesSince,
  type OverridePlan,
  type OverrideShown,
  refusalToOverride,
  Seen,
  seenOf,
  shownOf,
} from '#domain/routing/plan-override.ts';
import { isEmptyWish, type PlanWish, partsOf, wishFaults } from '#domain/routing/plan-wish.ts';
import { differenceOf, type Replacement, replacementOf, type Scope, scopeOf } from '#domain/routing/replacement.ts';
import { parcelsOf, plannedTogether, reshapeFaults, reshapeOf, reshapeScope } from '#domain/routing/reshape-legs.ts';
import { overridePlan } from '#domain/routing/start-compensation.ts';
import { bindingParts, neededWithout } from '#domain/routing/wished-plans.ts';
import { Problem } from './api.ts';
import { contextNow, decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { proposedPlans } from './dynamo-plan-store.ts';
import { planParcel } from './plan-parcel.ts';
import { plannerFor } from './propose-for-order.ts';

const orders = dynamoOrderStore();

type Asked = Pick<OverridePlan, 'wish' | 'intercept'>;

type Looked = {
  readonly scope: Scope;
  readonly plans: readonly Plan[];
  readonly answer: PlanAnswer;
  /** What the planner says of another wish; null where a wish is no planner's to weigh. */
  readonly propose: ((wish: PlanWish) => PlanAnswer) | null;
};

const unprocessable = (faults: readonly { readonly field: string; readonly problem: string }[]): Problem => {
  const errors = faults.map(({ field, problem }) => ({ field: `wish.${field}`, problem }));
  return new Problem(
    422,
    'Unprocessable Content',
    errors.map(({ field, problem }) => `${field}: ${problem}`).join('; '),
    { errors },
  );
};

const refuseLate = (order: Order, scope: Pick<Scope, 'lines'>): void => {
  const refusal = refusalToOverride(order, scope);
  if (refusal) throw new Problem(409, 'Conflict', refusal);
};

/** Divides a leg or puts legs together as a person wishes it; nothing else of the plan moves. */
const lookAtParcels = async (record: OrderRecord, { wish }: Asked, context: Context): Promise<Looked> => {
  const { order, legs } = record;
  refuseLate(order, { lines: order.deliverables });
  const faults = reshapeFaults(wish, legs);
  if (faults.length > 0) throw unprocessable(faults);
  const parcels = parcelsOf(record, wish);
  const scope = reshapeScope(record, wish, parcels);
  const answers = await Promise.all(parcels.map((parcel) => planParcel(order, parcel, scope.movable, context)));
  const plans = await proposedPlans(order.orderId);
  return { scope, plans, answer: plannedTogether(order, parcels, answers), propose: null };
};

/** Plans an order as a person wishes it. @throws Problem 409 when its plan cannot be overridden now, 422 for a wish that cannot be meant */
const look = async (record: OrderRecord, asked: Asked, context: Context): Promise<Looked> => {
  const { order } = record;
  const { wish, intercept } = asked;
  if (reshapeOf(wish)) return lookAtParcels(record, asked, context);
  const scope = scopeOf(record, { intercept });
  refuseLate(order, scope);
  if (isEmptyWish(wish))
    throw new Problem(
      422,
      'Unprocessable Content',
      'wish: says nothing: name a plan, a node, a carrier, a mode, lines, legs or a time',
    );
  const plans = await proposedPlans(order.orderId);
  const chosen = plans.findLast(({ planId }) => planId === wish.planId) ?? null;
  const planner = await plannerFor(order, scope.lines, context, { rehearsal: true, returning: scope.movable });
  const faults = wishFaults(wish, scope.lines, planner.network, chosen);
  if (faults.length > 0) throw unprocessable(faults);
  const propose = (other: PlanWish): PlanAnswer =>
    planner.propose({ wish: other, chosen: other.planId === undefined ? null : chosen }).answer;
  return { scope, plans, answer: propose(wish), propose };
};

type Chosen = { readonly plan: Plan; readonly replacement: Replacement; readonly difference: PlanDifference };

const chosenFrom = (
  { order }: OrderRecord,
  answer: Extract<PlanAnswer, { plans: unknown }>,
  { scope, plans }: Looked,
  context: Context,
): Chosen => {
  const plan = answer.plans.find(({ recommended }) => recommended) ?? (answer.plans[0] as Plan);
  const replacement = replacementOf(order, plan, scope, context);
  return { plan, replacement, difference: differenceOf(order, plan, scope, replacement, plans) };
};

const tokenOf = (seen: Seen): string => Buffer.from(JSON.stringify(seen)).toString('base64url');

/** @throws Problem 400 */
const seenIn = (token: string): Seen => {
  try {
    return Seen.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    throw new Problem(400, 'Bad Request', 'token: is none that a dry run answered: ask again with ?dryRun=true');
  }
};

const infeasible = (
  orderId: OrderId,
  wish: PlanWish,
  { answer, propose }: Looked,
): Extract<OverrideShown, { feasible: false }> => {
  const binding = propose
    ? bindingParts(wish, (other) => 'plans' in propose(other))
    : partsOf(wish).map(({ field, says }) => ({ field, says }));
  const told = 'unroutable' in answer ? answer : { unroutable: [], relaxations: [] };
  const without = (field: string): PlanAnswer | null => {
    const part = partsOf(wish).find((each) => each.field === field);
    return part && propose ? propose(part.others) : null;
  };
  return {
    orderId,
    dryRun: true,
    feasible: false,
    binding,
    reasons: told.unroutable.map(({ reason }) => reason),
    needed: [...binding.map((part) => neededWithout(part, without(part.field))), ...(told.relaxations ?? [])],
  };
};

/** What an override would change. Stores nothing. */
export const showOverride = async (orderId: OrderId, asked: Asked): Promise<OverrideShown> => {
  const record = await orders.get(orderId);
  const context = contextNow();
  const looked = await look(record, asked, context);
  const { answer, scope } = looked;
  if ('unroutable' in answer) return infeasible(orderId, asked.wish, looked);
  const { plan, replacement, difference } = chosenFrom(record, answer, looked, context);
  return {
    orderId,
    dryRun: true,
    feasible: true,
    ...shownOf(plan, difference, scope, replacement),
    alternatives: answer.plans
      .filter((other) => other !== plan)
      .map(({ legs, cost, successProbability }) => ({ nodes: legs.map(({ node }) => node), cost, successProbability })),
    token: tokenOf(seenOf({ ...record, override: asked, plan, difference })),
  };
};

/** @throws Problem 409 naming what changed since the dry run */
const decideOverride = async (
  record: OrderRecord,
  override: OverridePlan,
  seen: Seen,
  by: string,
  context: Context,
) => {
  const looked = await look(record, override, context);
  const { answer, scope } = looked;
  const stale = (changes: readonly string[]): Problem =>
    new Problem(
      409,
      'Conflict',
      `changed since the dry run: ${changes.join('; ')}: look at it again with ?dryRun=true`,
      {
        changes,
      },
    );
  if ('unroutable' in answer) throw stale(answer.unroutable.map(({ reason }) => reason));
  const { plan, replacement, difference } = chosenFrom(record, answer, looked, context);
  const changes = changesSince(seen, seenOf({ ...record, override, plan, difference }));
  if (changes.length > 0) throw stale(changes);
  const shown = { ...plan, planId: seen.planId };
  const change = overridePlan(
    unchanged(record.order),
    { override, by, plan: shown, scope, replacement, difference },
    context,
  );
  return { ...change, shown: shownOf(shown, difference, scope, replacement) };
};

/**
 * Carries out an override as its dry run showed it.
 * @throws Problem 409 when something changed since
 */
export const confirmOverride = async (orderId: OrderId, override: OverridePlan, by: string) => {
  if (override.token === undefined)
    throw new Problem(
      400,
      'Bad Request',
      'token: is missing: ask with ?dryRun=true first and send its token with the same wish',
    );
  const seen = seenIn(override.token);
  const { shown, order } = await decideOn(orders, orderId, (record, context) =>
    decideOverride(record, override, seen, by, context),
  );
  return { orderId, dryRun: false as const, compensationId: order.compensation?.compensationId, ...shown };
};
