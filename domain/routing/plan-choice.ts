import type { Demand } from './demand.ts';
import { type ParcelOption, parcelCostOf } from './parcel-options.ts';

export type Parcel = { readonly option: ParcelOption; readonly lines: readonly number[] };

/** A way to serve every line of an order once. */
export type PlanChoice = {
  readonly cost: number /** −ln P(all parcels in time). */;
  readonly risk: number;
  readonly parcels: readonly Parcel[];
};

/** Lines that go by the same option travel in one parcel. */
const merged = (parcels: readonly Parcel[]): Parcel[] => {
  const byOption = new Map<ParcelOption, readonly number[]>();
  for (const { option, lines } of parcels) byOption.set(option, [...(byOption.get(option) ?? []), ...lines]);
  return [...byOption].map(([option, lines]) => ({ option, lines: lines.toSorted((a, b) => a - b) }));
};

/** Parcels in order of node and lane; cost and risk added up anew, in that order. */
export const choiceOf = (demand: Demand, parcels: readonly Parcel[]): PlanChoice => {
  const sorted = (parcels.length === 1 ? [...parcels] : merged(parcels)).sort(
    (a, b) => a.option.node - b.option.node || a.option.lane - b.option.lane,
  );
  return {
    parcels: sorted,
    cost: sorted.reduce((sum, { option, lines }) => sum + parcelCostOf(option, demand, lines), 0),
    risk: sorted.reduce((sum, { option }) => sum + option.risk, 0),
  };
};

/** Keeps what no other choice beats in both cost and risk; cheapest first, then ever safer. */
export const nonDominated = (choices: readonly PlanChoice[]): PlanChoice[] => {
  const sorted = [...choices].sort((a, b) => a.cost - b.cost || a.risk - b.risk);
  const kept: PlanChoice[] = [];
  for (const choice of sorted) {
    const last = kept.at(-1);
    if (!last || choice.risk < last.risk) kept.push(choice);
  }
  return kept;
};
