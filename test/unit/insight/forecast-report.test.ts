import type { Leg } from '#domain/fulfillment/leg.ts';
import { newId, type PlanId } from '#domain/id.ts';
import { type ForecastOutcome, forecastOutcomesOf, type PlannedForecast } from '#domain/insight/forecast-outcome.ts';
import { AskForecasts, ForecastReport, forecastReportOf, spanOf } from '#domain/insight/forecast-report.ts';
import { calibrationErrorOf, calibrationFloorOf } from '#domain/routing/forecast-scores.ts';
import type { Plan } from '#domain/routing/plan.ts';
import { plusHours } from '#domain/time.ts';
import { seededRandom } from '../../../bench/generated-network.ts';
import { countingUlids, NOON } from '../../support/given.ts';

const nextUlid = countingUlids();
const orderId = newId('ord', nextUlid);

const planOf = (planId: string, successProbability: number): Plan => ({
  planId,
  recommended: true,
  cost: 10,
  successProbability,
  legs: [],
  explanation: [],
});
const plannedAs = (attempt: number, ...plans: Plan[]): PlannedForecast => ({
  attempt,
  at: plusHours(NOON, 10 * (attempt - 1)),
  deadlineHours: 48,
  answer: { orderId, plans, rejected: [] },
});
const legOf = (planId: string, state: Leg['state'], hours: number): Leg => ({
  legId: newId('leg', nextUlid),
  orderId,
  planId: planId as PlanId,
  state,
  since: plusHours(NOON, hours),
  node: 'WH-A',
  lane: 'L1',
  carrier: 'SF',
  mode: 'ROAD',
  lines: [],
  costMinor: 800,
  etaAt: plusHours(NOON, 90),
  etaLatestAt: plusHours(NOON, 99),
  acceptBy: null,
  waybill: null,
  stock: 'SHIPPED',
  progress: 'delivered',
  endReason: null,
  planned: { from: NOON, etaAt: plusHours(NOON, 30), etaLatestAt: plusHours(NOON, 52) },
});

describe('how a plan turned out', () => {
  it('is judged by when the whole order was there, each plan by its own deadline', () => {
    const planned = [plannedAs(1, planOf('pln_1', 0.9), planOf('pln_x', 0.5)), plannedAs(2, planOf('pln_2', 0.8))];
    const legs = [legOf('pln_1', 'REJECTED', 5), legOf('pln_1', 'COMPLETED', 20), legOf('pln_2', 'COMPLETED', 50)];
    expect(forecastOutcomesOf(orderId, legs, planned)).toMatchObject([
      {
        attempt: 1,
        planId: 'pln_1',
        successProbability: 0.9,
        onTime: false,
        replaced: true,
        dueAt: plusHours(NOON, 48),
      },
      {
        attempt: 2,
        planId: 'pln_2',
        successProbability: 0.8,
        onTime: true,
        replaced: false,
        dueAt: plusHours(NOON, 58),
      },
    ]);
  });

  it('measures legs by what the plan had said of them, not by later estimates', () => {
    const [outcome] = forecastOutcomesOf(
      orderId,
      [legOf('pln_1', 'COMPLETED', 40)],
      [plannedAs(1, planOf('pln_1', 0.9))],
    );
    expect(outcome?.legs).toMatchObject([{ etaAt: plusHours(NOON, 30), etaLatestAt: plusHours(NOON, 52) }]);
  });

  it('is not known while nothing is delivered, nor of plans that kept no deadline', () => {
    const { deadlineHours: _, ...old } = plannedAs(1, planOf('pln_1', 0.9));
    expect(forecastOutcomesOf(orderId, [legOf('pln_1', 'FAILED', 40)], [plannedAs(1, planOf('pln_1', 0.9))])).toEqual(
      [],
    );
    expect(forecastOutcomesOf(orderId, [legOf('pln_1', 'COMPLETED', 40)], [old])).toEqual([]);
  });
});

const outcomeOf = (successProbability: number, onTime: boolean): ForecastOutcome => ({
  orderId,
  attempt: 1,
  planId: 'pln_1',
  plannedAt: NOON,
  dueAt: plusHours(NOON, 48),
  successProbability,
  fulfilledAt: plusHours(NOON, 40),
  onTime,
  replaced: false,
  legs: [
    { legId: 'leg_1', etaAt: plusHours(NOON, 30), etaLatestAt: plusHours(NOON, 52), completedAt: plusHours(NOON, 40) },
  ],
});

describe('the report on forecasts', () => {
  it('sets what was foretold beside what came true', () => {
    const outcomes = [0, 1, 2, 3, 4].map((i) => outcomeOf(0.9, i > 0));
    const report = ForecastReport.parse(forecastReportOf('2026-06-01', '2026-06-02', outcomes, null));
    expect(report.scores).toMatchObject({ meanForetold: 0.9, onTimeShare: 0.8 });
    expect(report.scores?.calibrationError).toBeCloseTo(0.1, 12);
    expect(report.scores?.brier).toBeCloseTo((0.81 + 4 * 0.01) / 5, 12);
    expect(report.reliability).toEqual([{ foretold: 0.9, cameTrue: 0.8, plans: 5 }]);
    expect(report.legs).toEqual({ completed: 5, byP50: 0, byP90: 1 });
  });

  it('says nothing of scores while there are no plans', () => {
    const report = ForecastReport.parse(forecastReportOf('2026-06-01', '2026-06-02', [], null));
    expect(report).toMatchObject({ plans: 0, scores: null, reliability: [], legs: { byP50: null } });
  });

  it('covers the last thirty days unless asked otherwise', () => {
    const span = (query: object) => spanOf(AskForecasts.parse(query), NOON);
    expect(span({})).toEqual({ from: '2026-05-03', to: '2026-06-01' });
    expect(span({ to: '2026-04-30' })).toEqual({ from: '2026-04-01', to: '2026-04-30' });
    expect(span({ from: '2026-05-30' })).toEqual({ from: '2026-05-30', to: '2026-06-01' });
    expect(span({ from: '2025-01-01' })).toEqual({ from: '2025-01-01', to: '2025-04-02' });
  });

  it.each([
    ['a span that ends before it begins', { from: '2026-06-02', to: '2026-06-01' }],
    ['a span of years', { from: '2024-06-02', to: '2026-06-01' }],
    ['a day that is none', { from: '2026-02-30' }],
    ['a word it does not know', { since: '2026-06-01' }],
  ])('refuses %s', (_, query) => {
    expect(AskForecasts.safeParse(query).success).toBe(false);
  });
});

describe('the calibration error that chance leaves', () => {
  it('is what probabilities that are right come to on average', () => {
    const random = seededRandom(3);
    const probabilities = Array.from({ length: 2000 }, () => random() ** 0.3);
    const errors = Array.from({ length: 40 }, () =>
      calibrationErrorOf(probabilities.map((probability) => ({ probability, cameTrue: random() < probability }))),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(calibrationFloorOf(probabilities) / mean).toBeCloseTo(1, 0);
    expect(Math.abs(calibrationFloorOf(probabilities) / mean - 1)).toBeLessThan(0.12);
  });
});
