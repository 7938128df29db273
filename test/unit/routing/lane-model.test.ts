import fc from 'fast-check';
import type { ArrivalForecast, Delivery } from '#domain/routing/delivery.ts';
import { calibrationErrorOf, scoreForecasts } from '#domain/routing/forecast-scores.ts';
import { calibrateLanes } from '#domain/routing/lane-model.ts';
import { generateDeliveries } from '../../../bench/generated-deliveries.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

const generated = (
  seed: number,
  deliveries: number,
): (Delivery & { trueProbability: number; deliveredAtMs: number })[] =>
  generateDeliveries(seed, { origins: 12, destinations: 20, carriers: 3, deliveries, days: 90 }).map(
    ({ distance, weather, congestion, ...delivery }) => ({
      ...delivery,
      extras: [String(distance), String(weather), String(congestion)],
    }),
  );
const COLUMNS = ['distance', 'weather', 'congestion'];
const open = (deliveries: readonly Delivery[]): Delivery[] => deliveries.map((d) => ({ ...d, deliveredAtMs: null }));
const forecast = (history: readonly Delivery[], asked: readonly Delivery[]): ArrivalForecast[] =>
  calibrateLanes(history, open(asked), COLUMNS).forecasts;
const first = (forecasts: readonly ArrivalForecast[]): ArrivalForecast => forecasts[0] as ArrivalForecast;

const past = generated(5, 900);
const later = generated(6, 900).slice(600, 660);

