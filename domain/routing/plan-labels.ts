import type { Partition } from './cheapest-partition.ts';
import { type LineSet, linesIn, type ParcelFronts } from './parcel-fronts.ts';
import type { Parcel } from './plan-choice.ts';

/** What lets a partial plan be given up early. */
export type LabelBounds = {
  readonly riskBudget: number;
  /** Least risk of every set of lines. */
  readonly safest: Partition;
  /**
   * Plans that cost `ceiling` or more are of no interest. With the multiplier λ and the best cut by cost + λ × risk, a partial
   * plan is given up when even that completion exceeds ceiling + λ × riskBudget (Lagrangian bound).
   */
  readonly cost: { readonly ceiling: number; readonly multiplier: number; readonly best: Partition } | null;
};

/** Partial plans as growing columns; `parent` and `entry` (a parcel of the fronts) tell how each came about. */
class Labels {
  readonly cost: number[] = [0];
  readonly risk: number[] = [0];
  readonly #parent: number[] = [-1];
  readonly #entry: number[] = [-1];

  add(parent: number, entry: number, cost: number, risk: number): number {
    this.cost.push(cost);
    this.risk.push(risk);
    this.#parent.push(parent);
    this.#entry.push(entry);
    return this.cost.length - 1;
  }

  parcels(label: number, fronts: ParcelFronts): Parcel[] {
    const parcels: Parcel[] = [];
    for (let at = label; at > 0; at = this.#parent[at] as number) {
      const entry = this.#entry[at] as number;
      parcels.push({ option: fronts.option[entry] as Parcel['option'], lines: linesIn(fronts.set[entry] as LineSet) });
    }
    return parcels;
  }
}

/** Adds a label to the labels of its set unless one there is as good; drops those it beats. */
const insert = (labels: Labels, bucket: number[], parent: number, entry: number, cost: number, risk: number): void => {
  for (const other of bucket)
    if ((labels.cost[other] as number) <= cost && (labels.risk[other] as number) <= risk) return;
  let kept = 0;
  for (const other of bucket) {
    if ((labels.cost[other] as number) >= cost && (labels.risk[other] as number) >= risk) continue;
    bucket[kept] = other;
    kept += 1;
  }
  bucket.length = kept;
  bucket.push(labels.add(parent, entry, cost, risk));
};

const hopeless = (bounds: LabelBounds, rest: LineSet, cost: number, risk: number): boolean => {
  if (risk + (bounds.safest.value[rest] as number) > bounds.riskBudget) return true;
  if (!bounds.cost) return false;
  const { ceiling, multiplier, best } = bounds.cost;
  return cost + multiplier * risk + (best.value[rest] as number) >= ceiling + multiplier * bounds.riskBudget;
};

type Sweep = {
  readonly fronts: ParcelFronts;
  readonly bounds: LabelBounds;
  readonly labels: Labels;
  /** Labels of each set of served lines. */
  readonly buckets: (number[] | undefined)[];
};

/** Extends all labels of a set by every parcel that leaves exactly `rest` unserved. */
const extend = ({ fronts, bounds, labels, buckets }: Sweep, served: LineSet, rest: LineSet): void => {
  const bucket = buckets[served] ?? [];
  const reached = fronts.all ^ rest;
  for (let entry = fronts.head[reached ^ served] as number; entry >= 0; entry = fronts.next[entry] as number) {
    for (const label of bucket) {
      const cost = (labels.cost[label] as number) + (fronts.cost[entry] as number);
      const risk = (labels.risk[label] as number) + (fronts.risk[entry] as number);
      if (hopeless(bounds, rest, cost, risk)) continue;
      const target = buckets[reached] ?? [];
      buckets[reached] = target;
      insert(labels, target, label, entry, cost, risk);
    }
  }
};

/**
 * Every plan within the risk budget (and below the cost ceiling) that no other beats in both cost and risk. Exact: labels over
 * sets of served lines, each extended by the parcel that carries its lowest unserved line.
 */
export const planFrontier = (fronts: ParcelFronts, bounds: LabelBounds): Parcel[][] => {
  const sweep: Sweep = { fronts, bounds, labels: new Labels(), buckets: new Array(fronts.all + 1) };
  sweep.buckets[0] = [0];
  for (let served = 0; served < fronts.all; served += 1) {
    if (!sweep.buckets[served]) continue;
    const open = fronts.all ^ served;
    const others = open & (open - 1);
    for (let rest = others; rest !== 0; rest = (rest - 1) & others) extend(sweep, served, rest);
    extend(sweep, served, 0);
  }
  return (sweep.buckets[fronts.all] ?? []).map((label) => sweep.labels.parcels(label, fronts));
};
