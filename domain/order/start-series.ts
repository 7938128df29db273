import type { Leg } from '../fulfillment/leg.ts';
import { newId } from '../id.ts';
import type { FollowUp } from '../service/follow-up.ts';
import { followUpsOf } from '../service/follow-up.ts';
import { deliveredLines } from './bundle.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { SeriesStarted } from './events.ts';
import { inState } from './holds.ts';
import type { Order } from './order.ts';
import type { Series } from './series.ts';
import { occurrencesOf, type SubscriptionTerms } from './subscription-terms.ts';

/** A document in the version that decides. */
export type Versioned<D> = { readonly document: D; readonly version: number };

const told = (change: Change, { seriesId, kind, document, lineId, occurrences }: Series, context: Context): Change =>
  because(
    change,
    SeriesStarted,
    {
      seriesId,
      kind,
      document,
      lineId,
      orders: occurrences.map(({ number, dueAt }) => ({ number, dueAt })),
    },
    {},
    context,
  );

/** The leg of a subscription goes under way: its orders are known, and placed one by one. */
export const startSubscription = (
  order: Order,
  leg: Leg,
  { document: terms, version }: Versioned<SubscriptionTerms>,
  context: Context,
): Change & { readonly leg: Leg; readonly series: Series } => {
  const [carried] = leg.lines;
  const line = deliveredLines(order).find(({ lineId }) => lineId === carried?.lineId);
  if (!line) throw new Error(`line ${carried?.lineId} of leg ${leg.legId} is no line of its order`);
  const occurrences = occurrencesOf(terms, line, context.now);
  const series: Series = {
    seriesId: newId('srs', context.nextUlid),
    orderId: order.orderId,
    kind: 'SUBSCRIPTION',
    document: `subscription/${terms.id}@${version}`,
    title: terms.title,
    lineId: line.lineId,
    legId: leg.legId,
    state: 'ACTIVE',
    catchUp: terms.catchUp,
    occurrences,
  };
  const etaAt = occurrences.at(-1)?.dueAt ?? context.now;
  const lifecycle = order.lifecycle.state === 'FULFILLING' ? order.lifecycle : inState(order, 'FULFILLING', context);
  return {
    ...told(unchanged({ ...order, lifecycle }), series, context),
    leg: { ...leg, state: 'IN_PROGRESS', since: context.now, progress: 'moving', etaAt, etaLatestAt: etaAt },
    series,
  };
};

/** Series that follow an order which was fulfilled, by the documents that are about its lines; those it has are not started again. */
export const startFollowUps = (
  order: Order,
  known: readonly Series[],
  followUps: readonly Versioned<FollowUp>[],
  context: Context,
): Change & { readonly series: readonly Series[] } => {
  // What a follow-up brought about is not followed up itself.
  if (order.origin?.kind === 'FOLLOW_UP') return { ...unchanged(order), series: [] };
  const started = followUps.flatMap(({ document, version }): Series[] => {
    const isKnown = known.some((each) => each.document.startsWith(`follow-up/${document.id}@`));
    const occurrences = isKnown ? [] : followUpsOf(document, deliveredLines(order), order.lifecycle.since);
    if (occurrences.length === 0) return [];
    return [
      {
        seriesId: newId('srs', context.nextUlid),
        orderId: order.orderId,
        kind: 'FOLLOW_UP',
        document: `follow-up/${document.id}@${version}`,
        title: document.title,
        lineId: null,
        legId: null,
        state: 'ACTIVE',
        catchUp: 'EACH',
        occurrences,
      },
    ];
  });
  const change = started.reduce<Change>((acc, series) => told(acc, series, context), unchanged(order));
  return { ...change, series: started };
};
