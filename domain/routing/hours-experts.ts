import { type Drift, type Level, observed } from './drifting-level.ts';
import { type ExpertsState, LAGS, LevelExperts } from './level-experts.ts';

/** In logged hours. */
const EXPERTS: readonly Drift[] = [
  { spread: 0, halfLifeDays: 1 },
  { spread: 0.1, halfLifeDays: 7 },
  { spread: 0.1, halfLifeDays: 30 },
  { spread: 0.1, halfLifeDays: 120 },
  { spread: 0.3, halfLifeDays: 7 },
  { spread: 0.3, halfLifeDays: 30 },
  { spread: 0.3, halfLifeDays: 120 },
];
/** Residuals beyond so many spreads count as that: one parcel lost for a month does not move the lane. */
const OUTLIER = 3;

/** Logged hours with what is unsure about them. */
export type HoursLaw = { readonly mean: number; readonly spread: number };

/** How far transit times have drifted from what the learner says, as several experts see it. */
export class HoursExperts {
  readonly #bank: LevelExperts<Drift>;

  constructor(state: ExpertsState | null) {
    this.#bank = new LevelExperts(EXPERTS, state);
  }

  lagAt(ms: number): number {
    return this.#bank.lagAt(ms);
  }

  /** The law with the weights of `lag`, from levels as each expert sees them. */
  law(lag: number, { mean, spread }: HoursLaw, levels: readonly Level[]): HoursLaw {
    let [shift, squares] = [0, 0];
    levels.forEach((level, i) => {
      const weight = this.#bank.weight(lag, i);
      shift += weight * level.mean;
      squares += weight * (level.mean ** 2 + level.variance);
    });
    return { mean: mean + shift, spread: Math.sqrt(spread * spread + Math.max(squares - shift * shift, 0)) };
  }

  levels(ms: number): Level[] {
    return this.#bank.levelsAt(0, ms);
  }

  /** The levels as known at every distance, for them to be judged by later. */
  ahead(ms: number): Level[][] {
    return Array.from({ length: LAGS }, (_, lag) => this.#bank.levelsAt(lag, ms));
  }

  /** @param off logged hours taken less the learner's; `spread` is the delivery's own */
  learn(off: number, spread: number, ms: number, ahead: readonly (readonly Level[])[], knownAtMs: number): void {
    const noise = spread * spread;
    ahead.forEach((levels, lag) => {
      const losses = levels.map(({ mean, variance }) => {
        const z = Math.min(Math.abs(off - mean) / Math.sqrt(noise + variance), OUTLIER);
        return 0.5 * (z * z + Math.log(noise + variance));
      });
      this.#bank.reweigh(lag, losses, knownAtMs);
    });
    this.#bank.move(
      knownAtMs,
      (_, level) => {
        const most = OUTLIER * Math.sqrt(level.variance + noise);
        const error = Math.min(Math.max(off - level.mean, -most), most);
        return observed(level, error / noise, 1 / noise);
      },
      ms,
    );
  }

  state(): ExpertsState {
    return this.#bank.state();
  }
}
