import { fromIso, type Instant, plusSeconds } from '../time.ts';

/** What a document says about when it was written. */
export type Issue = {
  /** `2026-06-01` */
  readonly date: string | null;
  /** `12:30:00`, with a zone or without; null where only the day is known. */
  readonly time: string | null;
  readonly isChange: boolean;
  /** The change's number among the changes of its order. */
  readonly sequence: number | null;
};

const DAY = /^\d{4}-\d{2}-\d{2}/;
const TIME = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?/;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/;
const FIRST = '00:00:00';
/** Later than anything with a time on that day is likely to be; changes without a time come after what they change. */
const LAST = '23:00:00';
const MOST_CHANGES = 3599;

const instantOf = (text: string): Instant | null => {
  try {
    return fromIso(text);
  } catch {
    return null;
  }
};

/** ISO date and time of a document; without a zone they are read as UTC. Null for what is none. */
export const documentTime = (date: string | null, time: string | null): Instant | null => {
  const day = DAY.exec(date ?? '')?.[0];
  if (!day) return null;
  // XML dates may carry the zone themselves: `2026-06-01+08:00`.
  const zone = ZONE.exec(time ?? '')?.[0] ?? ZONE.exec((date ?? '').slice(day.length))?.[0] ?? 'Z';
  const clock = TIME.exec(time ?? '')?.[0] ?? FIRST;
  return instantOf(`${day}T${clock}${zone}`);
};

/** A day as the last moment of it: what is wanted on a day may come until its end. */
export const endOfDay = (date: string | null, time: string | null): Instant | null =>
  documentTime(date, time ?? '23:59:59');

/** ISO 8601 with a time, a day alone, with a zone or without. */
export const isoTime = (text: string | null, end = false): Instant | null => {
  if (text === null) return null;
  const [date = '', time] = text.trim().split(/[T ]/);
  return end ? endOfDay(date, time ?? null) : documentTime(date, time ?? null);
};

/**
 * The time that decides which of two documents is newer. The day and time of issue where both are known. Where the day alone is, the
 * order itself is the first thing of its day, and its changes the last, by their number: so any order of arrival ends the same.
 */
export const saidAt = ({ date, time, isChange, sequence }: Issue): Instant | null => {
  const at = documentTime(date, time ?? (isChange ? LAST : FIRST));
  if (!at || !isChange) return at;
  return plusSeconds(at, Math.min(MOST_CHANGES, Math.max(1, sequence ?? 1)));
};
