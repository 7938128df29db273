import { fromEpochMillis, fromIso, type Instant, NotATime } from '../time.ts';

const LOCAL = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]*(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?)?$/;
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

/**
 * The moment a carrier names, in any of the ways Chinese carriers write one: `2026-03-02 08:31:00`, with a `T`, slashes, `.0`, ` CST` or
 * a zone; `20260302083100`; epoch seconds or milliseconds. Without a zone it is Asia/Shanghai unless the row names one beside.
 * @param zone what the row says about its zone: `8`, `+08:00`, `GMT+8`; anything else says nothing
 * @throws NotATime
 */
export const scanTime = (value: unknown, zone?: unknown): Instant => {
  const written = String(value ?? '').trim();
  if (/^\d{10}$|^\d{13}$/.test(written)) return epoch(written);
  if (ZONED.test(written) && /[T ]\d{1,2}:/.test(written)) return fromIso(written);
  const china = CHINA.test(written);
  const [, year, month, day, hour = '0', minute = '00', second = '00'] = LOCAL.exec(written.replace(CHINA, '')) ?? [];
  if (year === undefined || month === undefined || day === undefined)
    throw new NotATime(`is not yyyy-MM-dd HH:mm:ss: ${written || '(empty)'}`);
  const two = (part: string): string => part.padStart(2, '0');
  const offset = (china ? null : offsetOf(zone)) ?? '+08:00';
  return fromIso(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`);
};
