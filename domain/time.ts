import * as z from 'zod';

/** A moment, always UTC with milliseconds: `2026-03-02T02:00:00.000Z`. Compares correctly as text. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .brand('Instant');
export type Instant = z.infer<typeof Instant>;

/** Now, given by the caller. */
export type Clock = () => Instant;

export class NotATime extends Error {
  override name = 'NotATime';
}

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More days than any stretch of work names at once. */
const MOST_DAYS_KEPT = 4096;
/** `yyyy-MM-ddT` by days since 1970: times lie close together, and putting clock figures behind a known day takes a tenth of writing a date. */
const dayTexts = new Map<number, string>();
const padded = (width: number, count: number): string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(width, '0'));
const TWO_DIGITS = padded(2, 60);
const THREE_DIGITS = padded(3, 1000);

/** Since 1970 and before the year 10000. */
const isUsual = (ms: number): boolean => ms >= 0 && ms < 253_402_300_800_000;

const dayText = (day: number): string => {
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  if (dayTexts.size >= MOST_DAYS_KEPT) dayTexts.clear();
  const text = new Date(day * DAY_MS).toISOString().slice(0, 'yyyy-MM-ddT'.length);
  dayTexts.set(day, text);
  return text;
};

const usualText = (ms: number): string => {
  const whole = Math.floor(ms);
  const day = Math.floor(whole / DAY_MS);
  const seconds = Math.floor((whole - day * DAY_MS) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${dayText(day)}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes - 60 * hours]}:${TWO_DIGITS[seconds - 60 * minutes]}.${THREE_DIGITS[whole % 1000]}Z`;
};

/** @throws NotATime outside years 0001–9999. */
export const fromEpochMillis = (ms: number): Instant => {
  if (isUsual(ms)) return usualText(ms) as Instant;
  const date = new Date(ms);
  if (Number.isNaN(ms) || Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1)
    throw new NotATime(`not a moment in milliseconds: ${ms}`);
  return date.toISOString() as Instant;
};

export const fromEpochSeconds = (seconds: number): Instant => fromEpochMillis(seconds * 1000);

export const toEpochMillis = (at: Instant): number => Date.parse(at);

const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)? ?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Any ISO 8601 text that names its zone (`Z` or `+08:00`; fractions beyond milliseconds are cut), also with blanks as in
 * `2026-06-01 12:00:00 +0800`.
 * @throws NotATime without a zone.
 */
export const fromIso = (text: string): Instant => {
  const [, day, clock, fraction = '', zone] = ISO.exec(text) ?? [];
  if (day === undefined) throw new NotATime(`not an ISO time with a zone: ${text}`);
  return fromEpochMillis(
    Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${zone?.replace(/(\d{2})(\d{2})$/, '$1:$2')}`),
  );
};

/** `yyyy-MM-ddTHH:mm:ss` of a field that is UTC without saying so. */
export const fromUtc = (text: string): Instant => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text)) throw new NotATime(`not yyyy-MM-ddTHH:mm:ss: ${text}`);
  return fromIso(`${text}Z`);
};

/** `yyyy-MM-dd HH:mm:ss`, with a blank or a `T`, without a zone, as Chinese platforms send it: Asia/Shanghai, +08:00, no summer time. */
export const fromBeijing = (text: string): Instant => {
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/.test(text)) throw new NotATime(`not yyyy-MM-dd HH:mm:ss: ${text}`);
  return fromIso(`${text.replace(' ', 'T')}+08:00`);
};

/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, as Chinese platforms want to be asked; fractions of a second are cut. */
export const toBeijing = (at: Instant): string =>
  fromEpochMillis(toEpochMillis(at) + 8 * 3600 * 1000)
    .slice(0, 'yyyy-MM-ddTHH:mm:ss'.length)
    .replace('T', ' ');

/** Formatters by zone; making one costs a thousand uses. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const clockOf = (zone: string): Intl.DateTimeFormat => {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  clocks.set(zone, clock);
  return clock;
};

/** Whether a name is one of the IANA time zones, as `America/Sao_Paulo`. */
export const isZone = (zone: string): boolean => {
  try {
    return clockOf(zone) !== undefined;
  } catch {
    return false;
  }
};

