import { createHash } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const URL_SIGNED = 'https://waimaiopen.meituan.com/api/v1/order/getOrderDetail';

const refused = (code: number, msg: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ data: 'ng', error: { code, msg } }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (query: URLSearchParams, secret: string): string => {
  const names = [...query.keys()].filter((name) => name !== 'sig').sort();
  const text = names.map((name) => `${name}=${query.get(name)}`).join('&');
  return createHash('md5').update(`${URL_SIGNED}?${text}${secret}`).digest('hex');
};

/** `order/getOrderDetail`: answers 200 always, `data` is `ng` when it refuses. */
export const answerMeituan = ({ query }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const shop = account.secrets.find(({ appId }) => appId === query.get('app_id'));
  if (!shop) return refused(702, 'app_id is unknown');
  if (query.get('sig') !== signatureOf(query, shop.current)) return refused(703, 'sig is wrong');
  if (query.get('access_token') !== account.accessToken) return refused(767, 'access_token has expired');
  const answer = book.find('meituan', query.get('order_id') ?? '');
  return answer === null ? refused(808, '订单不存在') : { status: 200, body: answer };
};
