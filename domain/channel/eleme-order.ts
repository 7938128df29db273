import { type Instant, plusHours, toEpochMillis } from '../time.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const ACTION = 'eleme.order.getOrder';

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

export const buildGetOrder = (
  { channelOrderId, accessToken, at }: OrderAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const millis = toEpochMillis(at);
  const call: Call = {
    action: ACTION,
    token: accessToken,
    metas: { app_key: appId, timestamp: Math.floor(millis / 1000) },
    params: { orderId: channelOrderId },
  };
  const id = `${crypto.md5Hex(utf8(`${channelOrderId}${at}`)).toUpperCase()}|${millis}`;
  return {
    method: 'POST',
    path: '/api/v1/',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ nop: '1.0.0', id, ...call, signature: apiSignature(call, current, crypto) }),
  };
};

/** Unconfirmed: the platform's code for it is not published, its wording is all there is. Whatever is not matched is asked again. */
const NO_SUCH_ORDER = /订单不存在|order.*not.*(exist|found)/i;

/** As the platform writes its other times: Beijing, without a zone. */
const inBeijing = (at: Instant): string => plusHours(at, 8).slice(0, 'yyyy-MM-ddTHH:mm:ss'.length);

/** Reads the answer of `eleme.order.getOrder`. An order names no time of its change, so the time it was asked for stands for that, as `seenAt`. */
export const readGetOrder = (status: number, body: string, askedAt?: Instant): Fetched => {
  if (status < 200 || status > 299) return { kind: 'LATER', reason: `eleme getOrder answered HTTP ${status}` };
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: 'eleme getOrder answered with no JSON object' };
  const error = asRecord(answer.error);
  if (error) {
    const reason = `eleme getOrder answered ${String(error.code)}: ${String(error.message ?? '')}`;
    return { kind: NO_SUCH_ORDER.test(reason) ? 'MISSING' : 'LATER', reason };
  }
  const order = asRecord(answer.result);
  if (!order) return { kind: 'MISSING', reason: 'eleme getOrder answered without result' };
  return { kind: 'ORDER', payload: askedAt === undefined ? order : { ...order, seenAt: inBeijing(askedAt) } };
};
