import type { ChannelWriteBack } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered, recordsIn, toldByRefusal } from './platform-answer.ts';
import { refusalIn, xiaohongshuCall } from './xiaohongshu-order.ts';

/** Lines have no id of their own at the platform: its SKU names them in a parcel. */
const skuIdsOf = (lines: readonly { readonly channelSku: string | null }[]): string[] => [
  ...new Set(lines.flatMap(({ channelSku }) => channelSku ?? [])),
];

const trackingNumbersIn = (payload: unknown): unknown[] => {
  const order = asRecord(payload) ?? {};
  const parcels = recordsIn(order.simpleDeliveryOrderList).map(({ expressTrackingNo }) => expressTrackingNo);
  return [order.expressTrackingNo, ...parcels];
};

/**
 * Ships with `order.orderDeliver`, part of an order with `unpack` and the SKUs in the parcel, and sets stock with
 * `inventory.syncSkuStock`. What was paid cannot be refused by API: the shop cancels it in its own backend.
 *
 * unconfirmed: the words for an order that was shipped before; the codes of the carriers, which the shop's own
 * `common.getExpressCompanyList` names; that `qty` of `inventory.syncSkuStock`, which counts what unpaid orders hold too, may be
 * set to what is for sale.
 */
export const xiaohongshuWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 300,
  build: ({ news, ...ask }, secret, crypto) => {
    if (news.kind === 'STOCK') {
      const asked = { skuId: news.channelSku, qty: Math.max(0, news.available) };
      return xiaohongshuCall('inventory.syncSkuStock', asked, ask, secret, crypto);
    }
    if (news.kind === 'REFUSED') throw new TypeError(`xiaohongshu cannot be told ${news.kind}`);
    const asked = {
      orderId: news.channelOrderId,
      expressNo: news.trackingNumber,
      expressCompanyCode: news.carrier,
      unpack: news.partial,
      ...(news.partial ? { skuIdList: skuIdsOf(news.lines) } : {}),
    };
    return xiaohongshuCall('order.orderDeliver', asked, ask, secret, crypto);
  },
  read: (status, body) => {
    const said = answered('xiaohongshu', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('xiaohongshu', refusal, {
      done: /已(经)?发货|重复发货|already (shipped|delivered)/i,
      later: /token|sign|签名|授权/i,
    });
  },
  readBack: null,
  shows: (payload, news) => news.kind === 'SHIPPED' && trackingNumbersIn(payload).includes(news.trackingNumber),
};
