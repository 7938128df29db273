import { fromBeijing, type Instant, toEpochMillis } from '../time.ts';
import type { AskLater, ChannelFeed, ChannelListing } from './channel-api.ts';
import { idText } from './lossless-json.ts';
import { pddCall, readPddAnswer } from './pinduoduo-api.ts';
import { REFUND_LIST } from './pinduoduo-refund.ts';
import { feedInTurn, type ListSource, type Rows, rowsIn } from './turn-reading.ts';
import { pageAfter, type ReadWindow, type WindowRule } from './window-reading.ts';

const ORDER_LIST = 'pdd.order.number.list.increment.get';
const PAGE_SIZE = 100;
/** Pinduoduo answers half an hour at most, and what is complete: three minutes old. */
const RULE: WindowRule = { windowSeconds: 1800, lagSeconds: 180, overlapSeconds: 60, firstLookBackSeconds: 24 * 3600 };

const seconds = (at: Instant): number => Math.floor(toEpochMillis(at) / 1000);
const stretch = ({ from, to, page }: ReadWindow) => ({
  start_updated_at: seconds(from),
  end_updated_at: seconds(to),
  page: page ?? 1,
  page_size: PAGE_SIZE,
});

/** All orders: shipped or not (5), with and without after-sales (5), lotteries too (0). */
const orderParams = (window: ReadWindow) => ({
  ...stretch(window),
  order_status: 5,
  refund_status: 5,
  is_lucky_flag: 0,
});
/** All returns. unconfirmed: that 1 stands for every status, as it does for every type. */
const refundParams = (window: ReadWindow) => ({ ...stretch(window), after_sales_status: 1, after_sales_type: 1 });

const rowsUnder =
  (type: string, key: string, list: string) =>
  (status: number, body: string): Rows | AskLater => {
    const answer = readPddAnswer(type, key, status, body);
    if (answer.kind === 'ERROR') return { kind: 'LATER', reason: answer.reason };
    const rows = rowsIn(answer.result[list]);
    return { kind: 'ROWS', rows, total: Number(answer.result.total_count ?? rows.length) };
  };

const orderRows = rowsUnder(ORDER_LIST, 'order_sn_increment_get_response', 'order_sn_list');
const refundRows = rowsUnder(REFUND_LIST, 'refund_increment_get_response', 'refund_list');

const moment = (said: unknown): Instant | null => {
  try {
    return fromBeijing(String(said));
  } catch {
    return null;
  }
};

/** That an order changed, without the person in it: the order itself is asked for. */
const orderNotice: ListSource['push'] = (row, { shopId }) => {
  const { order_sn, updated_at, order_status, refund_status } = row;
  const orderSn = idText(order_sn);
  if (orderSn === null) return null;
  return {
    dedupeKey: `${orderSn}:${updated_at}:${order_status}:${refund_status}`,
    topic: ORDER_LIST,
    shopId,
    channelOrderId: orderSn,
    sourceAt: moment(updated_at),
    body: JSON.stringify({ order_sn, updated_at, order_status, refund_status }),
  };
};

const refundNotice: ListSource['push'] = (row, { shopId }) => {
  const id = idText(row.id);
  if (id === null) return null;
  return {
    dedupeKey: `refund:${id}:${row.updated_time}:${row.after_sales_status}`,
    topic: REFUND_LIST,
    shopId,
    channelOrderId: idText(row.order_sn),
    sourceAt: moment(row.updated_time),
    body: JSON.stringify(row),
  };
};

const listOf = (
  type: string,
  params: (window: ReadWindow) => Readonly<Record<string, number>>,
  rows: ListSource['rows'],
  push: ListSource['push'],
): ListSource => ({
  build: (window, ask, secret, crypto) => pddCall(type, params(window), ask, secret, crypto),
  rows,
  push,
});

/**
 * What the socket's connector missed, or everything where there is no connector: the platform keeps messages nobody acknowledged
 * for seven days, but gives them to a socket only (`pdd.pmc.accrue.query` counts them), so the lists are read instead.
 */
export const pddFeed: ChannelFeed = feedInTurn(
  'pinduoduo',
  [
    listOf(ORDER_LIST, orderParams, orderRows, orderNotice),
    listOf(REFUND_LIST, refundParams, refundRows, refundNotice),
  ],
  RULE,
  PAGE_SIZE,
);

export const pddListing: ChannelListing = {
  windowSeconds: RULE.windowSeconds,
  lagSeconds: RULE.lagSeconds,
  build: ({ from, to, page, ...ask }, secret, crypto) =>
    pddCall(ORDER_LIST, orderParams({ from, to, page: page === null ? null : Number(page) }), ask, secret, crypto),
  read: (status, body, { page, ...ask }) => {
    const found = orderRows(status, body);
    if (found.kind === 'LATER') return found;
    const next = pageAfter(page === null ? null : Number(page), found.total, PAGE_SIZE);
    const pushes = found.rows.flatMap((row) => {
      const push = orderNotice(row, ask);
      return push ? { ...push, dedupeKey: `list:${push.channelOrderId}:${push.sourceAt ?? ''}` } : [];
    });
    return { kind: 'PAGE', pushes, next: next === null ? null : String(next) };
  },
};
