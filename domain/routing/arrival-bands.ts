import type { HoursLaw } from './hours-experts.ts';
import { LAGS } from './level-experts.ts';

/** Where 10, 50 and 90 % of the arrivals have come, in spreads from the mean of logged hours. */
export type Band = { readonly p10: number; readonly p50: number; readonly p90: number };
export type Quantile = keyof Band;

const SHARES: Readonly<Record<Quantile, number>> = { p10: 0.1, p50: 0.5, p90: 0.9 };
const QUANTILES = ['p10', 'p50', 'p90'] as const;
const NORMAL: Band = { p10: -1.2816, p50: 0, p90: 1.2816 };
/** Residuals from which the quantiles are theirs, and by how much more they are taken again. */
const FIRST = 40;
const NEXT = 1.15;
/** … from the later half, the latest so many. */
const MOST = 30_000;
/** How far a miss moves the band that is used while news comes in, in spreads. */
const STEP = 0.03;

const quantileOf = (values: readonly (readonly [value: number, weight: number])[], share: number): number => {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0);
  let below = 0;
  for (const [value, weight] of values) {
    if (below + weight >= share * total) return value;
    below += weight;
  }
  return values.at(-1)?.[0] ?? 0;
};

/** The quantiles of residuals in the order in which they became known, the later the heavier. */
const bandOf = (residuals: readonly number[]): Band => {
  const kept = residuals.slice(Math.max(Math.floor(residuals.length / 2), residuals.length - MOST));
  const sorted = kept.map((value, i) => [value, 0.25 + i / kept.length] as const).sort((a, b) => a[0] - b[0]);
  return { p10: quantileOf(sorted, 0.1), p50: quantileOf(sorted, 0.5), p90: quantileOf(sorted, 0.9) };
};

const inOrder = ({ p10, p50, p90 }: Band): Band => ({ p10: Math.min(p10, p50), p50, p90: Math.max(p90, p50) });

/**
 * Conformal intervals, one band per lag: quantiles of the residuals of forecasts that were made with news as old as that. With
 * fresh news the band also follows each hit and miss (quantile tracking, Angelopoulos et al. 2023), so that it holds what it says
 * while things change.
 */
export class ArrivalBands {
  #bands: Band[];
  readonly #residuals: number[][] = Array.from({ length: LAGS }, () => []);
  #next = FIRST;

  constructor(state: readonly Band[] | null) {
    this.#bands = state ? [...state] : Array.from({ length: LAGS }, () => NORMAL);
  }

  band(lag: number): Band {
    return inOrder(this.#bands[lag] as Band);
  }

  /**
   * @param laws what was foretold at each lag
   * @param arrived whether it had arrived by the time a place of the fresh band stands for
   */
  learn(taken: number, laws: readonly HoursLaw[], arrived: (place: number) => boolean): void {
    laws.forEach(({ mean, spread }, lag) => {
      (this.#residuals[lag] as number[]).push((taken - mean) / spread);
    });
    const known = this.#residuals[0]?.length ?? 0;
    if (known >= FIRST) this.#track(Math.max(STEP, (1 + known) ** -0.6), arrived);
    if (known < this.#next) return;
    const fresh = known === FIRST ? null : (this.#bands[0] as Band);
    this.#bands = this.#residuals.map((residuals, lag) => (lag === 0 && fresh ? fresh : bandOf(residuals)));
    this.#next = Math.ceil(known * NEXT);
  }

  #track(step: number, arrived: (place: number) => boolean): void {
    const band = this.#bands[0] as Band;
    const [p10, p50, p90] = QUANTILES.map(
      (quantile) => band[quantile] + step * (SHARES[quantile] - (arrived(band[quantile]) ? 1 : 0)),
    ) as [number, number, number];
    this.#bands[0] = { p10, p50, p90 };
  }

  state(): readonly Band[] {
    return this.#bands;
  }
}
