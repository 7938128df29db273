import { toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { jsonAnswered, recordsIn, secondsOf } from './platform-answer.ts';

const SUCCESS = 0;
const PATH = '/order/202309/orders';

/** The call as the platform signs it: path, sorted parameters and body between two copies of the secret. */
export const apiSignature = (
  { path, params, body }: { path: string; params: Readonly<Record<string, string>>; body: string },
  secret: string,
  { hmacSha256 }: Pick<ChannelCrypto, 'hmacSha256'>,
): string => {
  const signed = Object.keys(params)
    .filter((name) => name !== 'sign' && name !== 'access_token')
    .sort()
    .map((name) => `${name}${params[name]}`);
  return toHex(hmacSha256(utf8(secret), utf8(`${secret}${path}${signed.join('')}${body}${secret}`)));
};

/** A call for one shop: what is asked stands in the query, what is changed in the body. */
export const tiktokShopCall = (
  {
    path,
    query = {},
    asked,
  }: { readonly path: string; readonly query?: Readonly<Record<string, string>>; readonly asked?: object },
  { at, accessToken }: ApiAsk,
  { appId, current, shopCipher }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const params = {
    ...query,
    app_key: appId,
    ...(shopCipher ? { shop_cipher: shopCipher } : {}),
    timestamp: String(secondsOf(at)),
  };
  const body = asked ? JSON.stringify(asked) : '';
  const sign = apiSignature({ path, params, body }, current, crypto);
  return {
    method: asked ? 'POST' : 'GET',
    path: `${path}?${new URLSearchParams({ ...params, sign })}`,
    headers: { 'content-type': 'application/json', 'x-tts-access-token': accessToken },
    body,
  };
};

/** What the platform refuses, in its words; null when it did what it was asked. HTTP's own refusals have a JSON of the same shape. */
export const refusalIn = (status: number, { code, message = '' }: Record<string, unknown>): string | null =>
  status >= 200 && status <= 299 && code === SUCCESS
    ? null
    : `HTTP ${status}, code ${String(code)}: ${String(message)}`;

export const buildOrderDetail = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  tiktokShopCall({ path: PATH, query: { ids: ask.channelOrderId } }, ask, secret, crypto);

/** "The order or package does not belong to the current seller." */
const NOT_OURS = 21008111;

/**
 * Reads the answer of Get Order Detail. Anything but an order or a plain "no such order" is worth asking again.
 * Unconfirmed: that an id nobody knows answers with success and no order.
 */
export const readOrderDetail = (status: number, body: string): Fetched => {
  const said = jsonAnswered('tiktok-shop order detail', status, body);
  if (said.kind === 'LATER') return said;
  const refusal = refusalIn(status, said.answer);
  if (refusal !== null)
    return {
      kind: said.answer.code === NOT_OURS ? 'MISSING' : 'LATER',
      reason: `tiktok-shop order detail answered ${refusal}`,
    };
  const [order] = recordsIn(asRecord(said.answer.data)?.orders);
  return order
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'tiktok-shop order detail succeeded without the order' };
};
