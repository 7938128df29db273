import type { PushAnswer, PushRequest } from '../domain/channel/channel.ts';
import type { Carrier, CarrierSecret, Scan, Tracking, TrackingReading } from '../domain/fulfillment/carrier.ts';
import { maskText } from '../domain/fulfillment/mask.ts';
import { readTracking, receiveTracking } from '../domain/fulfillment/receive-tracking.ts';
import { codeOf, type ReadScan, readScans, type ScanReader } from '../domain/fulfillment/scan-mapping.ts';
import { fromEpochMillis, type Instant, toEpochMillis } from '../domain/time.ts';
import { nodeCrypto } from '../functions/shared/node-crypto.ts';
import type { TrackingInput } from './tracking-input.ts';

/** What a call says about one parcel, and how it would be answered. */
export type TrackingReport = {
  readonly carrier: string;
  /** Null when nothing could be read of any parcel. */
  readonly number: string | null;
  readonly actions: readonly object[];
  /** What this call takes back. */
  readonly retracted: readonly object[];
  readonly unreadable: readonly string[];
  /** Why it was not believed; absent when it was, or when no secret was given. */
  readonly refused?: string;
  readonly ack: PushAnswer;
};

const MINUTE_MS = 60_000;

/** A moment as the source's clock showed it, with its zone. */
const shownAt = (at: Instant, offset = '+00:00'): string => {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  const ahead = (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
  const shown = fromEpochMillis(toEpochMillis(at) + ahead).replace(/(?:\.000)?Z$/, '');
  return `${shown}${offset === '+00:00' ? 'Z' : offset}`;
};

const actionOf = ({ scan, reading }: ReadScan<Scan>) => {
  const { action, reason, confidence, retractsCodes } = reading;
  const retracts = scan.retractsEvent ?? retractsCodes?.join('/');
  return {
    action,
    occurredAt: scan.occurredAt && shownAt(scan.occurredAt, scan.offset),
    code: codeOf(scan),
    reason,
    confidence,
    location: scan.location && { ...scan.location, name: maskText(scan.location.name) },
    text: maskText(scan.text),
    ...(retracts === undefined ? {} : { retracts }),
    ...(scan.renamedTo ? { renamedTo: scan.renamedTo } : {}),
    ...(scan.etaAt ? { etaAt: shownAt(scan.etaAt, scan.offset) } : {}),
  };
};

const retractionOf = ({ code, occurredAt, retracts }: ReturnType<typeof actionOf>) =>
  retracts === undefined ? [] : [{ code, occurredAt, retracts }];

const reportOf = (carrier: Carrier, tracking: Tracking, read: ScanReader, ack: PushAnswer): TrackingReport => {
  const actions = readScans(tracking.scans, read).map(actionOf);
  const { number, unreadable } = tracking;
  return { carrier: carrier.id, number, actions, retracted: actions.flatMap(retractionOf), unreadable, ack };
};

export type TrackingContext = {
  readonly carrier: Carrier;
  readonly read: ScanReader;
  /** Without it nothing is verified. */
  readonly secret: CarrierSecret | null;
  readonly now: Instant;
};

/** An input's message as it was understood, or why it was not. */
type Understood =
  | { readonly message: string; readonly reading: TrackingReading; readonly request: PushRequest }
  | { readonly why: string; readonly ack: PushAnswer };

const PLAIN: PushRequest = { method: 'POST', path: '/', query: {}, headers: {}, body: new Uint8Array() };

const understood = (input: TrackingInput, { carrier, secret, now }: TrackingContext): Understood => {
  if (input.kind === 'MESSAGE')
    return { request: PLAIN, message: input.message, reading: readTracking(carrier, input.message) };
  const { request } = input;
  if (secret) {
    const received = receiveTracking(carrier, request, [secret], nodeCrypto);
    if (received.kind === 'RECEIVED') return { request, ...received };
    if (received.kind === 'PROBE') return { why: 'PROBE', ack: received.answer };
    const ack = carrier.answer(received.verdict, { request, message: null, now, crypto: nodeCrypto });
    return { why: received.verdict.reason, ack };
  }
  // A body that is not wrapped as the carrier wraps it may be the bare message.
  const message = carrier.unwrap(request) ?? new TextDecoder().decode(request.body);
  return { request, message, reading: readTracking(carrier, message) };
};

/** What a call says, a report a parcel; one report without a number when it says nothing. */
export const trackingReports = (input: TrackingInput, context: TrackingContext): TrackingReport[] => {
  const { carrier, read, now } = context;
  const result = understood(input, context);
  const nothing = { carrier: carrier.id, number: null, actions: [], retracted: [] };
  if ('why' in result) return [{ ...nothing, unreadable: [], refused: result.why, ack: result.ack }];
  const { request, message, reading } = result;
  const ack = carrier.answer({ kind: 'TAKEN' }, { request, message, now, crypto: nodeCrypto });
  const { trackings, unreadable } = reading;
  const reports = trackings.map((tracking) => reportOf(carrier, tracking, read, ack));
  return unreadable.length > 0 || reports.length === 0 ? [...reports, { ...nothing, unreadable, ack }] : reports;
};
