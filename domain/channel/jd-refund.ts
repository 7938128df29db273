import { fromBeijing, type Instant } from '../time.ts';
import type { Channel, Push } from './channel.ts';
import type { AfterSaleState } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** Our word for the records of `jingdong.pop.afs.soa.refundapply.queryPageList`, which say no topic. */
export const REFUND_TOPIC = 'REFUND_APPLICATION';

export const isRefund = (record: Json): boolean => 'applyRefundSum' in record && idText(record.id) !== null;

const moment = (...said: readonly unknown[]): Instant | null => {
  const text = said.find((each) => typeof each === 'string' && each !== '');
  try {
    return text === undefined ? null : fromBeijing(String(text));
  } catch {
    return null;
  }
};

const saidAt = ({ modified, checkTime, applyTime }: Json): Instant | null => moment(modified, checkTime, applyTime);

/** A buyer's application to get the money of an order back before it arrives. */
export const refundPush = (refund: Json, shopId: string): Push => ({
  dedupeKey: `refund:${idText(refund.id)}:${String(refund.status)}:${saidAt(refund) ?? ''}`,
  topic: REFUND_TOPIC,
  shopId,
  channelOrderId: idText(refund.orderId),
  sourceAt: saidAt(refund),
  body: JSON.stringify(refund),
});

/**
 * `status` of a refund application. 7, 10, 16, 17 and 27 follow a parcel that comes back; 8, a parcel that could not be stopped,
 * leaves open what becomes of the money. unconfirmed: that the money is with the buyer at 3, JD's finance having passed it.
 */
const STATES: Readonly<Record<string, AfterSaleState>> = {
  0: 'REQUESTED',
  1: 'APPROVED',
  2: 'REJECTED',
  3: 'REFUNDED',
  4: 'REJECTED',
  5: 'APPROVED',
  6: 'REFUNDED',
  7: 'APPROVED',
  9: 'REFUNDED',
  10: 'APPROVED',
  11: 'CLOSED',
  16: 'APPROVED',
  17: 'APPROVED',
  18: 'CLOSED',
  19: 'DISPUTED',
  27: 'APPROVED',
};

/** `applyRefundSum` is in fen, where orders are in yuan. */
const fen = (sum: unknown): number | null => {
  const amount = sum === null || sum === '' ? Number.NaN : Number(sum);
  return Number.isSafeInteger(amount) && amount >= 0 ? amount : null;
};

export const jdAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  if (topic !== REFUND_TOPIC) return null;
  const refund = asRecord(parseLossless(body)) ?? {};
  const [channelOrderId, channelReturnId] = [idText(refund.orderId), idText(refund.id)];
  if (!channelOrderId || !channelReturnId) return null;
  const platformStatus = String(refund.status);
  return {
    channelOrderId,
    channelReturnId,
    kind: 'REFUND',
    state: STATES[platformStatus] ?? null,
    platformStatus,
    refundMinor: fen(refund.applyRefundSum),
    currency: 'CNY',
    lines: [],
    reason: typeof refund.reason === 'string' ? refund.reason : '',
    sourceAt: saidAt(refund),
    decidesItselfAt: null,
  };
};
