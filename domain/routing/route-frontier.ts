import type { LaneGraph } from './lane-graph.ts';
import { NodeHeap } from './node-heap.ts';

const NONE = -1;

/**
 * The efficient ways from one node to every other: none of them is beaten in cost and in hours by another. A way is a label; node
 * n's begin at `first[n]`, ascending in cost, each leading to the next by `next`. The arrays are the finder's own: the next
 * search writes over them.
 */
export type RouteFrontier = {
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly cost: Float64Array;
  readonly hours: Float64Array;
  /** The arc by which the way arrives, and the label of the way up to that arc's first node; -1 at its start. */
  readonly via: Int32Array;
  readonly before: Int32Array;
  readonly labels: number;
};

/** Arcs by the node they end at: `arcs[start[n]] … arcs[start[n + 1] - 1]`, and the nodes they come from by arc. */
type Incoming = { readonly start: Int32Array; readonly arcs: Int32Array; readonly from: Int32Array };

const incomingOf = ({ nodes, start, to }: LaneGraph): Incoming => {
  const count = new Int32Array(nodes.length + 1);
  for (const node of to) count[node + 1] = (count[node + 1] as number) + 1;
  for (let node = 1; node < count.length; node += 1)
    count[node] = (count[node] as number) + (count[node - 1] as number);
  const [arcs, from, at] = [new Int32Array(to.length), new Int32Array(to.length), count.slice()];
  for (let node = 0; node < nodes.length; node += 1)
    for (let arc = start[node] as number; arc < (start[node + 1] as number); arc += 1) {
      const end = to[arc] as number;
      from[arc] = node;
      arcs[at[end] as number] = arc;
      at[end] = (at[end] as number) + 1;
    }
  return { start: count, arcs, from };
};

/**
 * Finds all efficient ways by Dijkstra's algorithm for two criteria with one queue entry a node (after Sedeño-Noda and Colebrook, "A
 * biobjective Dijkstra algorithm", 2019): exact. Weights must not be negative.
 */
export class FrontierFinder {
  readonly #graph: LaneGraph;
  readonly #incoming: Incoming;
  readonly #heap: NodeHeap;
  /** By node: the way that is next in the queue. */
  readonly #cost: Float64Array;
  readonly #hours: Float64Array;
  readonly #via: Int32Array;
  readonly #before: Int32Array;
  /** By node: hours of its last label; a later way costs more, so it must be faster than this. */
  readonly #bound: Float64Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** By arc: the label of its first node up to which ways by this arc were beaten or taken. */
  readonly #cursor: Int32Array;
  #pool: { cost: Float64Array; hours: Float64Array; via: Int32Array; before: Int32Array; next: Int32Array };
  #labels = 0;

  constructor(graph: LaneGraph) {
    const size = graph.nodes.length;
    this.#graph = graph;
    this.#incoming = incomingOf(graph);
    this.#cost = new Float64Array(size);
    this.#hours = new Float64Array(size);
    this.#heap = new NodeHeap(this.#cost, this.#hours);
    this.#via = new Int32Array(size);
    this.#before = new Int32Array(size);
    this.#bound = new Float64Array(size);
    this.#first = new Int32Array(size);
    this.#last = new Int32Array(size);
    this.#cursor = new Int32Array(graph.to.length);
    this.#pool = this.#poolOf(16 * size);
  }

