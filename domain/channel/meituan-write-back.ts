import type { ApiAsk, ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { meituanCall, refusalIn } from './meituan-order.ts';
import { answered, toldByRefusal } from './platform-answer.ts';

/** 骑手已取货: on the way to the buyer. */
const PICKED_UP = '20';
/** 其他原因: the reason is in the words beside it. */
const OTHER_REASON = '2007';
/** The platform shows its buyers a rider of the merchant's; ours is not told, a name is personal data. */
const RIDER = { courier_name: '商家配送员', courier_phone: '' };

type Fields = Readonly<Record<string, string>>;

const callOf = (
  news: ChannelNews,
  { shopId }: ApiAsk,
): { readonly path: string; readonly query?: Fields; readonly form?: Fields } => {
  switch (news.kind) {
    case 'SHIPPED':
      return {
        path: '/api/v1/ecommerce/order/logistics/sync',
        form: {
          order_id: news.channelOrderId,
          third_carrier_order_id: news.trackingNumber,
          logistics_provider_code: news.carrier,
          logistics_status: PICKED_UP,
          ...RIDER,
        },
      };
    case 'REFUSED':
      return {
        path: '/api/v1/order/cancel',
        query: { order_id: news.channelOrderId, reason: news.reason, reason_code: OTHER_REASON },
      };
    case 'STOCK': {
      const [food = '', sku = ''] = news.channelSku.split('/');
      const stock = [{ app_food_code: food, skus: [{ sku_id: sku, stock: String(Math.max(0, news.available)) }] }];
      return {
        path: '/api/v1/retail/sku/stock',
        form: { app_poi_code: shopId, food_data: JSON.stringify(stock) },
      };
    }
  }
};

const SHIPPED_STATES: ReadonlySet<string> = new Set(['6', '7', '8']);
const CANCELLED = '9';

const shows = (payload: unknown, news: ChannelNews): boolean => {
  const state = String(asRecord(payload)?.status ?? '');
  if (news.kind === 'SHIPPED') return SHIPPED_STATES.has(state);
  return news.kind === 'REFUSED' && state === CANCELLED;
};

/**
 * For shops that deliver themselves. Says that an order is on its way with `ecommerce/order/logistics/sync`, cancels it with
 * `order/cancel`, sets stock with `retail/sku/stock`. The order shows that it is on its way, not under which number. Of our carriers the
 * platform numbers SF only; the others are 10017, "other".
 *
 * unconfirmed: that `courier_phone` may be empty; the words for what was told before; that `order/cancel` takes orders that the shop
 * has confirmed.
 */
export const meituanWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  requestsPerMinute: 300,
  build: ({ news, ...ask }, secret, crypto) => meituanCall(callOf(news, ask), ask, secret, crypto),
  read: (status, body) => {
    const said = answered('meituan write-back', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('meituan write-back', refusal, {
      done: /已(在)?配送|已送达|已(被)?取消|重复(操作|取消)/,
      // Unknown application, signature, token.
      later: /^(702|703|767):|sig|token/i,
    });
  },
  readBack: null,
  shows,
};
