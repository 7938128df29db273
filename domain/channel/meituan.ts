import { fromEpochSeconds, type Instant } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { text, utf8 } from './bytes.ts';
import type { Channel, ChannelCrypto, ChannelSecret, PushRequest, Reading, Received } from './channel.ts';
import { fromForm, toForm } from './form-text.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { meituanAfterSale } from './meituan-after-sale.ts';
import { buildOrderDetail, carriesOrder, orderOf, readOrderDetail, signatureOf } from './meituan-order.ts';
import { meituanWriteBack } from './meituan-write-back.ts';

const TAKEN = jsonAnswer(200, { data: 'ok' });
const refused = (reason: string, status: number): Received => ({
  kind: 'REFUSED',
  reason,
  answer: jsonAnswer(status, { data: 'ng' }),
});

type Fields = Readonly<Record<string, string>>;

const unform = (value: string): string => {
  try {
    return fromForm(value);
  } catch {
    return value;
  }
};

/** A field named twice counts once, as it stood first. */
const formIn = (body: string): Fields => {
  const pairs = body
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0
        ? ([unform(pair), ''] as const)
        : ([unform(pair.slice(0, at)), unform(pair.slice(at + 1))] as const);
    });
  return Object.fromEntries(pairs.reverse());
};

const each = (fields: Fields, change: (value: string) => string): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));

const filled = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

/** What can only be URL-encoded text, which the platform puts into its forms. */
const ENCODED = /^(?=.*%)(?:[\w.*+-]|%[\da-f]{2})*$/i;

/**
 * The fields in the clear, when a secret and the URL registered with it signed them. Whether the platform signs values in the
 * clear or still encoded, with or without the empty ones, is told differently in different places: each is tried.
 */
