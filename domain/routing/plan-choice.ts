import type { Demand, DemandLine, Variant } from './demand.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import type { Load } from './parcel-limits.ts';
import type { PreparedNetwork } from './prepared-network.ts';

/** One line in a parcel, as what was asked for or as a substitute. */
export type CarriedLine = { readonly line: number; readonly variant: Variant };

/** A parcel of a plan: what it costs is without shadow prices. */
export type Parcel = {
  readonly node: number;
  /** Of the demand's inbound lanes. */
  readonly way: number;
  readonly cost: number;
  /** −ln P(arrives by the deadline). */
  readonly risk: number;
  readonly lines: readonly CarriedLine[];
};

/** A way to serve every line of an order once. */
export type PlanChoice = {
  /** As plans are compared: with shadow prices. */
  readonly weight: number;
  readonly cost: number;
  readonly risk: number;
  readonly parcels: readonly Parcel[];
};

const variantOf = (demand: Demand, columns: ParcelColumns, option: number, line: number): Variant => {
  const { variants } = demand.lines[line] as DemandLine;
  return (variants.length === 1 ? null : columns.variantAt(demand, option, line)) ?? variants[0];
};

const parcelOf = (demand: Demand, network: PreparedNetwork, columns: ParcelColumns, load: Load): Parcel => {
  const { option, lines } = load;
  const node = columns.node[option] as number;
  const way = columns.way[option] as number;
  const handling = (network.lineCost[node] as number) + (demand.inbound.transfers?.lineCost[way] ?? 0);
  const perKg = demand.inbound.perKgCost[way] as number;
  const carried: CarriedLine[] = [];
  let cost = demand.inbound.baseCost[way] as number;
  for (const line of lines.length === 1 ? lines : lines.toSorted((a, b) => a - b)) {
    const variant = variantOf(demand, columns, option, line);
    carried.push({ line, variant });
    cost += handling + perKg * variant.kg + variant.penalty;
  }
  return { node, way, cost, risk: columns.risk[option] as number, lines: carried };
};

const weightOf = ({ baseCost, lineCost, lineCount }: ParcelColumns, { option, lines }: Load): number => {
  let weight = baseCost[option] as number;
  for (const line of lines) weight += lineCost[option * lineCount + line] as number;
  return weight;
};

/** Lines that go by the same option travel in one parcel. */
export const mergedLoads = (loads: readonly Load[]): Load[] => {
  const byOption = new Map<number, readonly number[]>();
  for (const { option, lines } of loads) byOption.set(option, [...(byOption.get(option) ?? []), ...lines]);
  return byOption.size === loads.length ? [...loads] : [...byOption].map(([option, lines]) => ({ option, lines }));
};

/** Takes a plan out of the columns, which the next order overwrites. Parcels in order of node and way; cost and risk added up in that order. */
export const choiceOf = (
  demand: Demand,
  network: PreparedNetwork,
  columns: ParcelColumns,
  loads: readonly Load[],
): PlanChoice => {
  const merged = loads.length === 1 ? loads : mergedLoads(loads);
  const parcels = merged.map((load) => parcelOf(demand, network, columns, load));
  if (parcels.length > 1) parcels.sort((a, b) => a.node - b.node || a.way - b.way);
  const choice = { weight: 0, cost: 0, risk: 0, parcels };
  for (const load of merged) choice.weight += weightOf(columns, load);
  for (const { cost, risk } of parcels) {
    choice.cost += cost;
    choice.risk += risk;
  }
  return choice;
};
