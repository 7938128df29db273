import { handlingPoints, POINT_MASSES, travelWithin } from './arrival-time.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { TransferWay } from './transfer-ways.ts';

/** So many points stand for the time of all steps but one. */
const POINTS = 64;

/** Hours that something takes, as weighted points. */
export type Hours = { readonly hours: Float64Array; readonly masses: Float64Array };

/** Both one after the other; neighbours are drawn together until `POINTS` are left. */
export const after = (first: Hours, second: Hours): Hours => {
  const sums: { hours: number; mass: number }[] = [];
  first.hours.forEach((early, at) => {
    second.hours.forEach((late, then) => {
      sums.push({ hours: early + late, mass: (first.masses[at] as number) * (second.masses[then] as number) });
    });
  });
  sums.sort((a, b) => a.hours - b.hours);
  const hours = new Float64Array(POINTS);
  const masses = new Float64Array(POINTS);
  let before = 0;
  for (const { hours: each, mass } of sums) {
    const point = Math.min(POINTS - 1, Math.floor(POINTS * before));
    before += mass;
    hours[point] = (hours[point] as number) + each * mass;
    masses[point] = (masses[point] as number) + mass;
  }
  return { hours: hours.map((sum, point) => (masses[point] ? sum / masses[point] : 0)), masses };
};

type Step = { readonly mu: number; readonly sigma: number };

const spreadOf = ({ mu, sigma }: Step): number => Math.exp(mu + sigma ** 2 / 2) * Math.sqrt(Math.expm1(sigma ** 2));

const handlingOf = ({ handlingMu, handlingSigma }: NetworkNode): Step => ({ mu: handlingMu, sigma: handlingSigma });

/** The time of a way of several lanes: the step that varies most exactly, all others as points, which it smooths. */
export class WayTime {
  /** No lane of it keeps a timetable. */
  readonly departures: readonly null[] = [];
  readonly #others: Hours;
  readonly #widest: Step;
  readonly #shiftHours: number;

  constructor({ node, stops, last }: TransferWay, nodes: readonly NetworkNode[], lanes: readonly Lane[]) {
    const byLane = [...stops.map(({ lane }) => lane), last].map((lane) => lanes[lane] as Lane);
    const atNode = [node, ...stops.map((stop) => stop.node)].map((each) => handlingOf(nodes[each] as NetworkNode));
    const steps: Step[] = [...byLane, ...atNode];
    this.#widest = steps.reduce((widest, step) => (spreadOf(step) > spreadOf(widest) ? step : widest));
    const [first, ...others] = steps
      .filter((step) => step !== this.#widest)
      .map(({ mu, sigma }): Hours => ({ hours: handlingPoints(mu, sigma), masses: POINT_MASSES }));
    this.#others = others.reduce(after, first as Hours);
    this.#shiftHours = byLane.reduce((sum, { shiftHours }) => sum + shiftHours, 0);
  }

  /** P(arrives within the hours). */
  successWithin(hours: number): number {
    const { mu, sigma } = this.#widest;
    const left = hours - this.#shiftHours;
    const { hours: gone, masses } = this.#others;
    return Math.min(
      1,
      gone.reduce((sum, each, point) => sum + (masses[point] as number) * travelWithin(left - each, mu, sigma), 0),
    );
  }

  /** Hours by which it has arrived with a probability, to a second. */
  hoursFor(probability: number): number {
    let low = 0;
    let high = 24;
    while (this.successWithin(high) < probability) high *= 2;
    while (high - low > 1 / 3600) {
      const middle = (low + high) / 2;
      if (this.successWithin(middle) < probability) low = middle;
      else high = middle;
    }
    return high;
  }
}
