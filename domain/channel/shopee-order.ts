import { toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { jsonAnswered, recordsIn, secondsOf } from './platform-answer.ts';

const PATH = '/api/v2/order/get_order_detail';
/** What is not returned by default. */
const FIELDS = [
  'buyer_user_id',
  'recipient_address',
  'item_list',
  'pay_time',
  'total_amount',
  'estimated_shipping_fee',
  'actual_shipping_fee',
  'note',
  'cancel_by',
  'cancel_reason',
  'buyer_cancel_reason',
  'fulfillment_flag',
  'goods_to_declare',
  'package_list',
  'payment_method',
  'pickup_done_time',
  'shipping_carrier',
  'checkout_shipping_carrier',
  'split_up',
] as const;

/** Hex HMAC-SHA256 of the parts, one after the other; for a shop's call partner id, path, time, token and shop id. */
export const apiSignature = (
  parts: readonly string[],
  partnerKey: string,
  { hmacSha256 }: Pick<ChannelCrypto, 'hmacSha256'>,
): string => toHex(hmacSha256(utf8(partnerKey), utf8(parts.join(''))));

/** A call for one shop: what is asked stands in the query, what is changed in the body, which is not signed. */
export const shopeeCall = (
  {
    path,
    query = {},
    asked,
  }: { readonly path: string; readonly query?: Readonly<Record<string, string>>; readonly asked?: string },
  { at, accessToken, shopId }: ApiAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const timestamp = String(secondsOf(at));
  const signed = new URLSearchParams({
    partner_id: appId,
    timestamp,
    access_token: accessToken,
    shop_id: shopId,
    sign: apiSignature([appId, path, timestamp, accessToken, shopId], current, crypto),
    ...query,
  });
  return {
    method: asked === undefined ? 'GET' : 'POST',
    path: `${path}?${signed}`,
    headers: { 'content-type': 'application/json' },
    body: asked ?? '',
  };
};

/** What the platform refuses, in its words; null when it did what it was asked. HTTP's own refusals have a JSON of the same shape. */
export const refusalIn = (status: number, { error = '', message = '' }: Record<string, unknown>): string | null =>
  status >= 200 && status <= 299 && error === '' ? null : `HTTP ${status}, ${String(error)}: ${String(message)}`;

/** Without it, orders that are paid and must not ship yet are told as READY_TO_SHIP. */
export const TELL_PENDING = { request_order_status_pending: 'true' };

export const buildOrderDetail = (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest => {
  const query = { order_sn_list: ask.channelOrderId, response_optional_fields: FIELDS.join(','), ...TELL_PENDING };
  return shopeeCall({ path: PATH, query }, ask, secret, crypto);
};

/** Reads the answer of `get_order_detail`. Anything but an order or a plain "no such order" is worth asking again. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  const said = jsonAnswered('shopee get_order_detail', status, body);
  if (said.kind === 'LATER') return said;
  const { answer } = said;
  const response = asRecord(answer.response);
  const refusal = refusalIn(status, answer);
  if (refusal !== null || !response)
    return {
      kind: answer.error === 'error_not_found' ? 'MISSING' : 'LATER',
      reason: `shopee get_order_detail answered ${refusal ?? 'without response'}`,
    };
  const [order] = recordsIn(response.order_list);
  return order
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'shopee get_order_detail succeeded without the order' };
};
