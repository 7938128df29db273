import { type Instant, plusHours } from '../time.ts';
import {
  civil,
  type Day,
  dayOf,
  HOLIDAY_WORDS,
  lastOfMonth,
  nextHoliday,
  partsOf,
  textOf,
  weekdayOf,
} from './remark-calendar.ts';

/** A date somebody named, with where it stands. */
export type NamedDate = {
  /** `YYYY-MM-DD`, Asia/Shanghai. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
  /** A holiday: `before` it is the day before it, while `before Friday` is by Friday. */
  readonly isHoliday: boolean;
  /** `within three days`, `48 小时内`: a deadline by itself. */
  readonly isDeadline: boolean;
  /** Last day of a month and such: `月底前` is by that day. */
  readonly isPeriodEnd: boolean;
};

const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 三十一, 廿五, 12. @returns NaN for anything else */
export const numberOf = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  const found = /^([一二两三四五六七八九]?)(十|廿|卅)?([一二三四五六七八九])?$/.exec(text);
  if (!found || text === '') return Number.NaN;
  const [, first = '', ten, last = ''] = found;
  const ones = DIGITS[last] ?? 0;
  if (ten === undefined) return last === '' ? (DIGITS[first] ?? Number.NaN) : Number.NaN;
  if (ten === '廿') return 20 + ones;
  if (ten === '卅') return 30 + ones;
  return (first === '' ? 1 : (DIGITS[first] ?? 0)) * 10 + ones;
};

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
const MONTHS_EN = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const nextMonthDay = (month: number, date: number, today: Day): Day | null => {
  if (!(month >= 1 && month <= 12 && date >= 1 && date <= 31)) return null;
  const { year } = partsOf(today);
  const here = civil(year, month, date);
  // A date a little back is a slip or a past one; far back it is next year's.
  return here >= today - 60 ? here : civil(year + 1, month, date);
};

const nextDateOfMonth = (date: number, today: Day): Day | null => {
  if (!(date >= 1 && date <= 31)) return null;
  const { year, month } = partsOf(today);
  const here = civil(year, month, date);
  if (here >= today) return here;
  return month === 12 ? civil(year + 1, 1, date) : civil(year, month + 1, date);
};

const nextWeekday = (weekday: number, today: Day): Day => {
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  return today + (ahead === 0 ? 7 : ahead);
};
/** Of this Monday–Sunday week, or so many later. */
const weekdayOfWeek = (weekday: number, today: Day, weeks: number): Day =>
  today - (weekdayOf(today) - 1) + 7 * weeks + (weekday - 1);

type Found = {
  readonly day: Day;
  readonly isHoliday?: true;
  readonly isDeadline?: true;
  readonly isPeriodEnd?: true;
} | null;
type Rule = readonly [RegExp, (match: RegExpExecArray, today: Day, at: Instant) => Found];

const on = (day: Day | null): Found => (day === null ? null : { day });
const CN_NUMBER = '\\d{1,2}|[一二两三四五六七八九十廿卅]{1,3}';
const WEEK = '(?:周|星期|礼拜)';
const WEEKDAY_EN = '(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rsday|urday|r|rs|ues)?';
const MONTH_EN = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';

const weekdayEn = (word: string | undefined): number => WEEKDAYS_EN.indexOf((word ?? '').slice(0, 3)) + 1;
const monthEn = (word: string | undefined): number => MONTHS_EN.indexOf((word ?? '').slice(0, 3)) + 1;

const DAYS_IN: Readonly<Record<string, number>> = { 天: 1, 月: 30 };
const hoursFrom = (hours: number, at: Instant): Day => dayOf(plusHours(at, hours));

