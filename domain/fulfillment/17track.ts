import { concat, utf8 } from '../channel/bytes.ts';
import type { Carrier, Scan, Tracking } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { arrivalExpected } from './expected-arrival.ts';
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
  textOf,
} from './tracking-rows.ts';

/** Where a parcel stands, coarsely; a row names one only where it is the first to reach it. */
const MILESTONES = new Set([
  'InfoReceived',
  'PickedUp',
  'Departure',
  'Arrival',
  'AvailableForPickup',
  'OutForDelivery',
  'Delivered',
  'Returning',
  'Returned',
]);

const lonLatOf = ({ coordinates }: Fields): [number, number] | null => {
  const { longitude, latitude } = fieldsOf(coordinates ?? {}, 'coordinates');
  const [lon, lat] = [Number(textOf(longitude) || Number.NaN), Number(textOf(latitude) || Number.NaN)];
  return Number.isNaN(lon) || Number.isNaN(lat) ? null : [lon, lat];
};

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const address = fieldsOf(row.address ?? {}, `${path}.address`);
  const [stage, subStatus] = [saidIn(row, 'stage'), saidIn(row, 'sub_status')];
  return scanOf({
    time: saidIn(row, 'time_iso', 'time_utc'),
    zone: 'Z',
    code: MILESTONES.has(stage) ? stage : subStatus || stage,
    coarseCode: stage || undefined,
    text: saidIn(row, 'description'),
    places: [saidIn(row, 'location'), saidIn(address, 'city', 'state', 'country')],
    lonLat: lonLatOf(address),
  });
};

/** Nothing but the state is known: the source found nothing, or gave up. */
const stateAlone = ({ latest_status }: Fields): Scan[] => {
  const { status, sub_status } = fieldsOf(latest_status ?? {}, 'latest_status');
  const code = textOf(sub_status) || textOf(status);
  return code ? [scanOf({ time: null, code, coarseCode: textOf(status), text: '', places: [] })] : [];
};

const OVER = /^(Delivered|Exception_Return|Expired)/;

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `data[${index}]`;
  const parcel = fieldsOf(raw, path);
  const info = fieldsOf(parcel.track_info ?? {}, `${path}.track_info`);
  const providers = listOf(fieldsOf(info.tracking ?? {}, `${path}.tracking`).providers).map((each) =>
    fieldsOf(each, `${path}.providers`),
  );
  const names = providers.map(({ provider }) => fieldsOf(provider ?? {}, `${path}.provider`));
  const events = providers.flatMap(({ events: rows }) => listOf(rows));
  const { scans, unreadable } = rowsOf(events, `${path}.events`, scanIn);
  const latest = fieldsOf(info.latest_status ?? {}, `${path}.latest_status`);
  const metrics = fieldsOf(info.time_metrics ?? {}, `${path}.time_metrics`);
  const expected = fieldsOf(metrics.estimated_delivery_date ?? {}, `${path}.estimated_delivery_date`);
  const isOver = OVER.test(saidIn(latest, 'sub_status', 'status'));
  return {
    companies: [...new Set([textOf(parcel.carrier), ...names.map((name) => saidIn(name, 'key'))])].filter(Boolean),
    number: neededIn(parcel, path, 'number'),
    reference: saidIn(parcel, 'tag') || undefined,
    scans: [
      ...(scans.length === 0 && unreadable.length === 0 ? stateAlone(info) : scans),
      ...(isOver ? [] : arrivalExpected(saidIn(expected, 'to', 'from'), scans)),
    ],
    unreadable,
  };
};

/** A push is about one parcel; the query API answers several. */
const parcelsIn = (message: unknown): readonly unknown[] => {
  const { data } = fieldsOf(message, '');
  if (Array.isArray(data)) return data;
  const fields = fieldsOf(data, 'data');
  return Array.isArray(fields.accepted) ? fields.accepted : [fields];
};

/** 17TRACK: one source for two thousand carriers; the whole history of a parcel with every push. */
export const seventeenTrack: Carrier = {
  id: '17track',
  title: { en: '17TRACK', zh: '17TRACK 全球查' },
  ...signedBody({
    id: '17track',
    headers: ['sign'],
    proof: (body, key, { sha256Hex }) => sha256Hex(concat(body, utf8(`/${key}`))),
    normal: (proof) => proof.toLowerCase(),
  }),
  read: (message) => parcelsOf(parcelsIn(parseMessage(message)), trackingOf),
  answer: statusAnswers(),
};
