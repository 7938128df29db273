import { money } from './describe-plan.ts';
import type { StockLevel } from './network.ts';
import type { Plan, PlanAnswer, PlanRequest } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { proposePlans } from './propose-plans.ts';
import { reconsiderPlans } from './reconsider-plans.ts';
import type { ShadowPrices } from './shadow-prices.ts';
import { StockPool } from './stock-pool.ts';
import type { StockView } from './stock-view.ts';

export type PlannedTogether = {
  /** Recommended when each was planned as it came, on what those before it had left; null: unroutable. By index of the requests. */
  readonly oneByOne: readonly (Plan | null)[];
  /** Recommended after they were considered together. */
  readonly together: readonly (Plan | null)[];
  /** As proposed for each when it came: alternatives, rivals, reasons why there is none. */
  readonly answers: readonly PlanAnswer[];
  readonly saving: number;
};

const recommendedOf = (answer: PlanAnswer): Plan | null => ('plans' in answer ? (answer.plans[0] ?? null) : null);

/**
 * Plans orders that are all still open, so that no stock is taken twice: one after the other as they came, then again together wherever an exchange
 * saves something (`reconsiderPlans`). An order that found nothing at first is asked again at the end.
 * @throws NotATime when a `placedAt` is no time with a zone
 */
export const planTogether = (
  requests: readonly PlanRequest[],
  network: PreparedNetwork,
  levels: readonly StockLevel[],
  prices: ShadowPrices | null = null,
): PlannedTogether => {
  const answerFor = (request: PlanRequest, stock: StockView): PlanAnswer =>
    proposePlans(request, network, stock, () => request.orderId, prices);
  const pool = new StockPool(levels);
  const answers = requests.map((request, index) => {
    const answer = answerFor(request, pool);
    pool.take(index, recommendedOf(answer)?.legs ?? []);
    return answer;
  });
  const oneByOne = answers.map(recommendedOf);
  const planned = requests.flatMap((request, index) => {
    const current = oneByOne[index];
    return current ? [{ index, current, propose: (stock: StockView) => recommendedOf(answerFor(request, stock)) }] : [];
  });
  const { plans, saving, left } = reconsiderPlans(planned, pool);
  const together = [...oneByOne];
  planned.forEach(({ index }, at) => {
    together[index] = plans[at] as Plan;
  });
  requests.forEach((request, index) => {
    if (together[index]) return;
    const answer = answerFor(request, left);
    together[index] = recommendedOf(answer);
    left.take(index, together[index]?.legs ?? []);
  });
  return { oneByOne, together, answers, saving };
};

const nodesOf = ({ legs }: Plan): string[] => legs.map(({ node }) => node);

/** What the other orders' sake or chance changed, for a person. */
const changed = (before: Plan, after: Plan): string => {
  const difference = before.cost - after.cost;
  const from = `planned together with the other open orders: before from ${nodesOf(before).join(' and ')}`;
  if (difference > 0) return `${from}, ${money(difference)} dearer`;
  return `${from}, ${money(-difference)} cheaper, which others save more by`;
};

const answerOf = (before: Plan | null, after: Plan | null, answer: PlanAnswer): PlanAnswer => {
  if (after === null || after === before) return answer;
  const { planId, cost, scarcity, successProbability, legs, strategies = [], explanation } = after;
  const plan: Plan = {
    planId: `${planId}-together`,
    recommended: true,
    cost,
    ...(scarcity === undefined ? {} : { scarcity }),
    successProbability,
    legs,
    strategies,
    explanation: before ? [...explanation, changed(before, after)] : explanation,
  };
  const rejected = before
    ? [
        {
          reason: `RECONSIDERED: ${changed(before, after)}`,
          cost: before.cost,
          successProbability: before.successProbability,
          nodes: nodesOf(before),
        },
      ]
    : [];
  return { orderId: answer.orderId, plans: [plan], rejected };
};

/** An answer per order: as it was where nothing changed, else the plan it has together with the others, and what it was before. */
export const answersTogether = ({ oneByOne, together, answers }: PlannedTogether): PlanAnswer[] =>
  answers.map((answer, index) => answerOf(oneByOne[index] ?? null, together[index] ?? null, answer));
