import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const gateway = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ gw_err_resp: { err_code: code, err_msg: message, trace_id: 'simulated' } }),
});

const refused = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ success: false, code, data: null, message }),
});

/** `youzan.trade.get` 4.0.2: the gateway looks at the token first, then the API at the order. */
export const answerYouzan = ({ query, body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const token = query.get('access_token');
  if (!token) return gateway(4201, '非法的请求凭证');
  if (token !== account.accessToken) return gateway(4203, 'Token 不存在');
  const { tid } = JSON.parse(body) as { tid?: unknown };
  if (typeof tid !== 'string') return refused(1000, 'tid must be a string');
  const answer = book.find('youzan', tid);
  return answer === null ? refused(5000, 'trade not found') : { status: 200, body: answer };
};
