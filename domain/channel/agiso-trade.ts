import type { Fetched } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

const MISSING_TRADE = /订单不存在|交易不存在|trade-not-exist/i;

/** Reads the answer of `Trade/TradeInfo`. Anything but an order or a plain "no such order" is worth asking again. */
export const readAgisoTrade = (status: number, body: string): Fetched => {
  const later = (reason: string): Fetched => ({ kind: 'LATER', reason: `agiso Trade/TradeInfo ${reason}` });
  if (status < 200 || status > 299) return later(`answered HTTP ${status}`);
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return later('answered with no JSON object');
  if (answer.IsSuccess !== true) {
    const reason = `answered Error_Code ${String(answer.Error_Code)}: ${String(answer.Error_Msg ?? '')}`;
    return MISSING_TRADE.test(reason) ? { kind: 'MISSING', reason: `agiso Trade/TradeInfo ${reason}` } : later(reason);
  }
  const trade = asRecord(answer.Data);
  return trade
    ? { kind: 'ORDER', payload: trade }
    : { kind: 'MISSING', reason: 'agiso Trade/TradeInfo succeeded without Data' };
};
