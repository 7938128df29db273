import { daysIn } from '#domain/insight/days.ts';
import type { ForecastOutcome } from '#domain/insight/forecast-outcome.ts';
import { putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';
import { forecastKey, forecastPk } from './network-keys.ts';

const table = env('NETWORK_TABLE');

/** The same outcome again is the same row. */
export const keepForecast = async (outcome: ForecastOutcome): Promise<void> => {
  const { fulfilledAt, orderId, attempt } = outcome;
  await putItem(table, { ...forecastKey(fulfilledAt, orderId, attempt), entity: 'FORECAST', outcome });
};

/** Outcomes of orders fulfilled on these days (UTC), both included. */
export const forecastsBetween = async (from: string, to: string): Promise<ForecastOutcome[]> => {
  const rows = await Promise.all(
    daysIn(from, to).map((day) =>
      queryAll<{ outcome: ForecastOutcome }>({ table, where: 'pk = :pk', values: { ':pk': forecastPk(day) } }),
    ),
  );
  return rows.flat().map(({ outcome }) => outcome);
};
