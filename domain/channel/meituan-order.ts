import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { answered, secondsOf } from './platform-answer.ts';

/** md5 over the URL, its sorted parameters and the secret. */
export const signatureOf = (
  url: string,
  fields: Readonly<Record<string, string>>,
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return md5Hex(utf8(`${url}?${sorted.map(([key, value]) => `${key}=${value}`).join('&')}${secret}`));
};

const HOST = 'https://waimaiopen.meituan.com';

type Fields = Readonly<Record<string, string>>;

/**
 * Questions and simple changes by GET; changes with a form by POST, whose fields are signed with those of the query. The platform
 * signs its public URL, whatever host the transport adds.
 */
export const meituanCall = (
  { path, query = {}, form }: { readonly path: string; readonly query?: Fields; readonly form?: Fields },
  { at, accessToken }: ApiAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const fields = {
    app_id: appId,
    ...query,
    timestamp: String(secondsOf(at)),
    ...(accessToken === '' ? {} : { access_token: accessToken }),
  };
  const sig = signatureOf(`${HOST}${path}`, { ...fields, ...form }, current, crypto);
  const url = `${path}?${new URLSearchParams({ ...fields, sig })}`;
  return form
    ? {
        method: 'POST',
        path: url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      }
    : { method: 'GET', path: url, headers: {}, body: '' };
};

/** What the platform refuses, in its words; null when it did what it was asked. */
export const refusalIn = ({ data, error }: Record<string, unknown>): string | null => {
  if (data !== 'ng' && data !== undefined) return null;
  const { code = '', msg = '' } = asRecord(error) ?? {};
  return `${String(code)}: ${String(msg)}`;
};

export const buildOrderDetail = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  meituanCall({ path: '/api/v1/order/getOrderDetail', query: { order_id: ask.channelOrderId } }, ask, secret, crypto);

/** JSON within a field; what is none already stays. @throws SyntaxError */
const opened = (value: unknown): unknown =>
  typeof value === 'string' && value !== '' ? parseLossless(value) : value === '' ? [] : value;

const MUNICIPALITY = /^(?:北京|上海|天津|重庆)市/;
const PROVINCE = /^[^省市区县]{2,8}(?:省|自治区|特别行政区)/;
const CITY = /^[^省市区县]{2,10}?(?:市|自治州|地区|盟)/;
const DISTRICT = /^[^省市区县]{1,10}(?:区|县|市|旗)/;

/** `科技园 (3 栋)@#浙江省杭州市西湖区文三路`: the place in words follows the mark. */
const placeIn = (address: string): { province: string; city: string; district: string } => {
  let rest = address.split('@#').at(-1) ?? '';
  const take = (pattern: RegExp): string => {
    const [found = ''] = pattern.exec(rest) ?? [];
    rest = rest.slice(found.length);
    return found;
  };
  const municipality = take(MUNICIPALITY);
  if (municipality !== '') {
    if (rest.startsWith(municipality)) rest = rest.slice(municipality.length);
    return { province: municipality, city: municipality, district: take(DISTRICT) };
  }
  const [province, city] = [take(PROVINCE), take(CITY)];
  return { province, city, district: city === '' ? '' : take(DISTRICT) };
};

/** Packing is charged by the box, beside the goods. Yuan, to the fen. */
const boxesOf = (detail: unknown): string => {
  const lines = Array.isArray(detail) ? detail.map((line) => asRecord(line) ?? {}) : [];
  const fen = lines.map(({ box_num, box_price }) => Math.round(Number(box_num ?? 0) * Number(box_price ?? 0) * 100));
  const sum = fen.reduce((all, one) => all + (Number.isSafeInteger(one) ? one : 0), 0);
  return (sum / 100).toFixed(2);
};

/** An order's fields with the JSON in them opened and its place and packing told apart, as the mapping reads it. @throws SyntaxError */
export const orderOf = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const detail = opened(fields.detail);
  const address = typeof fields.recipient_address === 'string' ? fields.recipient_address : '';
  return {
    ...fields,
    detail,
    extras: opened(fields.extras),
    place: { ...placeIn(address), detail: address.split('@#')[0] },
    boxes: boxesOf(detail),
  };
};

/** A push that lacks parts of the order (`incmp_code`) only names it: the API has it whole. */
export const carriesOrder = ({ detail, incmp_code }: Readonly<Record<string, unknown>>): boolean =>
  detail !== undefined && idText(incmp_code) === null;

const NO_SUCH_ORDER = /(order.*not.{0,3}(found|exist)|订单.*不存在|不存在.*订单)/i;

const API = 'meituan getOrderDetail';

/** Reads the answer of `getOrderDetail`: `{"data":{…}}`, or `{"data":"ng","error":{"code","msg"}}`. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  const said = answered(API, status, body);
  if (said.kind === 'LATER') return said;
  const order = asRecord(said.answer.data);
  const reason = `${API} answered ${refusalIn(said.answer) ?? 'no order'}`;
  if (!order) return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  try {
    return { kind: 'ORDER', payload: orderOf(order) };
  } catch {
    return { kind: 'LATER', reason: `${API} answered with detail or extras that are no JSON` };
  }
};
