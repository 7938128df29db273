import type { PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered, recordsIn, toldByRefusal } from './platform-answer.ts';
import { refusalIn, wechatCall } from './wechat-order.ts';

type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;

/** 1: by a carrier. */
const BY_CARRIER = 1;
/** 3: the number is the stock, not a change of it. */
const SET_TO = 3;

const shipped = (ask: ApiAsk, { channelOrderId, carrier, trackingNumber, lines }: Shipped): PlatformRequest =>
  wechatCall('/channels/ec/order/delivery/send', ask, {
    order_id: channelOrderId,
    delivery_list: [
      {
        deliver_type: BY_CARRIER,
        delivery_id: carrier,
        waybill_id: trackingNumber,
        product_infos: lines.map(({ lineId, quantity }) => {
          const [productId = '', skuId = ''] = lineId.split('-');
          return { product_id: productId, sku_id: skuId, product_cnt: quantity };
        }),
      },
    ],
  });

const stock = (ask: ApiAsk, { channelSku, available }: Extract<ChannelNews, { kind: 'STOCK' }>): PlatformRequest => {
  const [productId = '', skuId = ''] = channelSku.split('/');
  return wechatCall('/channels/ec/product/stock/update', ask, {
    product_id: productId,
    sku_id: skuId,
    diff_type: SET_TO,
    num: Math.max(0, available),
  });
};

const waybillsIn = (payload: unknown): unknown[] => {
  const delivery = asRecord(asRecord(asRecord(payload)?.order_detail)?.delivery_info);
  return recordsIn(delivery?.delivery_product_info).map(({ waybill_id: waybill }) => waybill);
};

/**
 * Ships with `order/delivery/send`, a parcel at a time, and sets stock with `product/stock/update`. What was paid cannot be refused by
 * API: the shop refunds it in its own backend.
 * unconfirmed: the code and words for an order that was shipped before (matched by its words).
 */
export const wechatWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 600,
  build: ({ news, ...ask }) => {
    if (news.kind === 'SHIPPED') return shipped(ask, news);
    if (news.kind === 'STOCK') return stock(ask, news);
    throw new TypeError(`wechat cannot be told ${news.kind}`);
  },
  read: (status, body) => {
    const said = answered('wechat', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('wechat', refusal, {
      done: /已(经)?发货|already (shipped|delivered|sent)/i,
      // System busy; tokens; the application's and the SKU's call limits.
      later: /errcode (-1|40001|40014|42001|45009|45011|10020112):/,
    });
  },
  readBack: null,
  shows: (payload, news) => news.kind === 'SHIPPED' && waybillsIn(payload).includes(news.trackingNumber),
};
