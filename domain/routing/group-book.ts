/** Steps into which the numbers of a column are cut. */
const STEPS = 16;

/** The step of a number: how many of the cuts are below it. */
export const stepOf = (cuts: Float32Array, value: number): number => {
  let step = 0;
  while (step < cuts.length && value > (cuts[step] as number)) step += 1;
  return step;
};

/** Cuts that part the known values into steps with about as many of them. */
export const stepsOf = (values: Float32Array): Float32Array => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const cuts = Array.from(
    { length: STEPS - 1 },
    (_, step) => sorted[Math.floor(((step + 1) * sorted.length) / STEPS)] as number,
  );
  return sorted.length === 0 ? new Float32Array() : Float32Array.from(new Set(cuts));
};

/**
 * How the groups of each factor are numbered; kept with a model, so that later deliveries fall into the same groups. In a further
 * column the codes below `STEPS` are steps of its numbers, its texts follow.
 */
export class GroupBook {
  /** Whether the month counts. */
  seasonal = false;
  readonly #fixed: number;
  readonly #codes: readonly Map<string, number>[];
  readonly #names: readonly Map<number, string>[];
  readonly #cuts: Float32Array[];
  readonly #next: number[];

  /** @param fixed factors that every delivery has, before the further columns */
  constructor(fixed: number, columns: number) {
    const all = Array.from({ length: fixed + columns }, (_, factor) => factor);
    this.#fixed = fixed;
    this.#codes = all.map(() => new Map());
    this.#names = all.map(() => new Map());
    this.#cuts = all.map(() => new Float32Array());
    this.#next = all.map((factor) => (factor < fixed ? 0 : STEPS));
  }

  /** A name's code, a new one where it is new; −1 for no name. */
  codeOf(factor: number, name: string): number {
    if (name === '') return -1;
    const known = this.#codes[factor]?.get(name);
    if (known !== undefined) return known;
    const code = this.#next[factor] as number;
    this.restore(factor, code, name);
    return code;
  }

  restore(factor: number, code: number, name: string): void {
    this.#next[factor] = Math.max(this.#next[factor] as number, code + 1);
    if (factor >= this.#fixed && code < STEPS) return;
    this.#names[factor]?.set(code, name);
    this.#codes[factor]?.set(name, code);
  }

  /** What a group is called, for people. */
  nameOf(factor: number, code: number): string {
    const cuts = this.cutsOf(factor);
    const step = code < cuts.length ? `up to ${cuts[code]}` : `above ${cuts[cuts.length - 1]}`;
    return this.#names[factor]?.get(code) ?? (cuts.length === 0 ? String(code) : step);
  }

  cutsOf(factor: number): Float32Array {
    return this.#cuts[factor] as Float32Array;
  }

  setCuts(factor: number, cuts: Float32Array): void {
    this.#cuts[factor] = cuts;
  }
}
