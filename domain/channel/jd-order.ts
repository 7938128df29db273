import { fromBeijing, fromEpochMillis, type Instant } from '../time.ts';
import type { Channel, ChannelCrypto, ChannelSecret, Fetched, OrderAsk, Push } from './channel.ts';
import { isYes, jdCall, readJdAnswer, wordsOf } from './jd-api.ts';
import { asRecord, digits, idText, parseLossless } from './lossless-json.ts';

type Json = Readonly<Record<string, unknown>>;

const GET = 'jingdong.pop.order.get';

/** JD answers the fields that are asked for and no others. */
const FIELDS = [
  'orderId,venderId,orderType,payType,orderTotalPrice,orderSellerPrice,orderPayment,freightPrice,sellerDiscount,balanceUsed',
  'serviceFee,taxFee,orderState,orderStateRemark,deliveryType,invoiceInfo,orderRemark,venderRemark,orderStartTime,orderEndTime',
  'paymentConfirmTime,modified,consigneeInfo,itemInfoList,couponDetailList,pin,open_id_buyer,xid_buyer,returnOrder,waybill',
  'logisticsId,parentOrderId,directParentOrderId,customs,customsModel,orderSource,storeOrder,storeId,idSopShipmenttype,scDT',
  'pauseBizInfo,orderMarkDesc',
].join(',');

/** No order, and no trouble either: the platform does not know it. */
const NO_SUCH_ORDER = /不存在|未找到|没有找到|not[ -_]?exist|not[ -_]?found/i;

/** JD words the details of a line as JSON text within the JSON. */
const opened = (text: unknown): unknown => {
  if (typeof text !== 'string' || !text.startsWith('{')) return text;
  try {
    return parseLossless(text);
  } catch {
    return text;
  }
};

const withOpenLine = (line: unknown): unknown => {
  const record = asRecord(line);
  return record && 'itemExt' in record ? { ...record, itemExt: opened(record.itemExt) } : line;
};

/** The order with its lines' details taken apart; null for a notice that names an order without its lines. */
export const wholeOrder = (order: Json): Json | null =>
  Array.isArray(order.itemInfoList) ? { ...order, itemInfoList: order.itemInfoList.map(withOpenLine) } : null;

/** When JD says the order changed: `dataVersion` counts in milliseconds, `modified` in seconds of Beijing's clock. */
export const changedAt = ({ dataVersion, modified }: Json): Instant | null => {
  try {
    if (/^[1-9]\d{12}$/.test(String(dataVersion))) return fromEpochMillis(Number(dataVersion));
    return typeof modified === 'string' ? fromBeijing(modified) : null;
  } catch {
    return null;
  }
};

/** What tells two states of an order apart. */
export const versionOf = ({ dataVersion, modified, orderState }: Json): string | null =>
  idText(dataVersion) ?? (typeof modified === 'string' && modified !== '' ? `${modified} ${String(orderState)}` : null);

/**
 * An order, or the notice that one changed, as a push; its body is the order as JD worded it.
 * @param unversioned stands for the version where the order says none
 */
export const pushOf = (order: Json, body: string, unversioned: string): Push => {
  const orderId = idText(order.orderId) ?? '';
  return {
    dedupeKey: `${orderId}:${versionOf(order) ?? unversioned}`,
    topic: String(order.orderState ?? 'ORDER'),
    shopId: idText(order.venderId) ?? '',
    channelOrderId: orderId,
    sourceAt: changedAt(order),
    body,
  };
};

/** `jingdong.pop.order.get`: one order of the shop. */
export const buildOrderGet = (
  { channelOrderId, ...ask }: OrderAsk,
  secret: ChannelSecret,
  crypto: ChannelCrypto,
): ReturnType<typeof jdCall> =>
  jdCall(GET, `{"order_id":${digits(channelOrderId)},"optional_fields":"${FIELDS}"}`, ask, secret, crypto);

/** Reads the answer of `jingdong.pop.order.get`. Anything but an order or a plain "no such order" is worth asking again. */
export const readOrderGet = (status: number, body: string): Fetched => {
  const answer = readJdAnswer(GET, status, body);
  if (answer.kind === 'ERROR')
    return { kind: NO_SUCH_ORDER.test(answer.reason) ? 'MISSING' : 'LATER', reason: answer.reason };
  const detail = asRecord(answer.result.orderDetailInfo);
  const order = asRecord(detail?.orderInfo);
  if (order) return { kind: 'ORDER', payload: wholeOrder(order) ?? order };
  const result = asRecord(detail?.apiResult);
  if (isYes(result?.success)) return { kind: 'MISSING', reason: `jd ${GET} succeeded without orderInfo` };
  const words = wordsOf(result);
  return { kind: NO_SUCH_ORDER.test(words) ? 'MISSING' : 'LATER', reason: `jd ${GET} answered: ${words}` };
};

/** The whole order that a connector posted; undefined for a notice, whose order is asked for. */
export const orderInPush: Channel['orderIn'] = ({ body }) => {
  const order = asRecord(parseLossless(body));
  return (order && wholeOrder(order)) ?? undefined;
};
