const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 三十一, 廿五, 12. @returns NaN for anything else */
export const numberOf = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text);
  const found = /^([一二两三四五六七八九]?)(十|廿|卅)?([一二三四五六七八九])?$/.exec(text);
  if (!found || text === '') return Number.NaN;
  const [, first = '', ten, last = ''] = found;
  const ones = DIGITS[last] ?? 0;
  if (ten === undefined) return last === '' ? (DIGITS[first] ?? Number.NaN) : Number.NaN;
  if (ten === '廿') return 20 + ones;
  if (ten === '卅') return 30 + ones;
  return (first === '' ? 1 : (DIGITS[first] ?? 0)) * 10 + ones;
};
