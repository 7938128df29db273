import type { Lane, NetworkNode } from './network.ts';
import { ScheduledTime } from './scheduled-time.ts';
import type { TransferFinder, TransferWay } from './transfer-ways.ts';
import { WayTime } from './way-time.ts';

/**
 * The ways from every node to one place, as columns: `start[n] … start[n + 1] - 1` are node n's. A way is a lane that starts at the node or
 * in its region and ends at the place, or several lanes with other nodes between them.
 */
export type InboundLanes = {
  readonly start: Int32Array;
  /** Index of the way's last lane. */
  readonly lanes: Int32Array;
  /** Fixed costs of its nodes and first costs of its lanes: what a parcel costs whatever is in it. */
  readonly baseCost: Float64Array;
  readonly perKgCost: Float64Array;
  /** Tags that its lanes, and the nodes between them, all have. */
  readonly tags: Int32Array;
  /** No lane carries less than this. */
  readonly leastCapacityKg: number;
  readonly transfers: Transfers | null;
};

/** How long a way takes, and by which departures. */
export type TimeOfWay = WayTime | ScheduledTime;

export const timeOfWay = (way: TransferWay, nodes: readonly NetworkNode[], lanes: readonly Lane[]): TimeOfWay => {
  const isScheduled = [...way.stops.map(({ lane }) => lane), way.last].some((lane) => lanes[lane]?.ahead);
  return isScheduled ? new ScheduledTime(way, nodes, lanes) : new WayTime(way, nodes, lanes);
};

/** The ways of several lanes, and those of one that keeps a timetable, by index of way. */
export class Transfers {
  /** What the nodes between take per line; 0 where there are none. */
  readonly lineCost: Float64Array;
  readonly #ways: ReadonlyMap<number, TransferWay>;
  readonly #times = new Map<number, TimeOfWay>();
  readonly #nodes: readonly NetworkNode[];
  readonly #lanes: readonly Lane[];

  constructor(
    count: number,
    ways: ReadonlyMap<number, TransferWay>,
    nodes: readonly NetworkNode[],
    lanes: readonly Lane[],
  ) {
    this.lineCost = new Float64Array(count);
    for (const [way, { stops }] of ways)
      this.lineCost[way] = stops.reduce((sum, { node }) => sum + (nodes[node] as NetworkNode).lineCost, 0);
    this.#ways = ways;
    this.#nodes = nodes;
    this.#lanes = lanes;
  }

  at(way: number): TransferWay | null {
    return this.#ways.get(way) ?? null;
  }

  /** Null for a way of one lane that goes at any time. */
  timeOf(way: number): TimeOfWay | null {
    const transfer = this.#ways.get(way);
    if (!transfer) return null;
    const time = this.#times.get(way) ?? timeOfWay(transfer, this.#nodes, this.#lanes);
    this.#times.set(way, time);
    return time;
  }
}

/** All lanes of a way, in order. */
export const lanesOf = ({ lanes, transfers }: InboundLanes, way: number): number[] => {
  const transfer = transfers?.at(way);
  const last = lanes[way] as number;
  return transfer ? [...transfer.stops.map(({ lane }) => lane), last] : [last];
};

/** What the way's weakest lane carries. */
export const capacityOf = (inbound: InboundLanes, way: number, lanes: readonly Lane[]): number =>
  inbound.transfers
    ? Math.min(...lanesOf(inbound, way).map((lane) => (lanes[lane] as Lane).capacityKg))
    : (lanes[inbound.lanes[way] as number] as Lane).capacityKg;

const byOrigin = (lanes: readonly Lane[], arriving: readonly number[]): Map<string, number[]> => {
  const departing = new Map<string, number[]>();
  for (const lane of arriving) {
    const { from } = lanes[lane] as Lane;
    const group = departing.get(from);
    if (group) group.push(lane);
    else departing.set(from, [lane]);
  }
  return departing;
};

/** Ways as they are collected. */
class WayColumns {
  readonly lanes: number[] = [];
  readonly base: number[] = [];
  readonly perKg: number[] = [];
  readonly tags: number[] = [];
  readonly transfers = new Map<number, TransferWay>();
  leastCapacityKg = Number.POSITIVE_INFINITY;
  readonly #network: LaneIndex;

  constructor(network: LaneIndex) {
    this.#network = network;
  }

  addLane({ fixedCost }: NetworkNode, lane: number): void {
    const { firstCost, perKgCost, capacityKg } = this.#network.lanes[lane] as Lane;
    this.lanes.push(lane);
    this.base.push(fixedCost + firstCost);
    this.perKg.push(perKgCost);
    this.tags.push(this.#network.laneTags[lane] as number);
    this.leastCapacityKg = Math.min(this.leastCapacityKg, capacityKg);
  }

  /** By one lane; one that keeps a timetable has a time of its own, as ways of several lanes have. */
  addOneLane(source: NetworkNode, node: number, lane: number): void {
    if (this.#network.lanes[lane]?.ahead) this.addTransfer(source, { node, stops: [], last: lane });
    else this.addLane(source, lane);
  }

  addTransfer(source: NetworkNode, transfer: TransferWay): void {
    const way = this.lanes.length;
    this.transfers.set(way, transfer);
    this.addLane(source, transfer.last);
    for (const { lane, node } of transfer.stops) {
      const { firstCost, perKgCost, capacityKg } = this.#network.lanes[lane] as Lane;
      const { fixedCost } = this.#network.nodes[node] as NetworkNode;
      this.base[way] = (this.base[way] as number) + firstCost + fixedCost;
      this.perKg[way] = (this.perKg[way] as number) + perKgCost;
      const tags = (this.#network.laneTags[lane] as number) & (this.#network.nodeTags[node] as number);
      this.tags[way] = (this.tags[way] as number) & tags;
      this.leastCapacityKg = Math.min(this.leastCapacityKg, capacityKg);
    }
  }
}

export type LaneIndex = {
  readonly nodes: readonly NetworkNode[];
  readonly nodeTags: Int32Array;
  readonly lanes: readonly Lane[];
  readonly laneTags: Int32Array;
};

/** @param arriving the open lanes that end at the place */
export const inboundLanes = (
  network: LaneIndex,
  arriving: readonly number[],
  place: string,
  finder: TransferFinder,
): InboundLanes => {
  const { nodes, lanes } = network;
  const departing = byOrigin(lanes, arriving);
  const transfers = finder.isNeeded ? finder.find(arriving, place) : new Map<number, TransferWay[]>();
  const start = new Int32Array(nodes.length + 1);
  const ways = new WayColumns(network);
  nodes.forEach((node, index) => {
    for (const origin of node.region === node.node ? [node.node] : [node.node, node.region])
      for (const lane of departing.get(origin) ?? []) ways.addOneLane(node, index, lane);
    for (const transfer of transfers.get(index) ?? []) ways.addTransfer(node, transfer);
    start[index + 1] = ways.lanes.length;
  });
  return {
    start,
    lanes: Int32Array.from(ways.lanes),
    baseCost: Float64Array.from(ways.base),
    perKgCost: Float64Array.from(ways.perKg),
    tags: Int32Array.from(ways.tags),
    leastCapacityKg: ways.leastCapacityKg,
    transfers: ways.transfers.size === 0 ? null : new Transfers(ways.lanes.length, ways.transfers, nodes, lanes),
  };
};
