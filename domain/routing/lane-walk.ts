import type { ArrivalForecast, Delivery } from './delivery.ts';
import { type DeliveryGroups, groupDeliveries } from './delivery-groups.ts';
import type { Level } from './drifting-level.ts';
import { DueQueue } from './due-queue.ts';
import type { FileTail } from './file-tail.ts';
import type { HoursLaw } from './hours-experts.ts';
import { LaneHistory } from './lane-history.ts';
import {
  arrivalAt,
  type Begun,
  beginDelivery,
  driftedLaw,
  firstKnowledge,
  foretell,
  isWholeDays,
  type LaneKnowledge,
  windowOf,
} from './lane-knowledge.ts';
import { LAGS } from './level-experts.ts';
import { type PaceSource, paceAt, TransitPace } from './transit-pace.ts';

/** Known deliveries at which everything is fitted for the first time, and by how much more again. */
const FIRST_STATISTICS = 10;
const NEXT_STATISTICS = 1.3;
const FIRST_FIT = 40;
const NEXT_FIT = 1.6;

/** What was said of a delivery at its start, with news of every age, until it is known how it went. */
type Awaited = Begun & {
  readonly onTimeAhead: readonly Float64Array[];
  readonly levelsAhead: readonly (readonly Level[])[];
  readonly laws: readonly HoursLaw[];
};

const paceSourceOf = (past: readonly Delivery[]): PaceSource => ({
  endMs: past.reduce((latest, { startedAtMs, deliveredAtMs }) => Math.max(latest, deliveredAtMs ?? startedAtMs), 0),
  onlyDelivered: past.every(({ deliveredAtMs }) => deliveredAtMs !== null),
});

/** The model on its way through time; what it says of a delivery follows from what ended before that delivery began. */
export class LaneWalk {
  readonly knowledge: LaneKnowledge;
  readonly grouped: DeliveryGroups;
  readonly #history: LaneHistory;
  readonly #awaited = new Map<number, Awaited>();
  readonly #pace: TransitPace;
  readonly #halfKnown = new Set<number>();
  readonly #passed: number[] = [];
  readonly #ripening = new DueQueue();
  #nextStatistics = FIRST_STATISTICS;
  #nextFit = FIRST_FIT;

  /** @param past how many of the rows, from the first, are of the past; the others are only forecast */
  constructor(rows: readonly Delivery[], past: number, columns: number, seenShare: FileTail['seenShare']) {
    this.grouped = groupDeliveries(rows, columns);
    this.knowledge = firstKnowledge(this.grouped.factors, isWholeDays(rows.slice(0, past)));
    this.#pace = new TransitPace(paceSourceOf(rows.slice(0, past)));
    this.#history = new LaneHistory(rows, this.grouped, this.knowledge, seenShare);
  }

  #begin(index: number): Begun {
    const { knowledge, grouped } = this;
    const delivery = this.#history.row(index);
    this.readPace(delivery.startedAtMs);
    this.#history.slower[index] = paceAt(knowledge.pace, delivery.startedAtMs);
    return beginDelivery(knowledge, grouped, index, delivery, this.#history.featuresOf(index));
  }

  /** Takes the pace as it is known at `ms`. */
  readPace(ms: number): void {
    this.knowledge.pace = this.#pace.read(ms, this.knowledge.statistics.hours.base());
  }

  foretell(index: number): ArrivalForecast {
    return foretell(
      this.knowledge,
      this.grouped,
      index,
      this.#history.row(index).promisedAtMs !== null,
      this.#begin(index),
    );
  }

  /** A delivery of the past begins: what is foreseen with what is known now is kept, for it to be judged by later. */
  start(index: number): ArrivalForecast {
    const begun = this.#begin(index);
    const { startedAtMs, law, scores } = begun;
    const { hoursExperts, onTimeExperts } = this.knowledge;
    this.#pace.begin({ startedAtMs, deliveredAtMs: this.#history.row(index).deliveredAtMs, law });
    const levelsAhead = hoursExperts.ahead(startedAtMs);
    this.#awaited.set(index, {
      ...begun,
      onTimeAhead: onTimeExperts.ahead(scores, startedAtMs),
      levelsAhead,
      laws: Array.from({ length: LAGS }, (_, lag) => hoursExperts.law(lag, law, levelsAhead[lag] as readonly Level[])),
    });
    this.#history.hours[index] = driftedLaw(this.knowledge, begun).mean;
    return foretell(this.knowledge, this.grouped, index, this.#history.row(index).promisedAtMs !== null, begun);
  }

  deliver(index: number, atMs: number): void {
    // A file that ends tells nothing of promises after its end: those kept would be in it, those broken not.
    for (const passed of this.#passed.splice(0)) this.#resolve(passed, atMs);
    this.knowledge.delivered += 1;
    const delivered = this.#history.deliver(index);
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
    if (delivered >= this.#nextStatistics) {
      this.#history.fitStatistics(atMs);
      this.#nextStatistics = Math.ceil(delivered * NEXT_STATISTICS);
    }
    if (delivered < this.#nextFit) return;
    this.#history.fitLearners();
    this.#nextFit = Math.ceil(delivered * NEXT_FIT);
  }

  /** Its promise has passed: whether it came by then is known, and counts as soon as anything later is heard of. */
  resolve(index: number): void {
    this.#passed.push(index);
  }

  #count(index: number): void {
    const { groups, factors } = this.grouped;
    const { hours, spread, ratio } = this.knowledge.statistics;
    const offset = index * factors;
    const taken = this.#history.taken(index);
    const window = windowOf(this.#history.row(index));
    hours.add(taken, groups, offset);
    spread.add(Math.abs(taken - (this.#history.hours[index] as number)), groups, offset);
    if (!Number.isNaN(window)) ratio.add(taken - window, groups, offset);
  }

  #ripen(index: number, atMs: number): void {
    const { law, levelsAhead, laws, startedAtMs } = this.#awaited.get(index) as Awaited;
    const taken = this.#history.taken(index);
    this.knowledge.hoursExperts.learn(this.#history.ripen(index, atMs), taken - law.mean, levelsAhead);
    const at = this.#history.row(index).deliveredAtMs as number;
    this.knowledge.bands.learn(taken, laws, (place) => {
      const round = place < 0 ? Math.floor : Math.ceil;
      const eta = arrivalAt(this.knowledge, startedAtMs, laws[0] as HoursLaw, place, round);
      return place < 0 ? at < eta : at <= eta;
    });
    this.#forget(index);
  }

  /** Nothing more is awaited once both its hours and, where one was given, its promise have taught. */
  #forget(index: number): void {
    const isLast = this.#history.row(index).promisedAtMs === null || this.#halfKnown.delete(index);
    if (isLast) this.#awaited.delete(index);
    else this.#halfKnown.add(index);
  }

  #resolve(index: number, atMs: number): void {
    const { groups, factors } = this.grouped;
    const late = this.#history.isLate(index);
    this.knowledge.statistics.late.add(late ? 1 : 0, groups, index * factors);
    const { onTimeAhead } = this.#awaited.get(index) as Awaited;
    this.knowledge.onTimeExperts.learn(this.#history.resolve(index, atMs), onTimeAhead);
    this.#forget(index);
  }
}
