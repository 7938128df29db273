import {
  DOUBLE_SURNAMES,
  RARE_SURNAME_PER_MILLE,
  ROMAN_SURNAMES,
  readingOf,
  SURNAMES_PER_MILLE,
  simplified,
} from './person-pinyin.ts';

/** A name as it can be compared: whole (`张三丰`, `zhang sanfeng`) or as its first letter behind a mask (`张**`). */
export type NameReading = {
  /** In one form of writing; empty where nothing is given. */
  readonly text: string;
  /** The first letter of the family name: what a mask still shows. Empty where even that is hidden. */
  readonly surname: string;
  /** Family name and given name in Latin letters, the same for `张三丰`, `Zhang Sanfeng` and `San Feng Zhang`; empty where it cannot be told. */
  readonly roman: string;
  /** Only the surname can be seen: `张**`, `张先生`. */
  readonly masked: boolean;
  /** What the family name may be in Latin letters: of `Wei Zhang` either, of `Z**` the letter. */
  readonly families: readonly string[];
};

export const NO_NAME: NameReading = { text: '', surname: '', roman: '', masked: false, families: [] };

const HAN = /^[\u3400-\u9fff·]+$/;
/** How people are called who do not give their name: only the family name is in it. */
const CALLED = /^[小老阿]?(\p{Script=Han})(?:先生|女士|小姐|太太|总|老师|姐|哥|某某?|\*+|[Xx×]{1,3}|同学|师傅|经理)$/u;
const FAMILIAR = /^[小老阿](\p{Script=Han})$/u;

const masked = (surname: string): NameReading => {
  const families = surname === '' ? [] : [readingOf(surname, true) ?? surname];
  return { text: '', surname, roman: '', masked: surname !== '', families };
};

/** Both halves can be the family name (`Li Wang`): the same for either order. */
const romanOf = (family: string, given: string): string =>
  ROMAN_SURNAMES.has(given) && given < family ? `${given} ${family}` : `${family} ${given}`;

const chineseName = (text: string): NameReading => {
  const letters = Array.from(text.replaceAll('·', ''));
  const familyLength = letters.length > 2 && DOUBLE_SURNAMES.has(letters.slice(0, 2).join('')) ? 2 : 1;
  const readings = letters.map((letter, index) => readingOf(letter, index < familyLength && familyLength === 1));
  const whole = readings.every((reading) => reading !== null);
  return {
    text: letters.join(''),
    surname: letters[0] ?? '',
    roman: whole ? romanOf(readings.slice(0, familyLength).join(''), readings.slice(familyLength).join('')) : '',
    masked: letters.length < 2,
    families: [readings[0] ?? letters[0] ?? ''],
  };
};

const latinName = (text: string): NameReading => {
  const words = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^a-z\p{L}]+/u)
    .filter((word) => word !== '');
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  const families = [first, last];
  if (words.length < 2) return { text: first, surname: first.charAt(0), roman: '', masked: false, families };
  const family = ROMAN_SURNAMES.has(last) && !ROMAN_SURNAMES.has(first) ? last : first;
  const given = (family === last ? words.slice(0, -1) : words.slice(1)).join('');
  const either = ROMAN_SURNAMES.has(first) && ROMAN_SURNAMES.has(last) && words.length > 2;
  const roman = either
    ? ([romanOf(first, words.slice(1).join('')), romanOf(last, words.slice(0, -1).join(''))].sort()[0] as string)
    : romanOf(family, given);
  return { text: [...words].sort().join(' '), surname: first.charAt(0), roman, masked: false, families };
};

/** Reads a name as platforms give it: clear, masked (`张**`, `**丰`), a form of address, in Chinese or in Latin letters. */
export const readName = (given: string): NameReading => {
  const text = simplified(given.normalize('NFKC').trim());
  if (text === '') return NO_NAME;
  const [, called] = CALLED.exec(text) ?? FAMILIAR.exec(text) ?? [];
  if (called !== undefined) return masked(called);
  const stars = text.indexOf('*');
  if (stars >= 0) return masked(stars > 0 ? (Array.from(text)[0] as string).toLowerCase() : '');
  const compact = text.replace(/\s/g, '');
  if (HAN.test(compact)) return chineseName(compact);
  return /\p{Script=Latin}/u.test(text) ? latinName(text) : NO_NAME;
};

/** From the same name to another one, by what can be seen of both. */
export const NAME_LEVELS = ['EXACT', 'VARIANT', 'SURNAME', 'TYPO', 'DIFFER', 'MISSING'] as const;
export type NameLevel = (typeof NAME_LEVELS)[number];

/** One letter of three or more is another one, or missing. */
const oneLetterOff = (a: string, b: string): boolean => {
  if (a.length > b.length) return oneLetterOff(b, a);
  if (a.length < 2 || b.length < 3 || b.length - a.length > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const rest = b.slice(start + 1);
  return a.length === b.length ? a.slice(start + 1) === rest : a.slice(start) === rest;
};

/** `Z**` of a shop abroad and 张三: of some only the initial can be compared. */
const sameSurname = (a: NameReading, b: NameReading): boolean =>
  a.surname === b.surname ||
  a.families.some((one) =>
    b.families.some((other) => one === other || ((one.length === 1 || other.length === 1) && one[0] === other[0])),
  );

/** VARIANT: another writing of the same name. SURNAME: one of them shows no more. TYPO: one letter off. */
export const compareNames = (a: NameReading, b: NameReading): NameLevel => {
  if (a.surname === '' || b.surname === '') return 'MISSING';
  if (a.masked || b.masked) return sameSurname(a, b) ? 'SURNAME' : 'DIFFER';
  if (a.text === b.text) return 'EXACT';
  if (a.roman !== '' && a.roman === b.roman) return 'VARIANT';
  return oneLetterOff(a.text, b.text) || oneLetterOff(a.roman, b.roman) ? 'TYPO' : 'DIFFER';
};

/** The share of people with this family name, 0–1. */
export const surnameShare = ({ surname }: NameReading): number =>
  (SURNAMES_PER_MILLE[surname] ?? RARE_SURNAME_PER_MILLE) / 1000;
