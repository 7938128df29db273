import { fromEpochMillis, fromEpochSeconds, hoursBetween, type Instant, toEpochMillis } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  Push,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { xiaohongshuAfterSale } from './xiaohongshu-after-sale.ts';
import { xiaohongshuListing } from './xiaohongshu-listing.ts';
import { buildOrderDetail, readOrderDetail } from './xiaohongshu-order.ts';
import { xiaohongshuWriteBack } from './xiaohongshu-write-back.ts';

const TAKEN = jsonAnswer(200, { success: true, error_code: 0, error_msg: '' });
const refusedWith = (status: number, message: string) =>
  jsonAnswer(status, { success: false, error_code: status, error_msg: message });
/** The signature binds no body, so only its age limits its use; retries may come late. */
const FRESH_HOURS = 24;

/** `path?key=value&…` in the order of the keys, then the secret; the body is no part of it. */
export const signatureOf = (
  path: string,
  params: Readonly<Record<string, string>>,
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => {
  const pairs = Object.keys(params)
    .sort()
    .map((key) => `${key}=${params[key]}`);
  return md5Hex(utf8(`${path}?${pairs.join('&')}${secret}`));
};

const isSigned = (
  { path, query, headers }: PushRequest,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
): boolean => {
  const { 'app-key': appKey = '', timestamp = '', sign = '' } = headers;
  const params = { ...query, 'app-key': appKey, timestamp };
  return secrets.some(
    ({ appId, current, previous }) =>
      crypto.equal(appId, appKey) &&
      [current, previous].some(
        (secret) => secret !== null && crypto.equal(signatureOf(path, params, secret, crypto), sign.toLowerCase()),
      ),
  );
};

/** Seconds in the platform's calls; milliseconds, its unit inside of messages, are taken too. */
const isFresh = (timestamp: string, now: Instant): boolean => {
  if (!/^[1-9](\d{9}|\d{12})$/.test(timestamp)) return false;
  const signedAt = timestamp.length === 10 ? fromEpochSeconds(Number(timestamp)) : fromEpochMillis(Number(timestamp));
  return Math.abs(hoursBetween(signedAt, now)) <= FRESH_HOURS;
};

const sourceAtOf = ({ updateTime }: Record<string, unknown>): Instant | null => {
  try {
    return typeof updateTime === 'number' && updateTime > 0 ? fromEpochMillis(updateTime) : null;
  } catch {
    return null;
  }
};

const dataIn = ({ data }: Record<string, unknown>): Record<string, unknown> | string => {
  if (typeof data !== 'string') return `data is ${typeof data}, expected JSON text`;
  try {
    return asRecord(parseLossless(data)) ?? 'data is no JSON object';
  } catch (error) {
    return `data is no JSON: ${(error as Error).message}`;
  }
};

/** Messages carry no id: what they are about, when, and which step are their identity; without a time, all of their text. */
const dedupeKeyOf = (item: Record<string, unknown>, data: Record<string, unknown>, crypto: ChannelCrypto): string => {
  const { orderId, packageId, returnsId, orderStatus, packageStatus, updateTime } = data;
  const about = [returnsId, orderId ?? packageId, orderStatus ?? packageStatus, updateTime];
  const identity = idText(updateTime) ? about : [item.data];
  return crypto.sha256Hex(utf8(JSON.stringify([item.msgTag, item.sellerId, ...identity])));
};

const unreadable = (problem: string, topic: string, body: string, crypto: ChannelCrypto): UnreadablePush => ({
  dedupeKey: crypto.sha256Hex(utf8(body)),
  topic,
  shopId: '',
  body,
  error: `xiaohongshu ${problem}; expected [{"msgTag","sellerId","data":"{…}"}]: ask the platform to send it again, or replay it once the reader knows the shape`,
});

const readItem = (item: unknown, crypto: ChannelCrypto): Push | UnreadablePush => {
  const record = asRecord(item) ?? {};
  const topic = idText(record.msgTag) ?? '';
  const data = topic === '' ? 'msgTag is missing' : dataIn(record);
  if (typeof data === 'string') return unreadable(data, topic, JSON.stringify(item), crypto);
  return {
    dedupeKey: dedupeKeyOf(record, data, crypto),
    topic,
    shopId: idText(record.sellerId) ?? '',
    // Older messages name the package, which has the order's number.
    channelOrderId: idText(data.orderId) ?? idText(data.packageId),
    sourceAt: sourceAtOf(data),
    body: record.data as string,
  };
};

const itemsIn = (body: string): readonly unknown[] | string => {
  try {
    const parsed = parseLossless(body);
    if (Array.isArray(parsed)) return parsed;
    return asRecord(parsed) ? [parsed] : 'body is neither a JSON array nor an object';
  } catch (error) {
    return `body is no JSON: ${(error as Error).message}`;
  }
};

const isUnreadable = (read: Push | UnreadablePush): read is UnreadablePush => 'error' in read;

const readBody = (body: string, crypto: ChannelCrypto): Reading => {
  const items = itemsIn(body);
  if (typeof items === 'string') return { pushes: [], unreadable: [unreadable(items, '', body, crypto)] };
  const read = items.map((item) => readItem(item, crypto));
  return {
    pushes: read.filter((each): each is Push => !isUnreadable(each)),
    unreadable: read.filter(isUnreadable),
  };
};

const receive = (
  request: PushRequest,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
  now: Instant,
): Received => {
  const refused = (reason: string, status: number, message: string): Received => ({
    kind: 'REFUSED',
    reason,
    answer: refusedWith(status, message),
  });
  if (request.method !== 'POST') return refused('METHOD', 405, 'method not allowed');
  if (!isFresh(request.headers.timestamp ?? '', now)) return refused('TIMESTAMP', 401, 'timestamp expired');
  if (!isSigned(request, secrets, crypto)) return refused('SIGNATURE', 401, 'sign error');
  return { kind: 'ACCEPTED', ...readBody(text(request.body), crypto), answer: TAKEN };
};

const sign: Channel['sign'] = ({ body, at }, { appId, current }, crypto) => {
  const path = '/channels/xiaohongshu';
  const timestamp = String(Math.floor(toEpochMillis(at) / 1000));
  return {
    method: 'POST',
    path,
    query: {},
    headers: {
      'content-type': 'application/json',
      'app-key': appId,
      timestamp,
      sign: signatureOf(path, { 'app-key': appId, timestamp }, current, crypto),
    },
    body: utf8(body),
  };
};

/**
 * Xiaohongshu shop 小红书千帆 (ark). Pushes are a batch of messages that carry ids; the order is fetched with `order.getOrderDetail`.
 * Status 4 may come twice (to be shipped, then picked). After-sale messages give their amount in yuan while orders are in fen.
 *
 * The signature covers path, query and headers, not the body. So of a body only ids are believed, and what an after-sale
 * message says (which can hold an order back, never send one): what an order is comes from the platform's API. Calls older than a day are refused.
 *
 * unconfirmed: the signature rule (two public clients agree on it, the platform's own page was not read); that its
 * timestamp is in seconds; the acknowledgement; the schedule of retries; any probe of the console.
 */
export const xiaohongshu: Channel = {
  id: 'xiaohongshu',
  title: { en: 'Xiaohongshu shop', zh: '小红书千帆' },
  receive,
  reread: ({ body }, crypto) => readBody(body, crypto),
  sign,
  failure: refusedWith(500, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build: buildOrderDetail, read: readOrderDetail },
  listing: xiaohongshuListing,
  writeBack: xiaohongshuWriteBack,
  afterSaleIn: xiaohongshuAfterSale,
};
