import { type Drift, observed } from './drifting-level.ts';
import { type ExpertsState, LAGS, LevelExperts } from './level-experts.ts';
import { expectedExpit, expit, logit } from './log-odds.ts';

/** Log odds of being on time: by the learner, by the learner with the pace of today, by the groups' shares alone, and overall. */
export type OnTimeScores = {
  readonly learner: number;
  readonly paced: number;
  readonly groups: number;
  readonly overall: number;
};

/** Whom an expert asks, how far it follows them away from the overall share, and how it takes the share to drift. */
type OnTimeExpert = Drift & { readonly asks: 'learner' | 'paced' | 'groups'; readonly trust: number };

const STANCES = [
  { asks: 'learner', trust: 0 },
  { asks: 'learner', trust: 0.5 },
  { asks: 'learner', trust: 0.8 },
  { asks: 'learner', trust: 1 },
  { asks: 'learner', trust: 1.3 },
  { asks: 'paced', trust: 0.8 },
  { asks: 'paced', trust: 1 },
  { asks: 'paced', trust: 1.3 },
  { asks: 'groups', trust: 0.5 },
  { asks: 'groups', trust: 1 },
] as const;
/** In log odds. */
const DRIFTS: readonly Drift[] = [
  { spread: 0, halfLifeDays: 1 },
  { spread: 0.3, halfLifeDays: 30 },
  { spread: 0.3, halfLifeDays: 120 },
  { spread: 0.7, halfLifeDays: 7 },
  { spread: 0.7, halfLifeDays: 30 },
  { spread: 0.7, halfLifeDays: 120 },
];
const EXPERTS: readonly OnTimeExpert[] = STANCES.flatMap((stance) => DRIFTS.map((drift) => ({ ...stance, ...drift })));
const COUNT = EXPERTS.length;
const LEAST = 1e-4;

const oddsOf = ({ asks, trust }: OnTimeExpert, scores: OnTimeScores): number =>
  scores.overall + trust * (scores[asks] - scores.overall);

/** A delivery whose lateness is known. */
export type OnTimeRecord = {
  /** By the learner as it is now. */
  readonly scores: OnTimeScores;
  readonly startedAtMs: number;
  readonly onTime: boolean;
  /** How many like it this one stands for. */
  readonly weight: number;
  readonly knownAtMs: number;
};

export type OnTimeExpertsState = ExpertsState & { readonly onTime: number; readonly records: number };

/** The chance to be on time, as many experts see it: from the overall share alone to the learner, steady or drifting. */
export class OnTimeExperts {
  readonly #bank: LevelExperts<OnTimeExpert>;
  /** Begins as if ten deliveries had come, nine of them on time. */
  #records = 10;
  #onTime = 9;

  constructor(state: OnTimeExpertsState | null) {
    this.#bank = new LevelExperts(EXPERTS, state);
    if (state) {
      this.#records = state.records;
      this.#onTime = state.onTime;
    }
  }

  overall(): number {
    return logit(this.#onTime / this.#records);
  }

  lagAt(ms: number): number {
    return this.#bank.lagAt(ms);
  }

  /** What each expert says with news as old as `lag`. */
  #opinions(lag: number, scores: OnTimeScores, ms: number): Float64Array {
    const levels = this.#bank.levelsAt(lag, ms);
    return Float64Array.from(EXPERTS, (expert, i) => {
      const { mean, variance } = levels[i] as { mean: number; variance: number };
      return expectedExpit(oddsOf(expert, scores) + mean, variance);
    });
  }

  probability(lag: number, scores: OnTimeScores, ms: number): number {
    const opinions = this.#opinions(0, scores, ms);
    let sum = 0;
    for (let i = 0; i < COUNT; i += 1) sum += this.#bank.weight(lag, i) * (opinions[i] as number);
    return sum;
  }

  /** What all say at every distance, for them to be judged by later. */
  ahead(scores: OnTimeScores, ms: number): Float64Array[] {
    return Array.from({ length: LAGS }, (_, lag) => this.#opinions(lag, scores, ms));
  }

  /** @param ahead what all said at its start */
  learn(record: OnTimeRecord, ahead: readonly Float64Array[]): void {
    const { onTime, knownAtMs } = record;
    ahead.forEach((opinions, lag) => {
      const losses = Array.from(opinions, (p) => -Math.log(Math.max(onTime ? p : 1 - p, LEAST)));
      this.#bank.reweigh(lag, losses, knownAtMs);
    });
    this.#follow(record);
    this.#records += 1;
    this.#onTime += onTime ? 1 : 0;
  }

  /** Follows the levels anew over these records, in their order: the learner that they are measured from has changed. */
  retrack(records: readonly OnTimeRecord[]): void {
    this.#bank.restart();
    for (const record of records) this.#follow(record);
  }

  #follow({ scores, startedAtMs, onTime, weight, knownAtMs }: OnTimeRecord): void {
    const target = onTime ? 1 : 0;
    this.#bank.move(
      knownAtMs,
      (expert, level) => {
        const p = expit(oddsOf(expert, scores) + level.mean);
        return observed(level, weight * (target - p), weight * p * (1 - p));
      },
      startedAtMs,
    );
  }

  state(): OnTimeExpertsState {
    return { ...this.#bank.state(), onTime: this.#onTime, records: this.#records };
  }

  /** The stances by their weight with fresh news, for people. */
  describe(): { readonly asks: string; readonly trust: number; readonly weight: number }[] {
    return STANCES.map((stance, s) => ({
      ...stance,
      weight: DRIFTS.reduce((sum, _, d) => sum + this.#bank.weight(0, s * DRIFTS.length + d), 0),
    }));
  }
}
