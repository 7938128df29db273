import { type InboundLanes, lanesOf } from './inbound-lanes.ts';
import type { Lane, NetworkNode, NodeKind } from './network.ts';
import { mayUseLane } from './permitted-ways.ts';
import type { PlanRequirements } from './plan-requirements.ts';
import { type PreparedNetwork, successWithin } from './prepared-network.ts';

/** Goods are looked at on their way where a partner has a station. */
export const INSPECTING_KIND: NodeKind = 'SERVICE_STATION';

/** Whether a way hands the goods over to a partner's station. */
export const passesStation = (
  { transfers }: Pick<InboundLanes, 'transfers'>,
  way: number,
  nodes: readonly NetworkNode[],
): boolean => (transfers?.at(way)?.stops ?? []).some(({ node }) => nodes[node]?.kind === INSPECTING_KIND);

/** The best chance to arrive in time from one of some nodes over a station, by carriers that may be used. */
export const chanceOverStation = (
  sources: readonly number[],
  inbound: InboundLanes,
  hours: number,
  network: PreparedNetwork,
  requirements: PlanRequirements,
): number => {
  let best = 0;
  for (const node of sources)
    for (let way = inbound.start[node] as number; way < (inbound.start[node + 1] as number); way += 1) {
      if (!passesStation(inbound, way, network.nodes)) continue;
      if (!lanesOf(inbound, way).every((lane) => mayUseLane(network.lanes[lane] as Lane, requirements))) continue;
      best = Math.max(best, successWithin(network, inbound, node, way, hours));
    }
  return best;
};

const leadOverStation = new WeakMap<InboundLanes, boolean>();

const hasStation = (inbound: InboundLanes, nodes: readonly NetworkNode[]): boolean => {
  const known = leadOverStation.get(inbound);
  if (known !== undefined) return known;
  const found = inbound.transfers !== null && inbound.lanes.some((_, way) => passesStation(inbound, way, nodes));
  leadOverStation.set(inbound, found);
  return found;
};

/** Where no way to the place passes a station at all, that goods be looked at on the way is nothing routing could see to. */
export const inspectedWherePossible = (
  requirements: PlanRequirements,
  inbound: InboundLanes,
  nodes: readonly NetworkNode[],
): PlanRequirements =>
  requirements.inspected && !hasStation(inbound, nodes)
    ? {
        ...requirements,
        inspected: false,
        unused: [...requirements.unused, 'PRE_INSPECTION'],
      }
    : requirements;
