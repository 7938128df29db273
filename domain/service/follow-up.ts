import * as z from 'zod';
import { LineMatch, matchesLine, readDocument } from '../fulfillment/service-offer.ts';
import type { Line } from '../order/order.ts';
import type { Occurrence } from '../order/series.ts';
import { Instant, plusDays } from '../time.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';

/**
 * What follows when an order is fulfilled, and when: the check-ups after a surgery, the call that asks how it was. A catalog document;
 * first versions: catalog/follow-ups/.
 */
export const FollowUp = z.strictObject({
  id: z.string(),
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  /** Lines of the order that is followed up. */
  match: LineMatch,
  steps: z
    .array(
      z.strictObject({
        afterDays: z.number().min(0).max(365),
        sku: z.string().min(1),
        kind: z.enum(['SERVICE', 'APPOINTMENT', 'GOODS']).default('SERVICE'),
        title: z.string().min(1),
        quantity: z.number().int().positive().default(1),
      }),
    )
    .min(1),
  rollback: RollbackRule.optional(),
  examples: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        line: z.strictObject({ sku: z.string(), kind: z.string(), title: z.string() }),
        doneAt: Instant,
        expect: z.array(z.strictObject({ sku: z.string(), dueAt: Instant })),
      }),
    )
    .default([]),
});
export type FollowUp = z.infer<typeof FollowUp>;

/** @throws BadOffer */
export const parseFollowUp = (document: unknown): FollowUp => readDocument('follow-up', FollowUp, document);

type Told = Pick<Line, 'sku' | 'kind' | 'title'>;

/** The orders that follow lines which were delivered at a time; none where no line is one of those. */
export const followUpsOf = ({ match, steps }: FollowUp, lines: readonly Told[], doneAt: Instant): Occurrence[] => {
  if (!lines.some((line) => matchesLine(match, line))) return [];
  return steps
    .toSorted((a, b) => a.afterDays - b.afterDays)
    .map(({ afterDays, sku, kind, title, quantity }, index) => ({
      number: index + 1,
      dueAt: plusDays(doneAt, afterDays),
      state: 'DUE',
      orderId: null,
      lines: [
        {
          lineId: '1',
          kind,
          sku,
          channelSku: null,
          title,
          quantity,
          unitPriceMinor: 0,
          discountMinor: 0,
          totalMinor: 0,
          gift: kind === 'GOODS',
        },
      ],
    }));
};

/** Runs the examples inside the document. */
export const testFollowUp = (followUp: FollowUp): { name: string; differences: string[] }[] =>
  followUp.examples.map(({ name, line, doneAt, expect }) => {
    const found = followUpsOf(followUp, [line as Told], doneAt).map(({ lines, dueAt }) => ({
      sku: lines[0]?.sku,
      dueAt,
    }));
    const isSame = JSON.stringify(found) === JSON.stringify(expect);
    return {
      name,
      differences: isSame ? [] : [`orders: expected ${JSON.stringify(expect)}, got ${JSON.stringify(found)}`],
    };
  });
