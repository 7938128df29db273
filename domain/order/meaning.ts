import { agreeOn } from './agreed-constraints.ts';
import { because, type Change, type Context } from './change.ts';
import { holdForConflicts } from './conflict-holds.ts';
import { chosenFor, flag, reconcileConflicts } from './conflicts.ts';
import { conflictsIn } from './detect-conflicts.ts';
import { IntentRecognised } from './events.ts';
import { signsOf } from './intent.ts';
import { type IntentModel, readIntent } from './intent-model.ts';
import { withLineChanges } from './line-changes.ts';
import { canonical } from './merge.ts';
import type { ChannelOrder, Conflict, Constraint, Order } from './order.ts';
import { constraintsIn, sortReading } from './remark-constraints.ts';
import { type RemarkPolicy, USUAL_TRUST } from './remark-policy.ts';
import { followRemarks } from './remark-requests.ts';
import { reconcileReviews } from './remark-reviews.ts';

/** The documents that decide what an order means. */
export type MeaningDocuments = {
  readonly policy: Pick<RemarkPolicy, 'trustFrom' | 'trustFromOf'>;
  /** Null: none is released, and nothing is guessed. */
  readonly model: IntentModel | null;
  /** Their versions, as orders pin them: `intent-model/default` → `3`. */
  readonly pins: Readonly<Record<string, string>>;
};

export const NO_DOCUMENTS: MeaningDocuments = { policy: USUAL_TRUST, model: null, pins: {} };

type Judged = Pick<Order, 'verdicts' | 'conflicts'>;
const NOBODY: Judged = { verdicts: [], conflicts: [] };

const takenOf = ({ reading }: ChannelOrder, { policy }: MeaningDocuments, { verdicts = [] }: Judged) =>
  sortReading(reading, policy, verdicts);

/** What the channel and the remarks together ask of the order, and where they contradict each other. */
export const askedOf = (
  view: ChannelOrder,
  documents: MeaningDocuments,
  order: Judged = NOBODY,
): { readonly constraints: readonly Constraint[]; readonly conflicts: readonly Conflict[] } => {
  const { constraints, promiseAt } = withLineChanges(view);
  return agreeOn({
    channel: constraints,
    remarks: constraintsIn(view.reading, takenOf(view, documents, order).taken),
    promiseAt,
    since: view.saidAt.remark ?? view.placedAt,
    chosen: chosenFor(order),
  });
};

const pinsOf = (view: ChannelOrder, { pins }: MeaningDocuments): Record<string, string> => ({
  ...pins,
  ...(view.reading ? { 'remark-reader': view.reading.reader } : {}),
});

const withIntent = (change: Change, { model }: MeaningDocuments, context: Context): Change => {
  if (!model) return change;
  const { intents: knownIntents = [], offers: knownOffers = [] } = change.order;
  const { intents, offers } = readIntent(model, signsOf(change.order));
  if (canonical([intents, offers]) === canonical([knownIntents, knownOffers])) return change;
  const facts = {
    intents: intents.map(({ intent, probability }) => ({ intent, probability })),
    offers: offers.map(({ service }) => service),
    model: `${model.id}@${model.version}`,
  };
  return because(change, IntentRecognised, facts, { intents, offers }, context);
};

export type Understand = {
  readonly view: ChannelOrder;
  readonly documents: MeaningDocuments;
  /** Conflicts with what only the caller knows: other orders, prices of the past, the clock. */
  readonly found?: readonly Conflict[];
  /** The order before the decision under way; null when it is new. */
  readonly before: Order | null;
};

/**
 * What follows from the channel's word besides the order's own fields: doubtful remarks for a person, requests in remarks as holds,
 * what the order is for and what suits it, conflicts, and the hold for those that are unsafe. Doing it again changes nothing.
 */
export const understand = (
  change: Change,
  { view, documents, found = [], before }: Understand,
  context: Context,
): Change => {
  const { taken, doubtful } = takenOf(view, documents, change.order);
  const reviewed = reconcileReviews(change, doubtful, view.reading, context);
  const asked = followRemarks(reviewed, taken, context);
  const guessed = withIntent(asked, documents, context);
  const stated = [...conflictsIn(view), ...askedOf(view, documents, guessed.order).conflicts];
  const flagged = flag(reconcileConflicts(guessed, stated, context), found, context);
  const held = holdForConflicts(flagged, before, context);
  return { ...held, order: { ...held.order, pinned: { ...held.order.pinned, ...pinsOf(view, documents) } } };
};
