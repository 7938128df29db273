import { createHmac } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (status: number, error: string, message: string): ApiAnswer => ({
  status,
  body: JSON.stringify({ error, message, request_id: 'simulated' }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ path, query }: ApiCall, key: string): string => {
  const [partner, time, token, shop] = ['partner_id', 'timestamp', 'access_token', 'shop_id'].map((name) =>
    query.get(name),
  );
  return createHmac('sha256', key).update(`${partner}${path}${time}${token}${shop}`).digest('hex');
};

/** `v2.order.get_order_detail` of the Shopee Open Platform. */
export const answerShopee = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query } = call;
  const partner = account.secrets.find(({ appId }) => appId === query.get('partner_id'));
  if (!partner) return refused(403, 'error_auth', 'partner_id is invalid');
  if (query.get('sign') !== signatureOf(call, partner.current)) return refused(403, 'error_sign', 'Wrong sign.');
  if (query.get('access_token') !== account.accessToken)
    return refused(403, 'invalid_acceess_token', 'Invalid access_token, please have a check.');
  const wanted = query.get('order_sn_list') ?? '';
  if (wanted === '') return refused(200, 'error_param', 'Wrong parameters, detail: order_sn_list.');
  const answer = book.find('shopee', wanted);
  return answer === null
    ? refused(200, 'error_not_found', 'Wrong parameters, detail: the order is not found.')
    : { status: 200, body: answer };
};

/** Where the platform's answer has its order id. */
export const shopeeOrderId = (answer: unknown): string | null => {
  const found = answer as { response?: { order_list?: { order_sn?: unknown }[] } } | null;
  const id = found?.response?.order_list?.[0]?.order_sn;
  return id === undefined ? null : String(id);
};
