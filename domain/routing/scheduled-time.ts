import { handlingPoints, POINT_MASSES, travelWithin } from './arrival-time.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { DepartureAhead } from './timetable.ts';
import type { TransferWay } from './transfer-ways.ts';
import { after, type Hours } from './way-time.ts';

/** The departure that goods are most likely to take, and how long they wait for it. */
export type PlannedDeparture = Pick<DepartureAhead, 'departsAt' | 'cutOffAt'> & { readonly waitHours: number };

export const NOW: Hours = { hours: Float64Array.of(0), masses: Float64Array.of(1) };

const lognormalPoints = (mu: number, sigma: number): Hours => ({
  hours: handlingPoints(mu, sigma),
  masses: POINT_MASSES,
});

const shifted = ({ hours, masses }: Hours, by: number): Hours => ({ hours: hours.map((each) => each + by), masses });

/** P(ready + handling ≤ hours). */
const readyWithin = (hours: number, ready: Hours, { handlingMu, handlingSigma }: NetworkNode): number =>
  ready.hours.reduce(
    (sum, at, point) => sum + (ready.masses[point] as number) * travelWithin(hours - at, handlingMu, handlingSigma),
    0,
  );

/** Goods take the first departure whose cut-off they meet. Those that meet none within the timetable never arrive. */
const departing = (ahead: readonly DepartureAhead[], ready: Hours, node: NetworkNode): Hours => {
  const met = ahead.map(({ cutOffIn }) => readyWithin(cutOffIn, ready, node));
  return {
    hours: Float64Array.from(ahead, ({ departsIn }) => departsIn),
    masses: Float64Array.from(met, (share, index) => Math.max(0, share - (met[index - 1] ?? 0))),
  };
};

const meanOf = ({ hours, masses }: Hours): number =>
  hours.reduce((sum, each, at) => sum + each * (masses[at] as number), 0);

/** The likeliest departure, and how long goods that are ready on average then wait. */
const likeliest = (
  ahead: readonly DepartureAhead[],
  leaving: Hours,
  ready: Hours,
  { handlingMu, handlingSigma }: NetworkNode,
): PlannedDeparture | null => {
  const index = leaving.masses.indexOf(Math.max(...leaving.masses));
  const departure = ahead[index];
  if (!departure) return null;
  const { departsAt, cutOffAt, departsIn } = departure;
  const readyIn = meanOf(ready) + Math.exp(handlingMu + handlingSigma ** 2 / 2);
  return { departsAt, cutOffAt, waitHours: Math.max(0, departsIn - readyIn) };
};

/** No timetable is looked at further ahead: by then it has arrived or it never will. */
const LATEST_HOURS = 60 * 24;

/** The time of a way on which lanes depart by timetable. Travel of the last lane is exact, and handling before a departure; the rest stands as points. */
export class ScheduledTime {
  /** By lane of the way: the departure it is planned for; null where it goes at any time. */
  readonly departures: readonly (PlannedDeparture | null)[];
  readonly #leaving: Hours;
  readonly #last: Lane;

  /** @param ready when the goods come to the way's first node */
  constructor(
    { node, stops, last }: TransferWay,
    nodes: readonly NetworkNode[],
    lanes: readonly Lane[],
    ready: Hours = NOW,
  ) {
    const byLane = [...stops.map(({ lane }) => lane), last].map((lane) => lanes[lane] as Lane);
    const atNode = [node, ...stops.map((stop) => stop.node)].map((each) => nodes[each] as NetworkNode);
    const departures: (PlannedDeparture | null)[] = [];
    let leaving = NOW;
    let arrived = ready;
    byLane.forEach((lane, step) => {
      const from = atNode[step] as NetworkNode;
      if (lane.ahead) {
        leaving = departing(lane.ahead, arrived, from);
        departures.push(likeliest(lane.ahead, leaving, arrived, from));
      } else {
        leaving = after(arrived, lognormalPoints(from.handlingMu, from.handlingSigma));
        departures.push(null);
      }
      if (step < byLane.length - 1)
        arrived = shifted(after(leaving, lognormalPoints(lane.mu, lane.sigma)), lane.shiftHours);
    });
    this.departures = departures;
    this.#leaving = leaving;
    this.#last = byLane.at(-1) as Lane;
  }

  /** P(arrives within the hours). */
  successWithin(hours: number): number {
    const { shiftHours, mu, sigma } = this.#last;
    const { hours: leaving, masses } = this.#leaving;
    return Math.min(
      1,
      leaving.reduce(
        (sum, each, point) => sum + (masses[point] as number) * travelWithin(hours - each - shiftHours, mu, sigma),
        0,
      ),
    );
  }

  /** Hours by which it has arrived with a probability, to a second; two months where it never surely does. */
  hoursFor(probability: number): number {
    let low = 0;
    let high = LATEST_HOURS;
    while (high - low > 1 / 3600) {
      const middle = (low + high) / 2;
      if (this.successWithin(middle) < probability) low = middle;
      else high = middle;
    }
    return high;
  }
}
