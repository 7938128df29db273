import { fromEpochSeconds, type Instant, plusHours } from '../time.ts';
import { messageIn, said } from './after-sale.ts';
import type { Channel } from './channel.ts';
import type { ChannelRequest } from './channel-api.ts';
import { asRecord, idText } from './lossless-json.ts';
import { elementIn, isXml } from './wechat-message.ts';

/** `ext_info_update` types about the address: 4 the buyer asks, 2 and 16 it was changed, 19 by the buyer alone, 17 refused, 18 expired, 20 shipped already. */
const WORDS: Readonly<Record<string, ChannelRequest['state']>> = {
  4: 'ASKED',
  2: 'APPROVED',
  16: 'APPROVED',
  19: 'APPROVED',
  17: 'REJECTED',
  18: 'WITHDRAWN',
  20: 'WITHDRAWN',
};

/** Unanswered, the platform agrees. */
const ANSWER_HOURS = 12;
/** WeChat numbers no request: one stands at a time. */
const ONE_AT_A_TIME = 'address';

type Parts = { readonly orderId: unknown; readonly type: unknown; readonly createTime: unknown };

const partsIn = (body: string): Parts | null => {
  if (isXml(body))
    return {
      orderId: elementIn(body, 'order_id'),
      type: elementIn(body, 'type'),
      createTime: elementIn(body, 'CreateTime'),
    };
  const message = messageIn({ body });
  const info = asRecord(message?.order_info);
  return message && info ? { orderId: info.order_id, type: info.type, createTime: message.CreateTime } : null;
};

const atSecond = (value: number | string): Instant => fromEpochSeconds(Number(value));

/**
 * The buyer asks for another address (`channels_ec_order_ext_info_update`, type 4), and what became of it.
 *
 * unconfirmed: how a refusal by the merchant is told (17 and 18 are of a change the merchant proposes): where nothing tells it, the
 * order is read again after the 12 hours.
 */
export const wechatRequest: NonNullable<Channel['requestIn']> = ({ topic, body }, receivedAt) => {
  const parts = topic === 'channels_ec_order_ext_info_update' ? partsIn(body) : null;
  const state = WORDS[String(parts?.type)];
  const channelOrderId = idText(parts?.orderId);
  if (!parts || !state || channelOrderId === null) return null;
  const saidAt = said(parts.createTime, atSecond) ?? receivedAt;
  return {
    channelOrderId,
    kind: 'ADDRESS_CHANGE',
    requestId: ONE_AT_A_TIME,
    state,
    reason: '',
    saidAt,
    askedAt: saidAt,
    approvesItselfAt: state === 'ASKED' ? plusHours(saidAt, ANSWER_HOURS) : saidAt,
  };
};
