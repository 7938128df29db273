import { ArrivalBands } from './arrival-bands.ts';
import { hoursLearner, type Learner, onTimeLearner } from './arrival-learner.ts';
import { type ArrivalForecast, type Delivery, fromLogHours, logHours } from './delivery.ts';
import { type DeliveryGroups, LANE_FACTORS } from './delivery-groups.ts';
import { HoursExperts, type HoursLaw } from './hours-experts.ts';
import { LaneFeature, type LaneState, withPace, writeFeatures } from './lane-features.ts';
import { logit } from './log-odds.ts';
import { OnTimeExperts, type OnTimeScores } from './on-time-experts.ts';
import { type Pace, paceAt, STEADY } from './transit-pace.ts';
import { transitStatistics } from './transit-statistics.ts';

/** All that has been learnt, and all that a forecast needs. */
export type LaneKnowledge = {
  readonly statistics: LaneState;
  readonly onTimeExperts: OnTimeExperts;
  readonly hoursExperts: HoursExperts;
  readonly bands: ArrivalBands;
  /** The records tell days, not hours: P10 is then the start of a day and P90 the start of the next. */
  readonly wholeDays: boolean;
  pace: Pace;
  hoursLearner: Learner;
  onTimeLearner: Learner;
  delivered: number;
};

export const firstKnowledge = (factors: number, wholeDays: boolean): LaneKnowledge => ({
  statistics: {
    hours: transitStatistics(factors, Math.log(48)),
    ratio: transitStatistics(factors, -0.2),
    late: transitStatistics(factors, 0.2),
    spread: transitStatistics(factors, 0.4),
  },
  onTimeExperts: new OnTimeExperts(null),
  hoursExperts: new HoursExperts(null),
  bands: new ArrivalBands(null),
  wholeDays,
  pace: STEADY,
  hoursLearner: hoursLearner.start,
  onTimeLearner: onTimeLearner.start,
  delivered: 0,
});

const DAY = 86_400_000;

export const isWholeDays = (deliveries: readonly Delivery[]): boolean =>
  deliveries.length > 0 && deliveries.every(({ startedAtMs }) => startedAtMs % DAY === 0);

/** A delivery at its start, as the learners see it before any drift. */
export type Begun = { readonly startedAtMs: number; readonly law: HoursLaw; readonly scores: OnTimeScores };

/** Logged hours from start to promise; NaN without one. */
export const windowOf = ({ startedAtMs, promisedAtMs }: Delivery): number =>
  promisedAtMs === null ? Number.NaN : logHours(promisedAtMs - startedAtMs);

const MOST_LATE = 0.99;
const LEAST_LATE = 0.005;

/**
 * What the learners as they are now say of features that were written at a start.
 * @param slower by how much things were slower then, in logged hours
 */
export const scoreDelivery = (
  { hoursLearner: hours, onTimeLearner: onTime, onTimeExperts }: LaneKnowledge,
  values: Float32Array,
  slower: number,
): Pick<Begun, 'law' | 'scores'> => {
  const late = Math.min(Math.max(values[LaneFeature.LATE] as number, LEAST_LATE), MOST_LATE);
  return {
    law: { mean: hoursLearner.score(hours, values, 0), spread: values[LaneFeature.SPREAD] as number },
    scores: {
      learner: onTimeLearner.score(onTime, values, 0),
      paced: onTimeLearner.score(onTime, withPace(values, slower), 0),
      groups: logit(1 - late),
      overall: onTimeExperts.overall(),
    },
  };
};

/** Writes the features of row `row` to `values`, and scores them. */
export const beginDelivery = (
  knowledge: LaneKnowledge,
  grouped: DeliveryGroups,
  row: number,
  delivery: Delivery,
  values: Float32Array,
): Begun => {
  const { startedAtMs } = delivery;
  writeFeatures(knowledge.statistics, grouped, row, startedAtMs, windowOf(delivery), values);
  return { startedAtMs, ...scoreDelivery(knowledge, values, paceAt(knowledge.pace, startedAtMs)) };
};

/** The law of its hours with the drift as known now. */
export const driftedLaw = ({ hoursExperts }: LaneKnowledge, { startedAtMs, law }: Begun): HoursLaw =>
  hoursExperts.law(hoursExperts.lagAt(startedAtMs), law, hoursExperts.levels(startedAtMs));

/** When, at this place of the law (in spreads from its mean), it arrives; whole days are rounded by `round`. */
export const arrivalAt = (
  { wholeDays }: LaneKnowledge,
  startedAtMs: number,
  { mean, spread }: HoursLaw,
  place: number,
  round: (days: number) => number,
): number => {
  const ms = Math.round(startedAtMs + fromLogHours(mean + place * spread));
  return wholeDays ? round(ms / DAY) * DAY : ms;
};

const recordsOf = (
  { statistics, delivered }: LaneKnowledge,
  { groups, factors }: DeliveryGroups,
  row: number,
): ArrivalForecast['records'] => {
  const count = (factor: (typeof LANE_FACTORS)[number]): number => {
    const f = LANE_FACTORS.indexOf(factor);
    return statistics.hours.count(f, groups[row * factors + f] as number);
  };
  return { all: delivered, carrier: count('CARRIER'), lane: count('LANE') };
};

/** What is foreseen for a delivery that begins now. */
export const foretell = (
  knowledge: LaneKnowledge,
  grouped: DeliveryGroups,
  row: number,
  promised: boolean,
  begun: Begun,
): ArrivalForecast => {
  const { startedAtMs, scores } = begun;
  const { onTimeExperts, hoursExperts, bands } = knowledge;
  const law = driftedLaw(knowledge, begun);
  const band = bands.band(hoursExperts.lagAt(startedAtMs));
  return {
    onTimeProbability: promised
      ? onTimeExperts.probability(onTimeExperts.lagAt(startedAtMs), scores, startedAtMs)
      : null,
    etaP10Ms: arrivalAt(knowledge, startedAtMs, law, band.p10, Math.floor),
    etaP50Ms: arrivalAt(knowledge, startedAtMs, law, band.p50, Math.round),
    etaP90Ms: arrivalAt(knowledge, startedAtMs, law, band.p90, Math.ceil),
    records: recordsOf(knowledge, grouped, row),
  };
};
