import type { Region } from './network.ts';
import { PROVINCES } from './provinces.ts';

/** The parts of an address that place it; `Destination` of an order is one. */
export type Place = {
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly regionCode: string | null;
};

const latin = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
const isLatin = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);

/** `Guangdong Province`, `Guangdong Sheng`, `Xinjiang Uygur Autonomous Region` begin with the romanised name. */
const provinceCodeOf = (province: string): string | null => {
  const text = province.trim();
  if (text === '') return null;
  const found = PROVINCES.find(({ name, english }) =>
    isLatin(text) ? latin(text).startsWith(latin(english)) : text.startsWith(name),
  );
  return found?.code ?? null;
};

const withoutSuffix = (name: string): string => name.replace(/(市|地区|盟)$/, '');

/** `恩施` and `恩施土家族苗族自治州`, `深圳` and `深圳市`, `Shenzhen` and `Shenzhen Shi`. */
const sameCity = (asked: string, known: string): boolean => {
  if (isLatin(asked))
    return latin(asked).replace(/(shi|city)$/, '') === latin(known).replace(/(shi|city)$/, '') && latin(known) !== '';
  const [short = '', long = ''] = [withoutSuffix(asked), withoutSuffix(known)].sort((a, b) => a.length - b.length);
  return short === long || (short.length >= 2 && long.startsWith(short) && long.endsWith('自治州'));
};

const byCode = (code: string, known: ReadonlySet<string>): string | null =>
  [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0100`].find((candidate) => known.has(candidate)) ?? null;

const byCity = (city: string, candidates: readonly Region[]): string | null => {
  const asked = city.trim();
  if (asked === '') return null;
  const found = candidates.filter(({ name, aliases = [] }) =>
    [name, ...aliases].some((known) => sameCity(asked, known)),
  );
  return found.length === 1 ? (found[0]?.region ?? null) : null;
};

/**
 * The region of the network where a place lies: by its GB/T 2260 code (district, then prefecture, then the province's capital), else by city name
 * within the province, else the province's capital. Null when neither says anything the network knows.
 * Regions are expected to be named by prefecture code (`330100`); other names are found by city only.
 */
export const resolveRegion = (place: Place, regions: readonly Region[]): string | null => {
  const known = new Set(regions.map(({ region }) => region));
  const coded = place.regionCode === null ? null : byCode(place.regionCode, known);
  if (coded !== null) return coded;
  const province = provinceCodeOf(place.province) ?? provinceCodeOf(place.city);
  const near = province === null ? [] : regions.filter(({ region }) => region.startsWith(province));
  const candidates = near.length === 0 ? regions : near;
  return (
    byCity(place.city, candidates) ??
    byCity(place.district, candidates) ??
    (province === null ? null : byCode(`${province}0100`, known))
  );
};
