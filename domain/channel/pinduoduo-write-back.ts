import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';
import { pddCall, readPddAnswer } from './pinduoduo-api.ts';
import { buildOrderGet } from './pinduoduo-order.ts';

const SHIP = 'pdd.logistics.online.send';
const SET_STOCK = 'pdd.goods.quantity.update';
const GET_GOODS = 'pdd.goods.information.get';

type Ask = ApiAsk & { readonly news: ChannelNews };

class NotTold extends Error {
  override name = 'NotTold';
}

/** The platform names a SKU by its goods and itself; our name for it is both. @example `2525296157/51972265894` */
const partsOf = (channelSku: string): { readonly goodsId: string; readonly skuId: string } => {
  const [goodsId = '', skuId = ''] = channelSku.split('/');
  return { goodsId, skuId };
};

const build = ({ news, ...ask }: Ask, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest => {
  switch (news.kind) {
    case 'SHIPPED': {
      const { channelOrderId, carrier, trackingNumber } = news;
      const parcel = { order_sn: channelOrderId, logistics_id: carrier, tracking_number: trackingNumber };
      return pddCall(SHIP, parcel, ask, secret, crypto);
    }
    case 'STOCK': {
      const { goodsId, skuId } = partsOf(news.channelSku);
      const stock = { goods_id: goodsId, sku_id: skuId, quantity: Math.max(0, news.available), update_type: 1 };
      return pddCall(SET_STOCK, stock, ask, secret, crypto);
    }
    case 'REFUSED':
      throw new NotTold('pinduoduo has no API by which a shop refuses an order: cancel it in the shop console');
  }
};

const ALREADY = /已发货|重复发货|already/i;
const UNWELL = /超时|繁忙|稍后|系统异常|限流|timeout|busy/i;
/** Parameters (10000-10018) and permission (30000, 30001): another try says the same. 10019, an old token, passes. */
const FINAL_CODE = /^(?:100(?:0\d|1[0-8])|3000[01])$/;

const isYes = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';

const ANSWERS = {
  logistics_online_send_response: SHIP,
  goods_quantity_update_response: SET_STOCK,
} as const;

const read = (status: number, body: string): Told => {
  const [key, type] = Object.entries(ANSWERS).find(([name]) => body.includes(name)) ?? ['', 'write-back'];
  const answer = readPddAnswer(type, key, status, body);
  if (answer.kind === 'RESULT')
    return isYes(answer.result.is_success)
      ? { kind: 'DONE' }
      : { kind: 'LATER', reason: `pinduoduo ${type} answered is_success ${String(answer.result.is_success)}` };
  if (answer.business && ALREADY.test(answer.reason)) return { kind: 'DONE' };
  const final = FINAL_CODE.test(answer.code) || (answer.business && !UNWELL.test(answer.reason));
  return final
    ? { kind: 'REFUSED', reason: `${answer.reason}: compare order, carrier and number with the shop console` }
    : { kind: 'LATER', reason: answer.reason };
};

const readBack: NonNullable<ChannelWriteBack['readBack']> = ({ news, ...ask }, secret, crypto) =>
  news.kind === 'STOCK'
    ? pddCall(GET_GOODS, { goods_id: partsOf(news.channelSku).goodsId }, ask, secret, crypto)
    : buildOrderGet({ ...ask, channelOrderId: news.channelOrderId }, secret, crypto);

const stockIn = (payload: unknown, skuId: string): number | null => {
  const goods = asRecord(asRecord(asRecord(payload)?.goods_info_get_response)?.goods_info);
  const skus = Array.isArray(goods?.sku_list) ? goods.sku_list.map(asRecord) : [];
  const sku = skus.find((each) => idText(each?.sku_id) === skuId);
  return sku ? Number(sku.sku_quantity) : null;
};

/** Shipped (2) or signed for (3). */
const SHIPPED = new Set(['2', '3']);

/** An order's own parcel, and those sent after it. */
const numbersIn = (order: Record<string, unknown>): readonly unknown[] => {
  const extra = Array.isArray(order.extra_delivery_list) ? order.extra_delivery_list : [];
  return [order.tracking_number, ...extra.map((each) => asRecord(each)?.tracking_number)];
};

const shows = (payload: unknown, news: ChannelNews): boolean => {
  if (news.kind === 'STOCK') return stockIn(payload, partsOf(news.channelSku).skuId) === news.available;
  const answer = asRecord(payload);
  const order = asRecord(asRecord(answer?.order_info_get_response)?.order_info) ?? answer;
  return (
    news.kind === 'SHIPPED' &&
    order !== null &&
    SHIPPED.has(String(order.order_status)) &&
    numbersIn(order).includes(news.trackingNumber)
  );
};

/**
 * What Pinduoduo can be told. An order goes out whole with the first parcel told. The platform counts calls by application, not by
 * shop; 300 a minute is cautious.
 */
export const pddWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 300,
  build,
  read,
  readBack,
  shows,
};
