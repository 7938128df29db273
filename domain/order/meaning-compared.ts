import type { BothWays, Reading } from '../workbench/release-watch.ts';
import { isOpenConflict } from './conflicts.ts';
import { canonical } from './merge.ts';
import type { Order } from './order.ts';

/** What of an order its policy on remarks and its intent model decide. */
const decidedOf = ({ constraints, reviews = [], intents = [], offers = [], holds }: Order): string =>
  canonical({
    constraints,
    reviews: reviews.map(({ from, type, value }) => [from, type, value]),
    intents,
    offers,
    holds: holds.map(({ type }) => type),
  });

const readingOf = ({ holds, conflicts, reviews = [] }: Order): Reading => ({
  held: holds.length > 0,
  flagged: conflicts.some(isOpenConflict) || reviews.length > 0,
  failed: false,
});

/** One order as two versions of a document decide about it. */
export const meaningCompared = (before: Order, after: Order): BothWays => ({
  differs: decidedOf(before) !== decidedOf(after),
  before: readingOf(before),
  after: readingOf(after),
});
