import { minorFromDecimal } from '../money.ts';
import { fromBeijing, fromEpochMillis, type Instant } from '../time.ts';
import type { Channel } from './channel.ts';
import type { AfterSaleKind, AfterSaleState, AfterSaleWord } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** The topic of rows of `pdd.refund.list.increment.get`. */
export const REFUND_LIST = 'pdd.refund.list.increment.get';
const REFUND_MESSAGE = 'pdd_refund_';

/** What a refund message says by its name. unconfirmed: RefundSuccess and RefundSellerRefuseAgreement, which Taobao has. */
const MESSAGES: Readonly<Record<string, AfterSaleState>> = {
  pdd_refund_RefundCreated: 'REQUESTED',
  pdd_refund_RefundBuyerModifyAgreement: 'REQUESTED',
  pdd_refund_RefundAgreeAgreement: 'APPROVED',
  pdd_refund_RefundSellerRefuseAgreement: 'REJECTED',
  pdd_refund_RefundBuyerReturnGoods: 'GOODS_RETURNED',
  pdd_refund_RefundSuccess: 'REFUNDED',
  pdd_refund_RefundClosed: 'CLOSED',
};

/** `after_sales_status`. An exchange, reissue or repair that ended well (16, 25) is closed, as one that failed is (17, 24). */
const STATES: Readonly<Record<string, AfterSaleState>> = {
  2: 'REQUESTED',
  3: 'REQUESTED',
  4: 'APPROVED',
  5: 'APPROVED',
  6: 'REJECTED',
  7: 'APPROVED',
  8: 'DISPUTED',
  9: 'REJECTED',
  10: 'REFUNDED',
  11: 'CLOSED',
  12: 'CLOSED',
  13: 'CLOSED',
  14: 'REQUESTED',
  15: 'APPROVED',
  16: 'CLOSED',
  17: 'CLOSED',
  18: 'EXCHANGE_SHIPPED',
  21: 'REQUESTED',
  22: 'APPROVED',
  24: 'CLOSED',
  25: 'CLOSED',
  27: 'EXCHANGE_SHIPPED',
  31: 'APPROVED',
  32: 'APPROVED',
};

/** `after_sales_type`; a message's `bill_type` counts from one less. */
const KINDS: Readonly<Record<number, AfterSaleKind>> = {
  2: 'REFUND',
  3: 'RETURN',
  4: 'EXCHANGE',
  5: 'REISSUE',
  6: 'REPAIR',
};
const kindOf = (type: unknown): AfterSaleKind => KINDS[Number(type)] ?? 'UNKNOWN';

const wholeFen = (fee: unknown): number | null => {
  const amount = fee === undefined || fee === null || fee === '' ? Number.NaN : Number(fee);
  return Number.isSafeInteger(amount) && amount >= 0 ? amount : null;
};

const yuan = (amount: unknown): number | null => {
  try {
    return typeof amount === 'string' || typeof amount === 'number' ? minorFromDecimal(amount, 'CNY') : null;
  } catch {
    return null;
  }
};

const orNull = (read: () => Instant): Instant | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

type Named = Pick<AfterSaleWord, 'channelOrderId' | 'channelReturnId'>;
const REST = { currency: 'CNY', lines: [], decidesItselfAt: null } as const;

/** Of a message: `refund_fee` in fen, `modified` in milliseconds. */
const ofMessage = (topic: string, refund: Json, named: Named): AfterSaleWord => ({
  ...REST,
  ...named,
  kind: kindOf(Number(refund.bill_type) + 1),
  state: MESSAGES[topic] ?? null,
  platformStatus: topic.slice(REFUND_MESSAGE.length),
  refundMinor: wholeFen(refund.refund_fee),
  reason: refund.operation === undefined ? '' : `operation ${String(refund.operation)}`,
  sourceAt: orNull(() => fromEpochMillis(Number(refund.modified))),
});

/** Of a row of the list: `refund_amount` in yuan, `updated_time` in Beijing's clock. */
const ofRow = (refund: Json, named: Named): AfterSaleWord => {
  const status = String(refund.after_sales_status);
  return {
    ...REST,
    ...named,
    kind: kindOf(refund.after_sales_type),
    state: STATES[status] ?? null,
    platformStatus: status,
    refundMinor: yuan(refund.refund_amount),
    reason: typeof refund.after_sale_reason === 'string' ? refund.after_sale_reason : '',
    sourceAt: orNull(() => fromBeijing(String(refund.updated_time))),
  };
};

export const pddAfterSale: NonNullable<Channel['afterSaleIn']> = ({ topic, body }) => {
  const listed = topic === REFUND_LIST;
  if (!listed && !topic.startsWith(REFUND_MESSAGE)) return null;
  const refund = asRecord(parseLossless(body)) ?? {};
  const channelOrderId = idText(refund.tid ?? refund.order_sn);
  const channelReturnId = idText(refund.refund_id ?? refund.id);
  if (!channelOrderId || !channelReturnId) return null;
  const named = { channelOrderId, channelReturnId };
  return listed ? ofRow(refund, named) : ofMessage(topic, refund, named);
};
