import type { Fetched } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

/** Wording is all there is; whatever is not matched is asked again. */
const MISSING_ORDER = /订单不存在|order.*not[ -_]?(exist|found)/i;

const later = (reason: string): Fetched => ({ kind: 'LATER', reason: `douyin-life trade/order/query ${reason}` });

/** Reads the answer of `trade/order/query`, which says in `extra` or in `data` what is wrong. */
export const readLifeOrder = (status: number, body: string): Fetched => {
  if (status < 200 || status > 299) return later(`answered HTTP ${status}`);
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  const data = asRecord(answer?.data);
  const extra = asRecord(answer?.extra);
  if (!data && !extra) return later('answered with no JSON object');
  const code = [extra?.error_code, data?.error_code].find((each) => each !== undefined && each !== 0);
  if (code !== undefined) {
    const words =
      `${String(extra?.description ?? data?.description ?? '')} ${String(extra?.sub_description ?? '')}`.trim();
    const reason = `answered error_code ${String(code)}: ${words}`;
    return MISSING_ORDER.test(words)
      ? { kind: 'MISSING', reason: `douyin-life trade/order/query ${reason}` }
      : later(reason);
  }
  const [order] = Array.isArray(data?.orders) ? (data.orders as unknown[]) : [];
  return asRecord(order)
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'douyin-life trade/order/query succeeded without orders' };
};
