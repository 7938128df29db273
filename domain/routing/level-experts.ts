import { carriedTo, type Drift, type Level, startingLevel } from './drifting-level.ts';

const DAY = 86_400_000;
/**
 * Distances ahead at which experts are judged. A forecast made long after the last news trusts the experts that did well with
 * news as old as that: who follows last week's delays wins today and loses next quarter.
 */
export const LAGS_DAYS = [0, 10, 45, 150] as const;
export const LAGS = LAGS_DAYS.length;
/** How fast weights follow the losses, per lag: errors far ahead come in droves, so that each tells less. */
const PACE = [1, 0.2, 0.1, 0.05] as const;
/** Share of the weights that goes back to where they began each day: nobody is ever out of the race. */
const SHARED_DAILY = 0.05;
/** How much more an expert that believes in no drift is trusted at first. */
const STEADY_TRUST = 3;
/** How often the levels are kept, to forecast with old ones later. */
const KEPT_EVERY = 2.5 * DAY;

/** The lag whose distance is nearest, on a logarithmic scale. */
export const lagFor = (staleMs: number): number => {
  let lag = 0;
  for (let next = 1; next < LAGS; next += 1) {
    const between = Math.sqrt(Math.max(LAGS_DAYS[next - 1] as number, 1) * (LAGS_DAYS[next] as number)) * DAY;
    if (staleMs > between) lag = next;
  }
  return lag;
};

/** What is kept of experts with a model. */
export type ExpertsState = {
  readonly knownAtMs: number | null;
  readonly levels: readonly Level[];
  /** Per lag, the weight of each expert. */
  readonly weights: readonly (readonly number[])[];
};

/**
 * Beliefs about drift side by side, each with its own level; those that foretold better weigh more (exponentially weighted
 * forecasters with a fixed share, Herbster and Warmuth 1998).
 */
export class LevelExperts<Expert extends Drift> {
  readonly experts: readonly Expert[];
  readonly #prior: readonly number[];
  #kept: { readonly atMs: number; readonly levels: readonly Level[] }[] = [];
  #levels: Level[];
  #weights: number[][];
  #knownAtMs: number | null = null;

  constructor(experts: readonly Expert[], state: ExpertsState | null) {
    this.experts = experts;
    const trust = experts.map(({ spread }) => (spread === 0 ? STEADY_TRUST : 1));
    const total = trust.reduce((sum, value) => sum + value, 0);
    this.#prior = trust.map((value) => value / total);
    this.#levels = this.#fromStart();
    this.#weights = LAGS_DAYS.map(() => [...this.#prior]);
    if (state) {
      this.#levels = [...state.levels];
      this.#weights = state.weights.map((weights) => [...weights]);
      this.#knownAtMs = state.knownAtMs;
    }
  }

  /** Forgets all levels, for them to be followed anew: what they are measured from has changed. Weights stay. */
  restart(): void {
    this.#levels = this.#fromStart();
  }

  #fromStart(): Level[] {
    const levels = this.experts.map(startingLevel);
    this.#kept = [{ atMs: Number.NEGATIVE_INFINITY, levels }];
    return levels;
  }

  /** Which lag a forecast for something that begins at `ms` is made with. */
  lagAt(ms: number): number {
    return this.#knownAtMs === null ? 0 : lagFor(ms - this.#knownAtMs);
  }

  weight(lag: number, expert: number): number {
    return (this.#weights[lag] as number[])[expert] as number;
  }

  /** Expert by expert, the level at `ms` by what was known `lag` earlier. */
  levelsAt(lag: number, ms: number): Level[] {
    const levels = this.#knownBefore(lag, ms);
    return this.experts.map((expert, i) => carriedTo(levels[i] as Level, expert, ms));
  }

  #knownBefore(lag: number, ms: number): readonly Level[] {
    if (lag === 0) return this.#levels;
    const until = ms - (LAGS_DAYS[lag] as number) * DAY;
    let at = this.#kept.length - 1;
    while (at > 0 && (this.#kept[at]?.atMs as number) > until) at -= 1;
    return this.#kept[at]?.levels as readonly Level[];
  }

  /** Moves the weights of a lag by how much each expert lost, as known at `knownAtMs`. */
  reweigh(lag: number, losses: readonly number[], knownAtMs: number): void {
    const days = Math.max(knownAtMs - (this.#knownAtMs ?? knownAtMs), 0) / DAY;
    const shared = 1 - (1 - SHARED_DAILY) ** days;
    const weights = this.#weights[lag] as number[];
    const least = Math.min(...losses);
    let total = 0;
    for (let i = 0; i < weights.length; i += 1) {
      const weight = (weights[i] as number) * Math.exp((PACE[lag] as number) * (least - (losses[i] as number)));
      weights[i] = weight;
      total += weight;
    }
    for (let i = 0; i < weights.length; i += 1)
      weights[i] = ((1 - shared) * (weights[i] as number)) / total + shared * (this.#prior[i] as number);
  }

  /** @param knownAtMs when the news came in, which is later than what it tells of */
  move(knownAtMs: number, update: (expert: Expert, level: Level, index: number) => Level, ms: number): void {
    if (knownAtMs > (this.#kept.at(-1)?.atMs as number) + KEPT_EVERY)
      this.#kept.push({ atMs: knownAtMs, levels: [...this.#levels] });
    this.#knownAtMs = Math.max(this.#knownAtMs ?? knownAtMs, knownAtMs);
    this.#levels = this.experts.map((expert, i) => update(expert, carriedTo(this.#levels[i] as Level, expert, ms), i));
  }

  state(): ExpertsState {
    return { knownAtMs: this.#knownAtMs, levels: this.#levels, weights: this.#weights };
  }
}
