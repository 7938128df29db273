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
  rowsOf,
  saidIn,
  scanOf,
  textOf,
} from './tracking-rows.ts';

/** Express writes its service area, the other divisions an address. */
const placeIn = (row: Fields, path: string): Place & { readonly names: string[]; readonly code: string } => {
  const areas = listOf(row.serviceArea).map((each) => fieldsOf(each, `${path}.serviceArea`));
  const location = fieldsOf(row.location ?? {}, `${path}.location`);
  const address = fieldsOf(location.address ?? location, `${path}.location.address`);
  const [area = {}] = areas;
  const code = saidIn(area, 'code');
  const [city, country] = [saidIn(address, 'addressLocality', 'city'), saidIn(address, 'countryCode')];
  return { airport: code, country, city, code, names: [saidIn(area, 'description'), city, country] };
};

/** A time with its zone; Express writes day and hour apart, and the distance from Greenwich beside where it knows it. */
const timeIn = (row: Fields, place: Place): string => {
  const [date, time] = [saidIn(row, 'date'), saidIn(row, 'time')];
  const written = date && time ? `${date}T${time}` : saidIn(row, 'timestamp', 'dateTime', 'eventTime');
  const zone = saidIn(row, 'GMTOffset', 'gmtOffset');
  return /^[+-]\d{2}:\d{2}$/.test(zone) ? `${written}${zone}` : localTime(written, place);
};

const codesIn = (row: Fields): Pick<Scan, 'code' | 'coarseCode' | 'detail'> => {
  const coarse = saidIn(row, 'statusCode');
  return {
    code: saidIn(row, 'typeCode', 'eventCode', 'ice', 'code') || coarse,
    coarseCode: coarse || undefined,
    detail: saidIn(row, 'ric', 'reasonCode') || undefined,
  };
};

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const place = placeIn(row, path);
  const said = [saidIn(row, 'description', 'status'), saidIn(row, 'remark')].filter((part) => part !== '');
  return scanOf({
    time: timeIn(row, place),
    ...codesIn(row),
    text: said.join('; '),
    places: place.names,
    placeCode: place.code,
  });
};

/** Express: handed over, and damaged: two facts in one row. */
const HANDED_OVER_DAMAGED = 'DD';
const withDamage = (scan: Scan): Scan[] =>
  scan.code === HANDED_OVER_DAMAGED ? [scan, { ...scan, detail: 'DAMAGED' }] : [scan];

/** The newest state is a row of its own where the history does not have it. */
const rowsIn = (parcel: Fields): readonly unknown[] => {
  const events = listOf(parcel.events);
  const { status } = parcel;
  if (typeof status !== 'object' || status === null) return events;
  const { timestamp, statusCode } = fieldsOf(status, 'status');
  const isThere = events.some((each) => {
    const row = fieldsOf(each, 'events');
    return row.timestamp === timestamp && row.statusCode === statusCode;
  });
  return isThere || textOf(timestamp) === '' ? events : [...events, status];
};

const referenceIn = (parcel: Fields): string | undefined =>
  [...listOf(parcel.references), ...listOf(parcel.shipperReferences), ...listOf(parcel.customerReferences)]
    .map((each) => (typeof each === 'string' ? each : saidIn(fieldsOf(each, 'references'), 'value', 'number')))
    .find((value) => value.startsWith('leg_'));

const OVER = new Set(['OK', 'DD', 'PD', 'delivered', 'DLVRD']);

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `shipments[${index}]`;
  const parcel = fieldsOf(raw, path);
  const { scans, unreadable } = rowsOf(rowsIn(parcel), `${path}.events`, scanIn);
  const place = scans.at(-1) ? placeIn(fieldsOf(listOf(parcel.events)[0] ?? {}, path), path) : {};
  const isOver = scans.some(({ code }) => OVER.has(code));
  const expected = isOver ? '' : saidIn(parcel, 'estimatedTimeOfDelivery', 'estimatedDeliveryDate');
  return {
    companies: ['dhl', saidIn(parcel, 'service')].filter((company) => company !== ''),
    number: neededIn(parcel, path, 'shipmentTrackingNumber', 'id', 'trackingNumber', 'shipmentId'),
    reference: referenceIn(parcel),
    scans: [...scans.flatMap(withDamage), ...arrivalExpected(localTime(expected, place), scans)],
    unreadable,
  };
};

/** Divisions push shipments in a list, one alone, or one under a name of its own. */
const read = (message: string): TrackingReading => {
  const json = parseMessage(message);
  if (Array.isArray(json)) return parcelsOf(json, trackingOf);
  const fields = fieldsOf(json, '');
  return parcelsOf(listOf(fields.shipments ?? fields.shipment ?? fields), trackingOf);
};

/** DHL: Unified Tracking of all divisions, and Express's own. What was registered as `hook.authentication` comes in a header. */
export const dhl: Carrier = {
  id: 'dhl',
  title: { en: 'DHL', zh: 'DHL 敦豪' },
  ...tokenCallOrHeader('dhl', ['x-dhl-token', 'dhl-token', 'dhl-api-key', 'x-api-key', 'authorization']),
  read,
  answer: statusAnswers(),
};
