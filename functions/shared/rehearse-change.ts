import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId } from '#domain/id.ts';
import { CannotAmend } from '#domain/order/amendment.ts';
import type { Context } from '#domain/order/change.ts';
import { type ForeseenChange, foresee, legsAfter } from '#domain/order/change-order.ts';
import type { Amendment, Order } from '#domain/order/order.ts';
import { MoreThanLeft } from '#domain/order/order-account.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { openLines } from '#domain/order/settle-order.ts';
import type { PlanAnswer } from '#domain/routing/plan.ts';
import { legsCompared, type PlanSide, planCompared, planDifference } from '#domain/routing/plan-difference.ts';
import type { OrderChange } from '#domain/workbench/change-requests.ts';
import { Problem } from './api.ts';
import { plansOf } from './dynamo-plan-store.ts';
import { planningNetwork } from './planning-network.ts';
import { proposeFor } from './propose-for-order.ts';

export type AskedChange = {
  readonly orderId: OrderId;
  /** Read against the order as it is: what is left of a line, say. @throws CannotAmend */
  readonly amendmentFor: (order: Order) => Amendment;
  /** Everything the request says but token, key and reason. */
  readonly asked: unknown;
  readonly reason: string;
  readonly by: string;
  readonly key: string | undefined;
  readonly token: string | undefined;
  readonly dryRun: boolean;
};

export type Rehearsal = {
  readonly foreseen: ForeseenChange;
  readonly plan: OrderChange['plan'];
  readonly unroutable: OrderChange['unroutable'];
  readonly parts: Readonly<Record<string, unknown>>;
};

export const unprocessable = (field: string, message: string): Problem =>
  new Problem(422, 'Unprocessable Content', message, { errors: [{ field, problem: message }] });

const foreseeOrRefuse = (record: OrderRecord, amendment: Amendment): ForeseenChange => {
  try {
    return foresee(record, amendment);
  } catch (error) {
    if (error instanceof CannotAmend) throw unprocessable(error.field, error.message);
    if (error instanceof MoreThanLeft) throw unprocessable('lines', error.message);
    throw error;
  }
};

const readAmendment = ({ amendmentFor }: AskedChange, order: Order): Amendment => {
  try {
    return amendmentFor(order);
  } catch (error) {
    if (error instanceof CannotAmend) throw unprocessable(error.field, error.message);
    throw error;
  }
};

const refuseUnknownSkus = async ({ added = [] }: Amendment, { now }: Context): Promise<void> => {
  if (added.length === 0) return;
  const { prepared } = await planningNetwork(now);
  const unknown = added.filter(({ sku }) => !prepared.skus.has(sku)).map(({ sku }) => sku);
  if (unknown.length > 0) throw unprocessable('lines.sku', `no SKU of the network: ${unknown.join(', ')}`);
};

const recommendedOf = (answer: PlanAnswer) =>
  'plans' in answer ? (answer.plans.find(({ recommended }) => recommended) ?? answer.plans[0] ?? null) : null;

type Planned = { readonly side: PlanSide; readonly answer: PlanAnswer | null };

/** How an order with these legs would go on: what runs, and a plan for what is open. */
const howItGoesOn = async (
  { order, legs }: OrderRecord,
  returning: readonly Leg[],
  context: Context,
): Promise<Planned> => {
  const lines = openLines(order, legs);
  const running = legsCompared(legs);
  const { promiseAt } = order;
  if (lines.length === 0) return { side: { legs: running, successProbability: null, promiseAt }, answer: null };
  const { answer } = await proposeFor(order, lines, context, { rehearsal: true, returning });
  const plan = recommendedOf(answer);
  const legsOf = [...running, ...(plan ? planCompared(plan) : [])];
  return { side: { legs: legsOf, successProbability: plan?.successProbability ?? null, promiseAt }, answer };
};

/** What stands now; of a plan that is committed, with the chance it was given. */
const howItIs = async (record: OrderRecord, context: Context): Promise<PlanSide> => {
  const { order, legs } = record;
  if (openLines(order, legs).length > 0) return (await howItGoesOn(record, [], context)).side;
  const plans = (await plansOf(order.orderId)).flatMap(({ answer }) => ('plans' in answer ? answer.plans : []));
  const committed = plans.find(({ planId }) => planId === order.planId);
  return {
    legs: legsCompared(legs),
    successProbability: committed?.successProbability ?? null,
    promiseAt: order.promiseAt,
  };
};

/** Everything a dry run is worked out on: what of it is another by the time it is confirmed makes it stale. */
const partsOf = ({ order, legs }: OrderRecord, asked: unknown, answer: PlanAnswer | null) => ({
  lines: [order.deliverables, order.account],
  address: order.destination,
  promise: order.promiseAt,
  wishes: order.constraints,
  money: order.amounts,
  legs: legs.map(({ legId, state, stock }) => [legId, state, stock]),
  plan:
    (answer && recommendedOf(answer)?.legs.map(({ node, lane, carrier, lines }) => [node, lane, carrier, lines])) ??
    null,
  asked,
});

const withoutPlan = (record: OrderRecord, { asked }: AskedChange, foreseen: ForeseenChange): Rehearsal => ({
  foreseen,
  plan: null,
  unroutable: [],
  parts: partsOf(record, asked, null),
});

/** Nobody is asked to give goods back that nobody could send to the new address. */
const withNoWay = (foreseen: ForeseenChange, unroutable: OrderChange['unroutable']): ForeseenChange => {
  if (!foreseen.isReplaced) return foreseen;
  const why = unroutable.map(({ reason }) => reason).join('; ');
  const reason = { en: `no plan serves the order as changed: ${why}`, zh: `改后没有可行方案：${why}` };
  return { ...foreseen, refusals: [{ legId: null, rule: 'ADDRESS/UNROUTABLE', does: 'REFUSE', reason }] };
};

/** What a change would mean; planned only where somebody wants to know it. */
export const rehearse = async (record: OrderRecord, change: AskedChange, context: Context): Promise<Rehearsal> => {
  const amendment = readAmendment(change, record.order);
  await refuseUnknownSkus(amendment, context);
  const foreseen = foreseeOrRefuse(record, amendment);
  const { withdrawn, refusals } = foreseen;
  if (refusals.length > 0 || !(change.dryRun || change.token)) return withoutPlan(record, change, foreseen);
  const after = { order: foreseen.order, legs: legsAfter(record.legs, withdrawn) };
  const [before, { side, answer }] = await Promise.all([
    howItIs(record, context),
    howItGoesOn(after, withdrawn, context),
  ]);
  return {
    foreseen: answer && 'unroutable' in answer ? withNoWay(foreseen, answer.unroutable) : foreseen,
    plan: planDifference(before, side),
    unroutable: answer && 'unroutable' in answer ? answer.unroutable : [],
    parts: partsOf(record, change.asked, answer),
  };
};