describe('forecasts of arrival', () => {
  it('are probabilities and ordered quantiles after the start, whatever is known', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 59 }), (known, at) => {
        const asked = later[at] as Delivery;
        const { onTimeProbability, etaP10Ms, etaP50Ms, etaP90Ms } = first(forecast(past.slice(0, known), [asked]));
        expect(onTimeProbability).toBeGreaterThanOrEqual(0);
        expect(onTimeProbability).toBeLessThanOrEqual(1);
        expect(asked.startedAtMs).toBeLessThanOrEqual(etaP10Ms);
        expect(etaP10Ms).toBeLessThanOrEqual(etaP50Ms);
        expect(etaP50Ms).toBeLessThanOrEqual(etaP90Ms);
      }),
      { numRuns: 12 },
    );
  });

  it('never grow less likely to be on time as the promise moves later', () => {
    const asked = later.slice(0, 12).flatMap((delivery) =>
      Array.from({ length: 40 }, (_, step) => ({
        ...delivery,
        promisedAtMs: delivery.startedAtMs + (step - 2) * 5 * HOUR,
      })),
    );
    const probabilities = forecast(past, asked).map(({ onTimeProbability }) => onTimeProbability as number);
    probabilities.forEach((probability, i) => {
      if (i % 40 > 0) expect(probability).toBeGreaterThanOrEqual((probabilities[i - 1] as number) - 1e-12);
    });
    expect(probabilities[39]).toBeGreaterThan((probabilities[0] as number) + 0.3);
  });

  it('do not change by what ends later than the start', () => {
    const cut = START + 60 * 24 * HOUR;
    const asked = past.filter(({ startedAtMs }) => startedAtMs > cut).slice(0, 1);
    const at = (asked[0] as Delivery).startedAtMs;
    const known = past.filter(({ startedAtMs }) => startedAtMs < at);
    const hidden = known.map((d) => (d.deliveredAtMs >= at ? { ...d, deliveredAtMs: null } : d));
    const worse = past.map((d) => (d.deliveredAtMs >= at ? { ...d, deliveredAtMs: d.deliveredAtMs + 900 * HOUR } : d));
    const expected = forecast(hidden, asked);
    // Open rows whose promise has not passed, too.
    expect(known.some((d) => d.deliveredAtMs >= at)).toBe(true);
    expect(forecast(past, asked)).toEqual(expected);
    expect(forecast(worse, asked)).toEqual(expected);
  });

  it('do not depend on the order of lines, nor on what else is asked', () => {
    const turned = [...past].reverse();
    const expected = forecast(past, later);
    expect(forecast(turned, later)).toEqual(expected);
    expect(forecast(past, later.slice(7, 8))).toEqual(expected.slice(7, 8));
  });

  it('move from the prior of its kind to its own as a lane gets records', () => {
    const lane = { mode: 'ROAD', carrier: 'SLOW', from: 'X', to: 'Y' };
    const at = START + 95 * 24 * HOUR;
    const onLane = (count: number): Delivery[] =>
      Array.from({ length: count }, (_, i) => ({
        ...lane,
        startedAtMs: START + i * HOUR,
        promisedAtMs: START + (i + 72) * HOUR,
        deliveredAtMs: START + (i + 300) * HOUR,
        extras: ['800', '0', '0.05'],
      }));
    const asked = {
      ...lane,
      startedAtMs: at,
      promisedAtMs: at + 72 * HOUR,
      deliveredAtMs: null,
      extras: ['800', '0', '0.05'],
    };
    const hours = [0, 1, 40].map((count) => {
      const { etaP50Ms, records } = first(forecast([...past, ...onLane(count)], [asked]));
      expect(records.lane).toBe(count);
      return (etaP50Ms - at) / HOUR;
    });
    expect(hours).toEqual([...hours].sort((a, b) => a - b));
    expect(hours[0]).toBeLessThan(100);
    expect(hours[2]).toBeGreaterThan(180);
  });

  it('give times but no chance where nothing was promised, and bear with missing fields', () => {
    const bare: Delivery = {
      mode: '',
      carrier: '',
      from: '',
      to: '',
      startedAtMs: START + 95 * 24 * HOUR,
      promisedAtMs: null,
      deliveredAtMs: null,
      extras: ['', 'storm', ''],
    };
    const { onTimeProbability, etaP50Ms } = first(forecast(past, [bare]));
    expect(onTimeProbability).toBeNull();
    expect(etaP50Ms).toBeGreaterThan(bare.startedAtMs);
  });

  it('are chances even while no promise has passed yet', () => {
    const farOff = past.map((delivery) => ({ ...delivery, promisedAtMs: START + 1000 * 24 * HOUR }));
    const { onTimeProbability } = first(forecast(farOff, later.slice(0, 1)));
    expect(onTimeProbability).toBeGreaterThan(0);
    expect(onTimeProbability).toBeLessThan(1);
  });

  it('beat the constant on later deliveries of sparse lanes, say what is so, and hold 80 % between P10 and P90', () => {
    const all = generated(7, 6000);
    const cut = START + 65 * 24 * HOUR;
    const history = all.filter(({ deliveredAtMs }) => deliveredAtMs < cut);
    const asked = all.filter(({ startedAtMs }) => startedAtMs >= cut);
    const forecasts = forecast(history, asked);
    const scores = scoreForecasts(
      asked.map((delivery, i) => ({ delivery, forecast: forecasts[i] as ArrivalForecast })),
    );
    const oracle = asked.reduce((sum, { trueProbability: p }) => sum + p * (1 - p), 0) / asked.length;
    expect((scores.constantBrier - scores.brier) / (scores.constantBrier - oracle)).toBeGreaterThan(0.7);
    expect(scores.logLoss).toBeLessThan(scores.constantLogLoss);
    expect(scores.calibrationError).toBeLessThan(0.05);
    expect(scores.coverage).toBeGreaterThan(0.75);
    expect(scores.coverage).toBeLessThan(0.85);
  });
});

describe('the expected calibration error', () => {
  it('is the mean gap between what was foretold and what came true', () => {
    const judged = [
      ...Array.from({ length: 80 }, () => ({ probability: 0.9, cameTrue: true })),
      ...Array.from({ length: 20 }, () => ({ probability: 0.9, cameTrue: false })),
    ];
    expect(calibrationErrorOf(judged)).toBeCloseTo(0.1, 12);
  });
});
