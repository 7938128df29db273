import { demandOf } from './demand.ts';
import { chance } from './describe-plan.ts';
import type { PlanRequest, UnroutableReason } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { PlanSearch } from './search-plans.ts';
import type { ShadowPrices } from './shadow-prices.ts';
import type { StockView } from './stock-view.ts';

/** Nobody waits longer. */
const MOST_HOURS = 24 * 90;
/** Deadlines are told to this many hours. */
const HOURS_STEP = 0.1;

type Planning = {
  readonly network: PreparedNetwork;
  readonly stock: StockView;
  readonly prices: ShadowPrices | null;
  readonly search: PlanSearch;
};

const bestSuccess = (request: PlanRequest, { network, stock, prices, search }: Planning): number | null => {
  const demand = demandOf({ ...request, minSuccess: 0 }, network, prices);
  const safest = demand && search.search(demand, stock).choices.at(-1);
  return safest ? Math.exp(-safest.risk) : null;
};

const isRoutable = (request: PlanRequest, { network, stock, prices, search }: Planning): boolean => {
  const demand = demandOf(request, network, prices);
  return demand !== null && search.search(demand, stock).choices.length > 0;
};

const longerDeadline = (request: PlanRequest, planning: Planning): string[] => {
  const routable = (deadlineHours: number): boolean => isRoutable({ ...request, deadlineHours }, planning);
  if (!routable(MOST_HOURS)) return [];
  let low = request.deadlineHours;
  let high = Math.min(MOST_HOURS, 2 * low);
  while (!routable(high)) [low, high] = [high, Math.min(MOST_HOURS, 2 * high)];
  while (high - low > HOURS_STEP / 2) {
    const middle = (low + high) / 2;
    if (routable(middle)) high = middle;
    else low = middle;
  }
  const hours = Math.ceil(high / HOURS_STEP) * HOURS_STEP;
  return [`a deadline of ${hours.toFixed(1)} h instead of ${request.deadlineHours} h`];
};

const lowerPromise = (request: PlanRequest, planning: Planning): string[] => {
  const success = bestSuccess(request, planning);
  if (success === null || success >= request.minSuccess || success < 0.001) return [];
  return [`a promise of ${chance(Math.floor(success * 1000) / 1000)} instead of ${chance(request.minSuccess)}`];
};

const withoutConstraint = (request: PlanRequest, planning: Planning): string[] => {
  const types = new Set(request.constraints?.map(({ type }) => type));
  return [...types].flatMap((left) => {
    const constraints = request.constraints?.filter(({ type }) => type !== left) ?? [];
    return isRoutable({ ...request, constraints }, planning) ? [`no ${left}`] : [];
  });
};

/** What is left when the lines that fail alone are left out. */
const withoutLines = (request: PlanRequest, reasons: readonly UnroutableReason[], planning: Planning): string[] => {
  const failing = new Set(reasons.map(({ sku }) => sku));
  const lines = request.lines.filter(({ sku }) => !failing.has(sku));
  if (lines.length === 0 || lines.length === request.lines.length) return [];
  const skus = [...failing].map((sku) => `"${sku}"`).join(', ');
  return isRoutable({ ...request, lines }, planning) ? [`the order without ${skus}`] : [];
};

/**
 * What would make an order routable, each alone and as little as suffices: a longer deadline, a lower promise, one constraint less, lines
 * left out. Every one is tried by planning. None when no single one does.
 */
export const relaxationsOf = (
  request: PlanRequest,
  reasons: readonly UnroutableReason[],
  planning: Planning,
): string[] => {
  const isKnown = demandOf(request, planning.network) !== null;
  return [
    ...(isKnown ? longerDeadline(request, planning) : []),
    ...(isKnown ? lowerPromise(request, planning) : []),
    ...(isKnown ? withoutConstraint(request, planning) : []),
    ...withoutLines(request, reasons, planning),
  ];
};
