import * as z from 'zod';
import { CHANNELS } from '#domain/channel/channels.ts';
import { promiseOn } from '#domain/fulfillment/stock-rules.ts';
import { AskStockPromise } from '#domain/fulfillment/stock-view.ts';
import { api, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { sheetOf } from '#shared/dynamo-stock-sheet.ts';
import { mappingFor } from '#shared/mapping-library.ts';

export const handler = api(z.undefined(), async ({ query }) => {
  const { sku, channel } = AskStockPromise.parse(query);
  if (!CHANNELS.some(({ id }) => id === channel))
    throw new Problem(400, 'Bad Request', `channel: there is no channel ${channel}`);
  const decided = { color: 'default', key: `${channel}#${sku}`, pinned: null };
  const [sheet, { mapping }] = await Promise.all([sheetOf(sku), mappingFor(channel, decided)]);
  return { body: promiseOn(sheet, channel, mapping.stockBuffer, now()) };
});
