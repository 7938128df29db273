import { fromHex, toBase64, utf8 } from '../channel/bytes.ts';
import type { PlatformRequest } from '../channel/channel.ts';
import { asRecord, parseLossless } from '../channel/lossless-json.ts';
import { jsonAnswered, recordsIn } from '../channel/platform-answer.ts';
import { toEpochMillis } from '../time.ts';
import {
  type Booker,
  type BookerAnswer,
  type BookerTalk,
  type BookerTurn,
  type BookingAsk,
  type BookingOutcome,
  type Contact,
  done,
} from './booker.ts';

/** As `java.net.URLEncoder` writes it, which is what is signed: blanks as `+`, of the marks only `*-._` as they are. */
const javaUrlEncoded = (plain: string): string =>
  encodeURIComponent(plain)
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** Base64 of the raw MD5 over message, time and checkword. */
export const sfDigest = (msgData: string, timestamp: string, checkword: string, md5Hex: Md5Hex): string =>
  toBase64(fromHex(md5Hex(utf8(javaUrlEncoded(`${msgData}${timestamp}${checkword}`)))));
type Md5Hex = BookingAsk['crypto']['md5Hex'];

const call = (service: string, message: object, { account, at, requestId, crypto }: BookingAsk): BookerTurn => {
  const msgData = JSON.stringify(message);
  const timestamp = String(toEpochMillis(at));
  const { partnerId = '', checkword = '' } = account.keys;
  const form = new URLSearchParams({
    partnerID: partnerId,
    requestID: requestId,
    serviceCode: service,
    timestamp,
    msgDigest: sfDigest(msgData, timestamp, checkword, crypto.md5Hex),
    msgData,
  });
  const request: PlatformRequest = {
    method: 'POST',
    path: '/std/service',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: form.toString(),
  };
  return { kind: 'CALL', request };
};

type Told = { readonly code: string; readonly said: string; readonly data: Record<string, unknown> };

/** The answer within the answer; LATER where the gateway itself did not take the call: signature, permission, system. */
const told = (api: string, { status, body }: BookerAnswer): Told | BookingOutcome => {
  const outer = jsonAnswered(`SF ${api}`, status, body);
  if (outer.kind === 'LATER') return outer;
  const { apiResultCode, apiErrorMsg, apiResultData } = outer.answer;
  if (apiResultCode !== 'A1000')
    return { kind: 'LATER', reason: `SF ${api} answered ${String(apiResultCode)} ${String(apiErrorMsg ?? '')}`.trim() };
  const inner = asRecord(typeof apiResultData === 'string' ? parsed(apiResultData) : apiResultData) ?? {};
  const code = inner.success === true || inner.success === 'true' ? 'S0000' : String(inner.errorCode ?? '');
  return {
    code,
    said: `SF ${api} answered ${code} ${String(inner.errorMsg ?? '')}`.trim(),
    data: asRecord(inner.msgData) ?? {},
  };
};

const parsed = (json: string): unknown => {
  try {
    return parseLossless(json);
  } catch {
    return null;
  }
};

const isOutcome = (answer: Told | BookingOutcome): answer is BookingOutcome => 'kind' in answer;

/** Of the error codes: the order number was used before; no such order; the order was cancelled; SF's own trouble. */
const REPEATED = '8016';
const UNKNOWN_ORDER = new Set(['8018', '8024']);
const CANCELLED = /8037|已消单|已取消/;
const PASSING = /S0003|系统|超时|稍后|频繁|限流/;

const refusal = ({ said }: Told): BookingOutcome =>
  PASSING.test(said)
    ? { kind: 'LATER', reason: said }
    : { kind: 'REFUSED', reason: `${said}: correct what it names, then book again` };

const contactOf = (
  contactType: 1 | 2,
  { name, phone, country, province, city, district, street, detail }: Contact,
) => ({
  contactType,
  contact: name,
  mobile: phone,
  country: country || 'CN',
  province,
  city,
  county: district,
  address: `${street}${detail}`,
});

/** Service codes of SF are numbers; `1` is 顺丰特快. */
const orderOf = (ask: BookingAsk) => {
  const { legId, account, service, shipment } = ask;
  if (!shipment) throw new TypeError('a shipment is booked with its addresses');
  return {
    language: 'zh-CN',
    orderId: legId,
    monthlyCard: account.keys.monthlyCard ?? '',
    expressTypeId: /^\d+$/.test(service) ? Number(service) : service,
    payMethod: 1,
    isGenWaybillNo: 1,
    parcelQty: 1,
    totalWeight: shipment.weightKg,
    cargoDetails: shipment.goods.map(({ title, quantity }) => ({ name: title, count: quantity })),
    contactInfoList: [contactOf(1, shipment.sender), contactOf(2, shipment.recipient)],
  };
};

