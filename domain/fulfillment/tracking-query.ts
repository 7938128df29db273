import * as z from 'zod';
import { type Instant, plusHours, plusSeconds } from '../time.ts';
import type { Waybill } from './leg.ts';

/** Secret `orderloom/carriers/<source>/query`: who is asked for tracking, and how often. */
export const QueryAccount = z.object({
  /** Of the source's API, without a slash at the end; empty: nobody is asked. */
  endpoint: z.string(),
  /** What every call carries: the key of the account. */
  headers: z.record(z.string(), z.string()).default({}),
  /** Our ids of the carriers whose waybills the source knows. */
  carriers: z.array(z.string()).default([]),
  /** Calls that the source allows in a minute. */
  perMinute: z.number().int().positive().default(10),
});
export type QueryAccount = z.infer<typeof QueryAccount>;

/** How a source of tracking that answers only when it is asked, is asked. Its answers are read as its pushes are: `Carrier.read`. */
export type TrackingQuery = {
  /** The source's id in carriers.ts. */
  readonly id: string;
  readonly path: (number: string) => string;
};

/** Owner, category, serial number and check digit, by ISO 6346. */
const CONTAINER = /^[A-Z]{3}[UJZ]\d{7}$/;

/** DCSA Track & Trace 2.2: subscriptions are optional there, `GET /events` is not. */
const dcsa: TrackingQuery = {
  id: 'dcsa',
  path: (number) =>
    `/v2/events?${new URLSearchParams({
      [CONTAINER.test(number) ? 'equipmentReference' : 'transportDocumentReference']: number,
      limit: '100',
    })}`,
};

/** DHL's Shipment Tracking – Unified: its pushes need a contract, its questions only a key. */
const dhl: TrackingQuery = {
  id: 'dhl',
  path: (number) => `/track/shipments?${new URLSearchParams({ trackingNumber: number })}`,
};

export const TRACKING_QUERIES: readonly TrackingQuery[] = [dcsa, dhl];
export const trackingQueryOf = (id: string): TrackingQuery | null =>
  TRACKING_QUERIES.find((each) => each.id === id) ?? null;

/** A waybill that is asked for until its leg has ended. */
export type AskedWaybill = Waybill & {
  readonly source: string;
  readonly since: Instant;
  readonly dueAt: Instant;
  /** How often in a row the answer was the same. */
  readonly quiet: number;
  /** Of the last answer; null: none so far. */
  readonly digest: string | null;
};

const BUSY_SECONDS = 90;
const OFTEN_MINUTES = 30;
const SELDOM_MINUTES = 360;
/** A parcel that nobody has delivered by then has its own timers and its own owner. */
const GIVE_UP_HOURS = 90 * 24;

export const firstAsked = (source: string, { carrier, number }: Waybill, now: Instant): AskedWaybill => ({
  source,
  carrier,
  number,
  since: now,
  dueAt: now,
  quiet: 0,
  digest: null,
});

/** The source is busy: nothing was said of this one, and it comes first when there is room again. */
export const askedInVain = (asked: AskedWaybill, now: Instant): AskedWaybill => ({
  ...asked,
  dueAt: plusSeconds(now, BUSY_SECONDS),
});

/** Asked again half an hour after news, half as long again with each answer that told none, six hours at most; null: no more. */
export const nextAsked = (asked: AskedWaybill, digest: string | null, now: Instant): AskedWaybill | null => {
  if (now > plusHours(asked.since, GIVE_UP_HOURS)) return null;
  const isNews = digest !== null && digest !== asked.digest;
  const quiet = isNews ? 0 : asked.quiet + 1;
  const minutes = Math.min(SELDOM_MINUTES, OFTEN_MINUTES * 1.5 ** quiet);
  return { ...asked, quiet, digest: digest ?? asked.digest, dueAt: plusSeconds(now, minutes * 60) };
};
