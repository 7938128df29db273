import { type ArrivalForecast, type Delivery, inOrderOfStart } from './delivery.ts';
import { CALENDAR_FACTORS, LANE_FACTORS } from './delivery-groups.ts';
import { type ForecastScores, scoreForecasts } from './forecast-scores.ts';
import { type LaneSnapshot, LaneWalk } from './lane-walk.ts';

type Event = { readonly atMs: number; readonly kind: 'START' | 'RESOLVE' | 'DELIVER'; readonly index: number };
/** At the same moment starts come first: what ends at that moment was not known. */
const RANK = { START: 0, RESOLVE: 1, DELIVER: 2 } as const;

const eventsOf = ({ startedAtMs, promisedAtMs, deliveredAtMs }: Delivery, index: number): Event[] => {
  const events: Event[] = [{ atMs: startedAtMs, kind: 'START', index }];
  // Lateness counts from the promise on, for the punctual too: were they counted as they come, the late would be missing among the latest.
  if (promisedAtMs !== null) events.push({ atMs: Math.max(promisedAtMs, startedAtMs), kind: 'RESOLVE', index });
  if (deliveredAtMs !== null) events.push({ atMs: deliveredAtMs, kind: 'DELIVER', index });
  return events;
};

export type LaneModel = {
  readonly version: 1;
  /** Names of the factors, in the order of `snapshot.factors`. */
  readonly factors: readonly string[];
  readonly snapshot: LaneSnapshot;
  /** How the forecasts made on the way, each before its delivery ended, turned out; the first half is left out. */
  readonly backtest: ForecastScores | null;
};

export type Calibrated = { readonly forecasts: ArrivalForecast[]; readonly model: LaneModel };

const backtestOf = (past: readonly Delivery[], foreseen: readonly ArrivalForecast[]): ForecastScores | null => {
  const judged = past.flatMap((delivery, i) => {
    const forecast = foreseen[i];
    return forecast && i >= past.length / 2 && delivery.deliveredAtMs !== null ? [{ delivery, forecast }] : [];
  });
  return judged.length === 0 ? null : scoreForecasts(judged);
};

/**
 * Walks through time: every delivery is forecast at its start with what was known before it, and teaches when it ends.
 * @param history deliveries to learn from, in any order
 * @param asked deliveries to forecast; their own ends are never looked at
 * @param columns names of the further columns
 * @returns a forecast for each asked, in their order, and the model as it stands after the last delivery
 */
export const calibrateLanes = (
  history: readonly Delivery[],
  asked: readonly Delivery[],
  columns: readonly string[],
): Calibrated => {
  const past = inOrderOfStart(history);
  const walk = new LaneWalk([...past, ...asked], columns.length);
  const events = [
    ...past.flatMap(eventsOf),
    ...asked.map(({ startedAtMs }, i): Event => ({ atMs: startedAtMs, kind: 'START', index: past.length + i })),
  ].sort((a, b) => a.atMs - b.atMs || RANK[a.kind] - RANK[b.kind] || a.index - b.index);
  const foreseen = new Array<ArrivalForecast>(past.length + asked.length);
  for (const { atMs, kind, index } of events) {
    if (kind === 'DELIVER') walk.deliver(index, atMs);
    else if (kind === 'RESOLVE') walk.resolve(index);
    else {
      walk.start(index);
      foreseen[index] = walk.forecast(index);
    }
  }
  return {
    forecasts: foreseen.slice(past.length),
    model: {
      version: 1,
      factors: [...LANE_FACTORS, ...CALENDAR_FACTORS, ...columns],
      snapshot: walk.snapshot(),
      backtest: backtestOf(past, foreseen),
    },
  };
};
