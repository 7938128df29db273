import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DirectedGraph } from 'graphology';
import shortestPath from 'graphology-shortest-path';
import { CRITERIA, type LaneGraph, laneGraphOf } from '../domain/routing/lane-graph.ts';
import { prepareNetwork } from '../domain/routing/prepared-network.ts';
import { type RouteBook, type RouteShare, routeBookOf } from '../domain/routing/route-book.ts';
import { TreeFinder } from '../domain/routing/shortest-tree.ts';
import { networkUnder } from '../domain/routing/signalled-network.ts';
import { fromIso } from '../domain/time.ts';
import type { BenchRow } from './bench-row.ts';
import { generateRoads, type Roads } from './generated-roads.ts';

const SEED = 20260407;
const SIZE = { nodes: 2_000, lanes: 40_000 };
const STOCKED = 500;
const WORKERS = 2;
/** The peer finds trees from fewer sources: it needs about 20 ms for each. */
const PEER_SOURCES = 30;
const TOLERANCE = 1e-9;

const shareIn = (graph: LaneGraph, worker: number): Promise<RouteShare> =>
  new Promise((resolve, reject) => {
    const mine = (_: unknown, index: number): boolean => index % WORKERS === worker;
    const sources = [...graph.nodes.keys()].filter(mine);
    const data = { graph, sources, origins: sources.filter((node) => node < STOCKED) };
    new Worker(new URL('refresh-worker.ts', import.meta.url), { workerData: data })
      .once('message', resolve)
      .once('error', reject);
  });

/** From lanes to the book of all best ways, on two workers. */
const refreshed = async (roads: Parameters<typeof laneGraphOf>[0]): Promise<RouteBook> => {
  const graph = laneGraphOf(roads);
  return routeBookOf(graph, await Promise.all(Array.from({ length: WORKERS }, (_, worker) => shareIn(graph, worker))));
};

export class WaysDiffer extends Error {
  override name = 'WaysDiffer';
}

const fromOf = ({ start, to }: LaneGraph): Int32Array => {
  const from = new Int32Array(to.length);
  for (let node = 0; node + 1 < start.length; node += 1) from.fill(node, start[node], start[node + 1]);
  return from;
};

/** Seconds the peer needs for one tree; its lengths must be ours. @throws WaysDiffer */
const peerTree = (graph: LaneGraph): number => {
  const peer = new DirectedGraph<object, { cost: number }>();
  for (const node of graph.nodes.keys()) peer.addNode(node);
  fromOf(graph).forEach((from, arc) => {
    peer.addEdge(from, graph.to[arc], { cost: graph.weights.cost[arc] as number });
  });
  const finder = new TreeFinder(graph);
  let seconds = 0;
  for (let source = 0; source < PEER_SOURCES; source += 1) {
    const started = performance.now();
    const paths = shortestPath.dijkstra.singleSource(peer, source, 'cost');
    seconds += (performance.now() - started) / 1000;
    const { distance } = finder.find(source, graph.weights.cost);
    for (const [node, path] of Object.entries(paths)) {
      const length = path.slice(1).reduce((sum, to, at) => sum + peer.getEdgeAttribute(path[at], to, 'cost'), 0);
      if (Math.abs(length - (distance[Number(node)] as number)) > TOLERANCE)
        throw new WaysDiffer(`node ${source} to ${node}: ours ${distance[Number(node)]}, graphology ${length}`);
    }
  }
  return seconds / PEER_SOURCES;
};

/** Load of one node, as often as it is measured. */
const HEATS = [0.8, 0.85, 0.9, 0.95, 0.99];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Milliseconds of processor time from a signal to the network that the next plan is made on. */
const signalTakesEffect = (roads: Roads): number => {
  const network = { ...roads, skus: [] };
  const at = fromIso('2026-03-02T02:00:00Z');
  const until = fromIso('2026-03-03T02:00:00Z');
  return median(
    HEATS.map((heat) => {
      const before = process.cpuUsage();
      const signal = { kind: 'CAPACITY' as const, node: 'N0', heat, at, until, source: 'bench' };
      prepareNetwork(networkUnder(network, [signal], at).network);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }),
  );
};

/** What a function that has loaded the worked out network holds of it, and what is kept of it in S3, in MB. */
const sizes = (book: RouteBook, roads: Roads): { readonly held: number; readonly packed: number } => {
  const packed = gzipSync(serialize({ book, lanes: roads.lanes }), { level: 1 });
  const before = process.memoryUsage();
  const loaded = deserialize(gunzipSync(packed)) as { book: RouteBook };
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const held = heapUsed - before.heapUsed + arrayBuffers - before.arrayBuffers;
  return { held: loaded.book.graph.nodes.length > 0 ? held / 1e6 : 0, packed: packed.byteLength / 1e6 };
};

/** The whole network worked out anew, beside graphology, which finds the trees only; costs are compared. */
export const benchRefresh = async (): Promise<BenchRow[]> => {
  const roads = generateRoads(SEED, SIZE);
  await refreshed(roads);
  const started = performance.now();
  const book = await refreshed(roads);
  const { frontiers } = book;
  const ours = (performance.now() - started) / 1000;
  const peer = peerTree(laneGraphOf(roads)) * SIZE.nodes * CRITERIA.length;
  const labels = [...frontiers.values()].reduce((sum, { cost }) => sum + cost.length, 0);
  const alone = (name: string, value: number, unit: string): BenchRow => ({
    name,
    ours: value,
    peer: null,
    peerName: '',
    unit,
    ratio: null,
  });
  const { held, packed } = sizes(book, roads);
  return [
    alone('a signal on a node takes effect', signalTakesEffect(roads), 'ms'),
    alone('worked out network: held by a function', held, 'MB'),
    alone('worked out network: in S3', packed, 'MB'),
    {
      name: `network refresh, ${WORKERS} workers (${(labels / STOCKED / SIZE.nodes).toFixed(1)} efficient ways a pair)`,
      ours,
      peer,
      peerName: 'graphology, the trees only, one core',
      unit: 's',
      ratio: peer / ours,
    },
  ];
};
