import { QUADRATURE_POINTS, withinHours, withinHoursAtMost } from './arrival-time.ts';
import type { InboundLanes } from './inbound-lanes.ts';
import type { Lane } from './network.ts';

/** Numbers kept before all tables are forgotten: 256 MB. */
const MAX_KEPT = 33_554_432;
/** Ways that arrive with less than this are not kept. */
const LEAST_SUCCESS = 0.5;
/** −ln of it: orders that bear more risk look at all ways. */
export const MOST_RISK = -Math.log(LEAST_SUCCESS);

/** Numbers per way: base cost, cost per kg, risk, index of the way. */
export const WAY_STRIDE = 4;

/**
 * The ways to one place that arrive within one deadline with probability 0.5 or more, node by node, safest first, without those that another way from the same
 * node makes needless (as cheap, as safe, all its tags). Worked out for a node when it is first asked for.
 */
export class TimelyWays {
  /** Base cost, cost per kg, −ln P(arrives in time) and index of each way, one after the other. */
  values = new Float64Array(256);
  readonly #inbound: InboundLanes;
  readonly #deadlineHours: number;
  readonly #lanes: readonly Lane[];
  readonly #handlingHours: Float64Array;
  /** Where a node's ways begin, and how many there are; −1: not worked out yet. */
  readonly #start: Int32Array;
  readonly #count: Uint16Array;
  #used = 0;

  constructor(
    inbound: InboundLanes,
    deadlineHours: number,
    network: { readonly lanes: readonly Lane[]; readonly handlingHours: Float64Array },
  ) {
    this.#inbound = inbound;
    this.#deadlineHours = deadlineHours;
    this.#lanes = network.lanes;
    this.#handlingHours = network.handlingHours;
    const nodes = inbound.start.length - 1;
    this.#start = new Int32Array(nodes).fill(-1);
    this.#count = new Uint16Array(nodes);
  }

  get size(): number {
    return this.values.length + this.#start.length;
  }

  /** Where the node's ways begin in `values`. */
  startOf(node: number): number {
    const start = this.#start[node] as number;
    return start >= 0 ? start : this.#workOut(node);
  }

  /** Where they end; ask `startOf` first. */
  endOf(node: number): number {
    return (this.#start[node] as number) + WAY_STRIDE * (this.#count[node] as number);
  }

  #workOut(node: number): number {
    const from = this.#used;
    this.#start[node] = from;
    const end = this.#inbound.start[node + 1] as number;
    for (let way = this.#inbound.start[node] as number; way < end; way += 1) {
      const success = this.#successOf(node, way);
      if (success >= LEAST_SUCCESS) this.#insert(from, way, -Math.log(success));
    }
    this.#count[node] = (this.#used - from) / WAY_STRIDE;
    return from;
  }

  #successOf(node: number, way: number): number {
    const transfer = this.#inbound.transfers?.timeOf(way);
    if (transfer) return transfer.successWithin(this.#deadlineHours);
    const { shiftHours, mu, sigma } = this.#lanes[this.#inbound.lanes[way] as number] as Lane;
    const hours = this.#deadlineHours - shiftHours;
    const offset = node * QUADRATURE_POINTS;
    if (withinHoursAtMost(hours, this.#handlingHours, offset, mu, sigma) < LEAST_SUCCESS) return 0;
    return withinHours(hours, this.#handlingHours, offset, mu, sigma);
  }

  #handlingOf(way: number): number {
    return this.#inbound.transfers?.lineCost[way] ?? 0;
  }

  /** Keeps the ways of a node in order of risk and free of needless ones. */
  #insert(from: number, way: number, risk: number): void {
    const base = this.#inbound.baseCost[way] as number;
    const perKg = this.#inbound.perKgCost[way] as number;
    let at = this.#used;
    for (; at > from && (this.values[at - WAY_STRIDE + 2] as number) > risk; at -= WAY_STRIDE);
    for (let safer = from; safer < at; safer += WAY_STRIDE) if (this.#beats(safer, base, perKg, way)) return;
    if (this.#used + WAY_STRIDE > this.values.length) {
      const longer = new Float64Array(2 * this.values.length);
      longer.set(this.values);
      this.values = longer;
    }
    this.values.copyWithin(at + WAY_STRIDE, at, this.#used);
    this.#used += WAY_STRIDE;
    this.values[at] = base;
    this.values[at + 1] = perKg;
    this.values[at + 2] = risk;
    this.values[at + 3] = way;
    this.#dropAfter(at);
  }

  /** Drops what the way just put in makes needless. */
  #dropAfter(at: number): void {
    let kept = at + WAY_STRIDE;
    for (let riskier = kept; riskier < this.#used; riskier += WAY_STRIDE) {
      const [base, perKg, , way] = this.values.subarray(riskier, riskier + WAY_STRIDE) as unknown as number[];
      if (this.#beats(at, base as number, perKg as number, way as number)) continue;
      this.values.copyWithin(kept, riskier, riskier + WAY_STRIDE);
      kept += WAY_STRIDE;
    }
    this.#used = kept;
  }

  #beats(at: number, base: number, perKg: number, way: number): boolean {
    if ((this.values[at] as number) > base || (this.values[at + 1] as number) > perKg) return false;
    const other = this.values[at + 3] as number;
    if (this.#handlingOf(other) > this.#handlingOf(way)) return false;
    return ((this.#inbound.tags[way] as number) & ~(this.#inbound.tags[other] as number)) === 0;
  }
}

/** Remembers timely ways by place and deadline: deadlines of one place repeat from order to order. */
export class TimelyWaysMemory {
  readonly #network: { readonly lanes: readonly Lane[]; readonly handlingHours: Float64Array };
  #tables = new Map<InboundLanes, Map<number, TimelyWays>>();
  #kept = 0;

  constructor(network: { readonly lanes: readonly Lane[]; readonly handlingHours: Float64Array }) {
    this.#network = network;
  }

  within(inbound: InboundLanes, deadlineHours: number): TimelyWays {
    const known = this.#tables.get(inbound)?.get(deadlineHours);
    if (known) return known;
    if (this.#kept > MAX_KEPT) {
      this.#tables = new Map();
      this.#kept = 0;
    }
    const ways = new TimelyWays(inbound, deadlineHours, this.#network);
    // What it comes to hold: of all ways about a quarter is asked for, in time and not needless.
    this.#kept += ways.size + (WAY_STRIDE * inbound.lanes.length) / 4;
    const tables = this.#tables.get(inbound) ?? new Map<number, TimelyWays>();
    this.#tables.set(inbound, tables.set(deadlineHours, ways));
    return ways;
  }
}