/** The parent parcel's number is the waybill; children travel under it. */
const numberIn = (data: Record<string, unknown>): string | null => {
  const numbers = recordsIn(data.waybillNoInfoList);
  const parent = numbers.find(({ waybillType }) => String(waybillType) === '1') ?? numbers[0];
  return typeof parent?.waybillNo === 'string' && parent.waybillNo !== '' ? parent.waybillNo : null;
};

/** `filterResult`: 1 a person of SF looks at it, 2 can be carried, 3 cannot. */
const booked = (ask: BookingAsk, answer: Told): BookingOutcome => {
  if (String(answer.data.filterResult) === '3')
    return { kind: 'REFUSED', reason: `SF does not carry there: ${String(answer.data.remark ?? 'filterResult 3')}` };
  const number = numberIn(answer.data);
  return number
    ? done({ number, reference: ask.legId })
    : { kind: 'LATER', reason: 'SF took the order and gave no number yet', reference: ask.legId };
};

const search = (ask: BookingAsk): BookerTurn =>
  call('EXP_RECE_SEARCH_ORDER_RESP', { orderId: ask.legId, searchType: '1', language: 'zh-CN' }, ask);
const create = (ask: BookingAsk): BookerTurn => call('EXP_RECE_CREATE_ORDER', orderOf(ask), ask);

/** Searched for first when it was asked before; otherwise after SF says the order number was used. */
const book: BookerTalk = (ask, answers) => {
  const searchesFirst = ask.repeated;
  const last = answers.at(-1);
  if (!last) return searchesFirst ? search(ask) : create(ask);
  const isSearch = (answers.length === 1) === searchesFirst;
  const answer = told(isSearch ? 'SEARCH_ORDER_RESP' : 'CREATE_ORDER', last);
  if (isOutcome(answer)) return answer;
  if (answer.code === 'S0000') return booked(ask, answer);
  if (answers.length === 1 && isSearch && UNKNOWN_ORDER.has(answer.code)) return create(ask);
  if (answers.length === 1 && answer.code === REPEATED) return search(ask);
  return refusal(answer);
};

const cancel: BookerTalk = (ask, [last]) => {
  if (!last) return call('EXP_RECE_UPDATE_ORDER', { orderId: ask.legId, dealType: 2, language: 'zh-CN' }, ask);
  const answer = told('UPDATE_ORDER', last);
  if (isOutcome(answer)) return answer;
  if (answer.code === 'S0000' && String(answer.data.resStatus ?? '2') === '1')
    return { kind: 'REFUSED', reason: `SF UPDATE_ORDER: order ${ask.legId} and its waybill do not belong together` };
  if (answer.code === 'S0000' || CANCELLED.test(answer.said) || UNKNOWN_ORDER.has(answer.code))
    return done({ reference: ask.legId });
  return refusal(answer);
};

/** 截单退回: back to the sender, paid by the month. */
const intercept: BookerTalk = (ask, [last]) => {
  const { number, shipment, account } = ask;
  if (!number || !shipment)
    return { kind: 'REFUSED', reason: 'SF stops a parcel by its waybill number: there is none yet' };
  if (!last) {
    const { contact, mobile, province, city, county, address } = contactOf(1, shipment.sender);
    const newDestAddress = { contact, phone: mobile, province, city, county, address };
    const monthlyCardNo = account.keys.monthlyCard ?? '';
    return call(
      'EXP_RECE_WANTED_INTERCEPT',
      { waybillNo: number, serviceCode: '2', role: '1', payMode: '4', monthlyCardNo, newDestAddress },
      ask,
    );
  }
  const answer = told('WANTED_INTERCEPT', last);
  if (isOutcome(answer)) return answer;
  return answer.code === 'S0000' ? done({ reference: ask.legId, number }) : refusal(answer);
};

/** 顺丰丰桥: orders by `EXP_RECE_CREATE_ORDER`, the leg's id as `orderId`. */
export const sfBooking: Booker = {
  id: 'sf',
  title: { en: 'SF Express', zh: '顺丰速运' },
  keys: ['partnerId', 'checkword', 'monthlyCard'],
  book,
  cancel,
  intercept,
};
