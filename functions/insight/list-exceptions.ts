import * as z from 'zod';
import { AskExceptions } from '#domain/insight/exception-requests.ts';
import { exceptionsPage } from '#domain/insight/exceptions-page.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { viewedQuery } from '#shared/dynamo-view-store.ts';
import { listExceptions } from '#shared/list-exceptions.ts';

export const handler = api(z.undefined(), async ({ query, caller, wantsPage }) => {
  operatorsOnly(caller);
  const { format = wantsPage ? 'html' : 'json', ...asked } = AskExceptions.parse(
    await viewedQuery('exceptions', query),
  );
  const found = await listExceptions(asked);
  return format === 'html' ? { page: exceptionsPage(found) } : { body: found };
});
