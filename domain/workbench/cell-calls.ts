import { minus, plus, times } from './cell-numbers.ts';
import { FAILED, isEqual, isList, type Value, type Worked } from './cell-value.ts';

export type Call = {
  readonly least: number;
  readonly most: number;
  readonly answersYesOrNo: boolean;
  readonly run: (...values: Worked[]) => Worked;
};

const ofText =
  (run: (text: string) => Value): Call['run'] =>
  (text) =>
    typeof text === 'string' ? run(text) : FAILED;
const ofTexts =
  (run: (text: string, part: string) => boolean): Call['run'] =>
  (text, part) =>
    typeof text === 'string' && typeof part === 'string' ? run(text, part) : FAILED;
const ofNumber =
  (run: (number: number) => number): Call['run'] =>
  (number) =>
    typeof number === 'number' ? run(number) + 0 : FAILED;
const ofNumbers =
  (run: (numbers: readonly number[]) => number): Call['run'] =>
  (list) =>
    isList(list) && list.length > 0 && list.every((each) => typeof each === 'number')
      ? run(list as readonly number[])
      : FAILED;

/** UTF-8, as zen counts: 3 for 中. */
const bytesIn = (text: string): number => {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

const length: Call['run'] = (value) => {
  if (typeof value === 'string') return bytesIn(value);
  return isList(value) ? value.length : FAILED;
};

const contains: Call['run'] = (whole, part) => {
  if (typeof whole === 'string') return typeof part === 'string' ? whole.includes(part) : FAILED;
  return isList(whole) ? whole.some((each) => isEqual(each, part as Value)) : FAILED;
};

/** Halves go away from zero. */
const rounded: Call['run'] = (number, places = 0) => {
  if (typeof number !== 'number' || typeof places !== 'number') return FAILED;
  if (!Number.isInteger(places) || places < 0 || places > 9) return FAILED;
  const scale = 10 ** places;
  const whole = Math.floor(plus(times(Math.abs(number), scale), 0.5)) / scale;
  return number < 0 ? minus(0, whole) : whole;
};

const one = { least: 1, most: 1, answersYesOrNo: false };
const yesOrNo = { least: 2, most: 2, answersYesOrNo: true };

/** The functions of zen's language that cells may use, exactly as zen runs them. */
export const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['len', { ...one, run: length }],
  ['upper', { ...one, run: ofText((text) => text.toUpperCase()) }],
  ['lower', { ...one, run: ofText((text) => text.toLowerCase()) }],
  ['trim', { ...one, run: ofText((text) => text.trim()) }],
  ['contains', { ...yesOrNo, run: contains }],
  ['startsWith', { ...yesOrNo, run: ofTexts((text, part) => text.startsWith(part)) }],
  ['endsWith', { ...yesOrNo, run: ofTexts((text, part) => text.endsWith(part)) }],
  ['abs', { ...one, run: ofNumber(Math.abs) }],
  ['floor', { ...one, run: ofNumber(Math.floor) }],
  ['ceil', { ...one, run: ofNumber(Math.ceil) }],
  ['round', { ...one, most: 2, run: rounded }],
  ['min', { ...one, run: ofNumbers((numbers) => Math.min(...numbers)) }],
  ['max', { ...one, run: ofNumbers((numbers) => Math.max(...numbers)) }],
  ['sum', { ...one, run: ofNumbers((numbers) => numbers.reduce(plus, 0)) }],
]);
