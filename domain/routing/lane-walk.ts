import { type ArrivalRecords, hoursLearner, type Learner, onTimeLearner } from './arrival-learner.ts';
import type { Tree } from './boosted-trees.ts';
import { type ArrivalForecast, type Delivery, fromLogHours, logHours } from './delivery.ts';
import { type DeliveryGroups, groupDeliveries, LANE_FACTORS } from './delivery-groups.ts';
import { DRIFT_HALF_LIVES, featureCount, LaneFeature, type LaneState, writeFeatures } from './lane-features.ts';
import {
  AS_FORETOLD,
  expit,
  fitRecalibration,
  type Recalibration,
  recalibrated,
  weightedQuantile,
} from './recalibration.ts';
import { recentDrift } from './recent-drift.ts';
import { transitStatistics } from './transit-statistics.ts';

/** Known deliveries at which everything is fitted for the first time, and by how much more again. */
const FIRST_STATISTICS = 10;
const NEXT_STATISTICS = 1.12;
const FIRST_FIT = 40;
const NEXT_FIT = 1.4;
/** The recalibration and the interval follow more often. */
const NEXT_CALIBRATION = 1.04;
/** … on the latest so many. */
const MOST_CALIBRATED = 30_000;
/** Trees learn from the latest so many. */
const MOST_RECORDS = 20_000;
/** Of the records, the first fifth was made when little was known: it does not stand for what follows. */
const WARM_UP = 0.2;
const MEMORY_DAYS = 365;
const DAY = 86_400_000;

/** Residuals, in spreads, at which 10, 50 and 90 % of the arrivals have come. */
type Band = { readonly p10: number; readonly p50: number; readonly p90: number };
const NORMAL_BAND: Band = { p10: -1.2816, p50: 0, p90: 1.2816 };

/** The model on its way through time; what it says of a delivery follows from what ended before that delivery began. */
export class LaneWalk {
  readonly #rows: readonly Delivery[];
  readonly #grouped: DeliveryGroups;
  readonly #features: number;
  readonly #values: Float32Array;
  readonly #hours: Float64Array;
  readonly #scale: Float64Array;
  readonly #odds: Float64Array;
  readonly #state: LaneState;
  /** Delivered so far, in that order; whose lateness is known so far, in that order. */
  readonly #delivered: number[] = [];
  readonly #resolved: number[] = [];
  readonly #passed: number[] = [];
  #hoursLearner: Learner = hoursLearner.start;
  #onTimeLearner: Learner = onTimeLearner.start;
  #recalibration: Recalibration = AS_FORETOLD;
  #band: Band = NORMAL_BAND;
  #nextStatistics = FIRST_STATISTICS;
  #nextFit = FIRST_FIT;
  #nextCalibration = FIRST_FIT;
  #nextBand = FIRST_FIT;

