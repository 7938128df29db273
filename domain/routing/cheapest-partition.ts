import { type LineSet, linesIn, type ParcelFronts } from './parcel-fronts.ts';
import type { Parcel } from './plan-choice.ts';

/** The best way to cut each set of lines into parcels, by `costWeight × cost + riskWeight × risk`. */
export type Partition = {
  /** Per set of lines; infinite where no parcels cover it. */
  readonly value: Float64Array;
  /** Per set: the parcel (an entry of the fronts) that carries its lowest line. */
  readonly first: Int32Array;
};

/** The best single parcel of each set. */
const bestParcels = (fronts: ParcelFronts, costWeight: number, riskWeight: number): Partition => {
  const size = fronts.all + 1;
  const value = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const first = new Int32Array(size).fill(-1);
  for (let set = 1; set < size; set += 1) {
    for (let entry = fronts.head[set] as number; entry >= 0; entry = fronts.next[entry] as number) {
      const weighed = costWeight * (fronts.cost[entry] as number) + riskWeight * (fronts.risk[entry] as number);
      if (weighed < (value[set] as number)) {
        value[set] = weighed;
        first[set] = entry;
      }
    }
  }
  return { value, first };
};

/** Exact, by dynamic programming over sets of lines: 3ⁿ/2 steps for n lines (265,000 for 12). */
export const cheapestPartition = (fronts: ParcelFronts, costWeight: number, riskWeight: number): Partition => {
  const parcels = bestParcels(fronts, costWeight, riskWeight);
  const value = new Float64Array(parcels.value);
  const first = new Int32Array(parcels.first);
  value[0] = 0;
  for (let set = 1; set <= fronts.all; set += 1) {
    const lowest = set & -set;
    const others = set ^ lowest;
    let best = value[set] as number;
    // `rest` goes by other parcels; the parcel of the lowest line takes what is left.
    for (let rest = others; rest !== 0; rest = (rest - 1) & others) {
      const total = (parcels.value[set ^ rest] as number) + (value[rest] as number);
      if (total < best) {
        best = total;
        first[set] = parcels.first[set ^ rest] as number;
      }
    }
    value[set] = best;
  }
  return { value, first };
};

/** The parcels of the best cut of `all` lines; only where its value is finite. */
export const parcelsOf = (fronts: ParcelFronts, partition: Partition): Parcel[] => {
  const parcels: Parcel[] = [];
  for (let left: LineSet = fronts.all; left !== 0; ) {
    const entry = partition.first[left] as number;
    const set = fronts.set[entry] as LineSet;
    parcels.push({ option: fronts.option[entry] as Parcel['option'], lines: linesIn(set) });
    left ^= set;
  }
  return parcels;
};
