import { createHash } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

type Asked = {
  readonly nop?: string;
  readonly id?: string;
  readonly action?: string;
  readonly token?: string;
  readonly metas?: { readonly app_key?: string; readonly timestamp?: number };
  readonly params?: { readonly orderId?: unknown };
  readonly signature?: string;
};

const refused = (id: string | undefined, code: string, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ nop: '1.0.0', id, result: null, error: { code, message } }),
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ action, token, metas, params }: Asked, secret: string): string => {
  const { app_key: key, timestamp } = metas ?? {};
  const signed = `app_key="${key}"orderId=${JSON.stringify(params?.orderId)}timestamp=${timestamp}`;
  return createHash('md5').update(`${action}${token}${signed}${secret}`).digest('hex').toUpperCase();
};

/** `eleme.order.getOrder` of the shop platform's open API. */
export const answerEleme = ({ body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as Asked;
  const { id, action, metas, params } = asked;
  if (action !== 'eleme.order.getOrder') return refused(id, 'METHOD_NOT_ALLOWED', `no action ${action}`);
  const shop = account.secrets.find(({ appId }) => appId === metas?.app_key);
  if (!shop) return refused(id, 'VALIDATION_FAILED', 'app_key is unknown');
  if (asked.signature !== signatureOf(asked, shop.current))
    return refused(id, 'INVALID_SIGNATURE', 'signature is wrong');
  if (asked.token !== account.accessToken) return refused(id, 'UNAUTHORIZED', 'access_token has expired');
  if (typeof params?.orderId !== 'string') return refused(id, 'VALIDATION_FAILED', 'orderId must be a string');
  const answer = book.find('eleme', params.orderId);
  return answer === null ? refused(id, 'BIZ_ORDER_NOT_FOUND', '订单不存在') : { status: 200, body: answer };
};
