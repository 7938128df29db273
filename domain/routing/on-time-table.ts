import { travelWithin } from './arrival-time.ts';
import type { Lane, NetworkNode } from './network.ts';
import { usualWaitHours } from './timetable.ts';

/**
 * All ways of one lane from a node to a region, as columns. A source is a node with the lanes that start at it, or with those that start in its region;
 * source s has the ways `start[s] … start[s + 1] - 1`, their lanes beginning at `firstLane[s]` of the lane columns.
 */
export type TimedWays = {
  readonly handlingMu: Float64Array;
  readonly handlingSigma: Float64Array;
  readonly firstLane: Int32Array;
  readonly start: Int32Array;
  readonly shiftHours: Float64Array;
  readonly mu: Float64Array;
  readonly sigma: Float64Array;
};

/** Times of a network's open lanes into regions, by source; `nodes` and `lanes` tell which source and which column is whose. */
export type NetworkTimes = {
  readonly ways: TimedWays;
  /** Index of the node, by source. */
  readonly nodes: Int32Array;
  /** Index of the lane in the network, by column. */
  readonly lanes: Int32Array;
};

export const networkTimesOf = ({
  nodes,
  lanes,
}: {
  readonly nodes: readonly NetworkNode[];
  readonly lanes: readonly Lane[];
}): NetworkTimes => {
  const isNode = new Set(nodes.map(({ node }) => node));
  const byOrigin = Map.groupBy(
    [...lanes.keys()].filter((at) => lanes[at]?.open && !isNode.has((lanes[at] as Lane).to)),
    (at) => (lanes[at] as Lane).from,
  );
  const firstOf = new Map<string, number>();
  const columns: number[] = [];
  for (const [origin, own] of byOrigin) {
    firstOf.set(origin, columns.length);
    for (const lane of own) columns.push(lane);
  }
  const sources = nodes.flatMap((node, index) =>
    [...new Set([node.node, node.region])].flatMap((origin) => {
      const first = firstOf.get(origin);
      return first === undefined ? [] : [{ node, index, first, count: byOrigin.get(origin)?.length ?? 0 }];
    }),
  );
  const start = new Int32Array(sources.length + 1);
  sources.forEach(({ count }, source) => {
    start[source + 1] = (start[source] as number) + count;
  });
  const column = (of: (lane: Lane) => number) => Float64Array.from(columns, (lane) => of(lanes[lane] as Lane));
  return {
    nodes: Int32Array.from(sources, ({ index }) => index),
    lanes: Int32Array.from(columns),
    ways: {
      handlingMu: Float64Array.from(sources, ({ node }) => node.handlingMu),
      handlingSigma: Float64Array.from(sources, ({ node }) => node.handlingSigma),
      firstLane: Int32Array.from(sources, ({ first }) => first),
      start,
      shiftHours: column(({ shiftHours, departures }) => shiftHours + (departures ? usualWaitHours(departures) : 0)),
      mu: column(({ mu }) => mu),
      sigma: column(({ sigma }) => sigma),
    },
  };
};

/** Φ at the middle of each step; nothing below −6 and everything above 6. */
const LIMIT = 6;
const STEPS = 256;
const PHI = Float32Array.from({ length: 2 * LIMIT * STEPS }, (_, step) =>
  travelWithin(Math.exp((step + 0.5) / STEPS - LIMIT), 0, 1),
);

/** ln of a 32-bit float's mantissa, by its first bits. */
const MANTISSA_BITS = 11;
const MANTISSA = Float32Array.from({ length: 1 << MANTISSA_BITS }, (_, bits) =>
  Math.log(1 + (bits + 0.5) / (1 << MANTISSA_BITS)),
);
const asFloat = new Float32Array(1);
const asBits = new Int32Array(asFloat.buffer);

/** ln x to 0.0003, x above 0. */
const roughLog = (x: number): number => {
  asFloat[0] = x;
  const bits = asBits[0] as number;
  const mantissa = MANTISSA[(bits >> (23 - MANTISSA_BITS)) & ((1 << MANTISSA_BITS) - 1)] as number;
  return ((bits >> 23) - 127) * Math.LN2 + mantissa;
};

