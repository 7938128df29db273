import { fromIso, type Instant, plusHours } from '../time.ts';
import type { PlanRequest } from './plan.ts';
import { type PlanRequirements, requirementsOf } from './plan-requirements.ts';
import type { Inbound, PreparedNetwork, TagMask } from './prepared-network.ts';

export type DemandLine = {
  readonly sku: string;
  readonly quantity: number;
  /** Of the whole line. */
  readonly kg: number;
  readonly tags: TagMask;
};

/** A request read against the network: everything the search needs to know. */
export type Demand = {
  readonly request: PlanRequest;
  /** When the first parcel may be begun: `placedAt`, or the request's `NOT_BEFORE`. */
  readonly startsAt: Instant;
  /** From `startsAt`: the request's deadline, tightened by its constraints. */
  readonly deadlineHours: number;
  readonly minSuccess: number;
  /** −ln minSuccess: the risks (−ln p) of a plan's parcels may add up to this. */
  readonly riskBudget: number;
  readonly lines: readonly DemandLine[];
  /** Lines of the same SKU draw on the same stock. */
  readonly sharedStock: readonly (readonly number[])[];
  readonly requirements: PlanRequirements;
  readonly inbound: Inbound;
};

const sharedStockOf = (lines: PlanRequest['lines']): number[][] => {
  if (lines.length === 1) return [];
  const bySku = new Map<string, number[]>();
  lines.forEach(({ sku }, index) => {
    const known = bySku.get(sku);
    if (known) known.push(index);
    else bySku.set(sku, [index]);
  });
  return bySku.size === lines.length ? [] : [...bySku.values()].filter((group) => group.length > 1);
};

/**
 * Null when the place or a SKU is unknown to the network.
 * @throws NotATime, UnreadableConstraint
 */
export const demandOf = (request: PlanRequest, network: PreparedNetwork): Demand | null => {
  const inbound = network.inbound(request.region);
  if (!inbound) return null;
  const placedAt = fromIso(request.placedAt);
  const requirements = requirementsOf(placedAt, request.constraints);
  const required = network.tagMaskOf(requirements.tags);
  const lines: DemandLine[] = [];
  for (const { sku, quantity } of request.lines) {
    const known = network.skus.get(sku);
    if (!known) return null;
    lines.push({ sku, quantity, kg: known.sku.kg * quantity, tags: known.tags | required });
  }
  return {
    request,
    startsAt: plusHours(placedAt, requirements.startHours),
    deadlineHours:
      Math.min(request.deadlineHours, requirements.withinHours ?? request.deadlineHours) - requirements.startHours,
    minSuccess: request.minSuccess,
    riskBudget: -Math.log(request.minSuccess),
    lines,
    sharedStock: sharedStockOf(request.lines),
    requirements,
    inbound,
  };
};
