import { toHex, utf8 } from '../channel/bytes.ts';
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

/** The carrier's own scan code is finer than EasyPost's word for it: FedEx's PU is called `arrived_at_facility`. */
const scanIn =
  (carrier: string) =>
  (raw: unknown, path: string): Scan => {
    const row = fieldsOf(raw, path);
    const place = fieldsOf(row.tracking_location ?? {}, `${path}.tracking_location`);
    const [city, state, country] = [saidIn(place, 'city'), saidIn(place, 'state'), saidIn(place, 'country')];
    const own = saidIn(row, 'carrier_code');
    const [status, finer] = [saidIn(row, 'status'), saidIn(row, 'status_detail')];
    return scanOf({
      time: localTime(saidIn(row, 'datetime'), { country, state, city }),
      code: finer || status,
      coarseCode: status || undefined,
      detail: own && carrier ? `${carrier}:${own}` : undefined,
      text: saidIn(row, 'message', 'description'),
      places: [[city, state, country].filter((part) => part !== '').join(', ')],
    });
  };

const OVER = new Set(['delivered', 'return_to_sender', 'cancelled', 'failure']);

const trackingOf = (raw: unknown): Tracking => {
  const tracker = fieldsOf(raw, 'result');
  const carrier = saidIn(tracker, 'carrier');
  const { scans, unreadable } = rowsOf(listOf(tracker.tracking_details), 'result.tracking_details', scanIn(carrier));
  const own = fieldsOf(tracker.carrier_detail ?? {}, 'result.carrier_detail');
  const expected = OVER.has(saidIn(tracker, 'status')) ? '' : saidIn(tracker, 'est_delivery_date');
  return {
    companies: [carrier || 'easypost'],
    number: neededIn(tracker, 'result', 'tracking_code'),
    otherNumbers: [saidIn(own, 'alternate_identifier')].filter((number) => number !== ''),
    scans: [...scans, ...arrivalExpected(expected, scans)],
    unreadable,
  };
};

const isTracker = ({ object, tracking_code }: Fields): boolean =>
  object === 'Tracker' || (object === undefined && tracking_code !== undefined);

/** An event about a tracker, a tracker, or a list of them; events about anything else (batches, refunds) say nothing here. */
const read = (message: string): TrackingReading => {
  const fields = fieldsOf(parseMessage(message), '');
  if (Array.isArray(fields.trackers)) return parcelsOf(fields.trackers, trackingOf);
  const subject = fields.result === undefined ? fields : fieldsOf(fields.result, 'result');
  if (isTracker(subject)) return parcelsOf([subject], trackingOf);
  if (fields.object === 'Event') return { trackings: [], unreadable: [] };
  return parcelsOf([subject], trackingOf);
};

/** EasyPost: one source for a hundred carriers, most of them American; the whole history of a parcel with every push. */
export const easypost: Carrier = {
  id: 'easypost',
  title: { en: 'EasyPost', zh: 'EasyPost' },
  ...signedBody({
    id: 'easypost',
    headers: ['x-hmac-signature'],
    proof: (body, key, { hmacSha256 }) => `hmac-sha256-hex=${toHex(hmacSha256(utf8(key.normalize('NFKD')), body))}`,
  }),
  read,
  answer: statusAnswers(),
};
