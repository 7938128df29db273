import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { parseBundle } from '#domain/order/bundle.ts';
import { parsePresaleTerms } from '#domain/order/presale.ts';
import { screenOrder } from '#domain/order/screen-order.ts';
import { homeCountriesOf } from '#domain/routing/network.ts';
import { resolveRegion } from '#domain/routing/resolve-region.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { currentNetwork } from '#shared/network-snapshot.ts';
import { aboutOrder, releasedDocuments } from '#shared/released-documents.ts';
import { task } from '#shared/task.ts';

const orders = dynamoOrderStore();
const presalesFor = releasedDocuments('presale', parsePresaleTerms);
const bundlesFor = releasedDocuments('bundle', parseBundle);
const network = currentNetwork(({ regions, nodes, skus }) => ({
  regions,
  skus: new Map(skus.map((each) => [each.sku, each])),
  homeCountries: homeCountriesOf({ nodes, regions }),
}));
const currencies = new Set(Intl.supportedValuesOf('currency'));

export const handler = task(z.object({ orderId: OrderId }), async ({ orderId }) => {
  const { regions, skus, homeCountries } = await network();
  const { outcome } = await decideOn(orders, orderId, async ({ order }, context) =>
    screenOrder(
      order,
      {
        region: order.destination ? resolveRegion(order.destination, regions) : null,
        isKnownSku: (sku) => skus.has(sku),
        homeCountries,
        customsOf: (sku) => skus.get(sku) ?? {},
        isKnownCurrency: (currency) => currencies.has(currency),
        bundles: await bundlesFor(aboutOrder(order)),
        presales: await presalesFor(aboutOrder(order)),
      },
      context,
    ),
  );
  return { outcome };
});
