import { toEpochMillis } from '../time.ts';
import { toHex, utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

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

export const buildOrderDetail = (
  ask: OrderAsk,
  { appId, current }: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const timestamp = String(Math.floor(toEpochMillis(ask.at) / 1000));
  const query = new URLSearchParams({
    partner_id: appId,
    timestamp,
    access_token: ask.accessToken,
    shop_id: ask.shopId,
    sign: apiSignature([appId, PATH, timestamp, ask.accessToken, ask.shopId], current, crypto),
    order_sn_list: ask.channelOrderId,
    response_optional_fields: FIELDS.join(','),
    // Without it, orders that are paid and must not ship yet are told as READY_TO_SHIP.
    request_order_status_pending: 'true',
  });
  return { method: 'GET', path: `${PATH}?${query}`, headers: { 'content-type': 'application/json' }, body: '' };
};

/** Reads the answer of `get_order_detail`. Anything but an order or a plain "no such order" is worth asking again. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: `shopee get_order_detail answered HTTP ${status} with no JSON object` };
  const error = String(answer.error ?? '');
  const reason = `shopee get_order_detail answered HTTP ${status}, ${error}: ${String(answer.message ?? '')}`;
  if (error === 'error_not_found') return { kind: 'MISSING', reason };
  const response = asRecord(answer.response);
  if (status < 200 || status > 299 || error !== '' || !response) return { kind: 'LATER', reason };
  const orders = response.order_list;
  const order = Array.isArray(orders) ? asRecord(orders[0]) : null;
  return order
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'shopee get_order_detail succeeded without the order' };
};
