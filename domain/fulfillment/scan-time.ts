import { fromEpochMillis, fromIso, type Instant, NotATime } from '../time.ts';

const LOCAL =
  /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]*(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?(?:[.,]\d+)?)?$/;
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/;
/** China Standard Time, as its carriers write it: never the American one. */
const CHINA = /\s*(?:CST|GMT\+0?8(?::?00)?|UTC\+0?8(?::?00)?)$/i;

/** `8`, `+8`, `-5`, `+08:00`, `0800`, `GMT+8`, `UTC-03:30` as `+08:00`; null for anything else. */
const offsetOf = (zone: unknown): string | null => {
  const [, sign = '', hours, minutes = '00'] =
    /^(?:GMT|UTC)?\s*([+-]?)(\d{1,2})(?::?(\d{2}))?$/i.exec(String(zone ?? '').trim()) ?? [];
  if (hours === undefined || Number(hours) > 14) return null;
  return `${sign === '-' ? '-' : '+'}${hours.padStart(2, '0')}:${minutes}`;
};

const epoch = (digits: string): Instant => fromEpochMillis(Number(digits) * (digits.length <= 10 ? 1000 : 1));

/** A moment, and how far the clock it was read from was ahead of UTC: `+08:00`. */
export type ScanTime = { readonly at: Instant; readonly offset: string };

const zoned = (written: string): ScanTime => {
  const zone = ZONED.exec(written)?.[0] ?? 'Z';
  return { at: fromIso(written), offset: zone === 'Z' ? '+00:00' : (offsetOf(zone) ?? '+00:00') };
};

/**
 * The moment a carrier names, in any of the ways Chinese carriers write one: `2026-03-02 08:31:00`, with a `T`, slashes, `.0`, ` CST` or
 * a zone; `20260302083100`; epoch seconds or milliseconds. Without a zone it is Asia/Shanghai unless the row names one beside.
 * @param zone what the row says about its zone: `8`, `+08:00`, `GMT+8`; anything else says nothing
 * @throws NotATime
 */
export const readScanTime = (value: unknown, zone?: unknown): ScanTime => {
  const written = String(value ?? '').trim();
  const offset = (CHINA.test(written) ? null : offsetOf(zone)) ?? '+08:00';
  if (/^\d{10}$|^\d{13}$/.test(written)) return { at: epoch(written), offset };
  if (ZONED.test(written) && /[T ]\d{1,2}:/.test(written)) return zoned(written);
  const [, year, month, day, hour = '0', minute = '00', second = '00'] = LOCAL.exec(written.replace(CHINA, '')) ?? [];
  if (year === undefined || month === undefined || day === undefined)
    throw new NotATime(`is not yyyy-MM-dd HH:mm:ss: ${written || '(empty)'}`);
  const two = (part: string): string => part.padStart(2, '0');
  return { at: fromIso(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`), offset };
};

/** The moment alone. @throws NotATime */
export const scanTime = (value: unknown, zone?: unknown): Instant => readScanTime(value, zone).at;
