import type { Instant } from '../time.ts';
import type { Day } from './remark-calendar.ts';

/** A day somebody named, if it is one. */
export type DateFound = {
  readonly day: Day;
  readonly isHoliday?: true;
  readonly isDeadline?: true;
  readonly isPeriodEnd?: true;
} | null;
/** Where a pattern matches (sticky), the day it names. */
export type DateRule = readonly [RegExp, (match: RegExpExecArray, today: Day, at: Instant) => DateFound];

export const on = (day: Day | null): DateFound => (day === null ? null : { day });
export const CN_NUMBER = '\\d{1,2}|[一二两三四五六七八九十廿卅]{1,3}';