const trusted = (fields: Fields, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Fields | null => {
  const { sig = '', ...sent } = fields;
  const clear = each(sent, unform);
  const matches = (signed: Fields): boolean =>
    secrets.some(({ callbackUrl = '', current, previous }) =>
      [current, previous].some(
        (secret) =>
          callbackUrl !== '' &&
          secret !== null &&
          crypto.equal(signatureOf(callbackUrl, signed, secret, crypto), sig.toLowerCase()),
      ),
    );
  if (matches(clear) || matches(filled(clear))) return clear;
  return matches(sent) || matches(filled(sent))
    ? each(sent, (value) => (ENCODED.test(value) ? unform(value) : value))
    : null;
};

const timeIn = ({ utime, timestamp }: Record<string, unknown>): Instant | null => {
  const said = String(utime ?? timestamp ?? '');
  return /^[1-9]\d{9}$/.test(said) ? fromEpochSeconds(Number(said)) : null;
};

/** A retry is signed anew at its own time; everything else of it stays. */
const dedupeKeyOf = (fields: Record<string, unknown>, topic: string, orderId: string, { sha256Hex }: ChannelCrypto) => {
  const { timestamp: _signedAt, ...lasting } = fields;
  const sorted = Object.entries(lasting).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${topic}:${orderId}:${sha256Hex(utf8(JSON.stringify(sorted))).slice(0, 32)}`;
};

const readFields = (fields: Record<string, unknown>, raw: string, crypto: ChannelCrypto): Reading => {
  const topic = idText(fields.topic) ?? `status-${idText(fields.status) ?? ''}`;
  const orderId = idText(fields.order_id);
  const shopId = idText(fields.app_poi_code) ?? '';
  const wrong = (problem: string): Reading => {
    const error = `meituan ${problem}: replay it once the reader knows the shape`;
    return { pushes: [], unreadable: [{ dedupeKey: crypto.sha256Hex(utf8(raw)), topic, shopId, body: raw, error }] };
  };
  if (orderId === null && fields.app_poi_code === undefined)
    return wrong('order_id and app_poi_code are missing, expected a form with them, detail and extras in it as JSON');
  try {
    orderOf(fields);
  } catch (error) {
    return wrong(`detail or extras is no JSON: ${(error as Error).message}`);
  }
  const dedupeKey = dedupeKeyOf(fields, topic, orderId ?? '', crypto);
  const push = { dedupeKey, topic, shopId, channelOrderId: orderId, sourceAt: timeIn(fields) };
  return { pushes: [{ ...push, body: JSON.stringify(fields) }], unreadable: [] };
};

const receive = (request: PushRequest, secrets: readonly ChannelSecret[], crypto: ChannelCrypto): Received => {
  if (request.method !== 'POST' && request.method !== 'GET') return refused('METHOD', 405);
  const body = request.method === 'GET' ? '' : text(request.body);
  const fields = { ...request.query, ...formIn(body) };
  // The console tries a URL with an empty call before it takes it.
  if (fields.sig === undefined && body === '') return { kind: 'PROBE', answer: TAKEN };
  const clear = trusted(fields, secrets, crypto);
  if (clear === null) return refused('SIGNATURE', 401);
  const isForm = clear.order_id !== undefined || clear.app_poi_code !== undefined;
  return { kind: 'ACCEPTED', ...readFields(clear, isForm ? JSON.stringify(clear) : body, crypto), answer: TAKEN };
};

/** Kept as the fields in the clear, as JSON; or, where there were none, as it came. */
const reread: Channel['reread'] = ({ body }, crypto) => {
  try {
    const fields = asRecord(parseLossless(body));
    if (fields) return readFields(fields, body, crypto);
  } catch {
    // No fields were kept: the text is read as it came.
  }
  return readFields(
    each(formIn(body), (value) => (ENCODED.test(value) ? unform(value) : value)),
    body,
    crypto,
  );
};

const messageIn = (body: string): Fields | null => {
  try {
    const fields = asRecord(parseLossless(body));
    return fields && Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plainText(value)]));
  } catch {
    return null;
  }
};

const plainText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The message is an object of fields; the topic stands in the query of the URL that is registered for it. */
const sign: Channel['sign'] = ({ body, topic }, { appId, current, callbackUrl = '' }, crypto) => {
  const message = messageIn(body);
  const query: Record<string, string> = topic === undefined || topic === '' ? {} : { topic };
  const call = { method: 'POST', path: '/channels/meituan' } as const;
  const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
  if (!message) {
    const sig = signatureOf(callbackUrl, { ...query, ...formIn(body) }, current, crypto);
    return { ...call, query: { ...query, sig }, headers, body: utf8(body) };
  }
  const fields = { app_id: appId, ...message };
  const sig = signatureOf(callbackUrl, { ...query, ...fields }, current, crypto);
  const form = Object.entries({ ...fields, sig }).map(([key, value]) => `${toForm(key)}=${toForm(toForm(value))}`);
  return { ...call, query, headers, body: utf8(form.join('&')) };
};

/** New orders and changes carry the whole order; cancellations, refunds and riders name it only. */
const orderIn: Channel['orderIn'] = ({ body }) => {
  const fields = asRecord(parseLossless(body)) ?? {};
  return carriesOrder(fields) ? orderOf(fields) : undefined;
};

/**
 * Meituan 美团外卖 / 闪购. A form whose values are URL-encoded once more; `sig` covers the URL registered at the platform, which is
 * therefore part of the secret (`callbackUrl`, without its query). Each kind of message has a URL: told apart by `?topic=`.
 *
 * There is no list of changed orders: the platform lists by the number of the day only (`order/getOrderIdByDaySeq`), without times.
 *
 * unconfirmed: whether values are signed in the clear, and whether empty ones are (each is tried); that the query of a registered
 * URL is signed among the parameters; status 5 and `incmp_code`; that province, city and district follow `@#` in
 * `recipient_address`; the unit of `estimate_arrival_time`; the words of `getOrderDetail` for an order it does not have.
 */
export const meituan: Channel = {
  id: 'meituan',
  title: { en: 'Meituan', zh: '美团' },
  receive,
  reread,
  sign,
  failure: jsonAnswer(500, { data: 'ng' }),
  orderIn,
  orderRequest: { build: buildOrderDetail, read: readOrderDetail },
  listing: null,
  writeBack: meituanWriteBack,
  afterSaleIn: meituanAfterSale,
};
