import * as z from 'zod';
import { AskForecasts, spanOf } from '#domain/insight/forecast-report.ts';
import { providerPage } from '#domain/insight/provider-page.ts';
import { AskProviders, providerReport } from '#domain/insight/provider-report.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { legOutcomesBetween } from '#shared/dynamo-leg-outcome-store.ts';

export const handler = api(z.undefined(), async ({ query, caller, wantsPage }) => {
  operatorsOnly(caller);
  const { format = wantsPage ? 'html' : 'json', ...asked } = AskProviders.parse(query);
  const span = spanOf(AskForecasts.parse(asked), now());
  const report = providerReport(await legOutcomesBetween(span.from, span.to), span);
  return format === 'html' ? { page: providerPage(report) } : { body: report };
});
