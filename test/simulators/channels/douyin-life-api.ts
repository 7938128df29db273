import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, description: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({
    data: { error_code: code, description },
    extra: { error_code: code, description, sub_error_code: 0, sub_description: '', logid: 'simulated' },
  }),
});

/** `goodlife/v1/trade/order/query` of Douyin's local services: the token is a header, an order without a find is an empty page. */
export const answerDouyinLife = ({ query, headers }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (headers['access-token'] !== account.accessToken) return refused(2190008, 'access_token过期,请刷新或重新授权');
  const orderId = query.get('order_id') ?? '';
  if (!query.get('account_id') || !query.get('page_num') || !query.get('page_size'))
    return refused(2190004, '参数不合法: account_id, page_num, page_size');
  const answer = book.find('douyin-life', orderId);
  if (answer !== null) return { status: 200, body: answer };
  return {
    status: 200,
    body: JSON.stringify({
      data: { error_code: 0, description: 'success', orders: [], page: { page_num: 1, page_size: 10, total: 0 } },
      extra: { error_code: 0, description: '', sub_error_code: 0, sub_description: '', logid: 'simulated' },
    }),
  };
};