  constructor(rows: readonly Delivery[], columns: number) {
    this.#rows = rows;
    this.#grouped = groupDeliveries(rows, columns);
    this.#features = featureCount(this.#grouped);
    this.#values = new Float32Array(rows.length * this.#features);
    this.#hours = new Float64Array(rows.length);
    this.#scale = new Float64Array(rows.length);
    this.#odds = new Float64Array(rows.length);
    const { factors } = this.#grouped;
    this.#state = {
      hours: transitStatistics(factors, Math.log(48)),
      ratio: transitStatistics(factors, -0.2),
      late: transitStatistics(factors, 0.2),
      spread: transitStatistics(factors, 0.4),
      driftHours: DRIFT_HALF_LIVES.map(recentDrift),
      driftLate: DRIFT_HALF_LIVES.map(recentDrift),
    };
  }

  #row(index: number): Delivery {
    return this.#rows[index] as Delivery;
  }

  #window(index: number): number {
    const { startedAtMs, promisedAtMs } = this.#row(index);
    return promisedAtMs === null ? Number.NaN : logHours(promisedAtMs - startedAtMs);
  }

  #taken(index: number): number {
    const { startedAtMs, deliveredAtMs } = this.#row(index);
    return logHours((deliveredAtMs as number) - startedAtMs);
  }

  #isLate(index: number): boolean {
    const { promisedAtMs, deliveredAtMs } = this.#row(index);
    return deliveredAtMs === null || deliveredAtMs > (promisedAtMs as number);
  }

  /** A delivery begins: what is foreseen with what is known now is kept, for it to be judged by later. */
  start(index: number): void {
    const at = index * this.#features;
    writeFeatures(
      this.#state,
      this.#grouped,
      index,
      this.#row(index).startedAtMs,
      this.#window(index),
      this.#values,
      at,
    );
    this.#hours[index] = hoursLearner.score(this.#hoursLearner, this.#values, at);
    this.#scale[index] = this.#values[at + LaneFeature.SPREAD] as number;
    this.#odds[index] = onTimeLearner.score(this.#onTimeLearner, this.#values, at);
  }

  forecast(index: number): ArrivalForecast {
    const { startedAtMs, promisedAtMs } = this.#row(index);
    const eta = (residual: number): number =>
      Math.round(
        startedAtMs + fromLogHours((this.#hours[index] as number) + residual * (this.#scale[index] as number)),
      );
    const { groups, factors } = this.#grouped;
    const count = (factor: (typeof LANE_FACTORS)[number]): number => {
      const f = LANE_FACTORS.indexOf(factor);
      return this.#state.hours.count(f, groups[index * factors + f] as number);
    };
    return {
      onTimeProbability:
        promisedAtMs === null ? null : recalibrated(this.#recalibration, expit(this.#odds[index] as number)),
      etaP10Ms: eta(this.#band.p10),
      etaP50Ms: eta(this.#band.p50),
      etaP90Ms: eta(this.#band.p90),
      records: { all: this.#delivered.length, carrier: count('CARRIER'), lane: count('LANE') },
    };
  }

  deliver(index: number, atMs: number): void {
    // A file that ends tells nothing of promises after its end: those kept would be in it, those broken not.
    for (const passed of this.#passed.splice(0)) this.#resolve(passed, atMs);
    const { groups, factors } = this.#grouped;
    const offset = index * factors;
    const taken = this.#taken(index);
    const window = this.#window(index);
    this.#state.hours.add(taken, groups, offset);
    this.#state.spread.add(Math.abs(taken - (this.#hours[index] as number)), groups, offset);
    if (!Number.isNaN(window)) this.#state.ratio.add(taken - window, groups, offset);
    const off = taken - (this.#values[index * this.#features + LaneFeature.LOC] as number);
    for (const drift of this.#state.driftHours) drift.add(off, atMs);
    this.#delivered.push(index);
    if (this.#delivered.length >= this.#nextBand) this.#fitBand();
    if (this.#delivered.length >= this.#nextStatistics) this.#fitStatistics(atMs);
    if (this.#delivered.length >= this.#nextFit) this.#fitLearners();
  }

  /** Its promise has passed: whether it came by then is known, and counts as soon as anything later is heard of. */
  resolve(index: number): void {
    this.#passed.push(index);
  }

  #resolve(index: number, atMs: number): void {
    const { groups, factors } = this.#grouped;
    const late = this.#isLate(index) ? 1 : 0;
    this.#state.late.add(late, groups, index * factors);
    const off = late - (this.#values[index * this.#features + LaneFeature.LATE] as number);
    for (const drift of this.#state.driftLate) drift.add(off, atMs);
    this.#resolved.push(index);
    if (this.#resolved.length >= this.#nextCalibration) this.#calibrate();
  }

  #records(rows: readonly number[], target: (index: number) => number): ArrivalRecords {
    const kept = rows.slice(Math.max(Math.floor(rows.length * WARM_UP), rows.length - MOST_RECORDS));
    const features = this.#features;
    const values = new Float32Array(kept.length * features);
    kept.forEach((index, i) => {
      values.set(this.#values.subarray(index * features, (index + 1) * features), i * features);
    });
    return { rows: kept.length, features, values, targets: Float64Array.from(kept, target) };
  }

  #refit(
    rows: readonly number[],
    value: (index: number) => number,
    atMs: number,
    statistics: LaneState['hours'],
  ): void {
    const { groups, factors } = this.#grouped;
    const own = new Int32Array(rows.length * factors);
    rows.forEach((index, i) => {
      own.set(groups.subarray(index * factors, (index + 1) * factors), i * factors);
    });
    const weights = Float64Array.from(
      rows,
      (index) => 2 ** ((this.#row(index).startedAtMs - atMs) / (MEMORY_DAYS * DAY)),
    );
    statistics.refit({ values: Float64Array.from(rows, value), weights, groups: own });
  }

  #fitStatistics(atMs: number): void {
    const delivered = this.#delivered;
    const promised = delivered.filter((index) => this.#row(index).promisedAtMs !== null);
    this.#grouped.cutAt(Int32Array.from(delivered));
    this.#refit(delivered, (index) => this.#taken(index), atMs, this.#state.hours);
    this.#refit(
      delivered,
      (index) => Math.abs(this.#taken(index) - (this.#hours[index] as number)),
      atMs,
      this.#state.spread,
    );
    if (promised.length > 0) {
      this.#refit(promised, (index) => this.#taken(index) - this.#window(index), atMs, this.#state.ratio);
      this.#refit(this.#resolved, (index) => (this.#isLate(index) ? 1 : 0), atMs, this.#state.late);
    }
    this.#nextStatistics = Math.ceil(delivered.length * NEXT_STATISTICS);
  }

  #fitLearners(): void {
    const delivered = this.#delivered;
    if (this.#resolved.length > 0) {
      this.#onTimeLearner = onTimeLearner.fit(this.#records(this.#resolved, (index) => (this.#isLate(index) ? 0 : 1)));
    }
    this.#hoursLearner = hoursLearner.fit(this.#records(delivered, (index) => this.#taken(index)));
    this.#nextFit = Math.ceil(delivered.length * NEXT_FIT);
  }

  /** Both use forecasts made at the start of each delivery, by what had been fitted before: none had a part in it. */
  #calibrate(): void {
    const rows = this.#resolved.slice(
      Math.max(Math.floor(this.#resolved.length / 3), this.#resolved.length - MOST_CALIBRATED),
    );
    this.#recalibration = fitRecalibration(
      rows.map((index) => ({ probability: expit(this.#odds[index] as number), cameTrue: !this.#isLate(index) })),
    );
    this.#nextCalibration = Math.ceil(this.#resolved.length * NEXT_CALIBRATION);
  }

  #fitBand(): void {
    const rows = this.#delivered.slice(
      Math.max(Math.floor(this.#delivered.length / 2), this.#delivered.length - MOST_CALIBRATED),
    );
    const residual = (index: number): number =>
      (this.#taken(index) - (this.#hours[index] as number)) / (this.#scale[index] as number);
    const sorted = rows
      .map((index, i) => [residual(index), 0.25 + i / rows.length] as const)
      .sort((a, b) => a[0] - b[0]);
    const values = Float64Array.from(sorted, ([value]) => value);
    const weights = Float64Array.from(sorted, ([, weight]) => weight);
    const at = (share: number): number => weightedQuantile(values, weights, share);
    this.#band = { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
    this.#nextBand = Math.ceil(this.#delivered.length * NEXT_CALIBRATION);
  }

  /** The model as it stands, to be read by people and kept by version. */
  snapshot(): LaneSnapshot {
    const { hours, late } = this.#state;
    const effects = late.summary();
    return {
      deliveries: this.#delivered.length,
      meanLogHours: hours.base(),
      lateShare: late.base(),
      factors: hours.summary().map(({ factor, spread, shrinkage, groups }) => {
        const names = this.#grouped.namesOf(factor);
        return {
          factor,
          spread,
          shrinkage,
          lateSpread: effects[factor]?.spread ?? 0,
          groups: groups.map((group) => ({
            name: names.get(group) ?? String(group),
            records: hours.count(factor, group),
            hoursEffect: hours.effect(factor, group),
            lateEffect: late.effect(factor, group),
          })),
        };
      }),
      hours: { weights: [...this.#hoursLearner.weights], trees: this.#hoursLearner.trees },
      onTime: { weights: [...this.#onTimeLearner.weights], trees: this.#onTimeLearner.trees },
      recalibration: this.#recalibration,
      band: this.#band,
    };
  }
}

/** Effects are in logged hours and in shares late, on top of the broader factors' effects. */
export type LaneSnapshot = {
  readonly deliveries: number;
  readonly meanLogHours: number;
  readonly lateShare: number;
  readonly factors: readonly {
    readonly factor: number;
    readonly spread: number;
    readonly lateSpread: number;
    /** Records a group needs to count half for itself. */
    readonly shrinkage: number;
    readonly groups: readonly {
      readonly name: string;
      readonly records: number;
      readonly hoursEffect: number;
      readonly lateEffect: number;
    }[];
  }[];
  readonly hours: { readonly weights: readonly number[]; readonly trees: readonly Tree[] };
  readonly onTime: { readonly weights: readonly number[]; readonly trees: readonly Tree[] };
  readonly recalibration: Recalibration;
  readonly band: Band;
};
