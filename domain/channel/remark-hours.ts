import { matchesOf } from './remark-context.ts';
import { numberOf } from './remark-numbers.ts';

const HALF = '(?:[点时:](?:(\\d{1,2})分?|(半)|(一刻)|(三刻))?(?:钟|整)?)';
const CN_HOUR = '(\\d{1,2}|[一二两三四五六七八九十]{1,3})';
const PART = '(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?';
const RANGE_CN = `${PART}\\s?${CN_HOUR}${HALF}?\\s?(?:到|至|-|~|—|–|--|和)\\s?${PART}\\s?${CN_HOUR}${HALF}(?:之间|期间|左右)?`;
const RANGE_EN =
  '(?:between |from )?(\\d{1,2})(?::(\\d{2}))? ?(a\\.?m\\.?|p\\.?m\\.?)? ?(?:-|–|—|~|to|and|till|until) ?(\\d{1,2})(?::(\\d{2}))? ?(a\\.?m\\.?|p\\.?m\\.?)(?![a-z])';
const RANGE_CLOCK = '(?<!\\d)(\\d{1,2}):(\\d{2})\\s?(?:-|–|—|~|到|至|to|and)\\s?(\\d{1,2}):(\\d{2})(?!\\d)';

/** A time of day with where it is said. */
export type Window = { readonly value: string; readonly start: number; readonly end: number };

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (hour: number, minute: number): string | null =>
  hour >= 0 && hour <= 24 && minute >= 0 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;

/** 下午两点 is 14: the word before decides, else small hours are of the afternoon only beside such a word. */
const hourOf = (part: string | undefined, hour: number): number => {
  if (part && /下午|傍晚|晚/.test(part) && hour < 12) return hour + 12;
  if (part === '中午' && hour < 6) return hour + 12;
  return hour;
};
const minuteOf = (groups: readonly (string | undefined)[]): number =>
  groups[0] ? Number(groups[0]) : groups[1] ? 30 : groups[2] ? 15 : groups[3] ? 45 : 0;

const chineseRanges = (plain: string): Window[] =>
  matchesOf(plain, RANGE_CN).flatMap(({ start, end, groups }) => {
    const [part, from = '', m1, half1, q1, t1, laterPart, to = '', m2, half2, q2, t2] = groups;
    const first = hourOf(part, numberOf(from));
    let second = hourOf(laterPart ?? part, numberOf(to));
    if (second <= first && second + 12 <= 24 && first < 24) second += 12;
    const [a, b] = [clock(first, minuteOf([m1, half1, q1, t1])), clock(second, minuteOf([m2, half2, q2, t2]))];
    return a && b && a < b ? [{ value: `${a}-${b}`, start, end }] : [];
  });

const clockRanges = (plain: string): Window[] =>
  matchesOf(plain, RANGE_CLOCK).flatMap(({ start, end, groups: [h1, m1, h2, m2] }) => {
    const before = plain.slice(Math.max(0, start - 3), start);
    const add = /下午|晚上/.test(before) && Number(h1) < 12 ? 12 : 0;
    const [a, b] = [clock(Number(h1) + add, Number(m1)), clock(Number(h2) + (Number(h2) < 12 ? add : 0), Number(m2))];
    return a && b && a < b ? [{ value: `${a}-${b}`, start, end }] : [];
  });

const englishRanges = (plain: string): Window[] =>
  matchesOf(plain, RANGE_EN).flatMap(({ start, end, groups: [h1, m1, p1, h2, m2, p2] }) => {
    const isPm = (part: string | undefined): boolean => part?.startsWith('p') ?? false;
    const to24 = (hour: number, part: string | undefined): number => (isPm(part) ? (hour % 12) + 12 : hour % 12);
    const second = to24(Number(h2), p2);
    const guess = to24(Number(h1), p1 ?? p2);
    const first = p1 === undefined && guess > second ? to24(Number(h1), 'a') : guess;
    const [a, b] = [clock(first, Number(m1 ?? 0)), clock(second, Number(m2 ?? 0))];
    return a && b && a < b ? [{ value: `${a}-${b}`, start, end }] : [];
  });

/** 早9晚6, 朝九晚五. */
const shiftRanges = (plain: string): Window[] =>
  matchesOf(plain, `[早朝]${CN_HOUR}点?晚${CN_HOUR}点?`).flatMap(({ start, end, groups: [from = '', to = ''] }) => {
    const [a, b] = [clock(numberOf(from), 0), clock(numberOf(to) + 12, 0)];
    return a && b ? [{ value: `${a}-${b}`, start, end }] : [];
  });

/** From when to when: `HH:mm-HH:mm`. */
export const rangesIn = (plain: string): Window[] => {
  const found = [...clockRanges(plain), ...englishRanges(plain), ...shiftRanges(plain), ...chineseRanges(plain)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  return found.filter(
    (each, index) => !found.slice(0, index).some(({ start, end }) => each.start < end && each.end > start),
  );
};

const AFTER_HOUR = `${PART}\\s?${CN_HOUR}${HALF}(?:钟)?(?:以后|之后|过后|后)`;

/** 六点以后送 names the evening; 十点后送 the morning's rest cannot be said in one word and is left. */
export const laterThan = (plain: string): Window[] => [
  ...matchesOf(plain, AFTER_HOUR).flatMap(({ start, end, groups: [part, hour = ''] }) => {
    const at = hourOf(part, numberOf(hour));
    return at >= 17 || (at >= 5 && at <= 9 && !part) ? [{ value: 'EVENING', start, end }] : [];
  }),
  ...matchesOf(plain, 'after (\\d{1,2})(?::\\d{2})? ?p\\.?m\\.?').flatMap(({ start, end, groups: [hour = ''] }) =>
    Number(hour) >= 5 && Number(hour) < 12 ? [{ value: 'EVENING', start, end }] : [],
  ),
];
