import { fromEpochMillis } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { listedPushes, nextPage, pageNumber, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { answered, recordsIn, secondsOf, secondsUpTo } from './platform-answer.ts';
import { refusalIn, xiaohongshuCall } from './xiaohongshu-order.ts';

const METHOD = 'order.getOrderList';
/** 2: `startTime` and `endTime` are of the last change; 1 would be of creation. */
const BY_CHANGE = 2;
const MOST_A_PAGE = 100;

/**
 * `order.getOrderList` by time of change, in seconds, while the orders in it say theirs in milliseconds.
 * unconfirmed: that half an hour is the longest window by time of change (a day is by time of creation); how far the list lags.
 */
export const xiaohongshuListing: ChannelListing = {
  windowSeconds: 30 * 60,
  lagSeconds: 60,
  build: (ask, secret, crypto) =>
    xiaohongshuCall(
      METHOD,
      {
        timeType: BY_CHANGE,
        startTime: secondsOf(ask.from),
        endTime: secondsUpTo(ask.to),
        pageNo: pageNumber(ask),
        pageSize: MOST_A_PAGE,
      },
      ask,
      secret,
      crypto,
    ),
  read: (status, body, asked) => {
    const said = answered(`xiaohongshu ${METHOD}`, status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal !== null) return { kind: 'LATER', reason: `xiaohongshu ${METHOD} answered ${refusal}` };
    const { orderList, total } = asRecord(said.answer.data) ?? {};
    const orders = recordsIn(orderList).map(({ orderId, orderStatus, updateTime }) => ({
      orderId: idText(orderId),
      changedAt: timeOrNull(() => fromEpochMillis(Number(updateTime))),
      message: { orderId, orderStatus, updateTime },
    }));
    return {
      kind: 'PAGE',
      pushes: listedPushes(METHOD, orders, asked),
      next: nextPage(asked, { total: Number(total ?? 0), pageSize: MOST_A_PAGE }),
    };
  },
};
