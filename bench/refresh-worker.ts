import { parentPort, workerData } from 'node:worker_threads';
import type { LaneGraph } from '../domain/routing/lane-graph.ts';
import { routeShare } from '../domain/routing/route-book.ts';

/** Works out the share it is given and tells it. */
const { graph, sources, origins } = workerData as {
  readonly graph: LaneGraph;
  readonly sources: readonly number[];
  readonly origins: readonly number[];
};
const share = routeShare(graph, sources, origins);
const arrays = [
  ...Object.values(share.trees).flatMap((trees) => [...trees.values()]),
  ...[...share.frontiers.values()].flatMap((frontier) => Object.values(frontier)),
];
// Handed over, not copied.
parentPort?.postMessage(
  share,
  arrays.map(({ buffer }) => buffer as ArrayBuffer),
);
