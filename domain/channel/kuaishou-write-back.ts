import type { ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { kuaishouCall, refusalIn } from './kuaishou-order.ts';
import { asRecord } from './lossless-json.ts';
import { answered, idLiteral, recordsIn, toldByRefusal } from './platform-answer.ts';

type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;

/** More of the order follows in other parcels. */
const MORE_FOLLOWS = 2;

/** All parameters are written as text, so that every digit of the order's number stays. */
const wholeOrder = ({ channelOrderId, carrier, trackingNumber }: Shipped): string =>
  `{"orderId":${idLiteral(channelOrderId)},"expressCode":${idLiteral(carrier)},"expressNo":${JSON.stringify(trackingNumber)}}`;

/** An order has one line: its parcels split the quantity. */
const parcel = ({ channelOrderId, carrier, trackingNumber, lines }: Shipped): string => {
  const oid = idLiteral(channelOrderId);
  const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
  const goods = `[{"oid":${oid},"deliveryNum":${quantity}}]`;
  const item = `{"expressCode":${idLiteral(carrier)},"expressNo":${JSON.stringify(trackingNumber)},"deliveryGoodsInfoList":${goods}}`;
  return `{"mainOrderId":${oid},"deliveryItemInfoList":[${item}],"deliveryStatus":[{"oid":${oid},"confirmDeliveryStatus":${MORE_FOLLOWS}}]}`;
};

const trackingNumbersIn = (payload: unknown): unknown[] =>
  recordsIn(asRecord(payload)?.orderLogisticsInfo).map(({ expressNo }) => expressNo);

/**
 * Ships with `open.seller.order.goods.deliver`, which answers the same parcel told twice with success; a part of an order with
 * `open.order.goods.split.deliver`. Both are refused while `riskCode` or `disableDeliveryReasonCode` is set and while a refund runs.
 *
 * Stock is not written: `open.item.sku.stock.update` only adds and takes away, and what is told twice would count twice. Nor are
 * refusals: `open.seller.order.close` takes unpaid orders only.
 *
 * unconfirmed: the number of `confirmDeliveryStatus` for a part; whether the last of several parcels, told as a whole order, is
 * taken once the order counts as shipped (refused, it is an exception to look at; the read-back tells).
 */
export const kuaishouWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED'],
  requestsPerMinute: 600,
  build: ({ news, ...ask }, secret, crypto) => {
    if (news.kind !== 'SHIPPED') throw new TypeError(`kuaishou cannot be told ${news.kind}`);
    const call = news.partial
      ? { method: 'open.order.goods.split.deliver', param: parcel(news) }
      : { method: 'open.seller.order.goods.deliver', param: wholeOrder(news) };
    return kuaishouCall({ verb: 'POST', ...call }, ask, secret, crypto);
  },
  read: (status, body) => {
    const said = answered('kuaishou', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('kuaishou', refusal, {
      done: /已(经)?发货|重复发货|already (shipped|delivered)/i,
      // Signature; tokens (24, 28); "Exceed quota limit" and "Exceed qps limit".
      later: /result (15|24|28):|sign|token|AUTHORIZATION|exceed (quota|qps)/i,
    });
  },
  readBack: null,
  shows: (payload, news) => news.kind === 'SHIPPED' && trackingNumbersIn(payload).includes(news.trackingNumber),
};
