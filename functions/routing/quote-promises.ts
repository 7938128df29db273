import { AskPromise } from '#domain/routing/promise-request.ts';
import { quotePromises } from '#domain/routing/quote-promises.ts';
import { resolveRegion } from '#domain/routing/resolve-region.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { api } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { stockOf } from '#shared/dynamo-stock-store.ts';
import { planningNetwork } from '#shared/planning-network.ts';

export const handler = api(AskPromise, async ({ body: { to, ...asked } }) => {
  const at = now();
  const [{ prepared, closed }, levels] = await Promise.all([
    planningNetwork(at),
    stockOf(asked.lines.map(({ sku }) => sku)),
  ]);
  const region = resolveRegion(to, [...prepared.regions.values()]) ?? 'unknown';
  const constraints = [...asked.constraints, ...[...closed].map((node) => ({ type: 'NODE_AVOIDED', value: node }))];
  return { body: { at, ...quotePromises({ ...asked, region, at, constraints }, prepared, stockViewOf(levels)) } };
});
