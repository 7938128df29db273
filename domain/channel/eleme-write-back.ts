import type { ApiAsk, ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { elemeCall, refusalIn } from './eleme-order.ts';
import { asRecord } from './lossless-json.ts';
import { answered, idNumber, recordsIn, toldByRefusal } from './platform-answer.ts';

const ON_ITS_WAY = 'DELIVERY_START';
/** The reason is in the words beside it. */
const OTHERS = 'others';

type Action = { readonly action: string; readonly params: Readonly<Record<string, unknown>> };

const actionOf = (news: ChannelNews, { shopId }: ApiAsk): Action => {
  switch (news.kind) {
    case 'SHIPPED': {
      const stateInfo = { orderId: news.channelOrderId, distributorId: idNumber(news.carrier), state: ON_ITS_WAY };
      return { action: 'eleme.order.selfDeliveryStateSync', params: { shopId: idNumber(shopId), stateInfo } };
    }
    case 'REFUSED':
      return {
        action: 'eleme.order.cancelOrderLite',
        params: { orderId: news.channelOrderId, type: OTHERS, remark: news.reason },
      };
    case 'STOCK':
      return {
        action: 'eleme.product.item.batchUpdateStock',
        params: { stockMap: { [news.channelSku]: Math.max(0, news.available) } },
      };
  }
};

const UNDER_WAY: ReadonlySet<unknown> = new Set(['delivering', 'completed']);

/** Deliveries are records of their own, beside the order; a refusal is the order's own state. */
const shows = (payload: unknown, news: ChannelNews): boolean => {
  const { result, status } = asRecord(payload) ?? {};
  if (news.kind === 'SHIPPED') return recordsIn(result).some(({ state }) => UNDER_WAY.has(state));
  return news.kind === 'REFUSED' && status === 'invalid';
};

/**
 * For shops that deliver themselves. Says that an order is on its way with `eleme.order.selfDeliveryStateSync`, cancels it with
 * `eleme.order.cancelOrderLite`, sets stock with `eleme.product.item.batchUpdateStock`. Of carriers it numbers
 * riders' companies only; ours are 201, the merchant's own. Tracking numbers have no place in it.
 *
 * unconfirmed: the codes and words for what was told before; the words of `getDeliveryStateRecord` for a delivery under way; that a
 * `stockMap` counts specifications by `skuId`.
 */
export const elemeWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  requestsPerMinute: 300,
  build: ({ news, ...ask }, secret, crypto) => {
    const { action, params } = actionOf(news, ask);
    return elemeCall(action, params, ask, secret, crypto);
  },
  read: (status, body) => {
    const said = answered('eleme write-back', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('eleme write-back', refusal, {
      done: /已(在)?配送|已送达|订单已(被)?取消|已(经)?无效/,
      later: /^(UNAUTHORIZED|INVALID_SIGNATURE|SERVER_ERROR|EXCEED_LIMIT|ACCESS_DENIED):/,
    });
  },
  readBack: ({ news, ...ask }, secret, crypto) =>
    news.kind === 'SHIPPED'
      ? elemeCall('eleme.order.getDeliveryStateRecord', { orderId: news.channelOrderId }, ask, secret, crypto)
      : null,
  shows,
};
