import * as z from 'zod';
import { LegId, OrderId, SeriesId } from '../id.ts';
import { Instant } from '../time.ts';
import { Line, SERIES_KINDS } from './order.ts';

/** What becomes of orders whose time passed while nobody placed them: each is placed, only the latest, or none. */
export const CatchUp = z.enum(['EACH', 'LATEST', 'NONE']);
export type CatchUp = z.infer<typeof CatchUp>;

/** One order of a series: when it is due, and what became of it. */
export const Occurrence = z.object({
  number: z.number().int().positive(),
  dueAt: Instant,
  state: z.enum(['DUE', 'PLACED', 'SKIPPED', 'MISSED', 'CANCELLED']),
  orderId: OrderId.nullable(),
  lines: z.array(Line),
});
export type Occurrence = z.infer<typeof Occurrence>;

/** Orders that an order brings about one after the other: the periods of a subscription, the steps of a follow-up. Held as `SERIES#…` beside it. */
export const Series = z.object({
  seriesId: SeriesId,
  orderId: OrderId,
  kind: z.enum(SERIES_KINDS),
  /** The document that says so, and its version: `subscription/monthly@2`. */
  document: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  /** The line it delivers, and the leg that stands for it; null: none does. */
  lineId: z.string().nullable(),
  legId: LegId.nullable(),
  state: z.enum(['ACTIVE', 'PAUSED', 'ENDED', 'CANCELLED']),
  catchUp: CatchUp,
  occurrences: z.array(Occurrence),
});
export type Series = z.infer<typeof Series>;

const isDue =
  (now: Instant) =>
  ({ state, dueAt }: Occurrence): boolean =>
    state === 'DUE' && dueAt <= now;

/** Which orders are to be placed now: of several whose time has come, those the catch-up rule says. */
export const dueOf = ({ state, catchUp, occurrences }: Series, now: Instant): Occurrence[] => {
  if (state !== 'ACTIVE') return [];
  const due = occurrences.filter(isDue(now));
  return catchUp === 'EACH' || due.length < 2 ? due : due.slice(catchUp === 'LATEST' ? -1 : due.length);
};

const withState = (series: Series): Series => {
  const isOver = series.occurrences.every(({ state }) => state !== 'DUE');
  return isOver && ['ACTIVE', 'PAUSED'].includes(series.state) ? { ...series, state: 'ENDED' } : series;
};

/** The series after some of its orders were placed. Others whose time has come are missed: an order is never placed twice, nor late by surprise. */
export const placedIn = (series: Series, placed: ReadonlyMap<number, OrderId>, now: Instant): Series => {
  const isOverdue = isDue(now);
  const missed = series.state === 'ACTIVE';
  return withState({
    ...series,
    occurrences: series.occurrences.map((each) => {
      const orderId = placed.get(each.number);
      if (orderId !== undefined) return { ...each, state: 'PLACED', orderId };
      return missed && isOverdue(each) ? { ...each, state: 'MISSED' } : each;
    }),
  });
};

/** When the next order is due; null: none is, or the series is paused. */
export const nextDue = ({ state, occurrences }: Series): Instant | null =>
  state === 'ACTIVE' ? (occurrences.find((each) => each.state === 'DUE')?.dueAt ?? null) : null;

export const SERIES_DEEDS = ['PAUSE', 'RESUME', 'SKIP', 'CANCEL'] as const;
export type SeriesDeed = { readonly do: (typeof SERIES_DEEDS)[number]; readonly number?: number | undefined };

/** What cannot be done with a series: says why. */
export class SeriesRefusal extends Error {
  override name = 'SeriesRefusal';
}

const skipped = (series: Series, number: number | undefined): Series => {
  const next = series.occurrences.find(
    (each) => each.state === 'DUE' && (number === undefined || each.number === number),
  );
  if (!next)
    throw new SeriesRefusal(
      `number: ${number === undefined ? 'no order of the series is due any more' : `order ${number} is not due any more`}`,
    );
  return withState({
    ...series,
    occurrences: series.occurrences.map((each) => (each === next ? { ...each, state: 'SKIPPED' } : each)),
  });
};

export const cancelled = (series: Series): Series => ({
  ...series,
  state: 'CANCELLED',
  occurrences: series.occurrences.map((each) => (each.state === 'DUE' ? { ...each, state: 'CANCELLED' } : each)),
});

/** @throws SeriesRefusal */
export const changeSeries = (series: Series, { do: deed, number }: SeriesDeed): Series => {
  if (series.state === 'ENDED' || series.state === 'CANCELLED')
    throw new SeriesRefusal(`the series is ${series.state}: nothing of it is to come`);
  if (deed === 'SKIP') return skipped(series, number);
  if (deed === 'CANCEL') return cancelled(series);
  return { ...series, state: deed === 'PAUSE' ? 'PAUSED' : 'ACTIVE' };
};

/** The events after which something of a series may be due. */
export const SERIES_EVENTS = ['OrderFulfilled', 'SeriesStarted', 'SeriesChanged'] as const;
