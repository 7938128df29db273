import * as z from 'zod';
import {
  brierOf,
  calibrationErrorOf,
  calibrationFloorOf,
  type JudgedProbability,
  logLossOf,
  reliabilityOf,
} from '../routing/forecast-scores.ts';
import { fromIso, hoursBetween, Instant, plusHours } from '../time.ts';
import type { ForecastOutcome } from './forecast-outcome.ts';

const Share = z.number().min(0).max(1);
const Score = z.number().nonnegative();

const MOST_DAYS = 92;
const USUAL_DAYS = 30;
const Day = z.iso.date();
const midnightOf = (day: string): Instant => fromIso(`${day}T00:00:00Z`);

/** Days (UTC) of fulfilment, both included; the last 30 without them. */
export const AskForecasts = z
  .strictObject({ from: Day.optional(), to: Day.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    error: 'is after `to`: give an earlier day',
    path: ['from'],
  })
  .refine(
    ({ from, to }) =>
      from === undefined || to === undefined || hoursBetween(midnightOf(from), midnightOf(to)) < 24 * MOST_DAYS,
    { error: `is more than ${MOST_DAYS} days before \`to\`: ask for a shorter span`, path: ['from'] },
  );

/** The days asked for; a missing end follows from the other. */
export const spanOf = (
  { from, to }: z.infer<typeof AskForecasts>,
  now: Instant,
): { readonly from: string; readonly to: string } => {
  const dayAfter = (day: string, days: number): string => plusHours(midnightOf(day), 24 * days).slice(0, 10);
  const today = now.slice(0, 10);
  const last = to ?? (from && dayAfter(from, MOST_DAYS - 1) < today ? dayAfter(from, MOST_DAYS - 1) : today);
  return { from: from ?? dayAfter(last, 1 - USUAL_DAYS), to: from && from > last ? from : last };
};

/** How the chances that plans gave turned out, of orders fulfilled in a span of days. */
export const ForecastReport = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  plans: z.number().int().nonnegative(),
  /** Null while there are none. */
  scores: z
    .object({
      meanForetold: Share,
      onTimeShare: Share,
      /** Lower is better; `constant…` is for always saying `onTimeShare`, known only afterwards. */
      brier: Score,
      constantBrier: Score,
      logLoss: Score,
      constantLogLoss: Score,
      /** Mean gap between what was foretold and what came true, over 20 bins. */
      calibrationError: Score,
      /** The gap that chance alone would leave, were every chance right: below it nothing can be told. */
      calibrationFloor: Score,
    })
    .nullable(),
  /** The points of the reliability plot. */
  reliability: z.array(z.object({ foretold: Share, cameTrue: Share, plans: z.number().int().positive() })),
  legs: z.object({
    completed: z.number().int().nonnegative(),
    /** Shares completed by what the plan gave as P50 and P90: 0.5 and 0.9 when it says what is so. */
    byP50: Share.nullable(),
    byP90: Share.nullable(),
  }),
  /** The statistics plans are made with now; null while they are the network's own. */
  laneStatistics: z.object({ version: z.string(), learntUntil: Instant, legs: z.number().int() }).nullable(),
});
export type ForecastReport = z.infer<typeof ForecastReport>;

const judgedOf = (outcomes: readonly ForecastOutcome[]): JudgedProbability[] =>
  outcomes.map(({ successProbability, onTime }) => ({ probability: successProbability, cameTrue: onTime }));

const scoresOf = (judged: readonly JudgedProbability[]): ForecastReport['scores'] => {
  if (judged.length === 0) return null;
  const onTimeShare = judged.filter(({ cameTrue }) => cameTrue).length / judged.length;
  const constant = judged.map(({ cameTrue }) => ({ probability: onTimeShare, cameTrue }));
  return {
    meanForetold: judged.reduce((sum, { probability }) => sum + probability, 0) / judged.length,
    onTimeShare,
    brier: brierOf(judged),
    constantBrier: brierOf(constant),
    logLoss: logLossOf(judged),
    constantLogLoss: logLossOf(constant),
    calibrationError: calibrationErrorOf(judged),
    calibrationFloor: calibrationFloorOf(judged.map(({ probability }) => probability)),
  };
};

const shareOf = (legs: ForecastOutcome['legs'], by: 'etaAt' | 'etaLatestAt'): number | null =>
  legs.length === 0 ? null : legs.filter((leg) => leg.completedAt <= leg[by]).length / legs.length;

/** Replaced plans count too: the chance was given, and the order came as it came. */
export const forecastReportOf = (
  from: string,
  to: string,
  outcomes: readonly ForecastOutcome[],
  laneStatistics: ForecastReport['laneStatistics'],
): ForecastReport => {
  const judged = judgedOf(outcomes);
  const legs = outcomes.flatMap((outcome) => outcome.legs);
  return {
    from,
    to,
    plans: outcomes.length,
    scores: scoresOf(judged),
    reliability: reliabilityOf(judged).map(({ count, foretold, cameTrue }) => ({ foretold, cameTrue, plans: count })),
    legs: { completed: legs.length, byP50: shareOf(legs, 'etaAt'), byP90: shareOf(legs, 'etaLatestAt') },
    laneStatistics,
  };
};
