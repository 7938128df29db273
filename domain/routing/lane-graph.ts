import type { Lane, Network, NetworkNode } from './network.ts';
import { usualWaitHours } from './timetable.ts';

/** What a way through the network may be short in. */
export const CRITERIA = ['cost', 'hours', 'sureHours'] as const;
export type Criterion = (typeof CRITERIA)[number];

/**
 * The open lanes between nodes, as arcs in typed arrays: node n's are `start[n] … start[n + 1] - 1`. Lanes into regions end at
 * customers and are not part of it. An arc that another between the same two nodes beats in everything is left out.
 */
export type LaneGraph = {
  readonly nodes: readonly string[];
  readonly nodeIndex: ReadonlyMap<string, number>;
  readonly start: Int32Array;
  readonly to: Int32Array;
  /** Index of the lane in the network. */
  readonly lane: Int32Array;
  /**
   * `cost`: of a parcel of the reference weight, in the network's currency. `hours`: handling at the arc's first node and travel, on
   * average. `sureHours`: the same in 19 of 20 cases; summed over arcs that is more than the way needs so often.
   */
  readonly weights: Readonly<Record<Criterion, Float64Array>>;
};

/** Φ⁻¹(0.95) */
const SURE = 1.6448536269514722;

type Moments = { readonly mean: number; readonly variance: number };

const lognormal = (mu: number, sigma: number): Moments => {
  const mean = Math.exp(mu + sigma ** 2 / 2);
  return { mean, variance: mean ** 2 * Math.expm1(sigma ** 2) };
};

type Arc = { readonly from: number; readonly to: number; readonly lane: number } & Readonly<Record<Criterion, number>>;

const arcOf = (
  { node, index }: { readonly node: NetworkNode; readonly index: number },
  { lane, at, to }: { readonly lane: Lane; readonly at: number; readonly to: number },
  kg: number,
): Arc => {
  const handling = lognormal(node.handlingMu, node.handlingSigma);
  const travel = lognormal(lane.mu, lane.sigma);
  const waiting = lane.departures ? usualWaitHours(lane.departures) : 0;
  const hours = waiting + lane.shiftHours + handling.mean + travel.mean;
  return {
    from: index,
    to,
    lane: at,
    cost: lane.firstCost + lane.perKgCost * kg,
    hours,
    sureHours: hours + SURE * Math.sqrt(handling.variance + travel.variance),
  };
};

const beats = (a: Arc, b: Arc): boolean => CRITERIA.every((criterion) => a[criterion] <= b[criterion]);

/** The arcs between two nodes that no other of them beats; of equals the first. */
const unbeaten = (arcs: readonly Arc[]): Arc[] =>
  arcs.length === 1
    ? [...arcs]
    : arcs.filter(
        (arc, index) =>
          !arcs.some((other, at) => at !== index && beats(other, arc) && (at < index || !beats(arc, other))),
      );

/** Where a lane starts: its node, or each node of its region. */
const startsOf = (nodes: readonly NetworkNode[], index: ReadonlyMap<string, number>) => {
  const inRegion = Map.groupBy(nodes.keys(), (at) => (nodes[at] as NetworkNode).region);
  return ({ from }: Lane): readonly number[] => {
    const node = index.get(from);
    return node === undefined ? (inRegion.get(from) ?? []) : [node];
  };
};

const arcsOf = ({ nodes, lanes }: Pick<Network, 'nodes' | 'lanes'>, kg: number): Arc[] => {
  const index = new Map(nodes.map(({ node }, at) => [node, at]));
  const starts = startsOf(nodes, index);
  return lanes.flatMap((lane, at) => {
    const to = index.get(lane.to);
    if (!lane.open || to === undefined) return [];
    const others = starts(lane).filter((start) => start !== to);
    return others.map((start) => arcOf({ node: nodes[start] as NetworkNode, index: start }, { lane, at, to }, kg));
  });
};

/**
 * The graph of a network's open lanes between nodes.
 * @param kg what the reference parcel weighs
 */
export const laneGraphOf = (network: Pick<Network, 'nodes' | 'lanes'>, kg = 1): LaneGraph => {
  const pairs = Map.groupBy(arcsOf(network, kg), ({ from, to }) => from * network.nodes.length + to);
  const arcs = [...pairs.values()].flatMap(unbeaten).sort((a, b) => a.from - b.from || a.to - b.to);
  const start = new Int32Array(network.nodes.length + 1);
  for (const { from } of arcs) start[from + 1] = (start[from + 1] as number) + 1;
  for (let node = 1; node < start.length; node += 1)
    start[node] = (start[node] as number) + (start[node - 1] as number);
  const weightsOf = (criterion: Criterion) => Float64Array.from(arcs, (arc) => arc[criterion]);
  return {
    nodes: network.nodes.map(({ node }) => node),
    nodeIndex: new Map(network.nodes.map(({ node }, at) => [node, at])),
    start,
    to: Int32Array.from(arcs, ({ to }) => to),
    lane: Int32Array.from(arcs, ({ lane }) => lane),
    weights: { cost: weightsOf('cost'), hours: weightsOf('hours'), sureHours: weightsOf('sureHours') },
  };
};
