import * as z from 'zod';
import { shadowPage } from '#domain/insight/shadow-page.ts';
import { AskShadow, shadowReport, shadowSpan } from '#domain/insight/shadow-report.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { verdictsBetween } from '#shared/dynamo-shadow-store.ts';

export const handler = api(z.undefined(), async ({ query, caller, wantsPage }) => {
  operatorsOnly(caller);
  const { format = wantsPage ? 'html' : 'json', ...asked } = AskShadow.parse(query);
  const span = shadowSpan(asked, now());
  const report = shadowReport(await verdictsBetween(span.from, span.to), asked, span);
  return format === 'html' ? { page: shadowPage(report) } : { body: report };
});
