import { fromBeijing, fromEpochSeconds, toBeijing } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { listedPushes, nextPage, pageNumber, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { recordsIn, secondsUpTo } from './platform-answer.ts';
import { saidBy, youzanCall } from './youzan-order.ts';

const API = 'youzan.trades.sold.get';
const MOST_A_PAGE = 100;
const DAY_SECONDS = 24 * 3600;

/**
 * `youzan.trades.sold.get` by `start_update` and `end_update`, Beijing time to the second; whole orders, pages counted from 1. The
 * platform asks to read lists no earlier than 30 s after what happened.
 * unconfirmed: the longest window (a day is asked); whether `end_update` itself is in it.
 */
export const youzanListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 60,
  build: (ask) =>
    youzanCall(
      `${API}/4.0.4`,
      {
        start_update: toBeijing(ask.from),
        end_update: toBeijing(fromEpochSeconds(secondsUpTo(ask.to))),
        page_no: pageNumber(ask),
        page_size: MOST_A_PAGE,
      },
      ask,
    ),
  read: (status, body, asked) => {
    const read = saidBy(API, status, body);
    if (read.kind === 'LATER') return read;
    if (read.kind === 'REFUSED') return { kind: 'LATER', reason: `youzan ${API} answered ${read.said}` };
    const orders = recordsIn(read.data.full_order_info_list).map((trade) => {
      const {
        tid,
        node_kdt_id: shop,
        update_time: changed,
      } = asRecord(asRecord(trade.full_order_info)?.order_info) ?? {};
      return {
        orderId: idText(tid),
        shopId: idText(shop) ?? asked.shopId,
        changedAt: timeOrNull(() => fromBeijing(String(changed))),
        message: trade,
      };
    });
    const counted = { total: Number(read.data.total_results ?? 0), pageSize: MOST_A_PAGE };
    return { kind: 'PAGE', pushes: listedPushes(API, orders, asked), next: nextPage(asked, counted) };
  },
};
