import { fromEpochSeconds, type Instant, plusSeconds } from '../time.ts';
import { messageIn, reasonIn, said } from './after-sale.ts';
import type { Channel } from './channel.ts';
import type { ChannelRequest } from './channel-api.ts';
import { idText } from './lossless-json.ts';

/** Types 20–26: cancelling before completion. 24: the buyer called the platform in, 25 and 26: what it found. */
const WORDS: Readonly<Record<string, ChannelRequest['state']>> = {
  20: 'ASKED',
  21: 'WITHDRAWN',
  22: 'REJECTED',
  23: 'APPROVED',
  24: 'ASKED',
  25: 'APPROVED',
  26: 'REJECTED',
};

/** Unanswered, the platform agrees. */
const ANSWER_SECONDS = 15 * 60;
/** Ele.me numbers no request: one stands at a time. */
const ONE_AT_A_TIME = 'cancel';

/**
 * The buyer asks to cancel (20), and what became of it.
 *
 * unconfirmed: how long the platform takes to decide once it is called in (24): the order is read again after the same 15 minutes.
 */
export const elemeRequest: NonNullable<Channel['requestIn']> = ({ topic, body }, receivedAt: Instant) => {
  const state = WORDS[topic];
  const message = state ? messageIn({ body }) : null;
  const channelOrderId = message && idText(message.orderId);
  if (!state || !message || channelOrderId === null) return null;
  const saidAt = said(message.updateTime, fromEpochSeconds) ?? receivedAt;
  return {
    channelOrderId,
    kind: 'CANCEL',
    requestId: ONE_AT_A_TIME,
    state,
    reason: reasonIn(message.reason),
    saidAt,
    askedAt: saidAt,
    approvesItselfAt: state === 'ASKED' ? plusSeconds(saidAt, ANSWER_SECONDS) : saidAt,
  };
};
