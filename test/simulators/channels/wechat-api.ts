import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (errcode: number, errmsg: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ errcode, errmsg }),
});

/** `channels/ec/order/get` of the WeChat shop API: answers 200 always, and says in `errcode` what is wrong. */
export const answerWechat = ({ query, body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (query.get('access_token') !== account.accessToken)
    return refused(40001, 'invalid credential, access_token is invalid or not latest');
  const { order_id: orderId } = JSON.parse(body) as { order_id?: unknown };
  if (typeof orderId !== 'string') return refused(40097, 'invalid args: order_id');
  const answer = book.find('wechat', orderId);
  return answer === null ? refused(100_001, 'order not exist') : { status: 200, body: answer };
};
