import { fromEpochSeconds } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { doudianRequest } from './douyin-api.ts';
import { listedPushes, nextPage, pageNumber, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { answered, recordsIn, secondsOf, secondsUpTo } from './platform-answer.ts';

const METHOD = 'order.searchList';
const API = `douyin ${METHOD}`;
const SUCCESS = 10000;
const MOST_A_PAGE = 100;
const DAY_SECONDS = 24 * 3600;

/**
 * `order.searchList` by `update_time`, pages counted from 0. It lists whole orders, of which only the id and the time are read: the
 * order itself is asked for as after a push.
 * unconfirmed: the longest window it answers (a day is well within); how far the list lags; whether `update_time_end` is in it.
 */
export const douyinListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 60,
  build: (ask, secret, crypto) => {
    // In the order of their names: the signature is over this text.
    const json = JSON.stringify({
      order_asc: true,
      order_by: 'update_time',
      page: pageNumber(ask) - 1,
      size: MOST_A_PAGE,
      update_time_end: secondsUpTo(ask.to),
      update_time_start: secondsOf(ask.from),
    });
    return doudianRequest(METHOD, json, ask, secret, crypto);
  },
  read: (status, body, asked) => {
    const said = answered(API, status, body);
    if (said.kind === 'LATER') return said;
    const { code, msg, sub_code: subCode, sub_msg: subMessage } = said.answer;
    const data = asRecord(said.answer.data);
    if (code !== SUCCESS || !data)
      return { kind: 'LATER', reason: `${API} answered code ${String(code)}: ${[msg, subCode, subMessage].join(' ')}` };
    const orders = recordsIn(data.shop_order_list).map((order) => {
      const { order_id: p_id, shop_id, order_status, update_time } = order;
      const orderId = idText(p_id);
      return {
        orderId,
        changedAt: timeOrNull(() => fromEpochSeconds(Number(update_time))),
        ...(idText(shop_id) === null ? {} : { shopId: String(shop_id) }),
        message: { p_id, shop_id, order_status, update_time },
      };
    });
    return {
      kind: 'PAGE',
      pushes: listedPushes(METHOD, orders, asked),
      next: nextPage(asked, { total: Number(data.total ?? 0), pageSize: MOST_A_PAGE }),
    };
  },
};
