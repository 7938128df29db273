import { createHash } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ success: false, error_code: code, error_msg: message, data: null }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (asked: Readonly<Record<string, unknown>>, secret: string): string =>
  createHash('md5')
    .update(`${asked.method}?appId=${asked.appId}&timestamp=${asked.timestamp}&version=${asked.version}${secret}`)
    .digest('hex');

/** The one address of the ark API; of its methods, `order.getOrderDetail`. */
export const answerXiaohongshu = ({ body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as Record<string, unknown>;
  const shop = account.secrets.find(({ appId }) => appId === asked.appId);
  if (!shop) return refused(1001, 'appId is unknown');
  if (asked.version !== '2.0') return refused(1001, 'version must be 2.0');
  if (asked.sign !== signatureOf(asked, shop.current)) return refused(1003, 'sign is wrong');
  if (asked.accessToken !== account.accessToken) return refused(1006, 'access_token has expired');
  if (asked.method !== 'order.getOrderDetail') return refused(1002, 'method is unknown');
  if (typeof asked.orderId !== 'string') return refused(2001, 'orderId must be a string');
  const answer = book.find('xiaohongshu', asked.orderId);
  return answer === null ? refused(2004, '订单不存在') : { status: 200, body: answer };
};
