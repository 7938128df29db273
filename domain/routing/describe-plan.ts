import { plusHours } from '../time.ts';
import { arrivalHours, type LegTime } from './arrival-time.ts';
import type { Demand } from './demand.ts';
import { type InboundLanes, lanesOf } from './inbound-lanes.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { Plan, PlanHop, PlanLeg } from './plan.ts';
import type { CarriedLine, Parcel, PlanChoice } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { strategiesOf } from './strategies.ts';

/** Costs are estimates in major units: told to 0.0001. */
export const roundCost = (cost: number): number => Math.round(cost * 1e4) / 1e4;
export const money = (cost: number): string => cost.toFixed(2);
export const chance = (probability: number): string => `${(100 * probability).toFixed(1)} %`;

const nodeOf = ({ node }: Pick<Parcel, 'node'>, network: PreparedNetwork): NetworkNode =>
  network.nodes[node] as NetworkNode;
/** Lanes of a parcel in order, with the node each starts from. */
const hopsOf = (
  { node, way }: Pick<Parcel, 'node' | 'way'>,
  { inbound }: Demand,
  network: PreparedNetwork,
): PlanHop[] => {
  const stops = inbound.transfers?.at(way)?.stops ?? [];
  const from = [node, ...stops.map((stop) => stop.node)];
  return lanesOf(inbound, way).map((index, hop) => {
    const { lane, carrier, mode } = network.lanes[index] as Lane;
    return { node: (network.nodes[from[hop] as number] as NetworkNode).node, lane, carrier, mode };
  });
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

/** Hours by which a parcel has arrived with probability 0.5 and 0.9, remembered by way. */
const quantilesOf = ({ node, way }: Parcel, { inbound }: Demand, network: PreparedNetwork): Quantiles => {
  const known = quantiles.get(inbound) ?? new Map<number, Quantiles>();
  quantiles.set(inbound, known);
  const remembered = known.get(way);
  if (remembered) return remembered;
  const transfer = inbound.transfers?.timeOf(way);
  const time = timeOf(network.nodes[node] as NetworkNode, network.lanes[inbound.lanes[way] as number] as Lane);
  const found = transfer
    ? { median: transfer.hoursFor(0.5), late: transfer.hoursFor(0.9) }
    : { median: arrivalHours(time, 'P50'), late: arrivalHours(time, 'P90') };
  known.set(way, found);
  return found;
};

const lineOf = ({ line, variant }: CarriedLine, { lines }: Demand): PlanLeg['lines'][number] => {
  const { sku, quantity } = lines[line] as Demand['lines'][number];
  return variant.sku === sku ? { sku, quantity } : { sku: variant.sku, quantity, insteadOf: sku };
};

const legOf = (parcel: Parcel, demand: Demand, network: PreparedNetwork): PlanLeg => {
  const [{ node, lane, carrier, mode }, ...via] = hopsOf(parcel, demand, network) as [PlanHop, ...PlanHop[]];
  const { median, late } = quantilesOf(parcel, demand, network);
  return {
    node,
    lane,
    carrier,
    mode,
    ...(via.length === 0 ? {} : { via }),
    lines: parcel.lines.map((line) => lineOf(line, demand)),
    cost: roundCost(parcel.cost),
    successProbability: successOf(parcel),
    etaAt: plusHours(demand.startsAt, median),
    etaLatestAt: plusHours(demand.startsAt, late),
  };
};

/** Works something out when it is first asked for. */
export const once = <Result>(work: () => Result): (() => Result) => {
  let known: { readonly result: Result } | null = null;
  return () => {
    known ??= { result: work() };
    return known.result;
  };
};

/** The plan as told; legs and explanation are written when they are first read. */
export const planFrom = (
  choice: PlanChoice,
  demand: Demand,
  network: PreparedNetwork,
  told: Pick<Plan, 'planId' | 'recommended'> & { readonly explain: () => string[] },
): Plan => {
  const legs = once(() => choice.parcels.map((parcel) => legOf(parcel, demand, network)));
  const explanation = once(told.explain);
  const strategies = once(() => strategiesOf(legs(), (id) => network.nodes[network.nodeIndex.get(id) ?? -1]));
  const scarcity = roundCost(choice.weight - choice.cost);
  return {
    planId: told.planId,
    recommended: told.recommended,
    cost: roundCost(choice.cost),
    ...(scarcity > 0 ? { scarcity } : {}),
    successProbability: successOf(choice),
    get legs() {
      return legs();
    },
    get strategies() {
      return strategies();
    },
    get explanation() {
      return explanation();
    },
  };
};
