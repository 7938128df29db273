import type { Dispatch } from '#domain/fulfillment/dispatch-leg.ts';
import { matchesLine } from '#domain/fulfillment/service-offer.ts';
import { deliveredLines } from '#domain/order/bundle.ts';
import type { Context } from '#domain/order/change.ts';
import type { Line, Order } from '#domain/order/order.ts';
import type { Series } from '#domain/order/series.ts';
import { startSubscription } from '#domain/order/start-series.ts';
import { parseSubscriptionTerms, type SubscriptionTerms } from '#domain/order/subscription-terms.ts';
import { aboutOrder, type Released, releasedDocuments } from './released-documents.ts';

const termsFor = releasedDocuments('subscription', parseSubscriptionTerms);

/** By which terms a line is delivered; null: no document is about it. */
export const termsOf = async (order: Order): Promise<(line: Line) => Released<SubscriptionTerms> | null> => {
  const all = (await termsFor(aboutOrder(order))).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return (line) => all.find(({ document }) => matchesLine(document.match, line)) ?? null;
};

/** The leg of a subscription is handed to nobody: with it, its series begins. */
export const withSeries = async (
  dispatch: Dispatch,
  context: Context,
): Promise<Dispatch & { readonly series?: readonly Series[] }> => {
  const { leg, order, answer } = dispatch;
  if (answer !== null || leg.kind !== 'RECURRING' || leg.state !== null) return dispatch;
  const line = deliveredLines(order).find(({ lineId }) => lineId === leg.lines[0]?.lineId);
  const terms = line && (await termsOf(order))(line);
  if (!terms)
    throw new Error(`no subscription terms are released for leg ${leg.legId}: release a document, then the hold`);
  const started = startSubscription(order, leg, terms, context);
  return { ...dispatch, ...started, legs: [started.leg], series: [started.series] };
};
