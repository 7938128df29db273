import { type DelayCause, delayCausesOf } from './delay-causes.ts';
import { type ArrivalForecast, type Delivery, inOrderOfStart } from './delivery.ts';
import { fileTailOf } from './file-tail.ts';
import { type ForecastScores, scoreForecasts } from './forecast-scores.ts';
import { LaneWalk } from './lane-walk.ts';

type Event = { readonly atMs: number; readonly kind: 'START' | 'ASK' | 'RESOLVE' | 'DELIVER'; readonly index: number };
/** At the same moment starts come first: what ends at that moment was not known. */
const RANK = { START: 0, ASK: 0, RESOLVE: 1, DELIVER: 2 } as const;

const eventsOf = (
  { startedAtMs, promisedAtMs, deliveredAtMs }: Delivery,
  index: number,
  lastPromiseMs: number,
): Event[] => {
  const events: Event[] = [{ atMs: startedAtMs, kind: 'START', index }];
  // Lateness counts from the promise on, for the punctual too: were they counted as they come, the late would be missing among the latest.
  if (promisedAtMs !== null && promisedAtMs <= lastPromiseMs)
    events.push({ atMs: Math.max(promisedAtMs, startedAtMs), kind: 'RESOLVE', index });
  if (deliveredAtMs !== null) events.push({ atMs: deliveredAtMs, kind: 'DELIVER', index });
  return events;
};

const backtestOf = (past: readonly Delivery[], foreseen: readonly ArrivalForecast[]): ForecastScores | null => {
  const judged = past.flatMap((delivery, i) => {
    const forecast = foreseen[i];
    return forecast && i >= past.length / 2 && delivery.deliveredAtMs !== null ? [{ delivery, forecast }] : [];
  });
  return judged.length === 0 ? null : scoreForecasts(judged);
};

export type Calibrated = {
  /** One for each asked, in their order. */
  readonly forecasts: ArrivalForecast[];
  /** As it stands after the last delivery. */
  readonly walk: LaneWalk;
  readonly learntUntilMs: number;
  /** How the forecasts made on the way, each before its delivery ended, turned out; the first half is left out. */
  readonly backtest: ForecastScores | null;
  readonly delays: readonly DelayCause[];
};

/**
 * Walks through time: every delivery is forecast at its start with what was known before it, and teaches when it ends.
 * @param history deliveries to learn from, in any order
 * @param asked deliveries to forecast; their own ends are never looked at
 * @param columns names of the further columns
 */
export const calibrateLanes = (
  history: readonly Delivery[],
  asked: readonly Delivery[],
  columns: readonly string[],
): Calibrated => {
  const past = inOrderOfStart(history);
  const tail = fileTailOf(past);
  const walk = new LaneWalk([...past, ...asked], past.length, columns.length, tail.seenShare);
  const events = [
    ...past.flatMap((delivery, i) => eventsOf(delivery, i, tail.lastPromiseMs)),
    ...asked.map(({ startedAtMs }, i): Event => ({ atMs: startedAtMs, kind: 'ASK', index: past.length + i })),
  ].sort((a, b) => a.atMs - b.atMs || RANK[a.kind] - RANK[b.kind] || a.index - b.index);
  const foreseen = new Array<ArrivalForecast>(past.length + asked.length);
  const steps: Readonly<Record<Event['kind'], (event: Event) => void>> = {
    START: ({ index }) => {
      foreseen[index] = walk.start(index);
    },
    ASK: ({ index }) => {
      foreseen[index] = walk.foretell(index);
    },
    RESOLVE: ({ index }) => walk.resolve(index),
    DELIVER: ({ index, atMs }) => walk.deliver(index, atMs),
  };
  for (const event of events) steps[event.kind](event);
  walk.readPace(Number.POSITIVE_INFINITY);
  return {
    forecasts: foreseen.slice(past.length),
    walk,
    learntUntilMs: past.reduce((latest, d) => Math.max(latest, d.deliveredAtMs ?? d.startedAtMs), 0),
    backtest: backtestOf(past, foreseen),
    delays: delayCausesOf(past, foreseen),
  };
};
