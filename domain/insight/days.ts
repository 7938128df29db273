import { fromEpochMillis, fromIso, toEpochMillis } from '../time.ts';

const DAY = 86_400_000;
const midnight = (day: string): number => toEpochMillis(fromIso(`${day}T00:00:00Z`));

/** Days (UTC, `2026-06-01`) from one to another, both included. */
export const daysIn = (from: string, to: string): string[] =>
  Array.from({ length: (midnight(to) - midnight(from)) / DAY + 1 }, (_, day) =>
    fromEpochMillis(midnight(from) + day * DAY).slice(0, 10),
  );
