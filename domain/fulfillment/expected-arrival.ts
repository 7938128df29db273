import type { Scan } from './carrier.ts';
import { readScanTime } from './scan-time.ts';
import { expectedArrival } from './tracking-rows.ts';

const HAS_CLOCK = /\d[T ]\d{1,2}:\d{2}/;
const NONE = '';

/**
 * The arrival a source expects beside a parcel's rows. A day without an hour is no time to count on, and one that lies before what has
 * happened already is no expectation any more.
 */
export const arrivalExpected = (said: string, scans: readonly Scan[]): Scan[] => {
  if (!HAS_CLOCK.test(said)) return [];
  const newest = scans.reduce<string>(
    (last, { occurredAt }) => (occurredAt !== null && occurredAt > last ? occurredAt : last),
    NONE,
  );
  return readScanTime(said, 'Z').at > newest ? expectedArrival(said) : [];
};
