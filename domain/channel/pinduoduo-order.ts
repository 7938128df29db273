import type { ChannelCrypto, ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import { asRecord } from './lossless-json.ts';
import { pddCall, readPddAnswer } from './pinduoduo-api.ts';

const GET = 'pdd.order.information.get';
/** Or older than three months, which the platform no longer shows. */
const NO_SUCH_ORDER = /不存在|未找到|查询不到|not[ -_]?exist|not[ -_]?found/i;

export const buildOrderGet = (
  { channelOrderId, ...ask }: OrderAsk,
  secret: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => pddCall(GET, { order_sn: channelOrderId }, ask, secret, crypto);

/** Reads the answer of `pdd.order.information.get`. Anything but an order or a plain "no such order" is worth asking again. */
export const readOrderGet = (status: number, body: string): Fetched => {
  const answer = readPddAnswer(GET, 'order_info_get_response', status, body);
  if (answer.kind === 'ERROR')
    return { kind: answer.business && NO_SUCH_ORDER.test(answer.reason) ? 'MISSING' : 'LATER', reason: answer.reason };
  const order = asRecord(answer.result.order_info);
  return order
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: `pinduoduo ${GET} succeeded without order_info` };
};
