import { fromIso, HOUR_MS, toEpochMillis } from '../time.ts';
import type { InboundLanes } from './inbound-lanes.ts';
import { inspectedWherePossible } from './inspection.ts';
import type { PlanRequest } from './plan.ts';
import { type PlanRequirements, requirementsOf } from './plan-requirements.ts';
import type { PreparedNetwork, PreparedSku, TagMask } from './prepared-network.ts';
import { hourOf, type ShadowPrices } from './shadow-prices.ts';

/** Goods that can serve a line: what was asked for, or a substitute the customer agreed to. */
export type Variant = {
  readonly sku: string;
  /** Of the whole line. */
  readonly kg: number;
  readonly tags: TagMask;
  /** What it costs that it is not what was asked for, for the whole line. */
  readonly penalty: number;
};

export type DemandLine = {
  readonly sku: string;
  readonly quantity: number;
  /** What was asked for comes first. */
  readonly variants: readonly [Variant, ...Variant[]];
};

/** A request read against the network: everything the search needs to know. */
export type Demand = {
  readonly request: PlanRequest;
  /** When the first parcel may be begun, in milliseconds since 1970: `placedAt`, or the request's `NOT_BEFORE`. */
  readonly startsAtMs: number;
  /** From `startsAt`: the request's deadline, tightened by its constraints. */
  readonly deadlineHours: number;
  readonly minSuccess: number;
  /** −ln minSuccess: the risks (−ln p) of a plan's parcels may add up to this. */
  readonly riskBudget: number;
  readonly lines: readonly DemandLine[];
  /** Lines that may draw on the same stock. */
  readonly sharedStock: readonly (readonly number[])[];
  readonly requirements: PlanRequirements;
  readonly inbound: InboundLanes;
  readonly prices: ShadowPrices | null;
  /** Prices of the hour the order is begun in, by node. */
  readonly parcelPrices: Float64Array | null;
};

/** Lines that one SKU could serve several of. */
const sharedStockOf = (lines: readonly DemandLine[]): number[][] => {
  if (lines.length === 1) return [];
  const bySku = new Map<string, number[]>();
  lines.forEach(({ variants }, index) => {
    for (const { sku } of variants) {
      const known = bySku.get(sku);
      if (known) known.push(index);
      else bySku.set(sku, [index]);
    }
  });
  return [...bySku.values()].filter((group) => group.length > 1);
};

const NONE: Variant[] = [];

const substitutesOf = (
  { sku }: PreparedSku,
  quantity: number,
  required: TagMask,
  { substitutes }: PlanRequirements,
  network: PreparedNetwork,
): Variant[] => {
  if (!substitutes || sku.substitutes.length === 0) return NONE;
  return sku.substitutes.flatMap(({ sku: other, penalty }) => {
    const known = network.skus.get(other);
    const agreed = substitutes.maxPenalty === null || penalty <= substitutes.maxPenalty;
    if (!known || !agreed) return [];
    return [{ sku: other, kg: known.sku.kg * quantity, tags: known.tags | required, penalty: penalty * quantity }];
  });
};

const linesOf = (
  request: PlanRequest,
  requirements: PlanRequirements,
  network: PreparedNetwork,
): DemandLine[] | null => {
  const required = requirements.tags.length === 0 ? 0 : network.tagMaskOf(requirements.tags);
  const lines: DemandLine[] = [];
  for (const { sku, quantity } of request.lines) {
    const known = network.skus.get(sku);
    if (!known) return null;
    const asked = { sku, kg: known.sku.kg * quantity, tags: known.tags | required, penalty: 0 };
    const others = substitutesOf(known, quantity, required, requirements, network);
    lines.push({ sku, quantity, variants: others.length === 0 ? [asked] : [asked, ...others] });
  }
  return lines;
};

/**
 * Null when the place or a SKU is unknown to the network.
 * @throws NotATime, UnreadableConstraint
 */
export const demandOf = (
  request: PlanRequest,
  network: PreparedNetwork,
  prices: ShadowPrices | null = null,
): Demand | null => {
  const inbound = network.inbound(request.region);
  if (!inbound) return null;
  const placedAt = fromIso(request.placedAt);
  const requirements = inspectedWherePossible(requirementsOf(placedAt, request.constraints), inbound, network.nodes);
  const lines = linesOf(request, requirements, network);
  if (!lines) return null;
  const startsAtMs = toEpochMillis(placedAt) + requirements.startHours * HOUR_MS;
  return {
    request,
    startsAtMs,
    deadlineHours:
      Math.min(request.deadlineHours, requirements.withinHours ?? request.deadlineHours) - requirements.startHours,
    minSuccess: request.minSuccess,
    riskBudget: -Math.log(request.minSuccess),
    lines,
    sharedStock: sharedStockOf(lines),
    requirements,
    inbound,
    prices,
    parcelPrices: prices?.hourPrices(hourOf(startsAtMs)) ?? null,
  };
};
