import { toEpochMillis } from '../time.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

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
const PATH = '/api/v1/order/getOrderDetail';

/** The platform signs its public URL, whatever host the transport adds. */
export const buildOrderDetail = (
  ask: OrderAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const fields = {
    app_id: appId,
    order_id: ask.channelOrderId,
    timestamp: String(Math.floor(toEpochMillis(ask.at) / 1000)),
    ...(ask.accessToken === '' ? {} : { access_token: ask.accessToken }),
  };
  const query = new URLSearchParams({ ...fields, sig: signatureOf(`${HOST}${PATH}`, fields, current, crypto) });
  return { method: 'GET', path: `${PATH}?${query}`, headers: {}, body: '' };
};

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

/** Reads the answer of `getOrderDetail`: `{"data":{…}}`, or `{"data":"ng","error":{"code","msg"}}`. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  const later = (said: string): Fetched => ({ kind: 'LATER', reason: `meituan getOrderDetail answered ${said}` });
  if (status < 200 || status > 299) return later(`HTTP ${status}`);
  try {
    const answer = asRecord(parseLossless(body));
    const order = asRecord(answer?.data);
    if (order) return { kind: 'ORDER', payload: orderOf(order) };
    const error = asRecord(answer?.error) ?? {};
    const said = `${String(error.code ?? '')}: ${String(error.msg ?? '')}`;
    if (NO_SUCH_ORDER.test(said)) return { kind: 'MISSING', reason: `meituan getOrderDetail answered ${said}` };
    return later(said);
  } catch {
    return later('with no JSON object');
  }
};
