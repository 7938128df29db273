import { answerOf, objectAt, pageOf, seconds, secondsWindow } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const said = (data: object, code = 0, description = ''): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({
    data: { error_code: code, description, ...data },
    extra: { error_code: code, description, sub_error_code: 0, sub_description: '', logid: 'simulated' },
  }),
});
const refused = (code: number, description: string): ApiAnswer => said({}, code, description);
export const douyinLifeBusy: ApiAnswer = refused(2190002, '请求过于频繁,请稍后重试');

const listed = (query: URLSearchParams, book: OrderBook): ApiAnswer => {
  const window = secondsWindow(query.get('update_order_start_time'), query.get('update_order_end_time'));
  const [page, size] = [Number(query.get('page_num')), Number(query.get('page_size'))];
  if (size > 100 || page * size > 10_000) return refused(2190004, '参数不合法: page_num, page_size');
  const booked = book.changedBetween('douyin-life', ...window);
  const orders = pageOf(booked, page, size).map((order) => ({
    ...(objectAt(answerOf(order), 'data').orders as object[])[0],
    update_order_time: seconds(order.changedAt),
  }));
  return said({ orders, page: { page_num: page, page_size: size, total: booked.length } });
};

/** `goodlife/v1/trade/order/query` of Douyin's local services: the token is a header, an order without a find is an empty page. */
export const answerDouyinLife = ({ query, headers }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (headers['access-token'] !== account.accessToken) return refused(2190008, 'access_token过期,请刷新或重新授权');
  if (!query.get('account_id') || !query.get('page_num') || !query.get('page_size'))
    return refused(2190004, '参数不合法: account_id, page_num, page_size');
  if (query.has('update_order_start_time')) return listed(query, book);
  const answer = book.find('douyin-life', query.get('order_id') ?? '');
  if (answer !== null) return { status: 200, body: answer };
  return said({ orders: [], page: { page_num: 1, page_size: 10, total: 0 } });
};
