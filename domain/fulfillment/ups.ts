import { fromIso, secondsBetween } from '../time.ts';
import type { Carrier, Scan, Tracking, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { arrivalExpected } from './expected-arrival.ts';
import { localTime, type Place } from './place-zones.ts';
import { tokenCallOrHeader } from './token-call.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  neededIn,
  parcelsOf,
  parseMessage,
  rowOf,
  rowsOf,
  saidIn,
  scanOf,
} from './tracking-rows.ts';

/** `20240423` and `095004` as `2024-04-23T09:50:04`; '' where either is missing. */
const clockOf = (date: string, time: string): string => {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(date) ?? [];
  const [, hour, minute, second = '00'] = /^(\d{2}):?(\d{2}):?(\d{2})?$/.exec(time) ?? [];
  return year === undefined || hour === undefined ? '' : `${year}-${month}-${day}T${hour}:${minute}:${second}`;
};

const two = (number: number): string => String(number).padStart(2, '0');

/** The zone of a clock that is told beside the same moment in Greenwich. */
const offsetBetween = (local: string, gmt: string): string => {
  const minutes = secondsBetween(fromIso(`${gmt}Z`), fromIso(`${local}Z`)) / 60;
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

const timeOf = (local: string, gmt: string, place: Place): string =>
  local !== '' && gmt !== '' ? `${local}${offsetBetween(local, gmt)}` : localTime(local || `${gmt}Z`, place);

/** Numbers lose their zeros on the way: always three digits. */
const descriptionCode = (said: string): string | undefined => (said === '' ? undefined : said.padStart(3, '0'));

const placeOf = (address: Fields) => ({
  city: saidIn(address, 'city'),
  state: saidIn(address, 'stateProvince'),
  country: saidIn(address, 'country', 'countryCode'),
});

const namesOf = ({ city, state, country }: ReturnType<typeof placeOf>): string[] => [
  [city, state, country].filter((part) => part !== '').join(', '),
];

const statusOf = (status: Fields) => ({
  code: saidIn(status, 'code') || saidIn(status, 'type'),
  coarseCode: saidIn(status, 'type') ? `type:${saidIn(status, 'type')}` : undefined,
  detail: descriptionCode(saidIn(status, 'descriptionCode', 'statusCode')),
  text: saidIn(status, 'description'),
});

const alertIn = (raw: unknown, path: string): Scan => {
  const alert = fieldsOf(raw, path);
  const place = placeOf(fieldsOf(alert.activityLocation ?? {}, `${path}.activityLocation`));
  const local = clockOf(saidIn(alert, 'localActivityDate'), saidIn(alert, 'localActivityTime'));
  const gmt = clockOf(saidIn(alert, 'gmtActivityDate'), saidIn(alert, 'gmtActivityTime'));
  return scanOf({
    time: timeOf(local, gmt, place),
    ...statusOf(fieldsOf(alert.activityStatus, `${path}.activityStatus`)),
    places: namesOf(place),
  });
};

/** A new time of delivery was agreed: the hour it names is one to count on. */
const NEW_TIME = new Set(['153', '154']);

const alertOf = (raw: unknown, index: number): Tracking => {
  const path = Array.isArray(raw) ? `[${index}]` : '';
  const alert = fieldsOf(raw, path);
  const { scans, unreadable } = rowOf(alert, path, alertIn);
  const expected = clockOf(
    saidIn(alert, 'scheduledDeliveryDate'),
    saidIn(alert, 'deliveryEndTime', 'scheduledDeliveryTime'),
  );
  const isNew = scans.some(({ detail = '' }) => NEW_TIME.has(detail));
  const place = placeOf(fieldsOf(alert.activityLocation ?? {}, path));
  return {
    companies: ['ups'],
    number: neededIn(alert, path, 'trackingNumber'),
    scans: [...scans, ...(isNew && expected ? arrivalExpected(localTime(expected, place), scans) : [])],
    unreadable,
  };
};

const activityIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const { address } = fieldsOf(row.location ?? {}, `${path}.location`);
  const place = placeOf(fieldsOf(address ?? {}, `${path}.location.address`));
  const local = clockOf(saidIn(row, 'date'), saidIn(row, 'time'));
  const gmt = clockOf(saidIn(row, 'gmtDate'), saidIn(row, 'gmtTime'));
  return scanOf({
    time: timeOf(local, gmt, place),
    ...statusOf(fieldsOf(row.status, `${path}.status`)),
    places: namesOf(place),
  });
};

const packageOf = (raw: unknown, index: number): Tracking => {
  const path = `package[${index}]`;
  const parcel = fieldsOf(raw, path);
  return {
    companies: ['ups'],
    number: neededIn(parcel, path, 'trackingNumber'),
    ...rowsOf(listOf(parcel.activity), `${path}.activity`, activityIn),
  };
};

/** An alert is one activity of one parcel; the track API answers shipments with the history of each package. */
const read = (message: string): TrackingReading => {
  const json = parseMessage(message);
  if (Array.isArray(json)) return parcelsOf(json, alertOf);
  const fields = fieldsOf(json, '');
  const { shipment } = fieldsOf(fields.trackResponse ?? fields, 'trackResponse');
  if (shipment === undefined) return parcelsOf([fields], alertOf);
  return parcelsOf(
    listOf(shipment).flatMap((each) => listOf(fieldsOf(each, 'shipment').package)),
    packageOf,
  );
};

/** UPS Track Alert: one activity a push. It signs nothing: what was registered as its credential comes in a header. */
export const ups: Carrier = {
  id: 'ups',
  title: { en: 'UPS', zh: 'UPS 联合包裹' },
  ...tokenCallOrHeader('ups', ['credential', 'x-api-key', 'authorization']),
  read,
  answer: statusAnswers(),
};
