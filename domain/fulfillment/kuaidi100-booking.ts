import { utf8 } from '../channel/bytes.ts';
import { asRecord } from '../channel/lossless-json.ts';
import { jsonAnswered } from '../channel/platform-answer.ts';
import { toEpochMillis } from '../time.ts';
import {
  addressLine,
  type Booker,
  type BookerAnswer,
  type BookerTalk,
  type BookerTurn,
  type BookingAsk,
  type BookingOutcome,
  done,
} from './booker.ts';

/** Upper-case hex of MD5 over message, time, key and secret. */
export const kuaidi100OrderSign = (
  param: string,
  t: string,
  { key = '', secret = '' }: Readonly<Record<string, string>>,
  md5Hex: BookingAsk['crypto']['md5Hex'],
): string => md5Hex(utf8(`${param}${t}${key}${secret}`)).toUpperCase();

const call = (path: string, method: string, message: object, ask: BookingAsk): BookerTurn => {
  const { account, at, crypto } = ask;
  const param = JSON.stringify(message);
  const t = String(toEpochMillis(at));
  const sign = kuaidi100OrderSign(param, t, account.keys, crypto.md5Hex);
  const body = new URLSearchParams({ method, key: account.keys.key ?? '', sign, t, param }).toString();
  const request = {
    method: 'POST' as const,
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  };
  return path === LABELS ? { kind: 'CALL', request, at: 'LABELS' } : { kind: 'CALL', request };
};

const ORDERS = '/order/borderapi.do';
const LABELS = '/label/order';

type Told = { readonly isTaken: boolean; readonly said: string; readonly code: string; readonly data: Data };
type Data = Record<string, unknown>;

const told = (method: string, { status, body }: BookerAnswer): Told | BookingOutcome => {
  const read = jsonAnswered(`kuaidi100 ${method}`, status, body);
  if (read.kind === 'LATER') return read;
  const { result, returnCode, message, data } = read.answer;
  const said = `kuaidi100 ${method} answered ${String(returnCode)} ${String(message ?? '')}`.trim();
  return { isTaken: result === true, said, code: String(returnCode), data: asRecord(data) ?? {} };
};

const isOutcome = (answer: Told | BookingOutcome): answer is BookingOutcome => 'kind' in answer;

/** 500 its own trouble, 501 sent twice at once, 503 signature, 600 and 601 key or credit: all pass, some by a person's doing. */
const PASSING = new Set(['500', '501', '503', '600', '601']);

const refusal = ({ code, said }: Told): BookingOutcome =>
  PASSING.has(code)
    ? { kind: 'LATER', reason: said }
    : { kind: 'REFUSED', reason: `${said}: correct what it names, then book again` };

/** Task and order together name an order there. */
const referenceOf = ({ taskId, orderId }: Data): string | undefined =>
  taskId && orderId ? `${String(taskId)}/${String(orderId)}` : undefined;
const idsOf = (reference: string | null): { taskId: string; orderId: string } | null => {
  const [taskId, orderId] = reference?.split('/') ?? [];
  return taskId && orderId ? { taskId, orderId } : null;
};

const numberIn = ({ kuaidinum, kuaidiNum }: Data): string | null => String(kuaidinum ?? kuaidiNum ?? '') || null;

const orderOf = ({ legId, service, shipment, account: { tracking } }: BookingAsk) => {
  if (!shipment) throw new TypeError('a shipment is booked with its addresses');
  const { sender, recipient, weightKg, goods } = shipment;
  return {
    kuaidicom: service,
    sendManName: sender.name,
    sendManMobile: sender.phone,
    sendManPrintAddr: addressLine(sender),
    recManName: recipient.name,
    recManMobile: recipient.phone,
    recManPrintAddr: addressLine(recipient),
    cargo: goods
      .map(({ title }) => title)
      .join('、')
      .slice(0, 100),
    weight: String(weightKg),
    payment: 'SHIPPER',
    thirdOrderId: legId,
    ...(tracking ? { pollCallBackUrl: tracking.url, salt: tracking.salt } : {}),
  };
};

/** Some carriers give their number later (韵达): the order is then asked for by its own id. */
const booked = (ask: BookingAsk, { data }: Told): BookingOutcome => {
  const reference = referenceOf(data) ?? ask.reference ?? undefined;
  const number = numberIn(data);
  if (number) return done({ number, reference: reference ?? null });
  const reason = 'kuaidi100 took the order, the carrier gave no number yet';
  return reference ? { kind: 'LATER', reason, reference } : { kind: 'LATER', reason };
};

/** `thirdOrderId` makes a second order of one leg the first one, for 48 hours; one that is known is looked up instead. */
const book: BookerTalk = (ask, [last]) => {
  const ids = idsOf(ask.reference);
  if (!last) return ids ? call(ORDERS, 'detail', ids, ask) : call(ORDERS, 'bOrder', orderOf(ask), ask);
  const answer = told(ids ? 'detail' : 'bOrder', last);
  if (isOutcome(answer)) return answer;
  return answer.isTaken ? booked(ask, answer) : refusal(answer);
};

const GONE = /已取消|已销单|已经取消/;

const cancel: BookerTalk = (ask, [last]) => {
  const ids = idsOf(ask.reference);
  if (!ids)
    return {
      kind: 'REFUSED',
      reason: `kuaidi100 gave no order id for ${ask.legId}: look in its console whether there is an order with this thirdOrderId`,
    };
  if (!last) return call(ORDERS, 'cancel', { ...ids, cancelMsg: '不再寄件' }, ask);
  const answer = told('cancel', last);
  if (isOutcome(answer)) return answer;
  return answer.isTaken || GONE.test(answer.said) ? done({ reference: ask.reference }) : refusal(answer);
};

const intercept: BookerTalk = (ask, [last]) => {
  const { number, service, reference } = ask;
  if (!number) return { kind: 'REFUSED', reason: 'kuaidi100 stops a parcel by its waybill number: there is none yet' };
  if (!last) {
    const message = {
      kuaidicom: service,
      kuaidinum: number,
      ...(idsOf(reference) ? { orderId: idsOf(reference)?.orderId } : {}),
      interceptType: 'RETURN_SEND_ADDR',
      orderRole: '1',
      interceptPayType: 'SHIPPER',
      reason: '商家召回',
    };
    return call(LABELS, 'interceptOrder', message, ask);
  }
  const answer = told('interceptOrder', last);
  if (isOutcome(answer)) return answer;
  return answer.isTaken ? done({ number, reference }) : refusal(answer);
};

/** 快递100 商家寄件: one account for the pickup of many carriers, tracking subscribed with the order. */
export const kuaidi100Booking: Booker = {
  id: 'kuaidi100',
  title: { en: 'Kuaidi100', zh: '快递100' },
  keys: ['key', 'secret'],
  book,
  cancel,
  intercept,
};
