import type { Delivery } from '../domain/routing/delivery.ts';
import type { JudgedProbability } from '../domain/routing/forecast-scores.ts';
import { calibrateLanes } from '../domain/routing/lane-model.ts';
import { type GeneratedDelivery, generateDeliveries } from './generated-deliveries.ts';

const DAYS = 180;
const DAY = 86_400_000;
const SIZE = { origins: 150, destinations: 340, carriers: 6, deliveries: 60_000, days: DAYS };
const TEST_SHARE = 0.2;
/** Records from which a group's own rate is taken, and how many of the overall rate are mixed in. */
const OWN_FROM = 5;

type Row = GeneratedDelivery & Delivery;

export type JudgedDeliveries = {
  readonly ours: JudgedProbability[];
  /** Always the overall share of the past. */
  readonly constant: JudgedProbability[];
  readonly perLane: JudgedProbability[];
  readonly perMode: JudgedProbability[];
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
    ours: asked.map((row, i) => ({ probability: forecasts[i]?.onTimeProbability ?? 0, cameTrue: onTime(row) })),
    constant: rates(past, asked, () => ''),
    perLane: rates(past, asked, ({ mode, carrier, from, to }) => [mode, carrier, from, to].join('|')),
    perMode: rates(past, asked, ({ mode }) => mode),
    oracle: asked.map((row) => ({ probability: row.trueProbability, cameTrue: onTime(row) })),
    coverage: held.length / asked.length,
    learnt: past.length,
    seconds,
  };
};
