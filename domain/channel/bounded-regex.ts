import { compilePattern, type Instruction, type Program, UnboundedRegex } from './regex-program.ts';

/** Letters of the longest text: a match takes at most as many steps as this times the pattern's instructions. */
const LONGEST_TEXT = 100_000;
/** Up to as many ways JavaScript's own engine is the faster one. */
const FEW_WAYS = 100_000;

type Slots = readonly (number | undefined)[];
type Thread = { readonly at: number; readonly slots: Slots };

/** All ways through the pattern side by side, the preferred first (Pike's machine): no way is walked twice from one place. */
class Walk {
  readonly #program: Program;
  readonly #text: string;
  #seen = new Set<number>();

  constructor(program: Program, text: string) {
    this.#program = program;
    this.#text = text;
  }

  from(start: number): Slots | null {
    let found: Slots | null = null;
    let threads: Thread[] = [];
    for (let at = start; at <= this.#text.length; at += 1) {
      this.#seen = new Set(threads.map((thread) => thread.at));
      if (!found) this.#add(threads, 0, [], at);
      if (found && threads.length === 0) break;
      const next: Thread[] = [];
      this.#seen = new Set();
      for (const thread of threads) {
        const step = this.#program.code[thread.at];
        if (step?.op === 'MATCH') {
          found = thread.slots;
          break;
        }
        if (step?.op === 'LETTER' && at < this.#text.length && step.is(this.#text.charAt(at)))
          this.#add(next, thread.at + 1, thread.slots, at + 1);
      }
      threads = next;
    }
    return found;
  }

  /** Follows what needs no letter, the preferred way first. */
  #add(threads: Thread[], first: number, slots: Slots, at: number): void {
    const waiting: Thread[] = [{ at: first, slots }];
    for (let way = waiting.pop(); way; way = waiting.pop()) {
      const step = this.#program.code[way.at];
      if (!step || this.#seen.has(way.at)) continue;
      this.#seen.add(way.at);
      if (step.op === 'LETTER' || step.op === 'MATCH') threads.push(way);
      else waiting.push(...this.#past(step, way, at));
    }
  }

  /** The ways on, the preferred last. */
  #past(step: Exclude<Instruction, { op: 'LETTER' | 'MATCH' }>, { at: place, slots }: Thread, at: number): Thread[] {
    switch (step.op) {
      case 'EITHER':
        return [
          { at: step.second, slots },
          { at: step.first, slots },
        ];
      case 'GO':
        return [{ at: step.to, slots }];
      case 'PLACE':
        return step.is(this.#text, at) ? [{ at: place + 1, slots }] : [];
      case 'SAVE': {
        const saved = [...slots];
        saved[step.slot] = at;
        return [{ at: place + 1, slots: saved }];
      }
      case 'FORGET':
        return [
          {
            at: place + 1,
            slots: slots.map((slot, index) => (index < step.from || index >= step.to ? slot : undefined)),
          },
        ];
    }
  }
}

const programs = new WeakMap<RegExp, Program>();

const programOf = (pattern: RegExp): Program => {
  const known = programs.get(pattern);
  if (known) return known;
  const program = compilePattern(pattern);
  programs.set(pattern, program);
  return program;
};

/**
 * A regular expression whose matching time grows with the text's length only, whatever the pattern: the engine that JSONata
 * expressions of mappings match with. JavaScript's syntax without look-around and back-references, flags `i` and `m`.
 */
export class BoundedRegex {
  readonly #pattern: RegExp;
  readonly #program: Program;
  lastIndex = 0;

  /** @throws UnboundedRegex */
  constructor(pattern: RegExp) {
    this.#pattern = pattern;
    this.#program = programOf(pattern);
  }

  /** From `lastIndex` on, as a global RegExp does. @throws UnboundedRegex for a text that is too long */
  exec(text: string): RegExpExecArray | null {
    if (text.length > LONGEST_TEXT)
      throw new UnboundedRegex(`a text of ${text.length} letters is matched: at most ${LONGEST_TEXT} are`);
    if (this.#program.waysOn(text.length) <= FEW_WAYS) return this.#execAtOnce(text);
    const slots = this.lastIndex > text.length ? null : new Walk(this.#program, text).from(this.lastIndex);
    const [start, end] = slots ?? [];
    this.lastIndex = end ?? 0;
    if (!slots || start === undefined || end === undefined) return null;
    const groups = Array.from({ length: this.#program.groups }, (_, index) => {
      const [from, to] = [slots[index * 2 + 2], slots[index * 2 + 3]];
      return from === undefined || to === undefined ? undefined : text.slice(from, to);
    });
    return Object.assign([text.slice(start, end), ...groups] as string[], {
      index: start,
      input: text,
    }) as RegExpExecArray;
  }

  #execAtOnce(text: string): RegExpExecArray | null {
    const global = this.#pattern.global ? this.#pattern : new RegExp(this.#pattern, `${this.#pattern.flags}g`);
    global.lastIndex = this.lastIndex;
    const match = global.exec(text);
    this.lastIndex = global.lastIndex;
    return match;
  }
}
