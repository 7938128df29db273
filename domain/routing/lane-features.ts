import { calendarOf, type DeliveryGroups, LANE_FACTORS } from './delivery-groups.ts';
import type { TransitStatistics } from './transit-statistics.ts';

/** Positions in a delivery's feature vector. Only WINDOW and Z depend on the promise, and both rise with it. */
export const LaneFeature = {
  /** Expected logged hours by the groups' statistics. */
  LOC: 0,
  /** Logged hours from start to promise, NaN without a promise. */
  WINDOW: 1,
  /** How many spreads the promise lies beyond the expected arrival. */
  Z: 2,
  /** Expected share late by the groups' statistics. */
  LATE: 3,
  SPREAD: 4,
  UNCERTAINTY: 5,
  LANE_COUNT: 6,
  CARRIER_COUNT: 7,
  /** Expected logged hours less logged promise, by the groups' statistics. */
  RATIO: 8,
  HOUR: 9,
  WEEKDAY: 10,
  HOURS_EFFECTS: 11,
  LATE_EFFECTS: 11 + LANE_FACTORS.length,
} as const;
export const FIRST_COLUMN = LaneFeature.LATE_EFFECTS + LANE_FACTORS.length;

/** The same features where all takes `slower` more logged hours: as if the promise were so much nearer. */
export const withPace = (values: Float32Array, slower: number): Float32Array => {
  const slowed = values.slice();
  slowed[LaneFeature.WINDOW] = (values[LaneFeature.WINDOW] as number) - slower;
  slowed[LaneFeature.Z] = (values[LaneFeature.Z] as number) - slower / (values[LaneFeature.SPREAD] as number);
  return slowed;
};

/** Statistics of logged hours, of logged hours against the promise, of the share late, and of how far hours are off. */
export type LaneState = {
  readonly hours: TransitStatistics;
  readonly ratio: TransitStatistics;
  readonly late: TransitStatistics;
  readonly spread: TransitStatistics;
};

const CARRIER = LANE_FACTORS.indexOf('CARRIER');
const LANE = LANE_FACTORS.indexOf('LANE');
/** Mean absolute deviation to standard deviation of a normal law. */
const TO_SIGMA = 1.2533;

export const featureCount = ({ columns }: DeliveryGroups): number => FIRST_COLUMN + 2 * columns;

/** Writes the features of delivery `row`, all of them known at its start, to `values`. */
export const writeFeatures = (
  state: LaneState,
  grouped: DeliveryGroups,
  row: number,
  startedAtMs: number,
  window: number,
  values: Float32Array,
): void => {
  const { groups, factors, numbers, columns } = grouped;
  const offset = row * factors;
  const { hours, ratio, late, spread } = state;
  const set = (feature: number, value: number): void => {
    values[feature] = value;
  };
  const loc = hours.mean(groups, offset);
  const sigma = TO_SIGMA * Math.max(spread.mean(groups, offset), 0.01);
  const calendar = calendarOf(startedAtMs);
  set(LaneFeature.LOC, loc);
  set(LaneFeature.WINDOW, window);
  set(LaneFeature.Z, (window - loc) / sigma);
  set(LaneFeature.LATE, late.mean(groups, offset));
  set(LaneFeature.SPREAD, sigma);
  set(LaneFeature.UNCERTAINTY, Math.sqrt(hours.uncertainty(groups, offset)));
  set(LaneFeature.LANE_COUNT, Math.log1p(hours.count(LANE, groups[offset + LANE] as number)));
  set(LaneFeature.CARRIER_COUNT, Math.log1p(hours.count(CARRIER, groups[offset + CARRIER] as number)));
  set(LaneFeature.RATIO, ratio.mean(groups, offset));
  set(LaneFeature.HOUR, calendar.hour);
  set(LaneFeature.WEEKDAY, calendar.weekday);
  LANE_FACTORS.forEach((_, f) => {
    set(LaneFeature.HOURS_EFFECTS + f, hours.effect(f, groups[offset + f] as number));
    set(LaneFeature.LATE_EFFECTS + f, late.effect(f, groups[offset + f] as number));
  });
  for (let column = 0; column < columns; column += 1) {
    const factor = factors - columns + column;
    set(FIRST_COLUMN + 2 * column, numbers[row * columns + column] as number);
    set(FIRST_COLUMN + 2 * column + 1, hours.effect(factor, groups[offset + factor] as number));
  }
};
