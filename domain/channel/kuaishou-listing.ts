import { fromEpochMillis, toEpochMillis } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { kuaishouCall, refusalIn } from './kuaishou-order.ts';
import { listedPushes, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { answered, recordsIn } from './platform-answer.ts';

const METHOD = 'open.order.cursor.list';
const ALL_STATES = 1;
/** 2: `beginTime` and `endTime` are of the last change; 1 would be of creation. */
const BY_CHANGE = 2;
const OLDEST_FIRST = 2;
const MOST_A_PAGE = 50;
const LAST = 'nomore';
const WEEK_SECONDS = 7 * 24 * 3600;

/**
 * `open.order.cursor.list` by time of change: a week at most ("SEARCH TIME RANGE EXPAND 7 DAYS"), of the last 90 days; pages by
 * `cursor` until it says `nomore`.
 * unconfirmed: whether `endTime` itself is in the window; how far the list lags.
 */
export const kuaishouListing: ChannelListing = {
  windowSeconds: WEEK_SECONDS,
  lagSeconds: 60,
  build: (ask, secret, crypto) => {
    const asked = {
      orderViewStatus: ALL_STATES,
      queryType: BY_CHANGE,
      sort: OLDEST_FIRST,
      beginTime: toEpochMillis(ask.from),
      endTime: toEpochMillis(ask.to),
      pageSize: MOST_A_PAGE,
      cursor: ask.page ?? '',
    };
    return kuaishouCall({ verb: 'GET', method: METHOD, param: JSON.stringify(asked) }, ask, secret, crypto);
  },
  read: (status, body, asked) => {
    const said = answered(`kuaishou ${METHOD}`, status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal !== null) return { kind: 'LATER', reason: `kuaishou ${METHOD} answered ${refusal}` };
    const { orderList, cursor } = asRecord(said.answer.data) ?? {};
    const orders = recordsIn(orderList).map(({ orderBaseInfo }) => {
      const { oid, status: state, updateTime } = asRecord(orderBaseInfo) ?? {};
      const changedAt = timeOrNull(() => fromEpochMillis(Number(updateTime)));
      return { orderId: idText(oid), changedAt, message: { oid, status: state, updateTime } };
    });
    const next = idText(cursor);
    return { kind: 'PAGE', pushes: listedPushes(METHOD, orders, asked), next: next === LAST ? null : next };
  },
};
