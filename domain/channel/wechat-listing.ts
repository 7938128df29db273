import type { ChannelListing } from './channel-api.ts';
import { listedPushes } from './listed-orders.ts';
import { idText } from './lossless-json.ts';
import { answered, secondsOf, secondsUpTo } from './platform-answer.ts';
import { refusalIn, wechatCall } from './wechat-order.ts';

const API = 'wechat order/list/get';
const MOST_A_PAGE = 100;
const WEEK_SECONDS = 7 * 24 * 3600;

/**
 * `channels/ec/order/list/get` by `update_time_range`: ids only, a week at most, pages by `next_key`.
 * unconfirmed: how far the list lags.
 */
export const wechatListing: ChannelListing = {
  windowSeconds: WEEK_SECONDS,
  lagSeconds: 60,
  build: (ask) =>
    wechatCall('/channels/ec/order/list/get', ask, {
      update_time_range: { start_time: secondsOf(ask.from), end_time: secondsUpTo(ask.to) },
      page_size: MOST_A_PAGE,
      next_key: ask.page ?? '',
    }),
  read: (status, body, asked) => {
    const said = answered(API, status, body);
    if (said.kind === 'LATER') return said;
    const { answer } = said;
    const refusal = refusalIn(answer);
    if (refusal !== null) return { kind: 'LATER', reason: `${API} answered ${refusal}` };
    const ids = Array.isArray(answer.order_id_list) ? answer.order_id_list.map(idText) : [];
    const orders = ids.map((orderId) => ({ orderId, changedAt: null, message: { order_id: orderId } }));
    const next = answer.has_more === true ? idText(answer.next_key) : null;
    return { kind: 'PAGE', pushes: listedPushes('channels/ec/order/list/get', orders, asked), next };
  },
};
