import * as z from 'zod';
import { AskForecasts, forecastReportOf, spanOf } from '#domain/insight/forecast-report.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { forecastsBetween } from '#shared/dynamo-forecast-store.ts';
import { currentStatistics } from '#shared/lane-statistics-store.ts';

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  const { from, to } = spanOf(AskForecasts.parse(query), now());
  const [outcomes, current] = await Promise.all([forecastsBetween(from, to), currentStatistics()]);
  const statistics = current && { version: current.version, learntUntil: current.learntUntil, legs: current.legs };
  return { body: forecastReportOf(from, to, outcomes, statistics) };
});
