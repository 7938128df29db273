import { QUADRATURE_POINTS, withinHours, withinHoursAtMost } from './arrival-time.ts';
import type { InboundLanes } from './inbound-lanes.ts';
import type { Lane } from './network.ts';

/** Numbers kept before all tables are forgotten: 256 MB. */
const MAX_KEPT = 33_554_432;
/** Ways that arrive with less than this are not kept. */
const LEAST_SUCCESS = 0.5;
/** −ln of it: orders that bear more risk look at all ways. */
export const MOST_RISK = -Math.log(LEAST_SUCCESS);

const NEEDLESS = Number.POSITIVE_INFINITY;
const UNKNOWN = Number.NaN;

type Network = { readonly lanes: readonly Lane[]; readonly handlingHours: Float64Array };

/**
 * How risky each way to one place is within one deadline: −ln P(arrives in time), a number per way of the inbound lanes. Infinite for a way that arrives with
 * less than probability 0.5, and for one that another way from the same node makes needless (as cheap, as safe, all its tags). Worked out for a
 * node when it is first asked for.
 */
export class TimelyWays {
  /** Of a node's ways once `workOut` has been called for it. */
  readonly risk: Float64Array;
  readonly #inbound: InboundLanes;
  readonly #deadlineHours: number;
  readonly #network: Network;

  constructor(inbound: InboundLanes, deadlineHours: number, network: Network) {
    this.#inbound = inbound;
    this.#deadlineHours = deadlineHours;
    this.#network = network;
    this.risk = new Float64Array(inbound.lanes.length).fill(UNKNOWN);
  }

  /** Sees to it that the risks of a node's ways are known. */
  ready(node: number): void {
    const first = this.#inbound.start[node] as number;
    if (Number.isNaN(this.risk[first]) && first < (this.#inbound.start[node + 1] as number)) this.#workOut(node, first);
  }

  #workOut(node: number, first: number): void {
    const { risk } = this;
    const end = this.#inbound.start[node + 1] as number;
    for (let way = first; way < end; way += 1) {
      const success = this.#successOf(node, way);
      risk[way] = success >= LEAST_SUCCESS ? -Math.log(success) : NEEDLESS;
      for (let other = first; other < way && risk[way] !== NEEDLESS; other += 1) {
        if (this.#beats(other, way)) risk[way] = NEEDLESS;
        else if (this.#beats(way, other)) risk[other] = NEEDLESS;
      }
    }
  }

  #successOf(node: number, way: number): number {
    const { lanes, handlingHours } = this.#network;
    const transfer = this.#inbound.transfers?.timeOf(way);
    if (transfer) return transfer.successWithin(this.#deadlineHours);
    const { shiftHours, mu, sigma } = lanes[this.#inbound.lanes[way] as number] as Lane;
    const hours = this.#deadlineHours - shiftHours;
    const offset = node * QUADRATURE_POINTS;
    if (withinHoursAtMost(hours, handlingHours, offset, mu, sigma) < LEAST_SUCCESS) return 0;
    return withinHours(hours, handlingHours, offset, mu, sigma);
  }

  #beats(one: number, other: number): boolean {
    const { baseCost, perKgCost, tags, transfers } = this.#inbound;
    if ((this.risk[one] as number) > (this.risk[other] as number)) return false;
    if ((baseCost[one] as number) > (baseCost[other] as number)) return false;
    if ((perKgCost[one] as number) > (perKgCost[other] as number)) return false;
    if (transfers && (transfers.lineCost[one] as number) > (transfers.lineCost[other] as number)) return false;
    return ((tags[other] as number) & ~(tags[one] as number)) === 0;
  }
}

/** Remembers timely ways by place and deadline: deadlines of one place repeat from order to order. */
export class TimelyWaysMemory {
  readonly #network: Network;
  #tables = new Map<InboundLanes, Map<number, TimelyWays>>();
  #kept = 0;

  constructor(network: Network) {
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
    this.#kept += ways.risk.length;
    const tables = this.#tables.get(inbound) ?? new Map<number, TimelyWays>();
    this.#tables.set(inbound, tables.set(deadlineHours, ways));
    return ways;
  }
}
