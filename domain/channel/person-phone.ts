/** A phone as it can be compared: its digits, `*` for those that a mask hides. */
export type PhoneReading = {
  readonly pattern: string;
  /** No digit is hidden. */
  readonly whole: boolean;
};

export const NO_PHONE: PhoneReading = { pattern: '', whole: false };

/** Fewer digits than this say too little to compare: `****0000`. */
const FEWEST_SHOWN = 4;
const MOBILE = /^1\d[\d*]{9}$/;
/** A relay number of the platform with an extension is nobody's own: `18400000000-1234`, `18400000000转1234`. */
const RELAYED = /^[\d*]{11}\s*(?:-|转|,|ext\.?|#)\s*\d{2,6}$/i;

/** Reads a phone, clear or masked. Numbers that the platform lends for one order are nobody's, and read as none. */
export const readPhone = (given: string): PhoneReading => {
  const text = given.normalize('NFKC').trim();
  if (RELAYED.test(text)) return NO_PHONE;
  const digits = text.replace(/[^\d*]/g, '');
  const national = digits.replace(/^(?:00)?86(?=1[\d*]{10}$)/, '');
  const shown = national.replaceAll('*', '').length;
  if (shown < FEWEST_SHOWN || national.length > 16) return NO_PHONE;
  const whole = !national.includes('*');
  if (whole && national.length < 7) return NO_PHONE;
  // A mask of another length still hides the rest of a mobile number: 138***0000.
  const masked = /^(1\d{2})\*+(\d{4})$/.exec(national);
  if (masked && !MOBILE.test(national)) return { pattern: `${masked[1]}****${masked[2]}`, whole: false };
  return { pattern: national, whole };
};

export const PHONE_LEVELS = ['SAME', 'MASK', 'TYPO', 'DIFFER', 'MISSING'] as const;
export type PhoneLevel = (typeof PHONE_LEVELS)[number];

/** Digits both show that make a mask tell people apart. */
const TELLING = 6;

const isOneSlip = (a: string, b: string): boolean => {
  const off = Array.from(a).flatMap((digit, index) => (digit === b[index] ? [] : [index]));
  if (off.length === 1) return true;
  const [first = 0, second = 0] = off;
  return off.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first];
};

const maskFits = (a: string, b: string): PhoneLevel => {
  let shown = 0;
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] === '*' || b[index] === '*') continue;
    if (a[index] !== b[index]) return 'DIFFER';
    shown += 1;
  }
  return shown >= TELLING ? 'MASK' : 'MISSING';
};

/** MASK: all digits that both show are the same. TYPO: one digit off, or two swapped. */
export const comparePhones = (a: PhoneReading, b: PhoneReading): PhoneLevel => {
  if (a.pattern === '' || b.pattern === '') return 'MISSING';
  if (a.whole && b.whole) {
    if (a.pattern === b.pattern) return 'SAME';
    return a.pattern.length === b.pattern.length && isOneSlip(a.pattern, b.pattern) ? 'TYPO' : 'DIFFER';
  }
  return a.pattern.length === b.pattern.length ? maskFits(a.pattern, b.pattern) : 'MISSING';
};

/** `138****0000` of a mobile number, clear or masked; empty where head or tail are hidden. */
export const phoneEnds = ({ pattern }: PhoneReading): string =>
  /^1\d{2}[\d*]{4}\d{4}$/.test(pattern) ? `${pattern.slice(0, 3)}${pattern.slice(-4)}` : '';
