import * as z from 'zod';
import { AskPrices, pricesView } from '#domain/workbench/prices-view.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { publishedPrices } from '#shared/scarcity-store.ts';

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  return { body: pricesView(await publishedPrices(), AskPrices.parse(query)) };
});
