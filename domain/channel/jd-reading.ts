import { type Instant, toBeijing } from '../time.ts';
import type { Push, UnreadablePush } from './channel.ts';
import type { AskLater, ChannelFeed, ChannelListing, FeedCursor } from './channel-api.ts';
import { isYes, jdCall, readJdAnswer, wordsOf } from './jd-api.ts';
import { changedAt, pushOf, versionOf } from './jd-order.ts';
import { isRefund, refundPush } from './jd-refund.ts';
import { asRecord, idText } from './lossless-json.ts';
import { cursorAfter, pageAfter, type ReadWindow, type WindowRule, windowOf } from './window-reading.ts';

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

type Rows = { readonly kind: 'ROWS'; readonly rows: readonly Record<string, unknown>[]; readonly total: number };

const records = (list: unknown): Record<string, unknown>[] =>
  (Array.isArray(list) ? list : []).map(asRecord).filter((each) => each !== null);

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
  return { kind: 'ROWS', rows: records(found.orderInfoList), total: Number(found.orderTotal ?? 0) };
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
  return { kind: 'ROWS', rows: records(found.result), total: Number(found.totalCount ?? 0) };
};

type Source = {
  readonly method: string;
  readonly params: (window: ReadWindow) => string;
  readonly rows: (status: number, body: string) => Rows | AskLater;
  readonly push: (row: Record<string, unknown>, shopId: string, at: Instant) => Push | null;
};

const orderNotice: Source['push'] = (row, _shopId, at) =>
  idText(row.orderId) === null ? null : pushOf(row, JSON.stringify(row), at);
const refundNotice: Source['push'] = (row, shopId) => (isRefund(row) ? refundPush(row, shopId) : null);

/** What is read in turn: orders that changed, refunds that were applied for, refunds that were decided about. */
const SOURCES: readonly Source[] = [
  { method: SEARCH, params: searchParams, rows: rowsOfSearch, push: orderNotice },
  { method: REFUNDS, params: refundParams('applyTime'), rows: rowsOfRefunds, push: refundNotice },
  { method: REFUNDS, params: refundParams('checkTime'), rows: rowsOfRefunds, push: refundNotice },
];

/** Whose turn it is, and where each source was read up to. */
type Turn = { readonly turn: number; readonly cursors: readonly FeedCursor[] };

const turnOf = (cursor: FeedCursor): Turn => {
  const [turn = '0', ...cursors] = (cursor ?? '').split('|');
  const index = Number(turn);
  return {
    turn: Number.isInteger(index) && index >= 0 && index < SOURCES.length ? index : 0,
    cursors: SOURCES.map((_source, at) => cursors[at] || null),
  };
};

const standing = ({ turn, cursors }: Turn): string => [turn, ...cursors.map((each) => each ?? '')].join('|');

const unreadableRow = (row: Record<string, unknown>, shopId: string, at: Instant, index: number): UnreadablePush => ({
  dedupeKey: `row:${at}:${index}`,
  topic: '',
  shopId,
  body: JSON.stringify(row),
  error: 'jd orderId or id is missing in a row of the list: replay it once the reader knows the shape',
});

/** JD pushes nothing of a POP shop's orders: its lists are asked, stretch by stretch. */
export const jdFeed: ChannelFeed = {
  build: ({ cursor, ...ask }, secret, crypto) => {
    const { turn, cursors } = turnOf(cursor);
    const source = SOURCES[turn] as Source;
    return jdCall(source.method, source.params(windowOf(cursors[turn] ?? null, ask.at, RULE)), ask, secret, crypto);
  },
  read: (status, body, { cursor, shopId, at }) => {
    const { turn, cursors } = turnOf(cursor);
    const source = SOURCES[turn] as Source;
    const found = source.rows(status, body);
    if (found.kind === 'LATER') return found;
    const window = windowOf(cursors[turn] ?? null, at, RULE);
    const next = cursorAfter(window, { total: found.total, pageSize: PAGE_SIZE }, at, RULE);
    const goesOn = next.more ? turn : (turn + 1) % SOURCES.length;
    const read = found.rows.map((row) => ({ row, push: source.push(row, shopId, at) }));
    return {
      kind: 'PAGE',
      pushes: read.flatMap(({ push }) => push ?? []),
      unreadable: read.flatMap(({ row, push }, index) => (push ? [] : [unreadableRow(row, shopId, at, index)])),
      cursor: standing({ turn: goesOn, cursors: cursors.map((each, of) => (of === turn ? next.cursor : each)) }),
      more: next.more || goesOn !== 0,
      receipts: [],
    };
  },
};

/** A month at most; February is the shortest. */
const LONGEST_WINDOW_SECONDS = 28 * 24 * 3600;

export const jdListing: ChannelListing = {
  windowSeconds: LONGEST_WINDOW_SECONDS,
  lagSeconds: RULE.lagSeconds,
  build: ({ from, to, page, ...ask }, secret, crypto) =>
    jdCall(SEARCH, searchParams({ from, to, page: page === null ? null : Number(page) }), ask, secret, crypto),
  read: (status, body, { page, at }) => {
    const found = rowsOfSearch(status, body);
    if (found.kind === 'LATER') return found;
    const next = pageAfter(page === null ? null : Number(page), found.total, PAGE_SIZE);
    const pushes = found.rows.flatMap((row) => {
      const push = orderNotice(row, '', at);
      return push
        ? { ...push, dedupeKey: `list:${push.channelOrderId}:${changedAt(row) ?? versionOf(row) ?? at}` }
        : [];
    });
    return { kind: 'PAGE', pushes, next: next === null ? null : String(next) };
  },
};
