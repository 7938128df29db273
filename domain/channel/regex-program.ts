/** A pattern or text that is not matched: names what is not taken, and the cure. */
export class UnboundedRegex extends Error {
  override name = 'UnboundedRegex';
}

/** What a matched place may be: a letter, the letters of a class, or a word boundary and the like. */
export type Instruction =
  | { readonly op: 'LETTER'; readonly is: (letter: string) => boolean }
  | { readonly op: 'PLACE'; readonly is: (text: string, at: number) => boolean }
  | { readonly op: 'EITHER'; readonly first: number; readonly second: number }
  | { readonly op: 'GO'; readonly to: number }
  | { readonly op: 'SAVE'; readonly slot: number }
  | { readonly op: 'FORGET'; readonly from: number; readonly to: number }
  | { readonly op: 'MATCH' };

export type Program = {
  readonly code: readonly Instruction[];
  readonly groups: number;
  /** In how many ways JavaScript's engine could try the pattern on a text of so many letters. */
  readonly waysOn: (letters: number) => number;
};

/** Instructions of the largest pattern. */
const LARGEST_PROGRAM = 2_000;

const isWordAt = (text: string, at: number): boolean => /^\w$/.test(text.charAt(at));
const isBoundary = (text: string, at: number): boolean => isWordAt(text, at - 1) !== isWordAt(text, at);
const isLineEnd = (letter: string): boolean => /^[\n\r\u2028\u2029]$/.test(letter);

const placeOf = (token: string, multiline: boolean): ((text: string, at: number) => boolean) | null => {
  switch (token) {
    case '^':
      return (text, at) => at === 0 || (multiline && isLineEnd(text.charAt(at - 1)));
    case '$':
      return (text, at) => at === text.length || (multiline && isLineEnd(text.charAt(at)));
    case '\\b':
      return isBoundary;
    case '\\B':
      return (text, at) => !isBoundary(text, at);
    default:
      return null;
  }
};

/** Whether one letter is what a token says; asked once for each letter. */
const letterTest = (token: string, flags: string): ((letter: string) => boolean) => {
  const single = new RegExp(`^(?:${token})$`, flags.includes('i') ? 'i' : '');
  const known = new Map<string, boolean>();
  return (letter) => {
    const told = known.get(letter);
    if (told !== undefined) return told;
    const is = single.test(letter);
    known.set(letter, is);
    return is;
  };
};

const TOKEN =
  /\(\?[:=!<]?|[()|]|[*+?]\??|\{\d+(?:,\d*)?\}\??|\[(?:\\[\s\S]|[^\]\\])*\]|\\(?:u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|c[A-Za-z]|[\s\S])|[\s\S]/g;

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)$/;

type Repeat = { readonly least: number; readonly most: number; readonly lazy: boolean };

const repeatOf = (token: string | undefined): Repeat | null => {
  const [, sign, from, comma, to, lazy] = QUANTIFIER.exec(token ?? '') ?? [];
  if (sign !== undefined)
    return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY, lazy: lazy === '?' };
  if (from === undefined) return null;
  const most = comma === '' ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to);
  return { least: Number(from), most, lazy: lazy === '?' };
};

/** Writes a part of the program behind what is there. */
type Write = (code: Instruction[]) => void;

class PatternReader {
  readonly #tokens: readonly string[];
  readonly #flags: string;
  #at = 0;
  groups = 0;
  /** How often each part may be repeated; a group that is repeated has no bound, for each round may be tried in several ways. */
  readonly spans: number[] = [];

  constructor({ source, flags }: RegExp) {
    this.#tokens = Array.from(source.matchAll(TOKEN), ([token]) => token);
    this.#flags = flags;
  }

