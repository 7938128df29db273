import { laneGraphOf } from './lane-graph.ts';
import type { Lane, Network, NetworkNode } from './network.ts';
import { type RegionReach, reachOf } from './reach.ts';
import { type RouteBook, routeBookOf, routeShare } from './route-book.ts';

/** A network worked out as a whole: the best ways between all nodes, and what can be promised where. */
export type RefreshedNetwork = {
  readonly book: RouteBook;
  /** By index of the book's lanes. */
  readonly lanes: readonly Pick<Lane, 'lane' | 'from' | 'to' | 'carrier' | 'mode'>[];
  readonly reach: readonly RegionReach[];
};

const KEEPS_STOCK: readonly NetworkNode['kind'][] = ['WAREHOUSE', 'STORE', 'BONDED'];

/** @param closed nodes that take nothing: no way begins or ends there, or leads over them */
export const refreshNetwork = (network: Network, closed: ReadonlySet<string> = new Set()): RefreshedNetwork => {
  const lanes = network.lanes.map((lane) =>
    closed.has(lane.from) || closed.has(lane.to) ? { ...lane, open: false } : lane,
  );
  const graph = laneGraphOf({ nodes: network.nodes, lanes });
  const sources = [...network.nodes.keys()];
  const origins = sources.filter((at) => KEEPS_STOCK.includes((network.nodes[at] as NetworkNode).kind));
  return {
    book: routeBookOf(graph, [routeShare(graph, sources, origins)]),
    lanes: lanes.map(({ lane, from, to, carrier, mode }) => ({ lane, from, to, carrier, mode })),
    reach: reachOf({ nodes: network.nodes, lanes }, closed),
  };
};
