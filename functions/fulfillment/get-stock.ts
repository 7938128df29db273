import * as z from 'zod';
import { AskStock } from '#domain/fulfillment/stock-view.ts';
import { api } from '#shared/api.ts';
import { onlyAtOwnNodes } from '#shared/party.ts';
import { viewStock } from '#shared/view-stock.ts';

export const handler = api(z.undefined(), async ({ query, caller }) => {
  const { sku, node } = AskStock.parse(query);
  onlyAtOwnNodes(caller, [node ?? '']);
  return { body: await viewStock(sku, node) };
});
