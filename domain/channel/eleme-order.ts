import { type Instant, toBeijing, toEpochMillis } from '../time.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered, secondsOf } from './platform-answer.ts';

type Call = {
  readonly action: string;
  readonly token: string;
  readonly metas: { readonly app_key: string; readonly timestamp: number };
  readonly params: Readonly<Record<string, unknown>>;
};

/** API signature: UPPER(md5(action + token + sorted `key=json` of metas and params + secret)). */
export const apiSignature = (
  { action, token, metas, params }: Call,
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => {
  const parts = Object.entries({ ...params, ...metas }).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return md5Hex(utf8(`${action}${token}${parts.sort().join('')}${secret}`)).toUpperCase();
};

/** Every action has the same address and is named in the body. */
export const elemeCall = (
  action: string,
  params: Readonly<Record<string, unknown>>,
  { accessToken, at }: ApiAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const call: Call = { action, token: accessToken, metas: { app_key: appId, timestamp: secondsOf(at) }, params };
  const id = `${crypto.md5Hex(utf8(`${JSON.stringify(params)}${at}`)).toUpperCase()}|${toEpochMillis(at)}`;
  return {
    method: 'POST',
    path: '/api/v1/',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ nop: '1.0.0', id, ...call, signature: apiSignature(call, current, crypto) }),
  };
};

/** What the platform refuses, in its words; null when it did what it was asked. */
export const refusalIn = ({ error }: Record<string, unknown>): string | null => {
  const refusal = asRecord(error);
  return refusal ? `${String(refusal.code)}: ${String(refusal.message ?? '')}` : null;
};

const ACTION = 'eleme.order.getOrder';

export const buildGetOrder = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  elemeCall(ACTION, { orderId: ask.channelOrderId }, ask, secret, crypto);

/** Unconfirmed: the platform's code for it is not published, its wording is all there is. Whatever is not matched is asked again. */
const NO_SUCH_ORDER = /订单不存在|order.*not.*(exist|found)/i;

/** As the platform writes its other times: Beijing, without a zone. */
const inBeijing = (at: Instant): string => toBeijing(at).replace(' ', 'T');

/** Reads the answer of `eleme.order.getOrder`. An order names no time of its change, so the time it was asked for stands for that, as `seenAt`. */
export const readGetOrder = (status: number, body: string, askedAt?: Instant): Fetched => {
  const said = answered('eleme getOrder', status, body);
  if (said.kind === 'LATER') return said;
  const refusal = refusalIn(said.answer);
  if (refusal !== null) {
    const reason = `eleme getOrder answered ${refusal}`;
    return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  }
  const order = asRecord(said.answer.result);
  if (!order) return { kind: 'MISSING', reason: 'eleme getOrder answered without result' };
  return { kind: 'ORDER', payload: askedAt === undefined ? order : { ...order, seenAt: inBeijing(askedAt) } };
};