  alternatives(): Write {
    const options = [this.#sequence()];
    while (this.#tokens[this.#at] === '|') {
      this.#at += 1;
      options.push(this.#sequence());
    }
    this.spans.push(options.length);
    return options.reduceRight((rest, first) => either(first, rest));
  }

  #sequence(): Write {
    const parts: Write[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined && token !== '|' && token !== ')'; ) {
      parts.push(this.#repeated());
      token = this.#tokens[this.#at];
    }
    return (code) => {
      for (const write of parts) write(code);
    };
  }

  #repeated(): Write {
    const firstGroup = this.groups;
    const isGroup = this.#tokens[this.#at]?.startsWith('(') ?? false;
    const atom = this.#atom();
    const repeat = repeatOf(this.#tokens[this.#at]);
    if (!repeat) return atom;
    this.#at += 1;
    this.spans.push(isGroup && repeat.most > 1 ? Number.NaN : repeat.most);
    return repeated(atom, repeat, firstGroup * 2 + 2, this.groups * 2 + 2);
  }

  #atom(): Write {
    const token = this.#tokens[this.#at] ?? '';
    this.#at += 1;
    if (token === '(' || token === '(?:') return this.#group(token === '(');
    if (token.startsWith('(?') || /^\\[1-9k]/.test(token))
      throw new UnboundedRegex(
        `${token} cannot be bounded in time: write the pattern without look-around and back-references`,
      );
    const place = placeOf(token, this.#flags.includes('m'));
    const instruction: Instruction = place
      ? { op: 'PLACE', is: place }
      : { op: 'LETTER', is: letterTest(token, this.#flags) };
    return (code) => void code.push(instruction);
  }

  #group(kept: boolean): Write {
    if (kept) this.groups += 1;
    const slot = this.groups * 2;
    const inner = this.alternatives();
    this.#at += 1;
    if (!kept) return inner;
    return (code) => {
      code.push({ op: 'SAVE', slot });
      inner(code);
      code.push({ op: 'SAVE', slot: slot + 1 });
    };
  }
}

/** Room for an instruction whose targets are known later. */
const hole = (code: Instruction[]): number => code.push({ op: 'MATCH' }) - 1;

const either =
  (first: Write, second: Write): Write =>
  (code) => {
    const choice = hole(code);
    first(code);
    const end = hole(code);
    code[choice] = { op: 'EITHER', first: choice + 1, second: code.length };
    second(code);
    code[end] = { op: 'GO', to: code.length };
  };

const choose = (lazy: boolean, inside: number, past: number): Instruction =>
  lazy ? { op: 'EITHER', first: past, second: inside } : { op: 'EITHER', first: inside, second: past };

/** Groups inside say nothing at the start of each round, as in JavaScript. */
const repeated =
  (atom: Write, { least, most, lazy }: Repeat, from: number, to: number): Write =>
  (code) => {
    const round = (): void => {
      if (to > from) code.push({ op: 'FORGET', from, to });
      atom(code);
      if (code.length > LARGEST_PROGRAM)
        throw new UnboundedRegex(`the pattern is larger than ${LARGEST_PROGRAM} steps: write smaller repetitions`);
    };
    for (let count = 0; count < least; count += 1) round();
    if (most === Number.POSITIVE_INFINITY) {
      const choice = hole(code);
      round();
      code.push({ op: 'GO', to: choice });
      code[choice] = choose(lazy, choice + 1, code.length);
      return;
    }
    const choices: number[] = [];
    for (let count = least; count < most; count += 1) {
      choices.push(hole(code));
      round();
    }
    for (const choice of choices) code[choice] = choose(lazy, choice + 1, code.length);
  };

/** @throws UnboundedRegex for look-around, back-references and patterns that grow too large */
export const compilePattern = (pattern: RegExp): Program => {
  const reader = new PatternReader(pattern);
  const code: Instruction[] = [{ op: 'SAVE', slot: 0 }];
  reader.alternatives()(code);
  code.push({ op: 'SAVE', slot: 1 }, { op: 'MATCH' });
  const { groups, spans } = reader;
  const waysOn = (letters: number): number =>
    spans.reduce((ways, span) => ways * (Math.min(span, letters) + 1), letters + 1);
  return { code, groups, waysOn };
};
