import { toBase64, utf8 } from '../channel/bytes.ts';
import { asRecord } from '../channel/lossless-json.ts';
import { jsonAnswered, recordsIn } from '../channel/platform-answer.ts';
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

const OUNCES_PER_KG = 35.27396;

const call = (method: 'GET' | 'POST', path: string, body: object | null, { account }: BookingAsk): BookerTurn => ({
  kind: 'CALL',
  request: {
    method,
    path: `/v2${path}`,
    headers: {
      authorization: `Basic ${toBase64(utf8(`${account.keys.apiKey ?? ''}:`))}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body ? JSON.stringify(body) : '',
  },
});

type Told = { readonly status: number; readonly shipment: Record<string, unknown>; readonly said: string };

/** 401 and 403 pass once a person has renewed the key; 429 and 5xx by themselves. */
const told = (api: string, { status, body }: BookerAnswer): Told | BookingOutcome => {
  const read = jsonAnswered(`EasyPost ${api}`, status, body);
  if (read.kind === 'LATER') return read;
  const error = asRecord(read.answer.error);
  const said =
    `EasyPost ${api} answered HTTP ${status} ${String(error?.code ?? '')} ${String(error?.message ?? '')}`.trim();
  if (status === 401 || status === 403 || status === 429 || status >= 500) return { kind: 'LATER', reason: said };
  return { status, shipment: read.answer, said };
};

const isOutcome = (answer: Told | BookingOutcome): answer is BookingOutcome => 'kind' in answer;
const refusal = ({ said }: Told): BookingOutcome => ({
  kind: 'REFUSED',
  reason: `${said}: correct what it names, then book again`,
});

const addressOf = ({ name, phone, country, province, city, district, street, detail, postalCode }: Contact) => ({
  name,
  phone,
  street1: [street, detail].filter((part) => part !== '').join(' '),
  street2: district,
  city,
  state: province,
  zip: postalCode,
  country: country || 'US',
});

const shipmentOf = ({ legId, shipment }: BookingAsk) => {
  if (!shipment) throw new TypeError('a shipment is booked with its addresses');
  const weight = Math.max(0.1, Math.round(shipment.weightKg * OUNCES_PER_KG * 10) / 10);
  return {
    shipment: {
      reference: legId,
      from_address: addressOf(shipment.sender),
      to_address: addressOf(shipment.recipient),
      parcel: { weight },
    },
  };
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const bought = ({ id, tracking_code, postage_label }: Record<string, unknown>): BookingOutcome =>
  done({
    number: text(tracking_code),
    reference: text(id),
    labelUrl: text(asRecord(postage_label)?.label_url),
  });

/** Takes the rate of the service the account names; `USPS/Priority` is carrier and service as EasyPost writes them. */
const buy = (ask: BookingAsk, shipment: Record<string, unknown>): BookerTurn => {
  const rates = recordsIn(shipment.rates);
  const rate = rates.find(({ carrier, service }) => `${String(carrier)}/${String(service)}` === ask.service);
  if (rate) return call('POST', `/shipments/${String(shipment.id)}/buy`, { rate: { id: rate.id } }, ask);
  const offered = rates.map(({ carrier, service }) => `${String(carrier)}/${String(service)}`).join(', ');
  return {
    kind: 'REFUSED',
    reason: `services.${ask.carrier}: EasyPost offers no ${ask.service} for this parcel, only: ${offered || 'nothing'}`,
  };
};

/** Looked for by our reference when it was asked before; then made, then bought. What is bought already is taken as it is. */
const book: BookerTalk = (ask, answers) => {
  const last = answers.at(-1);
  if (!last) return ask.repeated ? call('GET', `/shipments/${ask.legId}`, null, ask) : create(ask);
  const answer = told('shipments', last);
  if (isOutcome(answer)) return answer;
  if (answer.status === 404 && answers.length === 1 && ask.repeated) return create(ask);
  if (answer.status > 299) return refusal(answer);
  if (text(answer.shipment.tracking_code)) return bought(answer.shipment);
  return buy(ask, answer.shipment);
};
const create = (ask: BookingAsk): BookerTurn => call('POST', '/shipments', shipmentOf(ask), ask);

/** `not_applicable`: the carrier bills what it scans, so nothing is owed for a label nobody used. */
const REFUNDED = new Set(['submitted', 'refunded', 'not_applicable']);

const cancel: BookerTalk = (ask, answers) => {
  const [first, second] = answers;
  if (!first)
    return ask.reference
      ? call('POST', `/shipments/${ask.reference}/refund`, {}, ask)
      : call('GET', `/shipments/${ask.legId}`, null, ask);
  const answer = told(ask.reference || second ? 'refund' : 'shipments', second ?? first);
  if (isOutcome(answer)) return answer;
  if (answer.status === 404) return done();
  if (answer.status > 299) return refusal(answer);
  const { id, refund_status, tracking_code } = answer.shipment;
  if (!ask.reference && !second)
    return text(tracking_code)
      ? call('POST', `/shipments/${String(id)}/refund`, {}, ask)
      : done({ reference: text(id) });
  return REFUNDED.has(String(refund_status))
    ? done({ reference: text(id) })
    : { kind: 'REFUSED', reason: `EasyPost did not refund shipment ${String(id)}: ${String(refund_status)}` };
};

/** One API for a hundred carriers, most of them American: a shipment is made, one of its rates is bought. */
export const easypostBooking: Booker = {
  id: 'easypost',
  title: { en: 'EasyPost', zh: 'EasyPost' },
  keys: ['apiKey'],
  book,
  cancel,
  intercept: null,
};
