import type { ChannelListing } from './channel-api.ts';
import { listedPushes } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { jsonAnswered, recordsIn, secondsOf, secondsUpTo } from './platform-answer.ts';
import { refusalIn, shopeeCall, TELL_PENDING } from './shopee-order.ts';

const API = 'shopee get_order_list';
const MOST_A_PAGE = 100;
const FIFTEEN_DAYS_SECONDS = 15 * 24 * 3600;

/**
 * `v2.order.get_order_list` by `update_time`: ids only, 15 days at most, pages by `next_cursor`.
 * unconfirmed: whether `time_to` itself is in the window; how far the list lags.
 */
export const shopeeListing: ChannelListing = {
  windowSeconds: FIFTEEN_DAYS_SECONDS,
  lagSeconds: 60,
  build: (ask, secret, crypto) => {
    const query = {
      time_range_field: 'update_time',
      time_from: String(secondsOf(ask.from)),
      time_to: String(secondsUpTo(ask.to)),
      page_size: String(MOST_A_PAGE),
      cursor: ask.page ?? '',
      response_optional_fields: 'order_status',
      ...TELL_PENDING,
    };
    return shopeeCall({ path: '/api/v2/order/get_order_list', query }, ask, secret, crypto);
  },
  read: (status, body, asked) => {
    const said = jsonAnswered(API, status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(status, said.answer);
    if (refusal !== null) return { kind: 'LATER', reason: `${API} answered ${refusal}` };
    const response = asRecord(said.answer.response) ?? {};
    const orders = recordsIn(response.order_list).map(({ order_sn: ordersn, order_status: state }) => ({
      orderId: idText(ordersn),
      changedAt: null,
      message: { data: { ordersn, status: state } },
    }));
    const next = response.more === true ? idText(response.next_cursor) : null;
    return { kind: 'PAGE', pushes: listedPushes('v2.order.get_order_list', orders, asked), next };
  },
};
