import { fromEpochSeconds } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { listedPushes, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { jsonAnswered, recordsIn, secondsOf, secondsUpTo } from './platform-answer.ts';
import { refusalIn, tiktokShopCall } from './tiktok-shop-order.ts';

const API = 'tiktok-shop orders/search';
const MOST_A_PAGE = 100;
const DAY_SECONDS = 24 * 3600;

/**
 * `order/202309/orders/search` by time of change, `[update_time_ge, update_time_lt)`, oldest first; pages by `next_page_token`. No
 * longest window is documented, a day is asked.
 * unconfirmed: how far the list lags.
 */
export const tiktokShopListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 60,
  build: (ask, secret, crypto) => {
    const query = {
      page_size: String(MOST_A_PAGE),
      sort_field: 'update_time',
      sort_order: 'ASC',
      ...(ask.page === null ? {} : { page_token: ask.page }),
    };
    const asked = { update_time_ge: secondsOf(ask.from), update_time_lt: secondsUpTo(ask.to) };
    return tiktokShopCall({ path: '/order/202309/orders/search', query, asked }, ask, secret, crypto);
  },
  read: (status, body, asked) => {
    const said = jsonAnswered(API, status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(status, said.answer);
    if (refusal !== null) return { kind: 'LATER', reason: `${API} answered ${refusal}` };
    const data = asRecord(said.answer.data) ?? {};
    const orders = recordsIn(data.orders).map(({ id, status: state, update_time: changed }) => ({
      orderId: idText(id),
      changedAt: timeOrNull(() => fromEpochSeconds(Number(changed))),
      message: { data: { order_id: id, order_status: state, update_time: changed } },
    }));
    return { kind: 'PAGE', pushes: listedPushes('orders/search', orders, asked), next: idText(data.next_page_token) };
  },
};
