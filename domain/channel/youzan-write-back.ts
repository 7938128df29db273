import type { ChannelWriteBack } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { recordsIn, toldByRefusal } from './platform-answer.ts';
import { saidBy, youzanCall } from './youzan-order.ts';

/** 0: the quantity is the stock, not a change of it. */
const SET_TO = 0;

const trackingNumbersIn = (payload: unknown): unknown[] => {
  const trade = asRecord(payload) ?? {};
  const info = asRecord(trade.full_order_info) ?? {};
  return recordsIn(trade.delivery_order ?? info.delivery_order)
    .flatMap(({ dists }) => recordsIn(dists))
    .map(({ express_info: express }) => asRecord(express)?.express_no);
};

/**
 * Ships with `youzan.logistics.online.confirm`, part of an order by the `oids` in the parcel, and sets stock with
 * `youzan.item.quantity.update`. What was paid cannot be refused by API: the shop refunds it in its own backend.
 *
 * unconfirmed: the words for an order that was shipped before; the numbers of the carriers (`out_stype`), which
 * `youzan.logistics.express.get` names; where `youzan.trade.get` shows a parcel's number (`delivery_order[].dists[].express_info`).
 */
export const youzanWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 300,
  build: ({ news, ...ask }) => {
    if (news.kind === 'STOCK') {
      const [itemId = '', skuId = '0'] = news.channelSku.split('/');
      const asked = { item_id: itemId, sku_id: skuId, quantity: Math.max(0, news.available), type: SET_TO };
      return youzanCall('youzan.item.quantity.update/3.0.0', asked, ask);
    }
    if (news.kind === 'REFUSED') throw new TypeError(`youzan cannot be told ${news.kind}`);
    const asked = {
      tid: news.channelOrderId,
      is_no_express: 0,
      out_stype: news.carrier,
      out_sid: news.trackingNumber,
      ...(news.partial ? { oids: news.lines.map(({ lineId }) => lineId).join(',') } : {}),
    };
    return youzanCall('youzan.logistics.online.confirm/3.0.0', asked, ask);
  },
  read: (status, body) => {
    const read = saidBy('write-back', status, body);
    if (read.kind === 'LATER') return read;
    if (read.kind === 'DATA' && read.data.is_success !== false) return { kind: 'DONE' };
    const said = read.kind === 'DATA' ? 'is_success false' : read.said;
    return toldByRefusal('youzan write-back', said, {
      done: /已(经)?发货|重复发货|already (shipped|delivered)/i,
      later: /^(-1|50\d\d\d):|token/i,
    });
  },
  readBack: null,
  shows: (payload, news) => news.kind === 'SHIPPED' && trackingNumbersIn(payload).includes(news.trackingNumber),
};
