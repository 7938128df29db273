import { fromLogHours, logHours } from './delivery.ts';
import type { HoursLaw } from './hours-experts.ts';
import { normalCdf } from './normal-distribution.ts';

/** A delivery that has begun, with the law of its logged hours as foreseen then. */
export type Underway = { readonly startedAtMs: number; readonly deliveredAtMs: number | null; readonly law: HoursLaw };

/** How much slower than foreseen things travel, in logged hours; half of it is forgotten after `halfLifeMs`. */
export type Pace = { readonly slower: number; readonly readAtMs: number; readonly halfLifeMs: number };

/** Of the past, what the pace is read from. */
export type PaceSource = {
  /** Nothing is known of what happened after it. */
  readonly endMs: number;
  /** Whether what was still under way at the end is missing. */
  readonly onlyDelivered: boolean;
};

export const STEADY: Pace = { slower: 0, readAtMs: 0, halfLifeMs: 1 };

/** The latest so many deliveries tell. */
const MOST = 400;
/** Paces are weighed against each other from `-WIDEST` to `WIDEST`. */
const WIDEST = 1.2;
const STEP = 0.06;
const PACES = Array.from({ length: Math.round((2 * WIDEST) / STEP) + 1 }, (_, i) => i * STEP - WIDEST);
/** How far paces stray in the long run. */
const STRAY = 0.4;
/** In typical transit times. */
const HALF_LIFE = 0.5;
const READ_EVERY = 1 / 8;
/** Deliveries whose say is smaller are left out. */
const LEAST_SAY = 0.02;
const LEAST_CHANCE = 1e-6;
/** Beyond so many spreads all count alike: one parcel lost does not tell of the others. */
const OUTLIER = 3;
/** Of what arrives as foreseen, a smaller share than this that comes after the file's end counts as none. */
const LEAST_HIDDEN = 1e-3;

export const paceAt = ({ slower, readAtMs, halfLifeMs }: Pace, ms: number): number =>
  slower * 2 ** (-Math.max(ms - readAtMs, 0) / halfLifeMs);

/** Logarithm of the normal distribution function; far below by its leading term. */
const logCdf = (z: number): number =>
  z > -5 ? Math.log(normalCdf(z)) : -0.5 * z * z - Math.log(-z * Math.sqrt(2 * Math.PI));

/** How likely what is known of a delivery at `nowMs` is, in logs, when all are so much slower. */
const likelihoodOf = (
  { startedAtMs, deliveredAtMs, law }: Underway,
  nowMs: number,
  { endMs, onlyDelivered }: PaceSource,
): ((slower: number) => number) => {
  const placeOf = (atMs: number): number => (logHours(atMs - startedAtMs) - law.mean) / law.spread;
  const isKnown = deliveredAtMs !== null && deliveredAtMs < nowMs;
  const place = placeOf(isKnown ? deliveredAtMs : nowMs);
  const end = placeOf(endMs);
  const isHiding = onlyDelivered && normalCdf(end) < 1 - LEAST_HIDDEN;
  const furthest = isHiding ? Number.POSITIVE_INFINITY : OUTLIER;
  return (slower) => {
    const off = slower / law.spread;
    const inFile = isHiding ? logCdf(end - off) : 0;
    if (isKnown) return -0.5 * Math.min(Math.abs(place - off), furthest) ** 2 - inFile;
    return Math.log(Math.max(Math.exp(inFile) - normalCdf(place - off), LEAST_CHANCE)) - inFile;
  };
};

/**
 * The pace of today. Deliveries still under way tell it too, by how long they are: long before their promises have passed, when a wave
 * of delays would first be seen in lateness.
 */
export class TransitPace {
  readonly #source: PaceSource;
  #latest: Underway[] = [];
  #read: Pace = { ...STEADY, readAtMs: Number.NEGATIVE_INFINITY };

  constructor(source: PaceSource) {
    this.#source = source;
  }

  begin(delivery: Underway): void {
    this.#latest.push(delivery);
    if (this.#latest.length > 2 * MOST) this.#latest = this.#latest.slice(-MOST);
  }

  /**
   * As last read before `ms`, at moments that only typical transit times decide: what else is asked changes nothing.
   * @param typical logged hours of transit, by which news ages
   */
  read(ms: number, typical: number): Pace {
    const everyMs = 2 ** Math.round(Math.log2(fromLogHours(typical) * READ_EVERY));
    const steps = Math.min(Math.floor(ms / everyMs), Math.ceil(this.#source.endMs / everyMs));
    const readAtMs = steps * everyMs;
    if (readAtMs !== this.#read.readAtMs) {
      const halfLifeMs = HALF_LIFE * fromLogHours(typical);
      this.#read = { slower: this.#slowerAt(readAtMs, halfLifeMs), readAtMs, halfLifeMs };
    }
    return this.#read;
  }

  /** Mean of the paces by how well each explains what is known at `ms`. */
  #slowerAt(ms: number, halfLifeMs: number): number {
    const logs = PACES.map((pace) => -0.5 * (pace / STRAY) ** 2);
    for (const delivery of this.#latest.slice(-MOST)) {
      const say = delivery.startedAtMs < ms ? 2 ** ((delivery.startedAtMs - ms) / halfLifeMs) : 0;
      if (say < LEAST_SAY) continue;
      const likelihood = likelihoodOf(delivery, ms, this.#source);
      PACES.forEach((pace, i) => {
        logs[i] = (logs[i] as number) + say * likelihood(pace);
      });
    }
    const most = Math.max(...logs);
    const chances = logs.map((log) => Math.exp(log - most));
    const total = chances.reduce((sum, chance) => sum + chance, 0);
    return chances.reduce((sum, chance, i) => sum + chance * (PACES[i] as number), 0) / total;
  }
}