const RULES: readonly Rule[] = [
  [
    /(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?/y,
    ([, year, month, date]) => on(civil(Number(year), Number(month), Number(date))),
  ],
  [
    new RegExp(`(${CN_NUMBER})月(?:份)?(${CN_NUMBER})[日号]?`, 'y'),
    ([, month = '', date = ''], today) => on(nextMonthDay(numberOf(month), numberOf(date), today)),
  ],
  [
    /(?<![\d.:])(1[0-2]|0?[1-9])[./-](3[01]|[12]\d|0?[1-9])(?![\d.:%元点]|\s?(?:kg|cm|块))(?=号|日|前|之前|后|以前|到|送|发|那天|再|左右|\s|$|,|收|当|以)/y,
    ([, month = '', date = ''], today) => on(nextMonthDay(Number(month), Number(date), today)),
  ],
  [
    /(?:(\d+|[一二两三四五六七八九十]+)个?)(?:工作日|天|日)(?:之内|以内|内)/y,
    ([, days = ''], today) => (Number.isNaN(numberOf(days)) ? null : { day: today + numberOf(days), isDeadline: true }),
  ],
  [
    /(\d+|[一二两三四])个?(?:周|星期|礼拜)(?:之内|以内|内)/y,
    ([, weeks = ''], today) => ({ day: today + 7 * numberOf(weeks), isDeadline: true }),
  ],
  [
    /(?:过)?(\d+|[一二两三四五六七八九十]+)个?(天|周|星期|礼拜|月)(?:之后|以后|过后|后)(?!悔)/y,
    ([, count = '', unit = ''], today) => {
      const days = numberOf(count) * (DAYS_IN[unit] ?? 7);
      return Number.isNaN(days) ? null : on(today + days);
    },
  ],
  [/过(\d+|[一二三四五六七八九十]+)天(?=再|才|发|寄|送)/y, ([, count = ''], today) => on(today + numberOf(count))],
  [/半个?月(?:之后|以后|后)/y, (_match, today) => on(today + 15)],
  [/for (?:another |the next )?(\d+|a|one|two|three) (?:more )?(day|week)s?/y, ([, count = '', unit = ''], today) => {
    const many = { a: 1, one: 1, two: 2, three: 3 }[count] ?? Number(count);
    return on(today + many * (unit === 'week' ? 7 : 1));
  }],
  [/within (?:a|one|the) week/y, (_match, today) => ({ day: today + 7, isDeadline: true })],
  [
    /(\d+|[一二两三四五六七八九十]+)个?(?:小时|钟头|h)(?:之内|以内|内)/y,
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
  [/(?<![日号节])(?:当天|当日)|今(?:天|日|晚|早|儿)|today|tonight|same day/y, (_match, today) => on(today)],
  [/大后天/y, (_match, today) => on(today + 3)],
  [/后天|day after tomorrow/y, (_match, today) => on(today + 2)],
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
    new RegExp(`(?<![a-z])${MONTH_EN}\\s?(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)`, 'y'),
    ([, month, date = ''], today) => on(nextMonthDay(monthEn(month), Number(date), today)),
  ],
  [
    new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (?<![a-z])${MONTH_EN}(?![a-z])`, 'y'),
    ([, date = '', month], today) => on(nextMonthDay(monthEn(month), Number(date), today)),
  ],
  [/the (\d{1,2})(?:st|nd|rd|th)/y, ([, date = ''], today) => on(nextDateOfMonth(Number(date), today))],
  [
    /下个?月底/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return { day: month === 12 ? lastOfMonth(year + 1, 1) : lastOfMonth(year, month + 1), isPeriodEnd: true };
    },
  ],
  [
    new RegExp(`下个?月(${CN_NUMBER})[日号]`, 'y'),
    ([, date = ''], today) => {
      const { year, month } = partsOf(today);
      return on(month === 12 ? civil(year + 1, 1, numberOf(date)) : civil(year, month + 1, numberOf(date)));
    },
  ],
  [
    new RegExp(`(?:这个|本|这)月(${CN_NUMBER})[日号]`, 'y'),
    ([, date = ''], today) => {
      const { year, month } = partsOf(today);
      return on(civil(year, month, numberOf(date)));
    },
  ],
  [
    new RegExp(`(${CN_NUMBER})月底`, 'y'),
    ([, named = ''], today) => {
      const month = numberOf(named);
      if (!(month >= 1 && month <= 12)) return null;
      const { year } = partsOf(today);
      const here = lastOfMonth(year, month);
      return { day: here >= today ? here : lastOfMonth(year + 1, month), isPeriodEnd: true };
    },
  ],
  [
    /(?:这个|本|这)?月[底低末]|(?:the )?end of (?:the|this) month|month[- ]end/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return { day: lastOfMonth(year, month), isPeriodEnd: true };
    },
  ],
  [
    /下?个?月初/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return on(month === 12 ? civil(year + 1, 1, 1) : civil(year, month + 1, 1));
    },
  ],
  [
    /年底|年末|(?:the )?end of the year|year[- ]end/y,
    (_match, today) => ({ day: civil(partsOf(today).year, 12, 31), isPeriodEnd: true }),
  ],
  [
    /(?:这|本)周(?:内|底)|(?:the )?end of (?:the|this) week/y,
    (_match, today) => ({ day: weekdayOfWeek(7, today, 0), isPeriodEnd: true }),
  ],
  [/下周(?:内|底)/y, (_match, today) => ({ day: weekdayOfWeek(7, today, 1), isPeriodEnd: true })],
  [/下(?:个)?(?:周|星期|礼拜)(?=再|才|以?后|之后|发)/y, (_match, today) => on(weekdayOfWeek(1, today, 1))],
  [
    /下个月(?=再|才|以?后|之后|发)/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return on(month === 12 ? civil(year + 1, 1, 1) : civil(year, month + 1, 1));
    },
  ],
  [/下周末|next weekend/y, (_match, today) => on(weekdayOfWeek(6, today, 1))],
  [
    new RegExp(
      `(?<![\\d一二三四五六七八九十楼栋单元室门店第月])(${CN_NUMBER})[号日](?!楼|门|仓|线|店|院|房|宿舍|馆|码|色|库|桌|厅|电|口|路|馆|柜|机|服|文|式|子|常|用|后包装)`,
      'y',
    ),
    ([, date = ''], today) => on(nextDateOfMonth(numberOf(date), today)),
  ],
];

/** All holidays in one pattern, a group each. */
const HOLIDAYS = new RegExp(HOLIDAY_WORDS.map(([pattern]) => `(${pattern.source})`).join('|'), 'y');

type Hit = { readonly found: Found; readonly end: number };

const holidayAt = (plain: string, index: number, today: Day): Hit | null => {
  HOLIDAYS.lastIndex = index;
  const match = HOLIDAYS.exec(plain);
  const name = match ? HOLIDAY_WORDS[match.slice(1).findIndex((group) => group !== undefined)]?.[1] : undefined;
  const day = name ? nextHoliday(name, today) : null;
  return match === null || day === null ? null : { found: { day, isHoliday: true }, end: index + match[0].length };
};

const ruleAt = (plain: string, index: number, today: Day, at: Instant): Hit | null => {
  for (const [pattern, read] of RULES) {
    pattern.lastIndex = index;
    const match = pattern.exec(plain);
    if (!match) continue;
    const found = read(match, today, at);
    if (found) return { found, end: index + match[0].length };
  }
  return null;
};

/** Where a date can begin: the rules are tried nowhere else. */
const START =
  /[过半](?=[\d一二三四五六七八九十个])|[\d一二两三四五六七八九十廿](?=.{0,7}[月号日天时内年周星礼底节前后假妇儿劳一/.-]|\d{0,3} ?(?:st|nd|rd|th|of|[a-z]{3}))|[当今明后次大下这本周星礼月年元除春过新端中重情妇女清劳儿建教国双平圣跨母父农腊万感]|(?<![a-z])(?=[a-z])(?:within|in|for|today|tonight|same|day|tomorrow|tmr|next|this|coming|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|the|end|month|year|new|chinese|lunar|spring|dragon|mid|valent|labo|child|teach|nation|christ|xmas|mother|father|hallow|thanks|black|eve)/g;

/** 七夕当天 names one day. */
const isSameDay = (plain: string, index: number, last: NamedDate | undefined): boolean =>
  last?.end === index && /[当那]/.test(plain.charAt(index));

/** Every date named in plain text, resolved against the moment the order was placed; left to right, none within another. */
export const datesIn = (plain: string, placedAt: Instant): NamedDate[] => {
  const today = dayOf(placedAt);
  const dates: NamedDate[] = [];
  for (let index = 0; index < plain.length; index += 1) {
    START.lastIndex = index;
    const next = START.exec(plain);
    if (!next) break;
    index = next.index;
    const hit = holidayAt(plain, index, today) ?? ruleAt(plain, index, today, placedAt);
    if (!hit?.found || isSameDay(plain, index, dates.at(-1))) continue;
    const { day, isHoliday = false, isDeadline = false, isPeriodEnd = false } = hit.found;
    dates.push({ date: textOf(day), start: index, end: hit.end, isHoliday, isDeadline, isPeriodEnd });
    index = hit.end - 1;
  }
  return dates;
};
