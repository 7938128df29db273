import * as z from 'zod';
import { LineMatch, matchesLine, readDocument } from '../fulfillment/service-offer.ts';
import { Instant, plusHours } from '../time.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';
import { cancel } from './cancel-order.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { PresaleLapsed, PresaleOpened } from './events.ts';
import { addHold, type HoldWish, liftHold } from './holds.ts';
import type { Line, Order, Presale } from './order.ts';

/**
 * Terms on which goods are sold before they can be sent: until when the rest must be paid, what becomes of the order and of its deposit
 * when it is not, and when the goods are sent. A catalog document; first versions: catalog/presales/.
 */
export const PresaleTerms = z
  .strictObject({
    id: z.string(),
    title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    match: LineMatch,
    /** Absent: everywhere. */
    channels: z.array(z.string()).min(1).optional(),
    /** The earlier of the two counts; from when the order was placed. */
    finalWithinHours: z.number().positive().optional(),
    finalUntil: Instant.optional(),
    launchAt: Instant.optional(),
    unpaid: z.enum(['CANCEL', 'HOLD']).default('CANCEL'),
    deposit: z.enum(['FORFEIT', 'REFUND']).default('FORFEIT'),
    rollback: RollbackRule.optional(),
    examples: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          channel: z.string(),
          line: z.strictObject({ sku: z.string(), kind: z.string(), title: z.string() }),
          placedAt: Instant,
          /** When the rest is due; null: the terms are not about it. */
          expect: z.object({ finalDueAt: Instant.nullable(), launchAt: Instant.nullable() }).nullable(),
        }),
      )
      .default([]),
  })
  .refine(
    ({ finalWithinHours, finalUntil, launchAt }) =>
      [finalWithinHours, finalUntil, launchAt].some((each) => each !== undefined),
    {
      path: ['finalWithinHours'],
      error: 'say until when the rest must be paid, or launchAt',
    },
  );
export type PresaleTerms = z.infer<typeof PresaleTerms>;

/** @throws BadOffer */
export const parsePresaleTerms = (document: unknown): PresaleTerms => readDocument('presale', PresaleTerms, document);

export type VersionedPresale = { readonly document: PresaleTerms; readonly version: number };

type Told = Pick<Line, 'sku' | 'kind' | 'title'>;

const isAbout = ({ match, channels }: PresaleTerms, channel: string, lines: readonly Told[]): boolean =>
  (channels?.includes(channel) ?? true) && lines.some((line) => matchesLine(match, line));

const finalDueOf = ({ finalWithinHours, finalUntil }: PresaleTerms, placedAt: Instant): Instant | null => {
  const within = finalWithinHours === undefined ? [] : [plusHours(placedAt, finalWithinHours)];
  return [...within, ...(finalUntil === undefined ? [] : [finalUntil])].sort()[0] ?? null;
};

const isDepositOnly = ({ holds }: Pick<Order, 'holds'>): boolean => holds.some(({ type }) => type === 'DEPOSIT_ONLY');

/** Notes the terms that an order of a pre-sale was made on, once: later versions do not change what was agreed. */
export const openPresale = (change: Change, documents: readonly VersionedPresale[], context: Context): Change => {
  const { order } = change;
  if (order.presale) return change;
  const found = documents
    .toSorted((a, b) => (a.document.id < b.document.id ? -1 : 1))
    .find(({ document }) => isAbout(document, order.channel, order.deliverables));
  if (!found) return change;
  const { document: terms, version } = found;
  const { paidMinor, totalMinor } = order.amounts;
  const presale: Presale = {
    document: `${terms.id}@${version}`,
    depositMinor: paidMinor,
    finalMinor: Math.max(0, totalMinor - paidMinor),
    finalDueAt: isDepositOnly(order) ? finalDueOf(terms, order.placedAt) : null,
    launchAt: terms.launchAt ?? null,
    unpaid: terms.unpaid,
    deposit: terms.deposit,
  };
  const pinned = { ...order.pinned, [`presale/${terms.id}`]: String(version) };
  return because(change, PresaleOpened, presale, { presale, pinned }, context);
};

/** Paid, and not on sale yet. */
export const notLaunched = ({ presale }: Order, now: Instant): HoldWish[] =>
  presale?.launchAt && now < presale.launchAt
    ? [
        {
          type: 'NOT_LAUNCHED',
          reason: `presale.launchAt: nothing is sent before ${presale.launchAt}; it is released at that instant`,
        },
      ]
    : [];

/** When something of a pre-sale is due: its rest, its launch. */
export const presaleTimes = ({ presale }: Order): Instant[] =>
  [presale?.finalDueAt, presale?.launchAt].filter((at): at is Instant => at !== null && at !== undefined);

const lapsed = (change: Change, presale: Presale, context: Context): Change => {
  const { document, depositMinor, finalMinor, unpaid, deposit } = presale;
  const told = because(change, PresaleLapsed, { document, depositMinor, finalMinor, unpaid, deposit }, {}, context);
  const ended = { ...told, order: { ...told.order, presale: { ...presale, finalDueAt: null } } };
  if (unpaid === 'CANCEL') return cancel(ended, { reason: 'FINAL_UNPAID', by: 'system:presale' }, context);
  const reason = `presale.finalDueAt: ${finalMinor} of the price was not paid by ${presale.finalDueAt}: give it more time by releasing the hold, or cancel; the deposit is to ${deposit === 'REFUND' ? 'go back' : 'stay'}`;
  return addHold(ended, { type: 'MANUAL', reason }, 'system:presale', context);
};

/** What time brings: goods that are on sale now are released, a rest that was not paid lapses. Too early, or paid meanwhile: nothing. */
export const ringPresale = (order: Order, context: Context): Change => {
  const { presale } = order;
  if (!presale || order.lifecycle.state === 'CANCELLED') return unchanged(order);
  const isLaunched = presale.launchAt !== null && presale.launchAt <= context.now;
  const launched = isLaunched
    ? order.holds
        .filter(({ type }) => type === 'NOT_LAUNCHED')
        .reduce<Change>((change, hold) => liftHold(change, hold, 'system:presale', context), unchanged(order))
    : unchanged(order);
  const isDue = presale.finalDueAt !== null && presale.finalDueAt <= context.now;
  return isDue && isDepositOnly(order) ? lapsed(launched, presale, context) : launched;
};

/** Runs the examples inside the document. */
export const testPresaleTerms = (terms: PresaleTerms): { name: string; differences: string[] }[] =>
  terms.examples.map(({ name, channel, line, placedAt, expect }) => {
    const found = isAbout(terms, channel, [line as Told])
      ? { finalDueAt: finalDueOf(terms, placedAt), launchAt: terms.launchAt ?? null }
      : null;
    const [is, wanted] = [found, expect].map((each) => JSON.stringify(each));
    return { name, differences: is === wanted ? [] : [`presale: expected ${wanted}, got ${is}`] };
  });