/** Gauss–Hermite (Abramowitz & Stegun, table 25.10) for a standard normal: abscissae (times √2), ascending, and weights (over √π). */
type Quadrature = { readonly abscissae: Float64Array; readonly masses: Float64Array };
const quadrature = (abscissae: readonly number[], weights: readonly number[]): Quadrature => ({
  abscissae: Float64Array.from(abscissae, (x) => x * Math.SQRT2),
  masses: Float64Array.from(weights, (weight) => weight / Math.sqrt(Math.PI)),
});
/** Enough where what stands as points is much narrower than the rest. */
const COARSE = quadrature(
  [-1.224744871391589, 0, 1.224744871391589],
  [0.295408975150919, 1.181635900603677, 0.295408975150919],
);
const FINE = quadrature(
  [
    ...[-2.930637420257244, -1.981656756695843, -1.15719371244678, -0.381186990207322],
    ...[0.381186990207322, 1.15719371244678, 1.981656756695843, 2.930637420257244],
  ],
  [
    ...[1.996040722113676e-4, 1.707798300741348e-2, 2.078023258148919e-1, 6.611470125582413e-1],
    ...[6.611470125582413e-1, 2.078023258148919e-1, 1.707798300741348e-2, 1.996040722113676e-4],
  ],
);
const MUCH_NARROWER = 4;

/** Hours as weighted points; the arrays are written over. */
class Points {
  readonly masses: Float64Array;
  readonly hours: Float64Array;
  readonly #abscissae: Float64Array;

  constructor({ abscissae, masses }: Quadrature) {
    this.masses = masses;
    this.hours = new Float64Array(abscissae.length);
    this.#abscissae = abscissae;
  }

  set(mu: number, sigma: number): this {
    for (let point = 0; point < this.hours.length; point += 1)
      this.hours[point] = Math.exp(mu + sigma * (this.#abscissae[point] as number));
    return this;
  }
}

const spreadOf = (mu: number, sigma: number): number =>
  Math.exp(mu + (sigma * sigma) / 2) * Math.sqrt(Math.expm1(sigma * sigma));

/** A lognormal without spread is as good as one with so little, and divides no number by nothing. */
const LEAST_SIGMA = 1e-4;

/** P(points + LogNormal(mu, sigma) ≤ hours); the points ascend. */
const within = (limit: number, { hours, masses }: Points, scale: number, offset: number): number => {
  let probability = 0;
  for (let point = 0; point < hours.length; point += 1) {
    const left = limit - (hours[point] as number);
    if (left <= 0) break;
    const step = roughLog(left) * scale + offset;
    if (step >= PHI.length) probability += masses[point] as number;
    else if (step > 0) probability += (masses[point] as number) * (PHI[step | 0] as number);
  }
  return probability;
};

/** Handling and travel of one way: the narrower stands as points, the other as the distribution that `scale` and `offset` make a look-up of. */
class WaySum {
  points: Points;
  scale = 0;
  offset = 0;
  readonly #rough = new Points(COARSE);
  readonly #handling = new Points(FINE);
  readonly #travel = new Points(FINE);
  #mu = 0;
  #sigma = 0;
  #spread = 0;

  constructor() {
    this.points = this.#rough;
  }

  handling(mu: number, sigma: number): void {
    this.#mu = mu;
    this.#sigma = Math.max(LEAST_SIGMA, sigma);
    this.#spread = spreadOf(mu, this.#sigma);
    this.#rough.set(mu, this.#sigma);
    this.#handling.set(mu, this.#sigma);
  }

  travel(mu: number, given: number): void {
    const sigma = Math.max(LEAST_SIGMA, given);
    const wider = spreadOf(mu, sigma) / this.#spread;
    if (wider < 1) {
      this.points = this.#travel.set(mu, sigma);
      this.#by(this.#mu, this.#sigma);
      return;
    }
    this.points = wider > MUCH_NARROWER ? this.#rough : this.#handling;
    this.#by(mu, sigma);
  }

  #by(mu: number, sigma: number): void {
    this.scale = STEPS / sigma;
    this.offset = STEPS * LIMIT - mu * this.scale;
  }
}

/**
 * P(in time) of every way for every promise, way by way: `table[way × hours.length + h]`. A look-up, not the planner's own figure: at most 0.02
 * beside it (`npm run bench -- on-time`), at a tenth of its price. Handling and travel are added by quadrature: the narrower one stands as points.
 * @param hours the promises, in hours
 */
export const onTimeTable = (ways: TimedWays, hours: readonly number[]): Float32Array => {
  const { handlingMu, handlingSigma, firstLane, start, shiftHours, mu, sigma } = ways;
  const sources = firstLane.length;
  const table = new Float32Array((start[sources] as number) * hours.length);
  const promises = Float64Array.from(hours);
  const sum = new WaySum();
  let at = 0;
  for (let source = 0; source < sources; source += 1) {
    sum.handling(handlingMu[source] as number, handlingSigma[source] as number);
    const first = firstLane[source] as number;
    const end = first + (start[source + 1] as number) - (start[source] as number);
    for (let lane = first; lane < end; lane += 1) {
      sum.travel(mu[lane] as number, sigma[lane] as number);
      const { points, scale, offset } = sum;
      for (let promise = 0; promise < promises.length; promise += 1) {
        table[at] = within((promises[promise] as number) - (shiftHours[lane] as number), points, scale, offset);
        at += 1;
      }
    }
  }
  return table;
};
