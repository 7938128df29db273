import { asRecord } from '../channel/lossless-json.ts';
import type { Carrier, Scan, Tracking, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { localTime } from './place-zones.ts';
import { NO_NUMBER, namedInAddress, namedParcel } from './signed-body.ts';
import { tokenCallOrHeader } from './token-call.ts';
import { type Fields, listOf, parcelsOf, parseMessage, rowOf, saidIn, scanOf, textOf } from './tracking-rows.ts';

/** `cargo:eventCode`, `https://onerecord.iata.org/ns/cargo#eventCode`, `eventCode`: all `eventCode`. */
const localName = (name: string): string => name.slice(Math.max(name.lastIndexOf('#'), name.lastIndexOf(':')) + 1);

/** JSON-LD without its prefixes, as deep as it goes. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  const fields = asRecord(value);
  if (!fields) return value;
  return Object.fromEntries(
    Object.entries(fields).map(([name, each]) => [name.startsWith('@') ? name : localName(name), plain(each)]),
  );
};

/** A literal (`@value`), a node (`@id`) or the bare thing, as text; the first of a list. */
const literal = (value: unknown): string => {
  const [first] = listOf(value);
  const fields = asRecord(first);
  return fields ? saidIn(fields, '@value', '@id', 'code') : textOf(first);
};

const typesOf = (fields: Fields): string[] => listOf(fields['@type']).map((type) => localName(textOf(type)));

/** Every logistics event in a message, wherever it is: alone, in a graph, in a notification, in what it is about. */
const eventsIn = (value: unknown): Fields[] => {
  if (Array.isArray(value)) return value.flatMap(eventsIn);
  const fields = asRecord(value);
  if (!fields) return [];
  const isEvent = typesOf(fields).includes('LogisticsEvent') || fields.eventCode !== undefined;
  return isEvent ? [fields] : Object.values(fields).flatMap(eventsIn);
};

/** The codes we give to events that are not there yet; only arrivals say when the goods will be. */
const ACTUAL = new Set(['', 'ACTUAL', 'A']);
const ESTIMATED = 'ESTIMATED';
const ARRIVES = new Set(['ARR', 'RCF', 'NFD', 'AWD', 'DLV', 'DDL']);

const codeIn = (event: Fields): string => localName(literal(event.eventCode ?? event.statusCode ?? event.code).trim());

const placeIn = (event: Fields) => {
  const location = asRecord(listOf(event.eventLocation ?? event.recordedAtLocation ?? event.location)[0]) ?? {};
  const codes = asRecord(listOf(location.locationCodes)[0]) ?? {};
  const code = literal(codes.code) || saidIn(location, 'locationCode', 'code') || saidIn(event, 'station', 'airport');
  return { name: literal(location.locationName) || saidIn(location, 'name'), code };
};

const scanIn = (raw: unknown): Scan => {
  const event = raw as Fields;
  const place = placeIn(event);
  const type = localName(literal(event.eventTimeType));
  const time = localTime(literal(event.eventDate ?? event.at), { airport: place.code });
  const code = codeIn(event);
  const said = {
    code,
    text: literal(event.eventName),
    places: [place.name],
    placeCode: place.code,
    eventId: saidIn(event, '@id') || undefined,
  };
  if (ACTUAL.has(type.toUpperCase())) return scanOf({ ...said, time });
  const saidAt = literal(event.creationDate);
  const expected = scanOf({ ...said, time }).occurredAt ?? undefined;
  const scan = scanOf({ ...said, time: saidAt ? localTime(saidAt, {}) : null, detail: ESTIMATED });
  return { ...scan, ...(ARRIVES.has(code) && { etaAt: expected }) };
};

/** Names of what the event is about: the air waybill where it is told, else what its server calls the object. */
const numbersOf = (event: Fields): string[] => {
  const about = listOf(event.eventFor ?? event.linkedObject).map((each) => asRecord(each) ?? { '@id': each });
  const waybills = [event, ...about].flatMap((each) => [
    each,
    ...listOf(each.waybill).map((one) => asRecord(one) ?? {}),
  ]);
  const airWaybills = waybills.map((each) => {
    const [prefix, number] = [literal(each.waybillPrefix), literal(each.waybillNumber)];
    return prefix && number ? `${prefix}-${number}` : number || literal(each.awb);
  });
  const objects = about.map((each) => saidIn(each, '@id').split('/').at(-1) ?? '');
  return [...new Set([...airWaybills, ...objects])].filter((number) => number !== '');
};

const trackingOf =
  (parcel: string) =>
  (raw: unknown, index: number): Tracking => {
    const event = raw as Fields;
    const [number = NO_NUMBER, ...otherNumbers] = [parcel, ...numbersOf(event)].filter((each) => each !== '');
    const airline = literal(asRecord(event.recordingOrganization)?.airlineCode) || saidIn(event, 'carrier');
    const reference = [number, ...otherNumbers].find((each) => each.startsWith('leg_'));
    return {
      companies: [airline, 'iata'].filter((company) => company !== ''),
      number,
      otherNumbers,
      reference,
      ...rowOf(event, `events[${index}]`, scanIn),
    };
  };

/** Milestones of one air waybill, as forwarders send them: the waybill above its events. */
const below = (message: unknown): Fields[] => {
  const { awb, waybillNumber, waybillPrefix } = asRecord(message) ?? {};
  const inherited = Object.fromEntries(
    Object.entries({ awb, waybillNumber, waybillPrefix }).filter(([, value]) => value !== undefined),
  );
  return eventsIn(listOf(asRecord(message)?.events ?? asRecord(message)?.milestones ?? message).map(withCode)).map(
    (event) => ({ ...inherited, ...event }),
  );
};
/** A milestone says its code as `code`. */
const withCode = (each: unknown): unknown => {
  const fields = asRecord(each);
  return fields && fields.eventCode === undefined && textOf(fields.code) !== ''
    ? { ...fields, eventCode: fields.code }
    : each;
};

const read = (noted: string): TrackingReading => {
  const { parcel, message } = namedParcel(noted);
  return parcelsOf(below(plain(parseMessage(message))), trackingOf(parcel));
};

/** Air freight: logistics events of IATA ONE Record, and Cargo iQ milestones; both by the airlines' status codes. */
export const iata: Carrier = {
  id: 'iata',
  title: { en: 'Air freight (IATA)', zh: '航空货运（IATA）' },
  ...namedInAddress(tokenCallOrHeader('iata', ['authorization'])),
  read,
  answer: statusAnswers(),
};
