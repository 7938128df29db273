import type { ChannelSecret, PlatformRequest } from './channel.ts';
import type { ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { jsonAnswered, recordsIn, toldByRefusal } from './platform-answer.ts';
import { refusalIn, tiktokShopCall } from './tiktok-shop-order.ts';

/** The one seller's reason that holds for paid and for held orders in every market. */
const OUT_OF_STOCK = 'seller_cancel_reason_out_of_stock';

const callOf = (news: ChannelNews): { readonly path: string; readonly asked: object } => {
  switch (news.kind) {
    case 'SHIPPED':
      return {
        path: `/fulfillment/202309/orders/${encodeURIComponent(news.channelOrderId)}/packages`,
        asked: {
          order_line_item_ids: news.lines.map(({ lineId }) => lineId),
          tracking_number: news.trackingNumber,
          shipping_provider_id: news.carrier,
        },
      };
    case 'REFUSED':
      return {
        path: '/return_refund/202309/cancellations',
        asked: { order_id: news.channelOrderId, cancel_reason: OUT_OF_STOCK },
      };
    case 'STOCK': {
      const [productId = '', skuId = ''] = news.channelSku.split('/');
      return {
        path: `/product/202309/products/${encodeURIComponent(productId)}/inventory/update`,
        asked: { skus: [{ id: skuId, inventory: [{ quantity: Math.max(0, news.available) }] }] },
      };
    }
  }
};

/** Stock is refused SKU by SKU, inside of an answer that says success. */
const innerRefusal = (data: unknown): string | null => {
  const [error] = recordsIn(asRecord(data)?.errors);
  return error
    ? `code ${String(error.code)}: ${String(error.message ?? '')} ${JSON.stringify(error.detail ?? {})}`
    : null;
};

const trackingNumbersIn = (order: Record<string, unknown>): unknown[] => [
  order.tracking_number,
  ...recordsIn(order.line_items).map(({ tracking_number: number }) => number),
];

const shows = (payload: unknown, news: ChannelNews): boolean => {
  const order = asRecord(payload) ?? {};
  if (news.kind === 'SHIPPED') return trackingNumbersIn(order).includes(news.trackingNumber);
  return news.kind === 'REFUSED' && /^CANCEL/.test(String(order.status));
};

/**
 * Ships with Mark Package As Shipped, for sellers with carriers of their own (US, UK, ES, IE, IT, DE, FR, JP); cancels with Cancel
 * Order; sets stock with Update Inventory, which wants one warehouse. Carriers are numbers of each shop's own: those that Get
 * Shipping Providers names for its delivery option stand in `carriers` of the catalog's mapping.
 *
 * unconfirmed: that a quantity of 0 is taken (documented: 1 to 99,999).
 */
export const tiktokShopWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  // 50 a second for each API, shop and application.
  requestsPerMinute: 1000,
  build: ({ news, ...ask }, secret: ChannelSecret, crypto): PlatformRequest =>
    tiktokShopCall(callOf(news), ask, secret, crypto),
  read: (status, body) => {
    const said = jsonAnswered('tiktok-shop write-back', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(status, said.answer) ?? innerRefusal(said.answer.data);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('tiktok-shop write-back', refusal, {
      // "Package has been shipped", "These orders are already shipped", already cancelled or being so.
      done: /code (21008099|21011006|25001011|25001051):/,
      // Internal and system errors, time-outs, rate limits, credentials.
      later:
        /HTTP (401|429|5\d\d)|code (36009002|36009003|105002|106001|11001027|11001031|21001008|21001011|21001043):/,
    });
  },
  readBack: null,
  shows,
};
