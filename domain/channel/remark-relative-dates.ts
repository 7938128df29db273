import { type Instant, plusHours } from '../time.ts';
import { type Day, dayOf, weekdayOf } from './remark-calendar.ts';
import { type DateRule, on } from './remark-date-rule.ts';
import { numberOf } from './remark-numbers.ts';

const WEEKDAYS_CN: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  末: 6,
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  6: 6,
  7: 7,
};
const WEEKDAYS_EN = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEK = '(?:周|星期|礼拜)';
const WEEKDAY_EN = '(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday|r|rs|ues)?';
const weekdayEn = (word: string | undefined): number => WEEKDAYS_EN.indexOf((word ?? '').slice(0, 3)) + 1;

const nextWeekday = (weekday: number, today: Day): Day => {
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  return today + (ahead === 0 ? 7 : ahead);
};
/** Of this Monday–Sunday week, or so many later. */
const weekdayOfWeek = (weekday: number, today: Day, weeks: number): Day =>
  today - (weekdayOf(today) - 1) + 7 * weeks + (weekday - 1);

const DAYS_IN: Readonly<Record<string, number>> = { 天: 1, 月: 30 };
const hoursFrom = (hours: number, at: Instant): Day => dayOf(plusHours(at, hours));

/** So long from now: within three days, in a week. */
const DURATIONS: readonly DateRule[] = [
  [
    /(?:(\d+|[一二两三四五六七八九十]+)个?)(?:工作日|天|日)(?:之内|以内|内)/y,
    ([, days = ''], today) => (Number.isNaN(numberOf(days)) ? null : { day: today + numberOf(days), isDeadline: true }),
  ],
  [
    /(\d+|[一二两三四])个?(?:周|星期|礼拜)(?:之内|以内|内)/y,
    ([, weeks = ''], today) => ({ day: today + 7 * numberOf(weeks), isDeadline: true }),
  ],
  [
    /过?(\d+|[一二两三四五六七八九十]+)(?:个?(天|周|星期|礼拜)|个(月))(?:之后|以后|过后|后)(?!悔)/y,
    ([, count = '', unit = '月'], today) => {
      const days = numberOf(count) * (DAYS_IN[unit] ?? 7);
      return Number.isNaN(days) ? null : on(today + days);
    },
  ],
  [/过(\d+|[一二三四五六七八九十]+)天(?=再|才|发|寄|送)/y, ([, count = ''], today) => on(today + numberOf(count))],
  [/半个?月(?:之后|以后|后)/y, (_match, today) => on(today + 15)],
  [
    /for (?:another |the next )?(\d+|a|one|two|three) (?:more )?(day|week)s?/y,
    ([, count = '', unit = ''], today) => {
      const many = { a: 1, one: 1, two: 2, three: 3 }[count] ?? Number(count);
      return on(today + many * (unit === 'week' ? 7 : 1));
    },
  ],
  [/within (?:a|one|the) week/y, (_match, today) => ({ day: today + 7, isDeadline: true })],
  [
    /(\d+|[一二两三四五六七八九十]+)个?(?:小时|钟头|h)(?:之内|以内|内|(?=必须|务必|一定|要出|出库|发货|就要))/y,
    ([, hours = ''], _today, at) =>
      Number.isNaN(numberOf(hours)) ? null : { day: hoursFrom(numberOf(hours), at), isDeadline: true },
  ],
  [
    /(?:within|in(?: the next)?) (\d+) ?(?:business |working )?days?/y,
    ([, days = ''], today) => ({ day: today + Number(days), isDeadline: true }),
  ],
  [
    /(?:within|in(?: the next)?) (\d+) ?h(?:ou)?rs?/y,
    ([, hours = ''], _today, at) => ({ day: hoursFrom(Number(hours), at), isDeadline: true }),
  ],
];

/** Days and weekdays near the day of the order. */
const NEAR_DAYS: readonly DateRule[] = [
  [/(?<![日号节])(?:当天|当日)|今(?:天|日|晚|早|儿)|today|tonight|same day/y, (_match, today) => on(today)],
  [/大后天/y, (_match, today) => on(today + 3)],
  [/(?<!明)后天|day after tomorrow/y, (_match, today) => on(today + 2)],
  [/明(?:天|日|早|晚|儿)|次日|tomorrow|tmr|tmrw/y, (_match, today) => on(today + 1)],
  [
    new RegExp(`下下(?:个)?${WEEK}([一二三四五六日天1-7])`, 'y'),
    ([, day = ''], today) => on(weekdayOfWeek(WEEKDAYS_CN[day] ?? 1, today, 2)),
  ],
  [
    new RegExp(`下(?:个)?${WEEK}([一二三四五六日天1-7])`, 'y'),
    ([, day = ''], today) => on(weekdayOfWeek(WEEKDAYS_CN[day] ?? 1, today, 1)),
  ],
  [
    new RegExp(`(?:这|本)(?:个)?${WEEK}([一二三四五六日天1-7])`, 'y'),
    ([, day = ''], today) => on(weekdayOfWeek(WEEKDAYS_CN[day] ?? 1, today, 0)),
  ],
  [
    new RegExp(
      `(?<!${WEEK}[一二三四五六]\\s?(?:到|至|-|~|—|和|、|或|及)?)${WEEK}([一二三四五六日天])(?!\\s?(?:和|、|或|及)?${WEEK}?[日天](?![\\u4e00-\\u9fff]*号))(?!\\s?(?:到|至|-|~)\\s?(?:${WEEK})?[一二三四五六日天])`,
      'y',
    ),
    ([, day = ''], today) => on(nextWeekday(WEEKDAYS_CN[day] ?? 1, today)),
  ],
  [new RegExp(`next ${WEEKDAY_EN}`, 'y'), ([, day], today) => on(weekdayOfWeek(weekdayEn(day), today, 1))],
  [
    new RegExp(`(?:this )?(?:coming )?(?<![a-z])${WEEKDAY_EN}(?![a-z])`, 'y'),
    ([whole, day], today) => (/^(?:sun|mon|sat|wed)$/.test(whole) ? null : on(nextWeekday(weekdayEn(day), today))),
  ],
  [
    /(?:这|本)周(?:内|底)|(?:the )?end of (?:the|this) week/y,
    (_match, today) => ({ day: weekdayOfWeek(7, today, 0), isPeriodEnd: true }),
  ],
  [/下周(?:内|底)/y, (_match, today) => ({ day: weekdayOfWeek(7, today, 1), isPeriodEnd: true })],
  [/过了?(?:这|本)个?(?:周|星期|礼拜)/y, (_match, today) => on(weekdayOfWeek(1, today, 1))],
  [/下(?:个)?(?:周|星期|礼拜)(?=再|才|以?后|之后|发)/y, (_match, today) => on(weekdayOfWeek(1, today, 1))],
  [
    /(?<=(?:ship|send|dispatch|post|mail)(?: it| this| them)?(?: out)? )next week(?! ?end)/y,
    (_match, today) => on(weekdayOfWeek(1, today, 1)),
  ],
  [/下周末|next weekend/y, (_match, today) => on(weekdayOfWeek(6, today, 1))],
];

export const RELATIVE_DATES: readonly DateRule[] = [...DURATIONS, ...NEAR_DAYS];
