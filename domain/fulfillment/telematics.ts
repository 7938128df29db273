import { toHex, utf8 } from '../channel/bytes.ts';
import type { Carrier, Scan, Tracking, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { localTime } from './place-zones.ts';
import { NO_NUMBER, signedBody } from './signed-body.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  parseMessage,
  rowsOf,
  saidIn,
  scanOf,
  textOf,
  UnreadableTracking,
} from './tracking-rows.ts';

const lonLatOf = (row: Fields): [number, number] | null => {
  const [lon, lat] = listOf(row.lonLat).map(Number);
  return lon === undefined || lat === undefined || Number.isNaN(lon + lat) ? null : [lon, lat];
};

const momentIn = (written: string): Scan['occurredAt'] =>
  written ? scanOf({ time: localTime(written, {}), code: '', text: '', places: [] }).occurredAt : null;

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const place = fieldsOf(row.place ?? {}, `${path}.place`);
  return scanOf({
    time: localTime(saidIn(row, 'at'), { country: saidIn(place, 'country') }),
    code: saidIn(row, 'event'),
    detail: saidIn(row, 'fence') || undefined,
    text: saidIn(row, 'text'),
    places: [saidIn(place, 'name')],
    placeCode: saidIn(place, 'code'),
    lonLat: lonLatOf(place),
    eventId: saidIn(row, 'eventId') || undefined,
    retractsEvent: saidIn(row, 'retracts') || undefined,
    etaAt: momentIn(saidIn(row, 'etaAt')) ?? undefined,
  });
};

const parcelOf = (raw: unknown, rows: Pick<Tracking, 'scans' | 'unreadable'>): Tracking => {
  const parcel = fieldsOf(raw, 'parcels');
  return { companies: [saidIn(parcel, 'carrier')], number: saidIn(parcel, 'number') || NO_NUMBER, ...rows };
};

const legOf = (raw: unknown, rows: Pick<Tracking, 'scans' | 'unreadable'>): Tracking => ({
  companies: ['telematics'],
  number: NO_NUMBER,
  reference: textOf(raw),
  ...rows,
});

/** What happened to a vehicle, happened to every parcel and leg that it carries. */
const read = (message: string): TrackingReading => {
  const fields = fieldsOf(parseMessage(message), '');
  const rows = rowsOf(listOf(fields.events), 'events', scanIn);
  const trackings = [
    ...listOf(fields.parcels).map((parcel) => parcelOf(parcel, rows)),
    ...listOf(fields.legs).map((leg) => legOf(leg, rows)),
  ];
  if (trackings.length > 0) return { trackings, unreadable: [] };
  if (rows.scans.length === 0 && rows.unreadable.length === 0) throw new UnreadableTracking('events is missing');
  return { trackings: [legOf('', rows)], unreadable: [] };
};

/** Vehicles by their telematics provider, in our own form (docs/carriers.md): departures, toll gates, fences, expected arrivals. */
export const telematics: Carrier = {
  id: 'telematics',
  title: { en: 'Vehicle telematics', zh: '车辆网联（GPS、ETC、围栏）' },
  ...signedBody({
    id: 'telematics',
    headers: ['x-orderloom-signature'],
    proof: (body, key, { hmacSha256 }) => `sha256=${toHex(hmacSha256(utf8(key), body))}`,
  }),
  read,
  answer: statusAnswers(),
};
