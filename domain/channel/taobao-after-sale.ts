import { minorFromDecimal } from '../money.ts';
import type { Push } from './channel.ts';
import type { AfterSaleKind, AfterSaleState, AfterSaleWord } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { elementsAt, operatedAt, parseQimen, plainMethod, textAt } from './qimen-message.ts';
import { beijingIn } from './taobao-tmc.ts';

const PREFIX = 'taobao_refund_';

/** What each topic says of the refund. */
const STATE_OF: Readonly<Record<string, AfterSaleState>> = {
  RefundCreated: 'REQUESTED',
  RefundBuyerModifyAgreement: 'REQUESTED',
  RefundSellerAgreeAgreement: 'APPROVED',
  RefundSellerRefuseAgreement: 'REJECTED',
  RefundBuyerReturnGoods: 'GOODS_RETURNED',
  RefundSuccess: 'REFUNDED',
  RefundClosed: 'CLOSED',
};

/** Talk about a refund, not a step of it. */
const NO_STEP = new Set(['RefundCreateMessage', 'RefundBlockMessage', 'RefundTimeoutRemind']);

const KIND_OF: Readonly<Record<string, AfterSaleKind>> = {
  refund_bill: 'REFUND',
  return_bill: 'RETURN',
  replace_bill: 'EXCHANGE',
};

const fenOf = (yuan: unknown): number | null => {
  try {
    return typeof yuan === 'string' || typeof yuan === 'number' ? minorFromDecimal(yuan, 'CNY') : null;
  } catch {
    return null;
  }
};

const refundIn = ({ topic, body }: Pick<Push, 'topic' | 'body'>): AfterSaleWord | null => {
  const step = topic.slice(PREFIX.length);
  const content = asRecord(parseLossless(body));
  const [tid, refundId] = [idText(content?.tid), idText(content?.refund_id)];
  if (!content || tid === null || refundId === null || NO_STEP.has(step)) return null;
  const oid = idText(content.oid);
  return {
    channelOrderId: tid,
    channelReturnId: refundId,
    kind: KIND_OF[String(content.bill_type)] ?? 'UNKNOWN',
    state: STATE_OF[step] ?? null,
    platformStatus: step,
    refundMinor: fenOf(content.refund_fee),
    currency: 'CNY',
    lines: oid === null ? [] : [{ lineId: oid, quantity: null }],
    reason: '',
    sourceAt: beijingIn(content.modified),
    decidesItselfAt: null,
  };
};

const BILL_OF: Readonly<Record<string, AfterSaleKind>> = { THRK: 'RETURN', HHRK: 'EXCHANGE' };

/** A warehouse has the goods of a return back. Under another number than the platform's refund it is a return of its own. */
const returnedIn = (body: string): AfterSaleWord | null => {
  const message = parseQimen(body);
  const returnId = textAt(message, 'returnOrder', 'returnOrderCode');
  const orderId = textAt(message, 'orderLines', 'orderLine', 'sourceOrderCode');
  if (returnId === '' || orderId === '') return null;
  return {
    channelOrderId: orderId,
    channelReturnId: returnId,
    kind: BILL_OF[textAt(message, 'returnOrder', 'orderType')] ?? 'UNKNOWN',
    state: 'GOODS_RECEIVED',
    platformStatus: 'returnorder.confirm',
    refundMinor: null,
    currency: 'CNY',
    lines: elementsAt(message, 'orderLines', 'orderLine').flatMap((line) => {
      const lineId = textAt(line, 'subSourceOrderCode');
      const quantity = Number(textAt(line, 'actualQty'));
      return lineId === ''
        ? []
        : [{ lineId, quantity: Number.isSafeInteger(quantity) && quantity > 0 ? quantity : null }];
    }),
    reason: '',
    sourceAt: operatedAt(message),
    decidesItselfAt: null,
  };
};

/** The step of a refund that a message of Taobao's, or of the warehouse that got the goods back, tells. Amounts are in yuan. */
export const taobaoAfterSale = (push: Pick<Push, 'topic' | 'body'>): AfterSaleWord | null => {
  if (push.topic.startsWith(PREFIX)) return refundIn(push);
  return plainMethod(push.topic) === 'returnorder.confirm' ? returnedIn(push.body) : null;
};
