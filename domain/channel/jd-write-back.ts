import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { isYes, jdCall, readJdAnswer, wordsOf } from './jd-api.ts';
import { buildOrderGet } from './jd-order.ts';
import { asRecord, digits, idText } from './lossless-json.ts';

const SHIP = 'jingdong.pop.order.shipment';
/** JD announces `jingdong.ware.stock.sku.set` as its successor; both are answered. */
const SET_STOCK = 'jingdong.stock.write.updateSkuStock';
const GET_STOCK = 'jingdong.stock.read.findSkuStock';

type Ask = ApiAsk & { readonly news: ChannelNews };

const shipment = ({ channelOrderId, carrier, trackingNumber }: Extract<ChannelNews, { kind: 'SHIPPED' }>): string =>
  `{"orderId":${digits(channelOrderId)},"logiCoprId":${JSON.stringify(carrier)},"logiNo":${JSON.stringify(trackingNumber)}}`;

const stock = ({ channelSku, available }: Extract<ChannelNews, { kind: 'STOCK' }>): string =>
  `{"skuId":${digits(channelSku)},"stockNum":${Math.max(0, available)}}`;

class NotTold extends Error {
  override name = 'NotTold';
}

const build = ({ news, ...ask }: Ask, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest => {
  switch (news.kind) {
    case 'SHIPPED':
      return jdCall(SHIP, shipment(news), ask, secret, crypto);
    case 'STOCK':
      return jdCall(SET_STOCK, stock(news), ask, secret, crypto);
    case 'REFUSED':
      throw new NotTold('jd has no API by which a shop refuses an order: cancel it in the shop console');
  }
};

/** "Already out of the warehouse": what was to be told is so. */
const ALREADY = /已出库|已经出库|重复出库|already/i;
/** JD's words for its own service being unwell. */
const UNWELL = /超时|繁忙|稍后|系统|timeout|busy/i;

const toldOf = (result: Record<string, unknown> | null, what: string): Told => {
  if (isYes(result?.success)) return { kind: 'DONE' };
  const words = wordsOf(result);
  if (ALREADY.test(words)) return { kind: 'DONE' };
  const reason = `jd ${what} answered: ${words}`;
  if (result === null || UNWELL.test(words)) return { kind: 'LATER', reason };
  return { kind: 'REFUSED', reason: `${reason}: compare order, carrier and waybill with the shop console` };
};

const METHODS = [SHIP, SET_STOCK] as const;
const methodOf = (body: string): string =>
  METHODS.find((method) => body.includes(method.replaceAll('.', '_'))) ?? 'write-back';

const read = (status: number, body: string): Told => {
  const method = methodOf(body);
  const answer = readJdAnswer(method, status, body);
  if (answer.kind === 'RESULT')
    return toldOf(method === SHIP ? asRecord(answer.result.sopjosshipment_result) : { ...answer.result }, method);
  if (ALREADY.test(answer.reason)) return { kind: 'DONE' };
  return answer.final
    ? { kind: 'REFUSED', reason: `${answer.reason}: correct it in the shop console` }
    : { kind: 'LATER', reason: answer.reason };
};

const readBack: NonNullable<ChannelWriteBack['readBack']> = ({ news, ...ask }, secret, crypto) =>
  news.kind === 'STOCK'
    ? jdCall(GET_STOCK, `{"skuId":${digits(news.channelSku)},"field":"skuId,stockNum,storeId"}`, ask, secret, crypto)
    : buildOrderGet({ ...ask, channelOrderId: news.channelOrderId }, secret, crypto);

/** Past the warehouse's door; the three of LBP and SOPL shops among them, which deliver to JD's sorting centre. */
const SHIPPED = new Set([
  'WAIT_GOODS_RECEIVE_CONFIRM',
  'FINISHED_L',
  'SEND_TO_DISTRIBUTION_CENER',
  'DISTRIBUTION_CENTER_RECEIVED',
  'RECEIPTS_CONFIRM',
]);

/** `waybill` strings the carriers together with `|` and the numbers of one carrier with `,`. */
const waybills = (text: unknown): readonly string[] =>
  String(text ?? '')
    .split(/[|,]/)
    .map((each) => each.trim());

const orderIn = (payload: unknown): Record<string, unknown> | null => {
  const answer = asRecord(payload);
  const wrapped = asRecord(answer?.jingdong_pop_order_get_responce ?? answer?.jingdong_pop_order_get_response);
  return wrapped ? asRecord(asRecord(wrapped.orderDetailInfo)?.orderInfo) : answer;
};

const stockIn = (payload: unknown, skuId: string): number | null => {
  const answer = asRecord(payload);
  const wrapped = asRecord(
    answer?.jingdong_stock_read_findSkuStock_responce ?? answer?.jingdong_stock_read_findSkuStock_response,
  );
  const rows = wrapped?.skuStocks;
  if (!Array.isArray(rows)) return null;
  const row = rows.map(asRecord).find((each) => each && idText(each.skuId) === skuId);
  return row ? Number(row.stockNum) : null;
};

const shows = (payload: unknown, news: ChannelNews): boolean => {
  if (news.kind === 'STOCK') return stockIn(payload, news.channelSku) === news.available;
  const order = orderIn(payload);
  return (
    news.kind === 'SHIPPED' &&
    SHIPPED.has(String(order?.orderState)) &&
    waybills(order?.waybill).includes(news.trackingNumber)
  );
};

/**
 * What JD can be told. An order goes out whole: JD splits an order itself, before the shop sees it, and each part is an order of
 * its own, so the first parcel told ships it. JD publishes no limit for one shop; 120 a minute is cautious.
 */
export const jdWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 120,
  build,
  read,
  readBack,
  shows,
};
