import { createHmac } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, msg: string, subCode: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ code, msg, sub_code: subCode, sub_msg: msg, data: null, log_id: 'simulated' }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ query, body }: ApiCall, secret: string): string => {
  const [key, method, timestamp, v] = ['app_key', 'method', 'timestamp', 'v'].map((name) => query.get(name) ?? '');
  const text = `app_key${key}method${method}param_json${body}timestamp${timestamp}v${v}`;
  return createHmac('sha256', secret).update(`${secret}${text}${secret}`).digest('hex');
};

/** `order.orderDetail` of the shop platform's open API. */
export const answerDouyin = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query, body } = call;
  const shop = account.secrets.find(({ appId }) => appId === query.get('app_key'));
  if (!shop) return refused(30001, 'app_key is unknown', 'isv.app-key-invalid');
  if (query.get('sign') !== signatureOf(call, shop.current)) return refused(30002, 'sign is wrong', 'isv.sign-invalid');
  if (query.get('access_token') !== account.accessToken)
    return refused(30001, 'access_token has expired', 'isv.access-token-expired');
  const { shop_order_id: orderId } = JSON.parse(body) as { shop_order_id?: unknown };
  if (typeof orderId !== 'string') return refused(40003, 'shop_order_id must be a string', 'isv.parameter-invalid');
  const answer = book.find('douyin', orderId);
  return answer === null
    ? refused(50002, '订单不存在', 'isv.business-failed:order-not-exist')
    : { status: 200, body: answer };
};
