import { fromEpochMillis, type Instant, toEpochMillis } from '../time.ts';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** A calendar day as the count of days since 1970-01-01. */
export type Day = number;
export const dayOf = (at: Instant): Day => Math.floor((toEpochMillis(at) + SHANGHAI_MS) / DAY_MS);
export const textOf = (day: Day): string => fromEpochMillis(day * DAY_MS).slice(0, 10);
export const partsOf = (day: Day) => {
  const [year = 0, month = 0, date = 0] = textOf(day).split('-').map(Number);
  return { year, month, date };
};
/** Days from the civil calendar (Howard Hinnant's algorithm); month 1–12, dates past the month's end run on. */
export const civil = (year: number, month: number, date: number): Day => {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
};
/** Monday 1 … Sunday 7. */
export const weekdayOf = (day: Day): number => ((((day + 3) % 7) + 7) % 7) + 1;
export const lastOfMonth = (year: number, month: number): Day =>
  (month === 12 ? civil(year + 1, 1, 1) : civil(year, month + 1, 1)) - 1;

/** Gregorian dates, month and day, of the holidays that wander, for 2020 to 2030 in order (Hong Kong Observatory's conversion tables). */
const FIRST_YEAR = 2020;
const WANDERING: Readonly<Record<string, string>> = {
  除夕: '01-24 02-11 01-31 01-21 02-09 01-28 02-16 02-05 01-25 02-12 02-02',
  春节: '01-25 02-12 02-01 01-22 02-10 01-29 02-17 02-06 01-26 02-13 02-03',
  元宵: '02-08 02-26 02-15 02-05 02-24 02-12 03-03 02-20 02-09 02-27 02-17',
  清明: '04-04 04-04 04-05 04-05 04-04 04-04 04-05 04-05 04-04 04-04 04-05',
  端午: '06-25 06-14 06-03 06-22 06-10 05-31 06-19 06-09 05-28 06-16 06-05',
  七夕: '08-25 08-14 08-04 08-22 08-10 08-29 08-19 08-08 08-26 08-16 08-05',
  中秋: '10-01 09-21 09-10 09-29 09-17 10-06 09-25 09-15 10-03 09-22 09-12',
  重阳: '10-25 10-14 10-04 10-23 10-11 10-29 10-18 10-08 10-26 10-16 10-05',
  冬至: '12-21 12-21 12-22 12-22 12-21 12-21 12-22 12-22 12-21 12-21 12-22',
};
const FIXED: Readonly<Record<string, string>> = {
  元旦: '01-01',
  情人节: '02-14',
  妇女节: '03-08',
  劳动节: '05-01',
  儿童节: '06-01',
  建军节: '08-01',
  教师节: '09-10',
  国庆: '10-01',
  双十一: '11-11',
  平安夜: '12-24',
  圣诞: '12-25',
  跨年: '12-31',
  双十二: '12-12',
  年中大促: '06-18',
  五二零: '05-20',
  万圣节: '10-31',
};
export const HOLIDAY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/元旦节?|new year(?:'s)?(?: day)?(?! eve)/y, '元旦'],
  [/除夕|年三十|大年三十|(?:chinese|lunar) new year'?s? eve/y, '除夕'],
  [
    /春节|过完年|年后(?=再|发|寄|才)|过年|大年初一|农历年|新年(?!快乐|礼|好)|(?:chinese|lunar) new year|spring festival/y,
    '春节',
  ],
  [/元宵节?/y, '元宵'],
  [/端午节?|dragon boat(?: festival)?/y, '端午'],
  [/七夕节?/y, '七夕'],
  [/中秋节?|mid-?autumn(?: festival)?/y, '中秋'],
  [/重阳节?/y, '重阳'],
  [/情人节|valentine'?s?(?: day)?/y, '情人节'],
  [/三八(?:妇女|女神)?节|妇女节|女神节|三八/y, '妇女节'],
  [/清明节?/y, '清明'],
  [/五一(?:劳动)?节?|劳动节|labou?r day/y, '劳动节'],
  [/六一(?:儿童)?节?|儿童节|children'?s day/y, '儿童节'],
  [/八一(?:建军)?节?|建军节/y, '建军节'],
  [/教师节|teachers?'? day/y, '教师节'],
  [/十一(?:国庆|黄金周|假期|长假|节)|国庆节?|national day|(?<!二|三|月)十一(?=前|之前|后|假)/y, '国庆'],
  [/双十一|双11|11\.11/y, '双十一'],
  [/双十二|双12/y, '双十二'],
  [/(?<!\d)618(?!\d)/y, '年中大促'],
  [/(?<!\d)520(?!\d)/y, '五二零'],
  [/万圣节?|halloween/y, '万圣节'],
  [/感恩节|thanksgiving/y, '感恩节'],
  [/冬至(?:那天|当天)?/y, '冬至'],
  [/平安夜|christmas eve/y, '平安夜'],
  [/圣诞节?|christmas(?: day)?|xmas/y, '圣诞'],
  [/跨年(?:夜|那天)?|new year'?s eve/y, '跨年'],
  [/母亲节|mother'?s day/y, '母亲节'],
  [/父亲节|father'?s day/y, '父亲节'],
];

/** The n-th Sunday of a month. */
const sundayOf = (year: number, month: number, nth: number): Day => {
  const first = civil(year, month, 1);
  return first + ((7 - weekdayOf(first)) % 7) + 7 * (nth - 1);
};

const holidayIn = (name: string, year: number): Day | null => {
  if (name === '母亲节') return sundayOf(year, 5, 2);
  // The fourth Thursday is four days after the Sunday before it.
  if (name === '感恩节') return civil(year, 11, 1) + ((11 - weekdayOf(civil(year, 11, 1))) % 7) + 21;
  if (name === '父亲节') return sundayOf(year, 6, 3);
  const text = FIXED[name] ?? WANDERING[name]?.split(' ')[year - FIRST_YEAR];
  if (!text) return null;
  const [month = 0, date = 0] = text.split('-').map(Number);
  return civil(year, month, date);
};

/** The next time it comes, today included. */
export const nextHoliday = (name: string, today: Day): Day | null => {
  const { year } = partsOf(today);
  const [here, next] = [holidayIn(name, year), holidayIn(name, year + 1)];
  return here !== null && here >= today ? here : next;
};

/** The day before a `YYYY-MM-DD`. */
export const dayBefore = (date: string): string => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return textOf(civil(year, month, day) - 1);
};