  /** @param cost @param hours one weight per arc of the graph */
  find(source: number, cost: Float64Array, hours: Float64Array): RouteFrontier {
    this.#labels = 0;
    this.#bound.fill(Number.POSITIVE_INFINITY);
    this.#cost.fill(Number.POSITIVE_INFINITY);
    this.#first.fill(NONE);
    this.#last.fill(NONE);
    this.#cursor.fill(NONE);
    this.#cost[source] = 0;
    this.#hours[source] = 0;
    this.#via[source] = NONE;
    this.#before[source] = NONE;
    this.#heap.raise(source);
    while (this.#heap.size > 0) {
      const node = this.#heap.pop();
      const label = this.#settle(node);
      this.#queueNext(node, cost, hours);
      this.#extend(node, label, cost, hours);
    }
    return { first: this.#first, ...this.#pool, labels: this.#labels };
  }

  /** Makes the way that was next for a node one of its labels. */
  #settle(node: number): number {
    if (this.#labels === this.#pool.cost.length) this.#grow();
    const label = this.#labels;
    this.#labels += 1;
    const { cost, hours, via, before, next } = this.#pool;
    cost[label] = this.#cost[node] as number;
    hours[label] = this.#hours[node] as number;
    via[label] = this.#via[node] as number;
    before[label] = this.#before[node] as number;
    next[label] = NONE;
    const last = this.#last[node] as number;
    if (last === NONE) this.#first[node] = label;
    else next[last] = label;
    this.#last[node] = label;
    this.#bound[node] = hours[label] as number;
    return label;
  }

  /** The cheapest way to a node, over all arcs into it, that is faster than its last one. */
  #queueNext(node: number, cost: Float64Array, hours: Float64Array): void {
    const { start, arcs, from } = this.#incoming;
    const [pool, bound] = [this.#pool, this.#bound[node] as number];
    let [leastCost, leastHours, leastArc, leastLabel] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      NONE,
      NONE,
    ];
    for (let at = start[node] as number; at < (start[node + 1] as number); at += 1) {
      const arc = arcs[at] as number;
      const label = this.#faster(arc, from[arc] as number, hours[arc] as number, bound);
      if (label === NONE) continue;
      const [c, h] = [
        (pool.cost[label] as number) + (cost[arc] as number),
        (pool.hours[label] as number) + (hours[arc] as number),
      ];
      if (c > leastCost || (c === leastCost && h >= leastHours)) continue;
      [leastCost, leastHours, leastArc, leastLabel] = [c, h, arc, label];
    }
    this.#cost[node] = leastCost;
    if (leastArc === NONE) return;
    this.#hours[node] = leastHours;
    this.#via[node] = leastArc;
    this.#before[node] = leastLabel;
    this.#heap.raise(node);
  }

  /** The first label of an arc's first node that arrives in under `bound` hours; those before it never will again. */
  #faster(arc: number, from: number, arcHours: number, bound: number): number {
    const { hours, next } = this.#pool;
    let label = this.#cursor[arc] as number;
    if (label === NONE) label = this.#first[from] as number;
    while (label !== NONE && (hours[label] as number) + arcHours >= bound) {
      // Stays on the last one: labels are still added behind it.
      this.#cursor[arc] = label;
      label = next[label] as number;
    }
    if (label !== NONE) this.#cursor[arc] = label;
    return label;
  }

  /** Offers a new label to the nodes that its node leads to. */
  #extend(node: number, label: number, cost: Float64Array, hours: Float64Array): void {
    const { start, to } = this.#graph;
    const [reached, spent] = [this.#pool.cost[label] as number, this.#pool.hours[label] as number];
    const end = start[node + 1] as number;
    for (let arc = start[node] as number; arc < end; arc += 1) {
      const next = to[arc] as number;
      const h = spent + (hours[arc] as number);
      if (h >= (this.#bound[next] as number)) continue;
      const c = reached + (cost[arc] as number);
      const known = this.#cost[next] as number;
      if (c > known || (c === known && h >= (this.#hours[next] as number))) continue;
      this.#cost[next] = c;
      this.#hours[next] = h;
      this.#via[next] = arc;
      this.#before[next] = label;
      this.#heap.raise(next);
    }
  }

  #poolOf(size: number) {
    return {
      cost: new Float64Array(size),
      hours: new Float64Array(size),
      via: new Int32Array(size),
      before: new Int32Array(size),
      next: new Int32Array(size),
    };
  }

  #grow(): void {
    const larger = this.#poolOf(2 * this.#pool.cost.length);
    larger.cost.set(this.#pool.cost);
    larger.hours.set(this.#pool.hours);
    larger.via.set(this.#pool.via);
    larger.before.set(this.#pool.before);
    larger.next.set(this.#pool.next);
    this.#pool = larger;
  }
}
