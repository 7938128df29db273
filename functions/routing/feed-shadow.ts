import { resolveRegion } from '#domain/routing/resolve-region.ts';
import { shadowVerdict } from '#domain/routing/shadow-verdict.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { FeedShadow } from '#domain/workbench/shadow-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { keepVerdict } from '#shared/dynamo-shadow-store.ts';
import { stockOf } from '#shared/dynamo-stock-store.ts';
import { planningNetwork } from '#shared/planning-network.ts';

export const handler = api(FeedShadow, async ({ body: { orders }, caller }) => {
  operatorsOnly(caller);
  const at = now();
  const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)));
  const [{ prepared: network, closed, prices }, levels] = await Promise.all([planningNetwork(at), stockOf([...skus])]);
  const ground = { network, closed, prices, stock: stockViewOf(levels) };
  const regions = [...network.regions.values()];
  const verdicts = orders.map((order) =>
    shadowVerdict(order, order.region ?? (order.to && resolveRegion(order.to, regions)) ?? 'unknown', ground),
  );
  await Promise.all(verdicts.map((verdict) => keepVerdict(verdict, at)));
  return { body: { verdicts } };
});
