import { toHex, utf8 } from '../channel/bytes.ts';
import { isXml } from '../channel/xml-tree.ts';
import type { Carrier, Scan, Tracking, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { dcsaTracking, isDcsaEvent } from './dcsa-events.ts';
import { iftstaTrackings, isIftsta } from './iftsta.ts';
import { localTime } from './place-zones.ts';
import { NO_NUMBER, namedInAddress, namedParcel, signedBody } from './signed-body.ts';
import {
  type Fields,
  fieldsOf,
  joined,
  listOf,
  parcelsOf,
  parseMessage,
  rowsOf,
  saidIn,
  scanOf,
  textOf,
} from './tracking-rows.ts';
import { transportStatusTrackings } from './transport-status.ts';

const milestoneIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const station = fieldsOf(row.station ?? {}, `${path}.station`);
  const country = saidIn(station, 'country');
  const [at, etaAt] = [saidIn(row, 'at'), saidIn(row, 'etaAt')];
  return scanOf({
    time: at ? localTime(at, { country }) : null,
    code: saidIn(row, 'code'),
    text: saidIn(row, 'text'),
    places: [saidIn(station, 'name')],
    placeCode: saidIn(station, 'code'),
    eventId: saidIn(row, 'eventId') || undefined,
    retractsEvent: saidIn(row, 'retracts') || undefined,
    ...(etaAt && {
      etaAt: scanOf({ time: localTime(etaAt, { country }), code: '', text: '', places: [] }).occurredAt ?? undefined,
    }),
  });
};

/** What a train carries: a waybill, or containers that each have one. */
const consignmentsOf = (feed: Fields, parcel: string): string[] => {
  const names = [parcel, saidIn(feed, 'waybill'), ...listOf(feed.containers).map(textOf)];
  return [...new Set(names.filter((name) => name !== ''))];
};

const feedTrackings = (feed: Fields, parcel: string): Tracking[] => {
  const rows = rowsOf(listOf(feed.milestones), 'milestones', milestoneIn);
  const operator = saidIn(feed, 'operator');
  const companies = [operator, 'rail'].filter((company) => company !== '');
  const numbers = consignmentsOf(feed, parcel);
  const reference = saidIn(feed, 'legId') || undefined;
  return (numbers.length > 0 ? numbers : [NO_NUMBER]).map((number) => ({ companies, number, reference, ...rows }));
};

const whole = (trackings: readonly Tracking[]): TrackingReading => ({ trackings: joined(trackings), unreadable: [] });

const readJsonFeed = (message: string, parcel: string): TrackingReading => {
  const json = parseMessage(message);
  const fields = Array.isArray(json) ? {} : fieldsOf(json, '');
  // Some gateways put the message they forward into a field of JSON.
  const inner = saidIn(fields, 'raw', 'xml', 'edi');
  if (inner) return read(inner);
  if (fields.milestones !== undefined) return whole(feedTrackings(fields, parcel));
  const events = Array.isArray(json) ? json : listOf(fields.events ?? fields);
  return parcelsOf(events, (event, index) =>
    isDcsaEvent(event)
      ? dcsaTracking(event, `[${index}]`, 'rail', parcel)
      : { companies: ['rail'], number: parcel || NO_NUMBER, ...rowsOf([event], `[${index}]`, milestoneIn) },
  );
};

const read = (noted: string): TrackingReading => {
  const { parcel, message } = namedParcel(noted);
  if (isIftsta(message)) return whole(iftstaTrackings(message, 'rail'));
  if (isXml(message)) return whole(transportStatusTrackings(message, 'rail'));
  return readJsonFeed(message, parcel);
};

/**
 * China–Europe trains and other rail freight. No operator publishes a form of its own, so several are read: our milestone feed
 * (docs/carriers.md), events as DCSA writes them, IFTSTA, and UBL Transportation Status.
 */
export const rail: Carrier = {
  id: 'rail',
  title: { en: 'Rail milestones', zh: '铁路（中欧班列）节点' },
  ...namedInAddress(
    signedBody({
      id: 'rail',
      headers: ['x-orderloom-signature', 'notification-signature'],
      proof: (body, key, { hmacSha256 }) => `sha256=${toHex(hmacSha256(utf8(key), body))}`,
    }),
  ),
  read,
  answer: statusAnswers(),
};
