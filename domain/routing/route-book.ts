import { CRITERIA, type Criterion, type LaneGraph } from './lane-graph.ts';
import { FrontierFinder, type RouteFrontier } from './route-frontier.ts';
import { TreeFinder } from './shortest-tree.ts';

const NONE = -1;

/** The efficient ways from one node, kept: node n's labels are `start[n] … start[n + 1] - 1`, ascending in cost. */
export type KeptFrontier = {
  readonly start: Int32Array;
  readonly cost: Float64Array;
  readonly hours: Float64Array;
  readonly via: Int32Array;
  readonly before: Int32Array;
};

/** The best ways through a network: a tree per criterion from every node, all efficient ways from the nodes that hold stock. */
export type RouteBook = {
  readonly graph: LaneGraph;
  /** By source, then by node: the arc by which the way arrives; -1 at the source and where nothing leads. */
  readonly trees: Readonly<Record<Criterion, readonly Int32Array[]>>;
  readonly frontiers: ReadonlyMap<number, KeptFrontier>;
};

/** One way: its lanes in order, what the reference parcel costs on it, and how long it takes on average. */
export type Way = { readonly lanes: readonly number[]; readonly cost: number; readonly hours: number };

/** What one worker of a refresh works out: trees of some sources, and efficient ways of some. */
export type RouteShare = {
  readonly trees: Readonly<Record<Criterion, ReadonlyMap<number, Int32Array>>>;
  readonly frontiers: ReadonlyMap<number, KeptFrontier>;
};

/** Copies what the finder's next search would write over, in the order of nodes. */
const kept = ({ first, next, cost, hours, via, before, labels }: RouteFrontier): KeptFrontier => {
  const place = new Int32Array(labels);
  const start = new Int32Array(first.length + 1);
  let at = 0;
  for (let node = 0; node < first.length; node += 1) {
    for (let label = first[node] as number; label !== NONE; label = next[label] as number) {
      place[label] = at;
      at += 1;
    }
    start[node + 1] = at;
  }
  const result = {
    start,
    cost: new Float64Array(labels),
    hours: new Float64Array(labels),
    via: new Int32Array(labels),
    before: new Int32Array(labels),
  };
  for (let label = 0; label < labels; label += 1) {
    const to = place[label] as number;
    result.cost[to] = cost[label] as number;
    result.hours[to] = hours[label] as number;
    result.via[to] = via[label] as number;
    result.before[to] = before[label] === NONE ? NONE : (place[before[label] as number] as number);
  }
  return result;
};

/** A worker's share of a refresh. @param sources whose trees to find @param origins whose efficient ways to find */
export const routeShare = (graph: LaneGraph, sources: Iterable<number>, origins: Iterable<number>): RouteShare => {
  const trees = new TreeFinder(graph);
  const found = { cost: new Map(), hours: new Map(), sureHours: new Map() } as Record<
    Criterion,
    Map<number, Int32Array>
  >;
  for (const source of sources)
    for (const criterion of CRITERIA)
      found[criterion].set(source, trees.find(source, graph.weights[criterion]).via.slice());
  const frontiers = new FrontierFinder(graph);
  const ways = new Map<number, KeptFrontier>();
  for (const origin of origins) ways.set(origin, kept(frontiers.find(origin, graph.weights.cost, graph.weights.hours)));
  return { trees: found, frontiers: ways };
};

/** Puts the shares of all workers together; together they hold every source. */
export const routeBookOf = (graph: LaneGraph, shares: readonly RouteShare[]): RouteBook => {
  const treesOf = (criterion: Criterion) => {
    const all = new Map(shares.flatMap(({ trees }) => [...trees[criterion]]));
    return graph.nodes.map((_, source) => all.get(source) ?? new Int32Array(graph.nodes.length).fill(NONE));
  };
  return {
    graph,
    trees: { cost: treesOf('cost'), hours: treesOf('hours'), sureHours: treesOf('sureHours') },
    frontiers: new Map(shares.flatMap(({ frontiers }) => [...frontiers])),
  };
};

const wayBy = ({ lane, weights }: LaneGraph, arcs: readonly number[]): Way => ({
  lanes: arcs.map((arc) => lane[arc] as number),
  cost: arcs.reduce((sum, arc) => sum + (weights.cost[arc] as number), 0),
  hours: arcs.reduce((sum, arc) => sum + (weights.hours[arc] as number), 0),
});

const fromOf = ({ start }: LaneGraph, arc: number): number => {
  let [low, high] = [0, start.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((start[middle] as number) <= arc) low = middle;
    else high = middle;
  }
  return low;
};

/** The way that is best by a criterion; null when nothing leads there. */
export const bestWay = ({ graph, trees }: RouteBook, criterion: Criterion, from: number, to: number): Way | null => {
  const tree = trees[criterion][from] as Int32Array;
  const arcs: number[] = [];
  for (let node = to; node !== from; node = fromOf(graph, arcs[0] as number)) {
    const arc = tree[node] as number;
    if (arc === NONE) return null;
    arcs.unshift(arc);
  }
  return wayBy(graph, arcs);
};

/** All efficient ways between two nodes, the cheapest first; none when nothing leads there or the first node holds no stock. */
export const efficientWays = ({ graph, frontiers }: RouteBook, from: number, to: number): Way[] => {
  const frontier = frontiers.get(from);
  if (!frontier) return [];
  const { start, via, before } = frontier;
  const ways: Way[] = [];
  for (let label = start[to] as number; label < (start[to + 1] as number); label += 1) {
    const arcs: number[] = [];
    for (let at = label; (via[at] as number) !== NONE; at = before[at] as number) arcs.unshift(via[at] as number);
    ways.push(wayBy(graph, arcs));
  }
  return ways;
};
