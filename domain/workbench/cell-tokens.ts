/** A cell that this evaluator does not run the way zen-engine does, or that nobody could run. Names what is wrong and the cure. */
export class UnreadableCell extends Error {
  override name = 'UnreadableCell';
}

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

const SPACE = /[ \n\t]+/y;
const NAME = /[A-Za-z$_#][A-Za-z0-9$_#]*/y;
const NUMBER = /\d(?:[\d_]*\d)?(?:\.(?!\.)\d+)?/y;
const SIGN = /\.\.|\?\?|[=!<>]=|[<>()[\]{},:?.+\-*/%^=;!`]/y;

/** Zen's decimals go on where numbers here end: beyond this many digits two different texts may be one number. */
const MOST_DIGITS = 15;

const REFUSED_SIGNS: Readonly<Record<string, string>> = {
  '`': 'a text with backticks: join texts with + instead',
  '{': 'braces: give each value an output column of its own',
  '}': 'braces: give each value an output column of its own',
  '=': 'a single =: compare with ==',
  ';': 'a semicolon: one expression to a cell',
  '!': 'an exclamation mark alone: write not',
  '^': 'powers: multiply instead',
  '#': '# and closures: count or look up beforehand and hand the result in as a fact',
};

const numberOf = (text: string): Token => {
  const digits = text.replaceAll('_', '');
  if (digits.replace('.', '').replace(/^0+/, '').length > MOST_DIGITS)
    throw new UnreadableCell(`number ${text}: at most ${MOST_DIGITS} digits`);
  return { kind: 'number', value: Number(digits) };
};

const textAt = (source: string, from: number): { readonly token: Token; readonly end: number } => {
  const quote = source[from] as string;
  const end = source.indexOf(quote, from + 1);
  if (end < 0) throw new UnreadableCell(`text at ${from + 1}: close it with ${quote}`);
  return { token: { kind: 'text', value: source.slice(from + 1, end) }, end: end + 1 };
};

const matchAt = (pattern: RegExp, source: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
};

const tokenAt = (source: string, at: number): { readonly token: Token; readonly end: number } => {
  const first = source[at] as string;
  if (first === "'" || first === '"') return textAt(source, at);
  const number = matchAt(NUMBER, source, at);
  if (number !== null) {
    const after = source[at + number.length] ?? '';
    if (/[A-Za-z_]/.test(after)) throw new UnreadableCell(`number ${number}${after}: write it out in digits`);
    return { token: numberOf(number), end: at + number.length };
  }
  const name = matchAt(NAME, source, at);
  if (name !== null) {
    if (name.includes('#')) throw new UnreadableCell(REFUSED_SIGNS['#'] as string);
    return { token: { kind: 'name', value: name }, end: at + name.length };
  }
  const sign = matchAt(SIGN, source, at);
  if (sign === null) throw new UnreadableCell(`"${first}" at ${at + 1}: put texts between quotes, as in 'gold'`);
  if (REFUSED_SIGNS[sign] !== undefined) throw new UnreadableCell(REFUSED_SIGNS[sign]);
  return { token: { kind: 'sign', value: sign }, end: at + sign.length };
};

/** @throws UnreadableCell */
export const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = matchAt(SPACE, source, at);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const { token, end } = tokenAt(source, at);
    tokens.push(token);
    at = end;
  }
  return tokens;
};
