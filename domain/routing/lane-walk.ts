import { type ArrivalRecords, hoursLearner, onTimeLearner } from './arrival-learner.ts';
import { type ArrivalForecast, type Delivery, logHours } from './delivery.ts';
import { type DeliveryGroups, groupDeliveries } from './delivery-groups.ts';
import type { Level } from './drifting-level.ts';
import { DueQueue } from './due-queue.ts';
import type { FileTail } from './file-tail.ts';
import type { HoursLaw, HoursRecord } from './hours-experts.ts';
import { featureCount } from './lane-features.ts';
import {
  arrivalAt,
  type Begun,
  beginDelivery,
  driftedLaw,
  firstKnowledge,
  foretell,
  isWholeDays,
  type LaneKnowledge,
  scoreDelivery,
  windowOf,
} from './lane-knowledge.ts';
import { LAGS } from './level-experts.ts';
import type { OnTimeRecord } from './on-time-experts.ts';
import type { TransitStatistics } from './transit-statistics.ts';

/** Known deliveries at which everything is fitted for the first time, and by how much more again. */
const FIRST_STATISTICS = 10;
const NEXT_STATISTICS = 1.3;
const FIRST_FIT = 40;
const NEXT_FIT = 1.6;
/** Trees learn from the latest so many. */
const MOST_RECORDS = 20_000;
/** Levels are followed anew over the latest so many. */
const MOST_RETRACKED = 5_000;
/** Of the records, the first fifth was made when little was known: it does not stand for what follows. */
const WARM_UP = 0.2;
const MEMORY_DAYS = 365;
const DAY = 86_400_000;

/** What was said of a delivery at its start, with news of every age, until it is known how it went. */
type Awaited = Begun & {
  readonly onTimeAhead: readonly Float64Array[];
  readonly levelsAhead: readonly (readonly Level[])[];
  readonly laws: readonly HoursLaw[];
};

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

/** The model on its way through time; what it says of a delivery follows from what ended before that delivery began. */
export class LaneWalk {
  readonly knowledge: LaneKnowledge;
  readonly grouped: DeliveryGroups;
  readonly #rows: readonly Delivery[];
  readonly #seenShare: FileTail['seenShare'];
  readonly #features: number;
  readonly #values: Float32Array;
  /** Logged hours foretold. */
  readonly #hours: Float64Array;
  readonly #awaited = new Map<number, Awaited>();
  readonly #halfKnown = new Set<number>();
  /** Delivered so far, in that order; whose lateness is known so far, in that order. */
  readonly #delivered: number[] = [];
  readonly #resolved: number[] = [];
  readonly #passed: number[] = [];
  readonly #ripe: number[] = [];
  readonly #ripening = new DueQueue();
  /** When it became known how late, and how long, a delivery was. */
  readonly #resolvedAt: Float64Array;
  readonly #ripeAt: Float64Array;
  #nextStatistics = FIRST_STATISTICS;
  #nextFit = FIRST_FIT;

  /** @param past how many of the rows, from the first, are of the past; the others are only forecast */
  constructor(rows: readonly Delivery[], past: number, columns: number, seenShare: FileTail['seenShare']) {
    this.#seenShare = seenShare;
    this.#rows = rows;
    this.grouped = groupDeliveries(rows, columns);
    this.#features = featureCount(this.grouped);
    this.#values = new Float32Array(rows.length * this.#features);
    this.#hours = new Float64Array(rows.length);
    this.#resolvedAt = new Float64Array(rows.length);
    this.#ripeAt = new Float64Array(rows.length);
    this.knowledge = firstKnowledge(this.grouped.factors, isWholeDays(rows.slice(0, past)));
  }

