import { consolidatedPlans, withConsolidated } from './consolidated-plans.ts';
import { type Demand, demandOf } from './demand.ts';
import { departingFor } from './departing-network.ts';
import { planFrom } from './describe-plan.ts';
import { diagnose, unknownsIn } from './diagnose-unroutable.ts';
import { explainAlternative, explainBest } from './explain-plan.ts';
import type { PlanAnswer, PlanRequest, UnroutableReason } from './plan.ts';
import type { PlanChoice } from './plan-choice.ts';
import { UnreadableConstraint } from './plan-requirements.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { readLater } from './read-later.ts';
import { relaxationsOf } from './relaxations.ts';
import { type Rivals, rejectedPlans, rivalsOf } from './rival-plans.ts';
import { PlanSearch } from './search-plans.ts';
import type { ShadowPrices } from './shadow-prices.ts';
import type { StockView } from './stock-view.ts';

/** Room for searching, kept per network. */
const searches = new WeakMap<PreparedNetwork, PlanSearch>();

const searchOn = (network: PreparedNetwork): PlanSearch => {
  const known = searches.get(network);
  if (known) return known;
  const search = new PlanSearch(network);
  searches.set(network, search);
  return search;
};

const withRelaxations = readLater('relaxations');
const withRejected = readLater('rejected');

/** Why nothing serves; what would help is worked out when it is first read. */
const unroutable = (
  request: PlanRequest,
  reasons: UnroutableReason[],
  planning: Parameters<typeof relaxationsOf>[2],
): PlanAnswer =>
  withRelaxations({ orderId: request.orderId, unroutable: reasons }, () => relaxationsOf(request, reasons, planning));

const readDemand = (
  request: PlanRequest,
  network: PreparedNetwork,
  stock: StockView,
  prices: ShadowPrices | null,
): Demand | PlanAnswer => {
  try {
    const demand = demandOf(request, network, prices);
    if (demand) return demand;
    const search = searchOn(network);
    return unroutable(request, unknownsIn(request, network), { network, stock, prices, search });
  } catch (error) {
    if (!(error instanceof UnreadableConstraint)) throw error;
    return { orderId: request.orderId, unroutable: [{ code: 'CONSTRAINT_UNMET', sku: null, reason: error.message }] };
  }
};

/**
 * How an order is best fulfilled: the cheapest plan that keeps its promise (recommended, first), further plans that are safer and cost
 * more, and rivals that were rejected; or why nothing serves it. Every line comes whole from one source; a source can serve
 * when node and lane have the tags, the stock is there, and the lane is open. Same arguments, same answer.
 *
 * Up to 12 lines the recommended plan is proven cheapest and the plans are the frontier of cost against success (thinned to 8; from 10 lines on its corners); for
 * longer orders the explanation tells how much cheaper a plan could be at most. Explanations and rivals are written when first read.
 * @param prices of what is scarce, minded when plans are compared, not part of their cost
 * @throws NotATime when `placedAt` is no time with a zone
 */
export const proposePlans = (
  request: PlanRequest,
  given: PreparedNetwork,
  stock: StockView,
  nextPlanId: () => string,
  prices: ShadowPrices | null = null,
): PlanAnswer => {
  const network = departingFor(request, given);
  const demand = readDemand(request, network, stock, prices);
  if (!('lines' in demand)) return demand;
  const search = searchOn(network);
  const { choices, bound } = search.search(demand, stock);
  const [best] = choices;
  if (!best) return unroutable(request, diagnose(demand, network, stock, search), { network, stock, prices, search });
  const cheapestNow = (): PlanChoice | null =>
    prices ? (search.search({ ...demand, prices: null, parcelPrices: null }, stock).choices[0] ?? null) : null;
  let known: Rivals | null = null;
  const rivals = (): Rivals => {
    known ??= rivalsOf(demand, network, stock, search.columns);
    return known;
  };
  const plans = choices.map((choice) =>
    planFrom(choice, demand, network, { planId: nextPlanId(), recommended: choice === best }, () =>
      choice === best
        ? explainBest(demand, network, choices, rivals(), bound, cheapestNow())
        : explainAlternative(choice, best),
    ),
  );
  const answer = withRejected({ orderId: request.orderId, plans }, () =>
    rejectedPlans(demand, network, choices, rivals()),
  );
  if (network.consolidators.length === 0 || request.lines.length < 2 || network.nodeIndex.has(request.region))
    return answer;
  const planTo = (asked: PlanRequest): PlanAnswer => proposePlans(asked, network, stock, nextPlanId, prices);
  // Legs, explanations and rivals are read before the search is asked again: its room is written over.
  const whole = { ...answer, plans: answer.plans.map((plan) => ({ ...plan })), rejected: answer.rejected };
  return withConsolidated(whole, consolidatedPlans({ request, demand, network, stock, planTo, nextPlanId }));
};
