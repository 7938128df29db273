import type { LaneGraph } from './lane-graph.ts';
import { NodeHeap } from './node-heap.ts';

/** The shortest ways from one node to every other. Both arrays are the finder's own: the next search writes over them. */
export type ShortestTree = {
  /** By node; infinite where nothing leads. */
  readonly distance: Float64Array;
  /** The arc by which the way arrives at the node; -1 at its start and where nothing leads. */
  readonly via: Int32Array;
};

/** Finds shortest ways by Dijkstra's algorithm: weights must not be negative. One finder serves any number of searches. */
export class TreeFinder {
  readonly #graph: LaneGraph;
  readonly #distance: Float64Array;
  readonly #via: Int32Array;
  readonly #heap: NodeHeap;

  constructor(graph: LaneGraph) {
    this.#graph = graph;
    this.#distance = new Float64Array(graph.nodes.length);
    this.#via = new Int32Array(graph.nodes.length);
    this.#heap = new NodeHeap(this.#distance, this.#distance);
  }

  /** @param weights one per arc of the graph */
  find(source: number, weights: Float64Array): ShortestTree {
    const { start, to } = this.#graph;
    const [distance, via, heap] = [this.#distance, this.#via, this.#heap];
    distance.fill(Number.POSITIVE_INFINITY);
    via.fill(-1);
    distance[source] = 0;
    heap.raise(source);
    while (heap.size > 0) {
      const node = heap.pop();
      const reached = distance[node] as number;
      const end = start[node + 1] as number;
      for (let arc = start[node] as number; arc < end; arc += 1) {
        const next = to[arc] as number;
        const length = reached + (weights[arc] as number);
        if (length >= (distance[next] as number)) continue;
        distance[next] = length;
        via[next] = arc;
        heap.raise(next);
      }
    }
    return { distance, via };
  }
}
