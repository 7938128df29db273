import { QUADRATURE_POINTS, withinHours, withinHoursAtMost } from './arrival-time.ts';
import type { Demand } from './demand.ts';
import type { Lane, NetworkNode } from './network.ts';
import { normalCdf } from './normal-distribution.ts';
import type { PlanRequirements } from './plan-requirements.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { StockView } from './stock-view.ts';

/** A parcel that could be sent: from one node by one lane, with any of `lines` in it. */
export type ParcelOption = {
  /** Indices into the prepared network. */
  readonly node: number;
  readonly lane: number;
  /** What the parcel costs whatever is in it; each line adds `lineCost + perKgCost × kg`. */
  readonly baseCost: number;
  readonly lineCost: number;
  readonly perKgCost: number;
  readonly capacityKg: number;
  /** P(arrives by the deadline), and −ln of it. */
  readonly success: number;
  readonly risk: number;
  /** Lines the node has stock for and node and lane may carry, ascending. */
  readonly lines: readonly number[];
};

export type ParcelOptions = {
  /** Those that arrive in time with at least the promised probability. */
  readonly inTime: readonly ParcelOption[];
  /** The cheapest that could carry the whole order but arrives too late: worth telling. */
  readonly cheapestLate: ParcelOption | null;
};

export const lineCostOf = (option: ParcelOption, kg: number): number => option.lineCost + option.perKgCost * kg;

export const parcelCostOf = (option: ParcelOption, demand: Demand, lines: readonly number[]): number => {
  let cost = option.baseCost;
  for (const line of lines) cost += lineCostOf(option, demand.lines[line]?.kg ?? 0);
  return cost;
};

/** A node hands over in time when nine of ten of its parcels would: rarer ones are what promises are missed by. */
const SHIPS_IN_TIME = 0.9;

/** Whether the node is likely to have handed over by the time to ship by. */
export const shipsInTime = (
  { handlingMu, handlingSigma }: NetworkNode,
  { shipWithinHours, startHours }: PlanRequirements,
): boolean => {
  if (shipWithinHours === null) return true;
  const hours = shipWithinHours - startHours;
  if (hours <= 0) return false;
  const distance = Math.log(hours) - handlingMu;
  return handlingSigma > 0 ? normalCdf(distance / handlingSigma) >= SHIPS_IN_TIME : distance >= 0;
};

/** Constraints on the node. */
export const mayUseNode = (node: NetworkNode, requirements: PlanRequirements): boolean => {
  const { nodesWanted, nodesAvoided } = requirements;
  if (nodesWanted !== null && !nodesWanted.has(node.node)) return false;
  return !nodesAvoided.has(node.node) && shipsInTime(node, requirements);
};

/** Constraints on the carrier. */
export const mayUseLane = ({ carrier }: Lane, { carriersWanted, carriersAvoided }: PlanRequirements): boolean =>
  (carriersWanted === null || carriersWanted.has(carrier)) &&
  (carriersAvoided.size === 0 || !carriersAvoided.has(carrier));

/** Lines each node can hand over: enough pieces available, all tags there, no constraint against it. By node index, ascending. */
const linesByNode = (demand: Demand, network: PreparedNetwork, stock: StockView): [number, number[]][] => {
  const found = new Map<number, number[]>();
  demand.lines.forEach(({ sku, quantity, tags }, line) => {
    for (const [id, available] of stock.availableAt(sku)) {
      if (available < quantity) continue;
      const node = network.nodeIndex.get(id);
      if (node === undefined || (tags & ~(network.nodeTags[node] as number)) !== 0) continue;
      const lines = found.get(node);
      if (lines) lines.push(line);
      else found.set(node, [line]);
    }
  });
  const { requirements } = demand;
  return [...found]
    .filter(([node]) => mayUseNode(network.nodes[node] as NetworkNode, requirements))
    .sort(([a], [b]) => a - b);
};

