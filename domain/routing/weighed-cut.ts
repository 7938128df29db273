import { type LineSet, MAX_SET_LINES, type ParcelFronts } from './parcel-fronts.ts';

const SETS = 2 ** MAX_SET_LINES;

/**
 * The best way to cut lines into parcels by `costWeight × cost + riskWeight × risk`: for all lines, and for every set that leaves out the
 * first line (what is left while parcels are chosen by lowest line never holds it).
 */
export class WeighedCut {
  /** Per set of lines; infinite where no parcels cover it. */
  readonly value = new Float64Array(SETS);
  /** Of the best single parcel of every set. */
  readonly parcelValue = new Float64Array(SETS);
  /** Of the best cut of all lines. */
  cost = 0;
  risk = 0;
  riskWeight = 0;
  /** Parcels (entries of the fronts) of the best cut of all lines. */
  readonly entries: number[] = [];
  /** Per set the best single parcel; per cut set the parcel that carries its lowest line. */
  readonly #parcel = new Int32Array(SETS);
  readonly #first = new Int32Array(SETS);

  /** Exact, by dynamic programming over sets of lines: 3ⁿ⁻¹/2 steps for n lines. */
  weigh(fronts: ParcelFronts, costWeight: number, riskWeight: number): this {
    this.riskWeight = riskWeight;
    this.#weighParcels(fronts, costWeight, riskWeight);
    this.value[0] = 0;
    for (let set = 2; set < fronts.all; set += 2) this.#cut(set);
    this.#cut(fronts.all);
    this.#total(fronts);
    return this;
  }

  #weighParcels({ all, head, next, cost, risk }: ParcelFronts, costWeight: number, riskWeight: number): void {
    for (let set = 1; set <= all; set += 1) {
      let best = Number.POSITIVE_INFINITY;
      let parcel = -1;
      for (let entry = head[set] as number; entry >= 0; entry = next[entry] as number) {
        const weighed = costWeight * (cost[entry] as number) + riskWeight * (risk[entry] as number);
        if (weighed >= best) continue;
        best = weighed;
        parcel = entry;
      }
      this.parcelValue[set] = best;
      this.#parcel[set] = parcel;
    }
  }

  #cut(set: LineSet): void {
    const { parcelValue } = this;
    const value = this.value;
    const others = set & (set - 1);
    let best = parcelValue[set] as number;
    let left = 0;
    // `rest` goes by other parcels; the parcel of the lowest line takes what is left.
    for (let rest = others; rest !== 0; rest = (rest - 1) & others) {
      const total = (parcelValue[set ^ rest] as number) + (value[rest] as number);
      if (total < best) {
        best = total;
        left = rest;
      }
    }
    value[set] = best;
    this.#first[set] = this.#parcel[set ^ left] as number;
  }

  #total({ all, cost, risk, set }: ParcelFronts): void {
    this.cost = 0;
    this.risk = 0;
    this.entries.length = 0;
    if (this.value[all] === Number.POSITIVE_INFINITY) return;
    for (let left: LineSet = all; left !== 0; ) {
      const entry = this.#first[left] as number;
      this.entries.push(entry);
      this.cost += cost[entry] as number;
      this.risk += risk[entry] as number;
      left ^= set[entry] as number;
    }
  }
}
