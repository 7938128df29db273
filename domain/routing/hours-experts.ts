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

/** A delivery that has come: logged hours taken less what the learner as it is now says; `spread` is its own. */
export type HoursRecord = {
  readonly off: number;
  readonly spread: number;
  readonly startedAtMs: number;
  readonly knownAtMs: number;
};

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

  /** @param foretoldOff logged hours taken less what the learner said at its start
   *  @param ahead the levels as all saw them then */
  learn(record: HoursRecord, foretoldOff: number, ahead: readonly (readonly Level[])[]): void {
    const { spread, knownAtMs } = record;
    const noise = spread * spread;
    ahead.forEach((levels, lag) => {
      const losses = levels.map(({ mean, variance }) => {
        const z = Math.min(Math.abs(foretoldOff - mean) / Math.sqrt(noise + variance), OUTLIER);
        return 0.5 * (z * z + Math.log(noise + variance));
      });
      this.#bank.reweigh(lag, losses, knownAtMs);
    });
    this.#follow(record);
  }

  /** Follows the levels anew over these records, in their order: the learner that they are measured from has changed. */
  retrack(records: readonly HoursRecord[]): void {
    this.#bank.restart();
    for (const record of records) this.#follow(record);
  }

  #follow({ off, spread, startedAtMs, knownAtMs }: HoursRecord): void {
    const noise = spread * spread;
    this.#bank.move(
      knownAtMs,
      (_, level) => {
        const most = OUTLIER * Math.sqrt(level.variance + noise);
        const error = Math.min(Math.max(off - level.mean, -most), most);
        return observed(level, error / noise, 1 / noise);
      },
      startedAtMs,
    );
  }

  state(): ExpertsState {
    return this.#bank.state();
  }
}
