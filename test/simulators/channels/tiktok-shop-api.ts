import { createHmac } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (status: number, code: number, message: string): ApiAnswer => ({
  status,
  body: JSON.stringify({ code, message, data: null, request_id: 'simulated' }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ path, query, body }: ApiCall, secret: string): string => {
  const names = [...query.keys()].filter((name) => !['sign', 'access_token'].includes(name)).sort();
  const text = names.reduce((sum, name) => sum + name + query.get(name), path) + body;
  return createHmac('sha256', secret).update(secret).update(text).update(secret).digest('hex');
};

/** Get Order Detail of the TikTok Shop Open API, version 202309. */
export const answerTiktokShop = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query, headers } = call;
  const shop = account.secrets.find(({ appId }) => appId === query.get('app_key'));
  if (!shop) return refused(401, 36009004, 'Invalid credentials. Invalid `app_key` query parameter.');
  if (query.get('sign') !== signatureOf(call, shop.current))
    return refused(401, 106001, 'Invalid credentials. The `sign` query parameter is invalid.');
  if (headers['x-tts-access-token'] !== account.accessToken)
    return refused(401, 105002, 'Expired credentials. The `access_token` or `x-tts-access-token` header has expired.');
  const ids = query.get('ids') ?? '';
  if (ids === '') return refused(400, 36009004, 'Invalid `ids` query parameter.');
  const answer = book.find('tiktok-shop', ids);
  return { status: 200, body: answer ?? JSON.stringify({ code: 0, message: 'Success', data: { orders: [] } }) };
};

/** Where the platform's answer has its order id. */
export const tiktokShopOrderId = (answer: unknown): string | null => {
  const id = (answer as { data?: { orders?: { id?: unknown }[] } } | null)?.data?.orders?.[0]?.id;
  return id === undefined ? null : String(id);
};
