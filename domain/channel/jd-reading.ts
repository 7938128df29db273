import { toBeijing } from '../time.ts';
import type { AskLater, ChannelFeed, ChannelListing } from './channel-api.ts';
import { isYes, jdCall, readJdAnswer, wordsOf } from './jd-api.ts';
import { changedAt, pushOf, versionOf } from './jd-order.ts';
import { isRefund, refundPush } from './jd-refund.ts';
import { asRecord, idText } from './lossless-json.ts';
import { feedInTurn, type ListSource, type Rows, rowsIn } from './turn-reading.ts';
import { pageAfter, type ReadWindow, type WindowRule } from './window-reading.ts';

const SEARCH = 'jingdong.pop.order.search';
const REFUNDS = 'jingdong.pop.afs.soa.refundapply.queryPageList';

/** Every state there is; the search takes no word for "all". */
const STATES = [
  'WAIT_SELLER_STOCK_OUT,WAIT_GOODS_RECEIVE_CONFIRM,WAIT_SELLER_DELIVERY,PAUSE,FINISHED_L,TRADE_CANCELED,LOCKED',
  'POP_ORDER_PAUSE',
].join(',');
/** Which order, and that it changed: the order itself is asked for, always by the same API, so that it always reads the same. */
const FIELDS = 'orderId,venderId,orderState,modified';
/** Both lists answer up to 50 at a time. */
const PAGE_SIZE = 50;

/** unconfirmed: how long JD's index lags; five minutes of every stretch are read twice. */
const RULE: WindowRule = {
  windowSeconds: 3600,
  lagSeconds: 60,
  overlapSeconds: 300,
  firstLookBackSeconds: 24 * 3600,
};

const searchParams = ({ from, to, page }: ReadWindow): string =>
  JSON.stringify({
    start_date: toBeijing(from),
    end_date: toBeijing(to),
    order_state: STATES,
    optional_fields: FIELDS,
    page: String(page ?? 1),
    page_size: String(PAGE_SIZE),
    sortType: 0,
    dateType: 0,
  });

const rowsOfSearch = (status: number, body: string): Rows | AskLater => {
  const answer = readJdAnswer(SEARCH, status, body);
  if (answer.kind === 'ERROR') return { kind: 'LATER', reason: answer.reason };
  const found = asRecord(answer.result.searchorderinfo_result);
  const result = asRecord(found?.apiResult);
  if (!found || (result && !isYes(result.success)))
    return { kind: 'LATER', reason: `jd ${SEARCH} answered: ${wordsOf(result)}` };
  return { kind: 'ROWS', rows: rowsIn(found.orderInfoList), total: Number(found.orderTotal ?? 0) };
};

const refundParams =
  (what: 'applyTime' | 'checkTime') =>
  ({ from, to, page }: ReadWindow): string =>
    JSON.stringify({
      [`${what}Start`]: toBeijing(from),
      [`${what}End`]: toBeijing(to),
      pageIndex: page ?? 1,
      pageSize: PAGE_SIZE,
    });

const rowsOfRefunds = (status: number, body: string): Rows | AskLater => {
  const answer = readJdAnswer(REFUNDS, status, body);
  if (answer.kind === 'ERROR') return { kind: 'LATER', reason: answer.reason };
  const found = asRecord(answer.result.queryResult);
  if (!found || !isYes(found.success ?? true))
    return { kind: 'LATER', reason: `jd ${REFUNDS} answered: ${wordsOf(found)}` };
  return { kind: 'ROWS', rows: rowsIn(found.result), total: Number(found.totalCount ?? 0) };
};

const orderNotice: ListSource['push'] = (row, { at }) =>
  idText(row.orderId) === null ? null : pushOf(row, JSON.stringify(row), at);
const refundNotice: ListSource['push'] = (row, { shopId }) => (isRefund(row) ? refundPush(row, shopId) : null);

const listOf = (
  method: string,
  params: (window: ReadWindow) => string,
  rows: ListSource['rows'],
  push: ListSource['push'],
): ListSource => ({
  build: (window, ask, secret, crypto) => jdCall(method, params(window), ask, secret, crypto),
  rows,
  push,
});

/**
 * JD pushes nothing of a POP shop's orders, so its lists are read in turn: orders that changed, refunds that were applied for,
 * refunds that were decided about.
 */
export const jdFeed: ChannelFeed = feedInTurn(
  'jd',
  [
    listOf(SEARCH, searchParams, rowsOfSearch, orderNotice),
    listOf(REFUNDS, refundParams('applyTime'), rowsOfRefunds, refundNotice),
    listOf(REFUNDS, refundParams('checkTime'), rowsOfRefunds, refundNotice),
  ],
  RULE,
  PAGE_SIZE,
);

/** A month at most; February is the shortest. */
const LONGEST_WINDOW_SECONDS = 28 * 24 * 3600;

export const jdListing: ChannelListing = {
  windowSeconds: LONGEST_WINDOW_SECONDS,
  lagSeconds: RULE.lagSeconds,
  build: ({ from, to, page, ...ask }, secret, crypto) =>
    jdCall(SEARCH, searchParams({ from, to, page: page === null ? null : Number(page) }), ask, secret, crypto),
  read: (status, body, { page, ...ask }) => {
    const found = rowsOfSearch(status, body);
    if (found.kind === 'LATER') return found;
    const next = pageAfter(page === null ? null : Number(page), found.total, PAGE_SIZE);
    const pushes = found.rows.flatMap((row) => {
      const push = orderNotice(row, ask);
      return push
        ? { ...push, dedupeKey: `list:${push.channelOrderId}:${changedAt(row) ?? versionOf(row) ?? ask.at}` }
        : [];
    });
    return { kind: 'PAGE', pushes, next: next === null ? null : String(next) };
  },
};
