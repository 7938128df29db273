import { fromBeijing, fromEpochMillis, fromEpochSeconds, type Instant, toEpochMillis } from '../time.ts';
import { agisoAfterSale } from './agiso-after-sale.ts';
import { readAgisoTrade } from './agiso-trade.ts';
import { jsonAnswer, textAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
import type {
  Channel,
  ChannelCrypto,
  ChannelSecret,
  OrderAsk,
  PlatformRequest,
  PushRequest,
  Reading,
  Received,
  UnreadablePush,
} from './channel.ts';
import { fitsAnySecret } from './living-secrets.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

/** What an answer says, the aggregator does (`AliwwMsg` writes to the buyer): an empty object asks for nothing. */
const TAKEN = jsonAnswer(200, {});
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: textAnswer(status, reason === 'METHOD' ? 'method not allowed' : 'signature refused'),
});

type Md5 = Pick<ChannelCrypto, 'md5Hex'>;

/** The parameters in the order given, names and values put together, between two copies of the secret. */
const digestOf = (parameters: readonly (readonly [string, string])[], secret: string, { md5Hex }: Md5): string =>
  md5Hex(utf8(`${secret}${parameters.flat().join('')}${secret}`));

export const pushSignature = (json: string, timestamp: string, secret: string, crypto: Md5): string =>
  digestOf(
    [
      ['json', json],
      ['timestamp', timestamp],
    ],
    secret,
    crypto,
  );

const isSigned = (
  { query }: PushRequest,
  json: string,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
): boolean => {
  const { sign = '', timestamp = '' } = query;
  return fitsAnySecret(secrets, (secret) =>
    crypto.equal(pushSignature(json, timestamp, secret, crypto), sign.toLowerCase()),
  );
};

/** Taobao's own name at the aggregator; older applications send none. */
const TAOBAO = new Set(['', 'tbalds']);

const saidIn = (words: readonly unknown[]): Instant | null => {
  for (const word of words) {
    if (typeof word !== 'string' || word === '') continue;
    try {
      return fromBeijing(word);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

/** Seconds or milliseconds: the documentation does not say. */
const sentAt = (timestamp: string): Instant | null => {
  if (/^\d{10}$/.test(timestamp)) return fromEpochSeconds(Number(timestamp));
  return /^\d{13}$/.test(timestamp) ? fromEpochMillis(Number(timestamp)) : null;
};

type Kept = Omit<UnreadablePush, 'error'>;

const readKept = (kept: Kept, platform: string, timestamp: string): Reading => {
  const wrong = (problem: string): Reading => ({
    pushes: [],
    unreadable: [{ ...kept, error: `agiso ${problem}` }],
  });
  if (!TAOBAO.has(platform.toLowerCase()))
    return wrong(
      `fromPlatform "${platform}" is not read: only Taobao orders are (TbAlds); connect the shop by the channel of its own platform`,
    );
  let message: Record<string, unknown> | null;
  try {
    message = asRecord(parseLossless(kept.body));
  } catch (error) {
    return wrong(`json is no JSON: ${(error as Error).message}: replay it once the reader knows the shape`);
  }
  if (!message) return wrong('json is no JSON object: replay it once the reader knows the shape');
  const { Tid, SellerOpenUid, SellerNick, Modified, PayTime } = message;
  const push = {
    ...kept,
    shopId: idText(SellerOpenUid) ?? idText(SellerNick) ?? '',
    channelOrderId: idText(Tid),
    sourceAt: saidIn([Modified]) ?? sentAt(timestamp) ?? saidIn([PayTime]),
  };
  return { pushes: [push], unreadable: [] };
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST') return refused('METHOD', 405);
  const json = new URLSearchParams(text(request.body)).get('json');
  if (json === null || !isSigned(request, json, secrets, crypto)) return refused('SIGNATURE', 401);
  const { aopic = '', fromPlatform = '', timestamp = '' } = request.query;
  const kept: Kept = { dedupeKey: `${aopic}:${crypto.sha256Hex(utf8(json))}`, topic: aopic, shopId: '', body: json };
  return { kind: 'ACCEPTED', ...readKept(kept, fromPlatform, timestamp), answer: TAKEN };
};

const secondsOf = (at: Instant): string => String(Math.floor(toEpochMillis(at) / 1000));
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** 买家付款, the buyer paid. */
const PAID = '2';

const sign: Channel['sign'] = ({ body, topic = PAID, at }, { current }, crypto) => {
  const timestamp = secondsOf(at);
  return {
    method: 'POST',
    path: '/channels/agiso',
    query: {
      fromPlatform: 'TbAlds',
      timestamp,
      aopic: topic,
      sign: pushSignature(body, timestamp, current, crypto),
    },
    headers: FORM,
    body: utf8(new URLSearchParams({ json: body }).toString()),
  };
};

/** The API's rule: parameters sorted by name. */
const build = (ask: OrderAsk, { current }: ChannelSecret, crypto: ChannelCrypto): PlatformRequest => {
  const parameters = { tid: ask.channelOrderId, timestamp: secondsOf(ask.at) };
  const signature = digestOf(Object.entries(parameters), current, crypto);
  return {
    method: 'POST',
    path: '/alds/Trade/TradeInfo',
    headers: { ...FORM, authorization: `Bearer ${ask.accessToken}`, apiversion: '1' },
    body: new URLSearchParams({ ...parameters, sign: signature }).toString(),
  };
};

/**
 * 阿奇索 Agiso, an aggregator between shops and their systems. A push is a form with one field, `json`, about one Taobao order; what
 * it tells of the order depends on the kind (`aopic`), so the order is always fetched by its `Tid`. The signature covers `json` as it
 * is after the form's decoding, and `timestamp`; `aopic` and `fromPlatform` are not signed and decide about nothing but the label.
 *
 * There is no list of orders, and nothing is written back: of shipping, the aggregator documents `Trade/LogisticsDummySend` only,
 * which tells Taobao that nothing is shipped (无需物流). Parcels are told in Taobao's own backend, or by its own channel.
 *
 * Unconfirmed: the answer that counts as success (any 2xx is supposed), retries, the unit of `timestamp` (so there is no replay
 * window: the dedupe key is the defence), whether a repeated push repeats `json` to the byte, and the field names of
 * `Trade/TradeInfo` beyond those that its pushes share (Taobao's own names in the aggregator's spelling). Orders of the other
 * platforms behind it are kept as unreadable with the cure: their amounts are in units that the aggregator does not document.
 */
export const agiso: Channel = {
  id: 'agiso',
  title: { en: 'Agiso (Taobao)', zh: '阿奇索(淘宝)' },
  receive,
  reread: (kept) => readKept(kept, '', ''),
  sign,
  failure: textAnswer(503, 'busy'),
  orderIn: () => undefined,
  orderRequest: { build, read: readAgisoTrade },
  listing: null,
  writeBack: null,
  afterSaleIn: agisoAfterSale,
};
