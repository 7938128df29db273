import { fromEpochSeconds, fromIso, type Instant } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { concat, text, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  OrderAsk,
  PlatformRequest,
  Push,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { douyinAfterSale } from './douyin-after-sale.ts';
import { doudianRequest } from './douyin-api.ts';
import { douyinListing } from './douyin-listing.ts';
import { readOrderDetail } from './douyin-order.ts';
import { douyinWriteBack } from './douyin-write-back.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

const TAKEN = jsonAnswer(200, { code: 0, msg: 'success' });
/** The platform's words for a push that was not taken; 40041 is its only documented failure code. */
const refusedWith = (status: number, message: string) => jsonAnswer(status, { code: 40041, message });
const PROBE_TAG = '0';

const signatureOf = (body: Uint8Array, appKey: string, secret: string, { md5Hex }: ChannelCrypto): string =>
  md5Hex(concat(utf8(appKey), body, utf8(secret)));

const isSigned = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): boolean => {
  const sign = (request.headers['event-sign'] ?? '').toLowerCase();
  return fitsAnySecret(secrets, (secret, { appId }) =>
    crypto.equal(signatureOf(request.body, appId, secret, crypto), sign),
  );
};

/** Messages say when in seconds; refunds in ISO text (the platform's own examples). */
const timeIn = (data: Record<string, unknown>): Instant | null => {
  const said = data.update_time ?? data.pay_time ?? data.create_time ?? data.apply_time;
  try {
    if (typeof said === 'number' && said > 0) return fromEpochSeconds(said);
    return typeof said === 'string' && said !== '' ? fromIso(said) : null;
  } catch {
    return null;
  }
};

const dataIn = (item: Record<string, unknown>): Record<string, unknown> | string => {
  if (typeof item.data !== 'string') return `data is ${typeof item.data}, expected JSON text`;
  try {
    return asRecord(parseLossless(item.data)) ?? 'data is no JSON object';
  } catch (error) {
    return `data is no JSON: ${(error as Error).message}`;
  }
};

const readItem = (item: unknown, crypto: ChannelCrypto): Push | UnreadablePush => {
  const record = asRecord(item) ?? {};
  const raw = JSON.stringify(item);
  const dedupeKey = idText(record.msg_id) ?? crypto.sha256Hex(utf8(raw));
  const topic = idText(record.tag) ?? '';
  const data = topic === '' ? 'tag is missing' : dataIn(record);
  if (typeof data === 'string')
    return {
      dedupeKey,
      topic,
      shopId: '',
      body: raw,
      error: `douyin ${data}; expected {"tag","msg_id","data":"{…}"}: ask the platform to send it again, or replay it once the reader knows the shape`,
    };
  return {
    dedupeKey,
    topic,
    shopId: idText(data.shop_id) ?? '',
    channelOrderId: idText(data.p_id),
    sourceAt: timeIn(data),
    body: record.data as string,
  };
};

const isUnreadable = (read: Push | UnreadablePush): read is UnreadablePush => 'error' in read;

const readItems = (items: readonly unknown[], crypto: ChannelCrypto): Reading => {
  const read = items.map((item) => readItem(item, crypto));
  return {
    pushes: read.filter((each): each is Push => !isUnreadable(each)),
    unreadable: read.filter(isUnreadable),
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

const readBody = (body: string, crypto: ChannelCrypto): Reading => {
  const items = itemsIn(body);
  if (typeof items !== 'string') return readItems(items, crypto);
  const error = `douyin ${items}; expected an array of {"tag","msg_id","data"}: replay it once the reader knows the shape`;
  return { pushes: [], unreadable: [{ dedupeKey: crypto.sha256Hex(utf8(body)), topic: '', shopId: '', body, error }] };
};

const isProbe = (item: unknown): boolean => String(asRecord(item)?.tag) === PROBE_TAG;

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST')
    return { kind: 'REFUSED', reason: 'METHOD', answer: refusedWith(405, '解析推送数据失败') };
  if (!isSigned(request, secrets, crypto))
    return { kind: 'REFUSED', reason: 'SIGNATURE', answer: refusedWith(401, '签名校验失败') };
  const body = text(request.body);
  const items = itemsIn(body);
  if (typeof items === 'string') return { kind: 'ACCEPTED', ...readBody(body, crypto), answer: TAKEN };
  if (items.length > 0 && items.every(isProbe)) return { kind: 'PROBE', answer: TAKEN };
  return {
    kind: 'ACCEPTED',
    ...readItems(
      items.filter((item) => !isProbe(item)),
      crypto,
    ),
    answer: TAKEN,
  };
};

const sign: Channel['sign'] = ({ body }, { appId, current }, crypto) => {
  const bytes = utf8(body);
  return {
    method: 'POST',
    path: '/channels/douyin',
    query: {},
    headers: {
      'content-type': 'application/json',
      'app-id': appId,
      'event-sign': signatureOf(bytes, appId, current, crypto),
    },
    body: bytes,
  };
};

const build = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  doudianRequest('order.orderDetail', JSON.stringify({ shop_order_id: ask.channelOrderId }), ask, secret, crypto);

/** 抖店 Doudian, the shop platform of Douyin. Pushes carry ids; the order is fetched with `order.orderDetail`. */
export const douyin: Channel = {
  id: 'douyin',
  title: { en: 'Douyin shop', zh: '抖音小店' },
  receive,
  reread: ({ body }, crypto) => readBody(body, crypto),
  sign,
  failure: refusedWith(500, '系统繁忙,请重新推送'),
  orderIn: () => undefined,
  orderRequest: { build, read: readOrderDetail },
  afterSaleIn: douyinAfterSale,
  listing: douyinListing,
  writeBack: douyinWriteBack,
};
