import { type ArrivalRecords, hoursLearner, onTimeLearner } from './arrival-learner.ts';
import { type Delivery, logHours } from './delivery.ts';
import type { DeliveryGroups } from './delivery-groups.ts';
import type { FileTail } from './file-tail.ts';
import type { HoursRecord } from './hours-experts.ts';
import { featureCount } from './lane-features.ts';
import { type LaneKnowledge, scoreDelivery, windowOf } from './lane-knowledge.ts';
import type { OnTimeRecord } from './on-time-experts.ts';
import type { TransitStatistics } from './transit-statistics.ts';

/** Trees learn from the latest so many. */
const MOST_RECORDS = 20_000;
/** Levels are followed anew over the latest so many. */
const MOST_RETRACKED = 5_000;
/** Of the records, the first fifth was made when little was known: it does not stand for what follows. */
const WARM_UP = 0.2;
const MEMORY_DAYS = 365;
const DAY = 86_400_000;

/** Copies some rows of a table that lies row by row. */
const copyRows = <Table extends Int32Array | Float32Array>(
  from: Table,
  width: number,
  rows: readonly number[],
  into: Table,
): Table => {
  rows.forEach((row, i) => {
    into.set(from.subarray(row * width, (row + 1) * width), i * width);
  });
  return into;
};

/** Deliveries with what was foreseen at each start, in the order in which it became known how they went; fits knowledge to them. */
export class LaneHistory {
  /** Features of every delivery, row by row, as they were at its start. */
  readonly values: Float32Array;
  /** By how much things were slower than foreseen, at every start, in logged hours. */
  readonly slower: Float64Array;
  /** How many features a delivery has. */
  readonly features: number;
  /** Logged hours foretold. */
  readonly hours: Float64Array;
  readonly #rows: readonly Delivery[];
  readonly #grouped: DeliveryGroups;
  readonly #knowledge: LaneKnowledge;
  readonly #seenShare: FileTail['seenShare'];
  readonly #delivered: number[] = [];
  /** Whose lateness is known; whose hours count towards drift. */
  readonly #resolved: number[] = [];
  readonly #ripe: number[] = [];
  readonly #resolvedAt: Float64Array;
  readonly #ripeAt: Float64Array;

  constructor(
    rows: readonly Delivery[],
    grouped: DeliveryGroups,
    knowledge: LaneKnowledge,
    seenShare: FileTail['seenShare'],
  ) {
    this.#rows = rows;
    this.#grouped = grouped;
    this.#knowledge = knowledge;
    this.#seenShare = seenShare;
    this.features = featureCount(grouped);
    this.values = new Float32Array(rows.length * this.features);
    this.slower = new Float64Array(rows.length);
    this.hours = new Float64Array(rows.length);
    this.#resolvedAt = new Float64Array(rows.length);
    this.#ripeAt = new Float64Array(rows.length);
  }

  row(index: number): Delivery {
    return this.#rows[index] as Delivery;
  }

  featuresOf(index: number): Float32Array {
    return this.values.subarray(index * this.features, (index + 1) * this.features);
  }

  /** Logged hours. */
  taken(index: number): number {
    const { startedAtMs, deliveredAtMs } = this.row(index);
    return logHours((deliveredAtMs as number) - startedAtMs);
  }

  isLate(index: number): boolean {
    const { promisedAtMs, deliveredAtMs } = this.row(index);
    return deliveredAtMs === null || deliveredAtMs > (promisedAtMs as number);
  }

  /** @returns how many are delivered */
  deliver(index: number): number {
    return this.#delivered.push(index);
  }

  resolve(index: number, atMs: number): OnTimeRecord {
    this.#resolvedAt[index] = atMs;
    this.#resolved.push(index);
    return this.#onTimeRecord(index);
  }

  ripen(index: number, atMs: number): HoursRecord {
    this.#ripeAt[index] = atMs;
    this.#ripe.push(index);
    return this.#hoursRecord(index);
  }

  /** What the learners as they are now say of a delivery by what was known at its start. */
  #scored(index: number): ReturnType<typeof scoreDelivery> {
    return scoreDelivery(this.#knowledge, this.featuresOf(index), this.slower[index] as number);
  }

  #onTimeRecord(index: number): OnTimeRecord {
    const { startedAtMs, promisedAtMs } = this.row(index);
    const late = this.isLate(index);
    return {
      scores: this.#scored(index).scores,
      startedAtMs,
      onTime: !late,
      weight: late ? 1 / this.#seenShare(promisedAtMs as number) : 1,
      knownAtMs: this.#resolvedAt[index] as number,
    };
  }

  #hoursRecord(index: number): HoursRecord {
    const { law } = this.#scored(index);
    return {
      off: this.taken(index) - law.mean,
      spread: law.spread,
      startedAtMs: this.row(index).startedAtMs,
      knownAtMs: this.#ripeAt[index] as number,
    };
  }

  #refit(statistics: TransitStatistics, rows: readonly number[], value: (index: number) => number, atMs: number): void {
    if (rows.length === 0) return;
    const { groups, factors } = this.#grouped;
    const weight = (index: number): number => 2 ** ((this.row(index).startedAtMs - atMs) / (MEMORY_DAYS * DAY));
    statistics.refit({
      values: Float64Array.from(rows, value),
      weights: Float64Array.from(rows, weight),
      groups: copyRows(groups, factors, rows, new Int32Array(rows.length * factors)),
    });
  }

  /** The features of the latest of these, as they were at each start. */
  #records(rows: readonly number[], target: (index: number) => number): ArrivalRecords {
    const kept = rows.slice(Math.max(Math.floor(rows.length * WARM_UP), rows.length - MOST_RECORDS));
    const features = this.features;
    const values = copyRows(this.values, features, kept, new Float32Array(kept.length * features));
    return { rows: kept.length, features, values, targets: Float64Array.from(kept, target) };
  }

  fitStatistics(atMs: number): void {
    const delivered = this.#delivered;
    const promised = delivered.filter((index) => this.row(index).promisedAtMs !== null);
    const { hours, spread, ratio, late } = this.#knowledge.statistics;
    const taken = (index: number): number => this.taken(index);
    this.#grouped.cutAt(Int32Array.from(delivered));
    this.#refit(hours, delivered, taken, atMs);
    this.#refit(spread, delivered, (index) => Math.abs(taken(index) - (this.hours[index] as number)), atMs);
    this.#refit(ratio, promised, (index) => taken(index) - windowOf(this.row(index)), atMs);
    this.#refit(late, this.#resolved, (index) => (this.isLate(index) ? 1 : 0), atMs);
  }

  fitLearners(): void {
    const delivered = this.#delivered;
    if (this.#resolved.length > 0)
      this.#knowledge.onTimeLearner = onTimeLearner.fit(
        this.#records(this.#resolved, (index) => (this.isLate(index) ? 0 : 1)),
      );
    this.#knowledge.hoursLearner = hoursLearner.fit(this.#records(delivered, (index) => this.taken(index)));
    // Levels are measured from what the learners say: they are followed anew with what the new ones say.
    const { onTimeExperts, hoursExperts } = this.#knowledge;
    onTimeExperts.retrack(this.#resolved.slice(-MOST_RETRACKED).map((index) => this.#onTimeRecord(index)));
    hoursExperts.retrack(this.#ripe.slice(-MOST_RETRACKED).map((index) => this.#hoursRecord(index)));
  }
}
