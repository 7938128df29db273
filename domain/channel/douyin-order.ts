import type { Fetched } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const SUCCESS = 10000;
/** The platform has no code of its own for this; its wording is all there is. Whatever is not matched is asked again. */
const MISSING_ORDER = /订单不存在|not[ -_]?exist|order[ -_]not[ -_]found/i;

/** Reads the answer of `order.orderDetail`. Anything but an order or a plain "no such order" is worth asking again. */
export const readOrderDetail = (status: number, body: string): Fetched => {
  if (status < 200 || status > 299)
    return { kind: 'LATER', reason: `douyin order.orderDetail answered HTTP ${status}` };
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: 'douyin order.orderDetail answered with no JSON object' };
  if (answer.code === SUCCESS) {
    const detail = asRecord(asRecord(answer.data)?.shop_order_detail);
    return detail
      ? { kind: 'ORDER', payload: detail }
      : { kind: 'MISSING', reason: 'douyin order.orderDetail succeeded without shop_order_detail' };
  }
  const words = `${String(answer.msg ?? answer.message ?? '')} ${String(answer.sub_code ?? '')} ${String(answer.sub_msg ?? '')}`;
  return {
    kind: MISSING_ORDER.test(words) ? 'MISSING' : 'LATER',
    reason: `douyin order.orderDetail answered code ${String(answer.code)}: ${words.trim()}`,
  };
};
