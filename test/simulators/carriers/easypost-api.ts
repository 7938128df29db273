import type { ApiAnswer } from '../channels/platforms.ts';
import type { BookedParcel, BookerApi, ParcelBook } from './booked-parcels.ts';

const json = (status: number, body: object): ApiAnswer => ({ status, body: JSON.stringify(body) });
const error = (status: number, code: string, message: string): ApiAnswer => json(status, { error: { code, message } });

const RATES = [
  { id: 'rate_1', carrier: 'USPS', service: 'Priority', rate: '7.58', currency: 'USD' },
  { id: 'rate_2', carrier: 'USPS', service: 'GroundAdvantage', rate: '5.93', currency: 'USD' },
];

type Made = { readonly reference: string; readonly order: Record<string, unknown> };
/** Shipments that were made and not bought so far, by book. */
const made = new WeakMap<ParcelBook, Map<string, Made>>();
const madeIn = (book: ParcelBook): Map<string, Made> => {
  const known = made.get(book) ?? new Map<string, Made>();
  made.set(book, known);
  return known;
};

const idOf = (reference: string): string => `shp_${reference.slice(-12)}`;

const shown = (reference: string, parcel: BookedParcel | undefined): object => ({
  id: idOf(reference),
  object: 'Shipment',
  reference,
  rates: RATES,
  tracking_code: parcel?.number ?? null,
  postage_label: parcel ? { label_url: `https://labels.example.com/${parcel.number}.png` } : null,
  refund_status: parcel?.state === 'CANCELLED' ? 'submitted' : null,
});

const create = (body: string, book: ParcelBook): ApiAnswer => {
  const { shipment } = JSON.parse(body) as { shipment: Record<string, unknown> & { to_address: { street1?: string } } };
  if (!shipment.to_address.street1) return error(422, 'ADDRESS.PARAMETERS.MISSING', 'street1 is required');
  const reference = String(shipment.reference);
  madeIn(book).set(idOf(reference), { reference, order: shipment });
  return json(201, shown(reference, undefined));
};

const buy = (id: string, body: string, book: ParcelBook): ApiAnswer => {
  const shipment = madeIn(book).get(id);
  if (!shipment) return error(404, 'NOT_FOUND', 'The requested resource could not be found.');
  if (book.find('easypost', shipment.reference))
    return error(422, 'SHIPMENT.POSTAGE.EXISTS', 'Postage already exists for this shipment.');
  const { rate } = JSON.parse(body) as { rate: { id: string } };
  const order = { ...shipment.order, rate: rate.id };
  return json(200, shown(shipment.reference, book.add('easypost', shipment.reference, order)));
};

const refund = (id: string, book: ParcelBook): ApiAnswer => {
  const shipment = madeIn(book).get(id);
  const parcel = shipment && book.find('easypost', shipment.reference);
  if (!parcel) return error(404, 'NOT_FOUND', 'The requested resource could not be found.');
  parcel.state = 'CANCELLED';
  return json(200, shown(parcel.orderId, parcel));
};

const find = (key: string, book: ParcelBook): ApiAnswer => {
  const shipment = [...madeIn(book)].find(([id, { reference }]) => id === key || reference === key)?.[1];
  return shipment
    ? json(200, shown(shipment.reference, book.find('easypost', shipment.reference)))
    : error(404, 'NOT_FOUND', 'The requested resource could not be found.');
};

/** EasyPost's shipments: made, bought, refunded; found by its id or by ours. */
export const answerEasypost: BookerApi = ({ method, path, headers, body }, { apiKey = '' }, book) => {
  if (headers.authorization !== `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`)
    return error(401, 'APIKEY.INACTIVE', 'This api key is no longer active.');
  const [, , , id = '', act = ''] = path.split('/');
  if (method === 'GET') return find(id, book);
  if (act === 'buy') return buy(id, body, book);
  return act === 'refund' ? refund(id, book) : create(body, book);
};
