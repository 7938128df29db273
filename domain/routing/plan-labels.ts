import { grown } from './grown-column.ts';
import { type LineSet, MAX_SET_LINES, type ParcelFronts } from './parcel-fronts.ts';
import type { WeighedCut } from './weighed-cut.ts';

/**
 * A piece of the frontier still to be searched: plans below `ceiling` by the weights of `cut`. A partial plan is given up when even the best
 * completion lies above it (Lagrangian bound).
 */
export type FrontierEdge = { readonly cut: WeighedCut; readonly ceiling: number };

/** Partial plans by set of served lines, none beaten by another in both cost and risk; cheapest first. */
export class PlanLabels {
  count = 0;
  cost = new Float64Array(4096);
  risk = new Float64Array(4096);
  /** The label it grew from, and the parcel (an entry of the fronts) that was added. */
  parent = new Int32Array(4096);
  entry = new Int32Array(4096);
  next = new Int32Array(4096);
  /** Edges (bits) that a completion may still lie below: never more than those of the label it grew from. */
  #alive = new Int32Array(4096);
  readonly head = new Int32Array(2 ** MAX_SET_LINES);
  /** Least risk of every set that leaves out the first line. */
  #safest: WeighedCut | null = null;
  #edges: readonly FrontierEdge[] | null = null;
  #riskBudget = 0;

  /**
   * Finds every plan within the risk budget that no other beats in both; with `edges`, only those that lie below one of them.
   * Exact: each set of served lines is extended by all parcels that carry its lowest unserved line. Plans: from `head[fronts.all]` over `next`.
   */
  search(fronts: ParcelFronts, riskBudget: number, safest: WeighedCut, edges: readonly FrontierEdge[] | null): void {
    this.#safest = safest;
    this.#edges = edges;
    this.#riskBudget = riskBudget;
    this.head.fill(-1, 0, fronts.all + 1);
    this.count = 1;
    this.cost[0] = 0;
    this.risk[0] = 0;
    this.next[0] = -1;
    this.#alive[0] = -1;
    this.head[0] = 0;
    for (let served = 0; served < fronts.all; served += 1) {
      if ((this.head[served] as number) < 0) continue;
      const open = fronts.all ^ served;
      const others = open & (open - 1);
      for (let rest = others; rest !== 0; rest = (rest - 1) & others) this.#extend(fronts, served, rest);
      this.#extend(fronts, served, 0);
    }
  }

  /** Entries of the fronts that a label is made of. */
  entriesOf(label: number): number[] {
    const entries: number[] = [];
    for (let at = label; at > 0; at = this.parent[at] as number) entries.push(this.entry[at] as number);
    return entries;
  }

  /** Extends all labels of a set by every parcel that leaves exactly `rest` unserved. */
  #extend(fronts: ParcelFronts, served: LineSet, rest: LineSet): void {
    const reached = fronts.all ^ rest;
    const parcel = reached ^ served;
    const first = fronts.head[parcel] as number;
    if (first < 0) return;
    for (let label = this.head[served] as number; label >= 0; label = this.next[label] as number) {
      const alive = this.#edges === null ? -1 : this.#aliveWith(label, parcel, rest);
      if (alive !== 0) this.#extendLabel(fronts, label, first, reached, rest, alive);
    }
  }

  #extendLabel(
    fronts: ParcelFronts,
    label: number,
    first: number,
    reached: LineSet,
    rest: LineSet,
    possible: number,
  ): void {
    const mostRisk = this.#riskBudget - ((this.#safest as WeighedCut).value[rest] as number);
    for (let entry = first; entry >= 0; entry = fronts.next[entry] as number) {
      const risk = (this.risk[label] as number) + (fronts.risk[entry] as number);
      if (risk > mostRisk) continue;
      const cost = (this.cost[label] as number) + (fronts.cost[entry] as number);
      const alive = this.#edges === null ? -1 : this.#aliveAt(possible, rest, cost, risk);
      if (alive !== 0) this.#insert(reached, label, entry, cost, risk, alive);
    }
  }

  /** Edges below which the label may still come when the best parcel of a set is added. */
  #aliveWith(label: number, parcel: LineSet, rest: LineSet): number {
    const edges = this.#edges as readonly FrontierEdge[];
    const cost = this.cost[label] as number;
    const risk = this.risk[label] as number;
    let alive = 0;
    for (let left = this.#alive[label] as number; left !== 0; left &= left - 1) {
      const index = 31 - Math.clz32(left & -left);
      if (index >= edges.length) break;
      const { cut, ceiling } = edges[index] as FrontierEdge;
      const added = (cut.parcelValue[parcel] as number) + (cut.value[rest] as number);
      if (cost + cut.riskWeight * risk + added < ceiling) alive |= 1 << index;
    }
    return alive;
  }

  #aliveAt(possible: number, rest: LineSet, cost: number, risk: number): number {
    const edges = this.#edges as readonly FrontierEdge[];
    let alive = 0;
    for (let left = possible; left !== 0; left &= left - 1) {
      const index = 31 - Math.clz32(left & -left);
      const { cut, ceiling } = edges[index] as FrontierEdge;
      if (cost + cut.riskWeight * risk + (cut.value[rest] as number) < ceiling) alive |= 1 << index;
    }
    return alive;
  }

  #insert(set: LineSet, parent: number, entry: number, cost: number, risk: number, alive: number): void {
    let before = -1;
    let at = this.head[set] as number;
    while (at >= 0 && (this.cost[at] as number) <= cost) {
      if ((this.risk[at] as number) <= risk) return;
      before = at;
      at = this.next[at] as number;
    }
    while (at >= 0 && (this.risk[at] as number) >= risk) at = this.next[at] as number;
    const label = this.count;
    if (label === this.next.length) this.#grow();
    this.count += 1;
    this.cost[label] = cost;
    this.risk[label] = risk;
    this.parent[label] = parent;
    this.entry[label] = entry;
    this.#alive[label] = alive;
    this.next[label] = at;
    if (before < 0) this.head[set] = label;
    else this.next[before] = label;
  }

  #grow(): void {
    const length = 2 * this.next.length;
    this.cost = grown(this.cost, length);
    this.risk = grown(this.risk, length);
    this.parent = grown(this.parent, length);
    this.entry = grown(this.entry, length);
    this.next = grown(this.next, length);
    this.#alive = grown(this.#alive, length);
  }
}
