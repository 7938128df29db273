import { fromEpochMillis, HOUR_MS } from '../time.ts';
import { arrivalHours, type LegTime } from './arrival-time.ts';
import type { Demand } from './demand.ts';
import { type InboundLanes, lanesOf } from './inbound-lanes.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { Plan, PlanHop, PlanLeg } from './plan.ts';
import type { CarriedLine, Parcel, PlanChoice } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { readLater } from './read-later.ts';
import { strategiesOf } from './strategies.ts';

/** Costs are estimates in major units: told to 0.0001. */
export const roundCost = (cost: number): number => Math.round(cost * 1e4) / 1e4;
export const money = (cost: number): string => cost.toFixed(2);
export const chance = (probability: number): string => `${(100 * probability).toFixed(1)} %`;

const nodeOf = ({ node }: Pick<Parcel, 'node'>, network: PreparedNetwork): NetworkNode =>
  network.nodes[node] as NetworkNode;

const hopOf = (node: number, index: number, network: PreparedNetwork): PlanHop => {
  const { lane, carrier, mode } = network.lanes[index] as Lane;
  return { node: (network.nodes[node] as NetworkNode).node, lane, carrier, mode };
};

/** Lanes of a parcel in order, with the node each starts from. */
const hopsOf = (
  { node, way }: Pick<Parcel, 'node' | 'way'>,
  { inbound }: Demand,
  network: PreparedNetwork,
): PlanHop[] => {
  const stops = inbound.transfers?.at(way)?.stops ?? [];
  const from = [node, ...stops.map((stop) => stop.node)];
  const departures = inbound.transfers?.timeOf(way)?.departures ?? [];
  return lanesOf(inbound, way).map((lane, hop) => ({
    ...hopOf(from[hop] as number, lane, network),
    ...departures[hop],
  }));
};

/** `W3 by SF_EXPRESS EXPRESS` */
export const wayName = (parcel: Pick<Parcel, 'node' | 'way'>, demand: Demand, network: PreparedNetwork): string => {
  const { carrier, service } = network.lanes[demand.inbound.lanes[parcel.way] as number] as Lane;
  const [, ...onward] = hopsOf(parcel, demand, network);
  const over = onward.map(({ node }) => ` over ${node}`).join('');
  return `${nodeOf(parcel, network).node}${over} by ${carrier} ${service}`;
};

export const successOf = ({ risk }: Pick<PlanChoice, 'risk'>): number => Math.exp(-risk);

const timeOf = (node: NetworkNode, lane: Lane): LegTime => ({
  handlingMu: node.handlingMu,
  handlingSigma: node.handlingSigma,
  shiftHours: lane.shiftHours,
  mu: lane.mu,
  sigma: lane.sigma,
});

type Quantiles = { readonly median: number; readonly late: number };
const quantiles = new WeakMap<InboundLanes, Map<number, Quantiles>>();

const quantilesOfPlace = (inbound: InboundLanes): Map<number, Quantiles> => {
  const known = quantiles.get(inbound);
  if (known) return known;
  const none = new Map<number, Quantiles>();
  quantiles.set(inbound, none);
  return none;
};

const workOutQuantiles = ({ node, way }: Parcel, { inbound }: Demand, network: PreparedNetwork): Quantiles => {
  const transfer = inbound.transfers?.timeOf(way);
  if (transfer) return { median: transfer.hoursFor(0.5), late: transfer.hoursFor(0.9) };
  const time = timeOf(network.nodes[node] as NetworkNode, network.lanes[inbound.lanes[way] as number] as Lane);
  return { median: arrivalHours(time, 'P50'), late: arrivalHours(time, 'P90') };
};

/** Hours by which a parcel has arrived with probability 0.5 and 0.9, remembered by way. */
const quantilesOf = (parcel: Parcel, demand: Demand, network: PreparedNetwork): Quantiles => {
  const known = quantilesOfPlace(demand.inbound);
  const remembered = known.get(parcel.way);
  if (remembered) return remembered;
  const found = workOutQuantiles(parcel, demand, network);
  known.set(parcel.way, found);
  return found;
};

const lineOf = ({ line, variant }: CarriedLine, { lines }: Demand): PlanLeg['lines'][number] => {
  const { sku, quantity } = lines[line] as Demand['lines'][number];
  return variant.sku === sku ? { sku, quantity } : { sku: variant.sku, quantity, insteadOf: sku };
};

const legBy = (
  { node, lane, carrier, mode }: PlanHop,
  parcel: Parcel,
  demand: Demand,
  network: PreparedNetwork,
): PlanLeg => {
  const { median, late } = quantilesOf(parcel, demand, network);
  return {
    node,
    lane,
    carrier,
    mode,
    lines: parcel.lines.map((line) => lineOf(line, demand)),
    cost: roundCost(parcel.cost),
    successProbability: successOf(parcel),
    etaAt: fromEpochMillis(demand.startsAtMs + median * HOUR_MS),
    etaLatestAt: fromEpochMillis(demand.startsAtMs + late * HOUR_MS),
  };
};

const legOf = (parcel: Parcel, demand: Demand, network: PreparedNetwork): PlanLeg => {
  const { inbound } = demand;
  if (!inbound.transfers?.at(parcel.way))
    return legBy(hopOf(parcel.node, inbound.lanes[parcel.way] as number, network), parcel, demand, network);
  const [first, ...via] = hopsOf(parcel, demand, network) as [PlanHop, ...PlanHop[]];
  const { node: _node, lane: _lane, carrier: _carrier, mode: _mode, ...departure } = first;
  const leg = { ...legBy(first, parcel, demand, network), ...departure };
  return via.length === 0 ? leg : { ...leg, via };
};

const withExplanation = readLater('explanation');

/** @param explain writes the explanation when it is first read: the words take longer than the planning */
export const planFrom = (
  choice: PlanChoice,
  demand: Demand,
  network: PreparedNetwork,
  { planId, recommended }: Pick<Plan, 'planId' | 'recommended'>,
  explain: () => string[],
): Plan => {
  const legs: PlanLeg[] = [];
  for (const parcel of choice.parcels) legs.push(legOf(parcel, demand, network));
  const scarcity = roundCost(choice.weight - choice.cost);
  const plan: Omit<Plan, 'explanation'> = {
    planId,
    recommended,
    cost: roundCost(choice.cost),
    successProbability: successOf(choice),
    legs,
    strategies: strategiesOf(legs, (id) => network.nodes[network.nodeIndex.get(id) ?? -1]),
  };
  if (scarcity > 0) plan.scarcity = scarcity;
  return withExplanation(plan, explain);
};
