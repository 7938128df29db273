import { toBase64, utf8 } from '../channel/bytes.ts';
import type { Carrier, Scan, Tracking, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { arrivalExpected } from './expected-arrival.ts';
import { localTime } from './place-zones.ts';
import { signedBody } from './signed-body.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  neededIn,
  parcelsOf,
  parseMessage,
  rowsOf,
  saidIn,
  scanOf,
} from './tracking-rows.ts';

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const [city, state] = [saidIn(row, 'city'), saidIn(row, 'state')];
  const country = saidIn(row, 'country_iso3', 'country_region', 'country_region_iso3');
  return scanOf({
    time: localTime(saidIn(row, 'checkpoint_time'), { country, state, city }),
    code: saidIn(row, 'subtag', 'tag'),
    coarseCode: saidIn(row, 'tag') || undefined,
    text: saidIn(row, 'message', 'subtag_message'),
    places: [saidIn(row, 'location'), city, state],
  });
};

/** What the parcel is said to be, where its newest checkpoint does not say so: a parcel that was delivered back to its sender. */
const verdictOf = (parcel: Fields, scans: readonly Scan[]): Scan[] => {
  const [subtag, tag] = [saidIn(parcel, 'subtag'), saidIn(parcel, 'tag')];
  const newest = scans.at(-1);
  const code = subtag || tag;
  if (code === '' || code === newest?.code || tag === newest?.coarseCode) return [];
  const said = saidIn(parcel, 'subtag_message', 'tag');
  if (!newest) return [scanOf({ time: null, code, coarseCode: tag, text: said, places: [] })];
  return [{ ...newest, code, coarseCode: tag, text: said, eventId: undefined }];
};

const datedIn = (parcel: Fields, name: string, field: string): string =>
  saidIn(fieldsOf(parcel[name] ?? {}, name), field);

/** Newest first: what AfterShip computed or heard last, then what the carrier said. */
const expectedIn = (parcel: Fields): string =>
  [
    datedIn(parcel, 'latest_estimated_delivery', 'datetime'),
    datedIn(parcel, 'courier_estimated_delivery_date', 'estimated_delivery_date'),
    datedIn(parcel, 'aftership_estimated_delivery_date', 'estimated_delivery_date'),
    saidIn(parcel, 'expected_delivery'),
  ].find((said) => said !== '') ?? '';

const OVER = new Set(['Delivered', 'Expired']);

const trackingOf = (raw: unknown): Tracking => {
  const parcel = fieldsOf(raw, 'msg');
  const { scans, unreadable } = rowsOf(listOf(parcel.checkpoints), 'msg.checkpoints', scanIn);
  const isOver = OVER.has(saidIn(parcel, 'tag')) || parcel.return_to_sender === true;
  return {
    companies: [saidIn(parcel, 'slug') || 'aftership'],
    number: neededIn(parcel, 'msg', 'tracking_number'),
    reference: saidIn(parcel, 'order_id', 'order_number') || undefined,
    scans: [...scans, ...verdictOf(parcel, scans), ...(isOver ? [] : arrivalExpected(expectedIn(parcel), scans))],
    unreadable,
  };
};

/** A push names the parcel `msg`; the query API answers one or several below `data`. */
const read = (message: string): TrackingReading => {
  const fields = fieldsOf(parseMessage(message), '');
  if (fields.msg !== undefined) return parcelsOf([fields.msg], trackingOf);
  const data = fieldsOf(fields.data ?? fields, 'data');
  return parcelsOf(listOf(data.trackings ?? data.tracking ?? data), trackingOf);
};

/** AfterShip: one source for a thousand carriers; the whole history of a parcel with every push. */
export const aftership: Carrier = {
  id: 'aftership',
  title: { en: 'AfterShip', zh: 'AfterShip' },
  ...signedBody({
    id: 'aftership',
    headers: ['aftership-hmac-sha256', 'as-signature-hmac-sha256', 'am-webhook-signature'],
    proof: (body, key, { hmacSha256 }) => toBase64(hmacSha256(utf8(key), body)),
  }),
  read,
  answer: statusAnswers(),
};
