import { fromEpochSeconds } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { orderQuery, orderQuerySaid } from './douyin-life-order.ts';
import { listedPushes, nextPage, pageNumber, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { recordsIn, secondsOf, secondsUpTo } from './platform-answer.ts';

const API = 'trade/order/query';
const MOST_A_PAGE = 100;
const DAY_SECONDS = 24 * 3600;

/**
 * `trade/order/query` by `update_order_start_time` and `update_order_end_time`; pages counted from 1, 10,000 orders at most.
 * unconfirmed: the longest window (a day is asked); whether its end is in it; how far the list lags.
 */
export const douyinLifeListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 60,
  build: (ask, secret) =>
    orderQuery(
      {
        update_order_start_time: String(secondsOf(ask.from)),
        update_order_end_time: String(secondsUpTo(ask.to)),
        page_num: String(pageNumber(ask)),
        page_size: String(MOST_A_PAGE),
      },
      ask,
      secret,
    ),
  read: (status, body, asked) => {
    const read = orderQuerySaid(status, body);
    if (read.kind === 'LATER') return read;
    if (read.kind === 'REFUSED') return { kind: 'LATER', reason: `douyin-life ${API} answered ${read.said}` };
    const orders = recordsIn(read.data.orders).map((order) => {
      const { order_id: orderId, merchant_info: merchant, update_order_time: changed } = order;
      const account = idText(asRecord(merchant)?.account_id) ?? asked.shopId;
      return {
        orderId: idText(orderId),
        shopId: account,
        changedAt: timeOrNull(() => fromEpochSeconds(Number(changed))),
        message: { event: API, content: { order: { order_id: orderId, account_id: account } } },
      };
    });
    const counted = { total: Number(asRecord(read.data.page)?.total ?? 0), pageSize: MOST_A_PAGE };
    return { kind: 'PAGE', pushes: listedPushes(API, orders, asked), next: nextPage(asked, counted) };
  },
};