const fittingLines = (
  demand: Demand,
  lines: readonly number[],
  laneTags: number,
  capacityKg: number,
): readonly number[] => {
  const fits = (line: number): boolean => {
    const { tags, kg } = demand.lines[line] as Demand['lines'][number];
    return (tags & ~laneTags) === 0 && kg <= capacityKg;
  };
  // Nearly always all of them: the list is shared then.
  return lines.every(fits) ? lines : lines.filter(fits);
};

const optionOf = (
  demand: Demand,
  network: PreparedNetwork,
  nodeIndex: number,
  laneIndex: number,
  lines: readonly number[],
): ParcelOption => {
  const node = network.nodes[nodeIndex] as NetworkNode;
  const lane = network.lanes[laneIndex] as Lane;
  const hours = demand.deadlineHours - lane.shiftHours;
  const success = withinHours(hours, network.handlingHours, nodeIndex * QUADRATURE_POINTS, lane.mu, lane.sigma);
  return {
    node: nodeIndex,
    lane: laneIndex,
    baseCost: node.fixedCost + lane.firstCost,
    lineCost: node.lineCost,
    perKgCost: lane.perKgCost,
    capacityKg: lane.capacityKg,
    success,
    risk: -Math.log(success),
    lines,
  };
};

/** Whether the promise is out of reach, told cheaply; false does not mean that it is in reach. */
const isSurelyLate = (
  demand: Demand,
  network: PreparedNetwork,
  node: number,
  { shiftHours, mu, sigma }: Lane,
): boolean =>
  withinHoursAtMost(demand.deadlineHours - shiftHours, network.handlingHours, node * QUADRATURE_POINTS, mu, sigma) <
  demand.minSuccess;

const wholeCostOf = (demand: Demand, { fixedCost, lineCost }: NetworkNode, { firstCost, perKgCost }: Lane): number =>
  demand.lines.reduce((cost, { kg }) => cost + lineCost + perKgCost * kg, fixedCost + firstCost);

/** Collects options as nodes and lanes are walked through. */
class OptionCollector {
  readonly inTime: ParcelOption[] = [];
  #late: { node: number; lane: number; lines: readonly number[]; cost: number } | null = null;
  readonly #demand: Demand;
  readonly #network: PreparedNetwork;

  constructor(demand: Demand, network: PreparedNetwork) {
    this.#demand = demand;
    this.#network = network;
  }

  add(node: number, laneIndex: number, lane: Lane, lines: readonly number[]): void {
    const demand = this.#demand;
    if (!isSurelyLate(demand, this.#network, node, lane)) {
      const option = optionOf(demand, this.#network, node, laneIndex, lines);
      if (option.success >= demand.minSuccess && option.success > 0) {
        this.inTime.push(option);
        return;
      }
    }
    if (lines.length < demand.lines.length) return;
    const cost = wholeCostOf(demand, this.#network.nodes[node] as NetworkNode, lane);
    if (cost < (this.#late?.cost ?? Number.POSITIVE_INFINITY)) this.#late = { node, lane: laneIndex, lines, cost };
  }

  cheapestLate(): ParcelOption | null {
    const late = this.#late;
    return late && optionOf(this.#demand, this.#network, late.node, late.lane, late.lines);
  }
}

/** Every parcel that could be part of a plan, by node and lane. */
export const parcelOptions = (demand: Demand, network: PreparedNetwork, stock: StockView): ParcelOptions => {
  const { inbound, requirements } = demand;
  const collector = new OptionCollector(demand, network);
  for (const [node, served] of linesByNode(demand, network, stock)) {
    for (let at = inbound.start[node] as number; at < (inbound.start[node + 1] as number); at += 1) {
      const laneIndex = inbound.lanes[at] as number;
      const lane = network.lanes[laneIndex] as Lane;
      if (!mayUseLane(lane, requirements)) continue;
      const lines = fittingLines(demand, served, network.laneTags[laneIndex] as number, lane.capacityKg);
      if (lines.length > 0) collector.add(node, laneIndex, lane, lines);
    }
  }
  return { inTime: collector.inTime, cheapestLate: collector.cheapestLate() };
};
