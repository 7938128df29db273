import type { ArrivalForecast, Delivery } from '../domain/routing/delivery.ts';
import type { JudgedProbability } from '../domain/routing/forecast-scores.ts';
import { calibrateLanes } from '../domain/routing/lane-model.ts';
import { normalCdf } from '../domain/routing/normal-distribution.ts';
import { type GeneratedDelivery, generateDeliveries } from './generated-deliveries.ts';
import { seededRandom } from './generated-network.ts';

const DAYS = 180;
const DAY = 86_400_000;
const SIZE = { origins: 150, destinations: 340, carriers: 6, deliveries: 60_000, days: DAYS };
const TEST_SHARE = 0.2;
/** Records from which a group's own rate is taken, and how many of the overall rate are mixed in. */
const OWN_FROM = 5;

type Row = GeneratedDelivery & Delivery;

/** Forecasts beside what needs no model. */
export type JudgedForecasts = {
  readonly ours: JudgedProbability[];
  /** Always the overall share of the past. */
  readonly constant: JudgedProbability[];
  readonly perLane: JudgedProbability[];
  readonly perMode: JudgedProbability[];
  /** A normal law of hours per lane; of the mode where the lane has too few. */
  readonly gaussian: JudgedProbability[];
};

export type JudgedDeliveries = JudgedForecasts & {
  /** The true probability. */
  readonly oracle: JudgedProbability[];
  readonly coverage: number;
  readonly learnt: number;
  readonly seconds: number;
};

const onTime = ({ deliveredAtMs, promisedAtMs }: GeneratedDelivery): boolean => deliveredAtMs <= promisedAtMs;

const rates = (past: readonly Row[], asked: readonly Row[], keyOf: (row: Row) => string): JudgedProbability[] => {
  const share = past.filter(onTime).length / past.length;
  const groups = new Map<string, { kept: number; count: number }>();
  for (const row of past) {
    const group = groups.get(keyOf(row)) ?? { kept: 0, count: 0 };
    groups.set(keyOf(row), { kept: group.kept + (onTime(row) ? 1 : 0), count: group.count + 1 });
  }
  return asked.map((row) => {
    const { kept, count } = groups.get(keyOf(row)) ?? { kept: 0, count: 0 };
    return { probability: count < OWN_FROM ? share : (kept + share) / (count + 1), cameTrue: onTime(row) };
  });
};

const HOUR = 3_600_000;
const laneOf = ({ mode, carrier, from, to }: Row): string => [mode, carrier, from, to].join('|');

type Hours = { count: number; sum: number; squares: number };

const hoursBy = (past: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Hours> => {
  const groups = new Map<string, Hours>();
  for (const row of past) {
    const { count, sum, squares } = groups.get(keyOf(row)) ?? { count: 0, sum: 0, squares: 0 };
    const hours = (row.deliveredAtMs - row.startedAtMs) / HOUR;
    groups.set(keyOf(row), { count: count + 1, sum: sum + hours, squares: squares + hours * hours });
  }
  return groups;
};

const gaussians = (past: readonly Row[], asked: readonly Row[]): JudgedProbability[] => {
  const [lanes, modes] = [hoursBy(past, laneOf), hoursBy(past, ({ mode }) => mode)];
  return asked.map((row) => {
    const lane = lanes.get(laneOf(row));
    const { count, sum, squares } = (lane && lane.count >= OWN_FROM ? lane : modes.get(row.mode)) as Hours;
    const spread = Math.sqrt(Math.max(squares / count - (sum / count) ** 2, 1));
    const window = (row.promisedAtMs - row.startedAtMs) / HOUR;
    return { probability: normalCdf((window - sum / count) / spread), cameTrue: onTime(row) };
  });
};

const besideSimple = (
  past: readonly Row[],
  asked: readonly Row[],
  forecasts: readonly ArrivalForecast[],
): JudgedForecasts => ({
  ours: asked.map((row, i) => ({ probability: forecasts[i]?.onTimeProbability ?? 0, cameTrue: onTime(row) })),
  constant: rates(past, asked, () => ''),
  perLane: rates(past, asked, laneOf),
  perMode: rates(past, asked, ({ mode }) => mode),
  gaussian: gaussians(past, asked),
});

/** The last fifth of generated deliveries on sparse lanes, forecast from those that had ended before it began. */
export const judgeGenerated = (seed: number): JudgedDeliveries => {
  const rows: Row[] = generateDeliveries(seed, SIZE).map((row) => ({
    ...row,
    extras: [String(row.distance), String(row.weather), String(row.congestion)],
  }));
  const cut = (rows[0] as Row).startedAtMs + DAYS * (1 - TEST_SHARE) * DAY;
  const past = rows.filter(({ deliveredAtMs }) => deliveredAtMs < cut);
  const asked = rows.filter(({ startedAtMs }) => startedAtMs >= cut);
  const started = performance.now();
  const { forecasts } = calibrateLanes(
    past,
    asked.map((row) => ({ ...row, deliveredAtMs: null })),
    ['distance', 'weather', 'congestion'],
  );
  const seconds = (performance.now() - started) / 1000;
  const held = asked.filter((row, i) => {
    const forecast = forecasts[i];
    return forecast && row.deliveredAtMs >= forecast.etaP10Ms && row.deliveredAtMs <= forecast.etaP90Ms;
  });
  return {
    ...besideSimple(past, asked, forecasts),
    oracle: asked.map((row) => ({ probability: row.trueProbability, cameTrue: onTime(row) })),
    coverage: held.length / asked.length,
    learnt: past.length,
    seconds,
  };
};

const DRIFTING = { origins: 30, destinations: 60, carriers: 5, deliveries: 9_000, days: 540 };
/** Every so many days all lanes get slower or faster by as much as nobody says. */
const SPELL_DAYS = 30;
const SPELL_SPREAD = 0.7;

/**
 * Deliveries whose lateness drifts from month to month: each of the later three fifths is forecast by what was known when it
 * began; the simple rates are those of the first two fifths.
 */
export const judgeDrifting = (seed: number): JudgedForecasts => {
  const random = seededRandom(seed + 1);
  const spells = Array.from({ length: DRIFTING.days / SPELL_DAYS + 2 }, () =>
    Math.exp(SPELL_SPREAD * (random() - 0.5)),
  );
  const generated = generateDeliveries(seed, DRIFTING);
  const start = (generated[0] as GeneratedDelivery).startedAtMs;
  const rows: Row[] = generated.map((row) => {
    const spell = spells[Math.floor((row.startedAtMs - start) / (SPELL_DAYS * DAY))] as number;
    const deliveredAtMs = Math.round(row.startedAtMs + spell * (row.deliveredAtMs - row.startedAtMs));
    return { ...row, deliveredAtMs, extras: [String(row.distance)] };
  });
  const cut = start + 0.4 * DRIFTING.days * DAY;
  const past = rows.filter(({ deliveredAtMs }) => deliveredAtMs < cut);
  const asked = rows.filter(({ startedAtMs }) => startedAtMs >= cut);
  const open = asked.map((row) => ({ ...row, deliveredAtMs: null }));
  return besideSimple(past, asked, calibrateLanes(rows, open, ['distance']).forecasts);
};
