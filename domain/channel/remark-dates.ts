import type { Instant } from '../time.ts';
import { type Day, dayOf, HOLIDAY_WORDS, nextHoliday, textOf } from './remark-calendar.ts';
import type { DateFound, DateRule } from './remark-date-rule.ts';
import { MONTH_DATES } from './remark-month-dates.ts';
import { numberOf } from './remark-numbers.ts';
import { RELATIVE_DATES } from './remark-relative-dates.ts';

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

const RULES: readonly DateRule[] = [...RELATIVE_DATES, ...MONTH_DATES];

/** All holidays in one pattern, a group each. */
const HOLIDAYS = new RegExp(HOLIDAY_WORDS.map(([pattern]) => `(${pattern.source})`).join('|'), 'y');

type Hit = { readonly found: DateFound; readonly end: number };

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
  /[过半](?=[\d一二三四五六七八九十个了这本])|[\d一二两三四五六七八九十廿](?=.{0,7}[月号日天时内年周星礼底节前后假妇儿劳一/.-]|\d{0,3} ?(?:st|nd|rd|th|of|[a-z]{3}))|[当今明后次大下这本周星礼月年元除春过新端中重情妇女清劳儿建教国双平圣跨母父农冬万感]|(?<![a-z])(?=[a-z])(?:within|in|for|today|tonight|same|day|tomorrow|tmr|next|this|coming|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|the|end|month|year|new|chinese|lunar|spring|dragon|mid|valent|labo|child|teach|nation|christ|xmas|mother|father|hallow|thanks|black|eve)/g;

/** 七夕当天 names one day. */
const isSameDay = (plain: string, index: number, last: NamedDate | undefined): boolean =>
  last?.end === index && /[当那]/.test(plain.charAt(index));

/** 圣诞前一天 is the day before. */
const DAYS_BEFORE = /^节?前([一两二三\d])天/;

/** Friday, Dec 26 and 周六27号 name one day: the number says it. */
const isOneDay = (plain: string, last: NamedDate | undefined, index: number): boolean =>
  last !== undefined &&
  /^(?:[(（\s,，]|the |就是|也就是|即)*$/.test(plain.slice(last.end, index)) &&
  /^(?:周|星期|礼拜|这周|本周|下周|mon|tue|wed|thu|fri|sat|sun|next |this |coming )/.test(
    plain.slice(last.start, last.end),
  ) &&
  !/周|星期|礼拜/.test(plain.slice(index, index + 3));

const namedAt = (plain: string, index: number, { found, end }: Hit): NamedDate | null => {
  if (!found) return null;
  const { day, isHoliday = false, isDeadline = false, isPeriodEnd = false } = found;
  const eve = isHoliday ? DAYS_BEFORE.exec(plain.slice(end, end + 4)) : null;
  return {
    date: textOf(day - (eve ? numberOf(eve[1] ?? '') : 0)),
    start: index,
    end: end + (eve?.[0].length ?? 0),
    isHoliday: isHoliday && eve === null,
    isDeadline,
    isPeriodEnd,
  };
};

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
    const named = hit ? namedAt(plain, index, hit) : null;
    if (!named || isSameDay(plain, index, dates.at(-1))) continue;
    if (isOneDay(plain, dates.at(-1), index)) dates.pop();
    dates.push(named);
    index = named.end - 1;
  }
  return dates;
};