/** Zones change their clocks at quarters of an hour at the finest. */
const QUARTER_MS = 15 * 60 * 1000;
/** Three years of quarters. */
const MOST_OFFSETS = 100_000;
const offsets = new Map<string, number>();

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
const offsetAt = (zone: string, ms: number): number => {
  const quarter = Math.floor(ms / QUARTER_MS);
  const key = `${zone}#${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const [, year, month, day, hour, minute, second] =
    /(\d+)-(\d+)-(\d+), (\d+):(\d+):(\d+)/.exec(clockOf(zone).format(quarter * QUARTER_MS)) ?? [];
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(key, shown - quarter * QUARTER_MS);
  return shown - quarter * QUARTER_MS;
};

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?$/;

/**
 * A time as a zone's clocks showed it: `yyyy-MM-dd HH:mm:ss`, with a blank or a `T`; seconds or the whole time may be left out (then
 * the day's first moment). Of an hour that came twice the earlier is taken.
 * @throws NotATime
 */
export const fromZone = (text: string, zone: string): Instant => {
  const [, day, clock = '00:00:00'] = LOCAL.exec(text) ?? [];
  if (day === undefined) throw new NotATime(`not yyyy-MM-dd HH:mm:ss: ${text}`);
  const shown = Date.parse(`${day}T${clock}Z`);
  if (Number.isNaN(shown)) throw new NotATime(`no such day or hour: ${text}`);
  const first = shown - offsetAt(zone, shown - offsetAt(zone, shown));
  const earlier = shown - offsetAt(zone, first - 3600 * 1000);
  return fromEpochMillis(earlier < first && earlier + offsetAt(zone, earlier) === shown ? earlier : first);
};

const BEIJING_DAY = /^(\d{4})-?(\d{2})-?(\d{2})$/;

/** A deadline of Asia/Shanghai: a time, or a day (`2026-06-01`, `20260601`), whose last second it is. */
export const fromBeijingUntil = (text: string): Instant => {
  const [day, year, month, date] = BEIJING_DAY.exec(text) ?? [];
  return fromBeijing(day === undefined ? text : `${year}-${month}-${date} 23:59:59`);
};

/** An appointment of Asia/Shanghai: a day (`2026-06-01`, `20260601`) and hours of it (`09:00-12:00`). @throws NotATime */
export const beijingSlot = (day: string, hours: string): { readonly from: Instant; readonly to: Instant } => {
  const [, year, month, date] = BEIJING_DAY.exec(day) ?? [];
  const [, fromHour, fromMinute, toHour, toMinute] = /^(\d{1,2}):(\d{2})\s*[-~]\s*(\d{1,2}):(\d{2})$/.exec(hours) ?? [];
  if (year === undefined || fromHour === undefined) throw new NotATime(`not a day and hh:mm-hh:mm: ${day} ${hours}`);
  const midnight = fromBeijing(`${year}-${month}-${date} 00:00:00`);
  const at = (hour: string | undefined, minute: string | undefined) =>
    plusSeconds(midnight, Number(hour) * 3600 + Number(minute) * 60);
  return { from: at(fromHour, fromMinute), to: at(toHour, toMinute) };
};

export const plusSeconds = (at: Instant, seconds: number): Instant =>
  fromEpochMillis(toEpochMillis(at) + seconds * 1000);
export const plusHours = (at: Instant, hours: number): Instant => plusSeconds(at, hours * 3600);
const DAY_SECONDS = 24 * 3600;
export const plusDays = (at: Instant, days: number): Instant => plusSeconds(at, days * DAY_SECONDS);

/** The same day and time some months later; where that month is shorter, its last day. */
export const plusMonths = (at: Instant, months: number): Instant => {
  const from = new Date(toEpochMillis(at));
  const day = from.getUTCDate();
  const month = new Date(from);
  month.setUTCDate(1);
  month.setUTCMonth(month.getUTCMonth() + months);
  const last = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
  month.setUTCDate(Math.min(day, last));
  return fromEpochMillis(month.getTime());
};
export const secondsBetween = (from: Instant, to: Instant): number => (toEpochMillis(to) - toEpochMillis(from)) / 1000;
export const hoursBetween = (from: Instant, to: Instant): number => secondsBetween(from, to) / 3600;
export const laterOf = (a: Instant, b: Instant): Instant => (a > b ? a : b);
export const earlierOf = (a: Instant, b: Instant): Instant => (a > b ? b : a);
