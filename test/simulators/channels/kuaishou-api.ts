import { createHmac } from 'node:crypto';
import { asRecord, idText, parseLossless } from '../../../domain/channel/lossless-json.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (result: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ result, error_msg: message, request_id: 'simulated' }),
});

const SIGNED = ['access_token', 'appkey', 'method', 'param', 'signMethod', 'timestamp', 'version'];

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ query }: ApiCall, secret: string): string => {
  const text = SIGNED.map((name) => `${name}=${query.get(name) ?? ''}&`).join('');
  return createHmac('sha256', secret).update(`${text}signSecret=${secret}`).digest('base64');
};

/** `open.order.detail` of the shop's open API. */
export const answerKuaishou = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { query } = call;
  const shop = account.secrets.find(({ appId }) => appId === query.get('appkey'));
  if (!shop) return refused(28, 'appkey is unknown');
  if (query.get('method') !== 'open.order.detail') return refused(12, 'method is unknown');
  if (query.get('sign') !== signatureOf(call, shop.apiSecret ?? shop.current)) return refused(15, 'sign is wrong');
  if (query.get('access_token') !== account.accessToken) return refused(24, 'access_token has expired');
  const oid = idText(asRecord(parseLossless(query.get('param') ?? '{}'))?.oid);
  if (oid === null) return refused(100, 'param has no oid');
  const answer = book.find('kuaishou', oid);
  return answer === null ? refused(802000, '订单不存在') : { status: 200, body: answer };
};