  #row(index: number): Delivery {
    return this.#rows[index] as Delivery;
  }

  #taken(index: number): number {
    const { startedAtMs, deliveredAtMs } = this.#row(index);
    return logHours((deliveredAtMs as number) - startedAtMs);
  }

  #isLate(index: number): boolean {
    const { promisedAtMs, deliveredAtMs } = this.#row(index);
    return deliveredAtMs === null || deliveredAtMs > (promisedAtMs as number);
  }

  #begin(index: number): Begun {
    return beginDelivery(this.knowledge, this.grouped, index, this.#row(index), this.#values, index * this.#features);
  }

  foretell(index: number): ArrivalForecast {
    return foretell(this.knowledge, this.grouped, index, this.#row(index).promisedAtMs !== null, this.#begin(index));
  }

  /** A delivery of the past begins: what is foreseen with what is known now is kept, for it to be judged by later. */
  start(index: number): ArrivalForecast {
    const begun = this.#begin(index);
    const { startedAtMs, law, scores } = begun;
    const { hoursExperts, onTimeExperts } = this.knowledge;
    const levelsAhead = hoursExperts.ahead(startedAtMs);
    this.#awaited.set(index, {
      ...begun,
      onTimeAhead: onTimeExperts.ahead(scores, startedAtMs),
      levelsAhead,
      laws: Array.from({ length: LAGS }, (_, lag) => hoursExperts.law(lag, law, levelsAhead[lag] as readonly Level[])),
    });
    this.#hours[index] = driftedLaw(this.knowledge, begun).mean;
    return foretell(this.knowledge, this.grouped, index, this.#row(index).promisedAtMs !== null, begun);
  }

  deliver(index: number, atMs: number): void {
    // A file that ends tells nothing of promises after its end: those kept would be in it, those broken not.
    for (const passed of this.#passed.splice(0)) this.#resolve(passed, atMs);
    this.knowledge.delivered += 1;
    this.#delivered.push(index);
    this.#count(index);
    const { startedAtMs, laws } = this.#awaited.get(index) as Awaited;
    const late = arrivalAt(
      this.knowledge,
      startedAtMs,
      laws[0] as HoursLaw,
      this.knowledge.bands.band(0).p90,
      Math.ceil,
    );
    // The fast count no sooner than the slow: else what begins lately would always seem fast.
    this.#ripening.add(index, Math.max(atMs, late));
    for (const ripe of this.#ripening.until(atMs)) this.#ripen(ripe, atMs);
    if (this.#delivered.length >= this.#nextStatistics) this.#fitStatistics(atMs);
    if (this.#delivered.length >= this.#nextFit) this.#fitLearners();
  }

  /** Its promise has passed: whether it came by then is known, and counts as soon as anything later is heard of. */
  resolve(index: number): void {
    this.#passed.push(index);
  }

  #count(index: number): void {
    const { groups, factors } = this.grouped;
    const { hours, spread, ratio } = this.knowledge.statistics;
    const offset = index * factors;
    const taken = this.#taken(index);
    const window = windowOf(this.#row(index));
    hours.add(taken, groups, offset);
    spread.add(Math.abs(taken - (this.#hours[index] as number)), groups, offset);
    if (!Number.isNaN(window)) ratio.add(taken - window, groups, offset);
  }

  #ripen(index: number, atMs: number): void {
    const { law, levelsAhead, laws, startedAtMs } = this.#awaited.get(index) as Awaited;
    const taken = this.#taken(index);
    this.#ripeAt[index] = atMs;
    this.knowledge.hoursExperts.learn(this.#hoursRecord(index), taken - law.mean, levelsAhead);
    this.#ripe.push(index);
    const at = this.#row(index).deliveredAtMs as number;
    this.knowledge.bands.learn(taken, laws, (place) => {
      const round = place < 0 ? Math.floor : Math.ceil;
      const eta = arrivalAt(this.knowledge, startedAtMs, laws[0] as HoursLaw, place, round);
      return place < 0 ? at < eta : at <= eta;
    });
    this.#forget(index);
  }

  /** Nothing more is awaited once both its hours and, where one was given, its promise have taught. */
  #forget(index: number): void {
    const isLast = this.#row(index).promisedAtMs === null || this.#halfKnown.delete(index);
    if (isLast) this.#awaited.delete(index);
    else this.#halfKnown.add(index);
  }

  #resolve(index: number, atMs: number): void {
    const { groups, factors } = this.grouped;
    const late = this.#isLate(index);
    this.knowledge.statistics.late.add(late ? 1 : 0, groups, index * factors);
    this.#resolvedAt[index] = atMs;
    const { onTimeAhead } = this.#awaited.get(index) as Awaited;
    this.knowledge.onTimeExperts.learn(this.#onTimeRecord(index), onTimeAhead);
    this.#resolved.push(index);
    this.#forget(index);
  }

  /** What the learners as they are now say of a delivery by what was known at its start. */
  #scored(index: number): ReturnType<typeof scoreDelivery> {
    return scoreDelivery(this.knowledge, this.#values, index * this.#features);
  }

  #onTimeRecord(index: number): OnTimeRecord {
    const { startedAtMs, promisedAtMs } = this.#row(index);
    const late = this.#isLate(index);
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
      off: this.#taken(index) - law.mean,
      spread: law.spread,
      startedAtMs: this.#row(index).startedAtMs,
      knownAtMs: this.#ripeAt[index] as number,
    };
  }

  #refit(statistics: TransitStatistics, rows: readonly number[], value: (index: number) => number, atMs: number): void {
    if (rows.length === 0) return;
    const { groups, factors } = this.grouped;
    const weight = (index: number): number => 2 ** ((this.#row(index).startedAtMs - atMs) / (MEMORY_DAYS * DAY));
    statistics.refit({
      values: Float64Array.from(rows, value),
      weights: Float64Array.from(rows, weight),
      groups: copyRows(groups, factors, rows, new Int32Array(rows.length * factors)),
    });
  }

  /** The features of the latest of these, as they were at each start. */
  #records(rows: readonly number[], target: (index: number) => number): ArrivalRecords {
    const kept = rows.slice(Math.max(Math.floor(rows.length * WARM_UP), rows.length - MOST_RECORDS));
    const features = this.#features;
    const values = copyRows(this.#values, features, kept, new Float32Array(kept.length * features));
    return { rows: kept.length, features, values, targets: Float64Array.from(kept, target) };
  }

  #fitStatistics(atMs: number): void {
    const delivered = this.#delivered;
    const promised = delivered.filter((index) => this.#row(index).promisedAtMs !== null);
    const { hours, spread, ratio, late } = this.knowledge.statistics;
    const taken = (index: number): number => this.#taken(index);
    this.grouped.cutAt(Int32Array.from(delivered));
    this.#refit(hours, delivered, taken, atMs);
    this.#refit(spread, delivered, (index) => Math.abs(taken(index) - (this.#hours[index] as number)), atMs);
    this.#refit(ratio, promised, (index) => taken(index) - windowOf(this.#row(index)), atMs);
    this.#refit(late, this.#resolved, (index) => (this.#isLate(index) ? 1 : 0), atMs);
    this.#nextStatistics = Math.ceil(delivered.length * NEXT_STATISTICS);
  }

  #fitLearners(): void {
    const delivered = this.#delivered;
    if (this.#resolved.length > 0)
      this.knowledge.onTimeLearner = onTimeLearner.fit(
        this.#records(this.#resolved, (index) => (this.#isLate(index) ? 0 : 1)),
      );
    this.knowledge.hoursLearner = hoursLearner.fit(this.#records(delivered, (index) => this.#taken(index)));
    // Levels are measured from what the learners say: they are followed anew with what the new ones say.
    const { onTimeExperts, hoursExperts } = this.knowledge;
    onTimeExperts.retrack(this.#resolved.slice(-MOST_RETRACKED).map((index) => this.#onTimeRecord(index)));
    hoursExperts.retrack(this.#ripe.slice(-MOST_RETRACKED).map((index) => this.#hoursRecord(index)));
    this.#nextFit = Math.ceil(delivered.length * NEXT_FIT);
  }
}
