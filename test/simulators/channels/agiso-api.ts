import { createHash } from 'node:crypto';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ IsSuccess: false, Data: null, Error_Code: code, Error_Msg: message, AllowRetry: null }),
});

/** The aggregator's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (form: URLSearchParams, secret: string): string => {
  const names = [...form.keys()].filter((name) => name !== 'sign').sort();
  const signed = names.map((name) => `${name}${form.get(name)}`).join('');
  return createHash('md5').update(`${secret}${signed}${secret}`, 'utf8').digest('hex');
};

/** `Trade/TradeInfo` of the aggregator's gateway for Taobao. */
export const answerAgiso = ({ headers, body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (headers.authorization !== `Bearer ${account.accessToken}`) return refused(5, '授权失败: access_token无效');
  if (headers.apiversion !== '1') return refused(6, '缺少ApiVersion');
  const form = new URLSearchParams(body);
  const isSigned = account.secrets.some(({ current }) => signatureOf(form, current) === form.get('sign'));
  if (!isSigned) return refused(4, '签名错误');
  const answer = book.find('agiso', form.get('tid') ?? '');
  return answer === null ? refused(520, 'isv.trade-not-exist-订单不存在') : { status: 200, body: answer };
};
