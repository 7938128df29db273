import { plusSeconds } from '#domain/time.ts';
import { checkStock } from '#shared/check-stock.ts';
import { now } from '#shared/clock.ts';
import { atTheEdge } from '#shared/edge.ts';
import { count, logger } from '#shared/observability.ts';

/** Well within the function's five minutes. */
const SECONDS = 240;

export const handler = atTheEdge<unknown, { readonly compared: number; readonly drifted: number }>(async () => {
  const { compared, drifted, unfinished } = await checkStock(plusSeconds(now(), SECONDS));
  for (const { balance, differences } of drifted)
    logger.error('stock drifted', { sku: balance.sku, node: balance.node, differences });
  if (drifted.length > 0) count('StockDrifted', {}, drifted.length);
  logger.info('stock compared', { compared, drifted: drifted.length, unfinished });
  return { compared, drifted: drifted.length };
});
