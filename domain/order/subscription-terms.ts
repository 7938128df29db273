import * as z from 'zod';
import { LineMatch, readDocument } from '../fulfillment/service-offer.ts';
import { allocate } from '../money.ts';
import { Instant, plusDays, plusMonths } from '../time.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';
import type { Line } from './order.ts';
import { CatchUp, type Occurrence } from './series.ts';

const Title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const Brought = z.strictObject({
  sku: z.string().min(1),
  title: z.string().min(1),
  quantity: z.number().int().positive(),
  kind: z.enum(['GOODS', 'SERVICE', 'APPOINTMENT']).default('GOODS'),
});

/** How a subscription is delivered: how often, how many times, and what each period brings. A catalog document; first versions: catalog/subscriptions/. */
export const SubscriptionTerms = z.strictObject({
  id: z.string(),
  title: Title,
  match: LineMatch,
  every: z.union([
    z.strictObject({ days: z.number().int().positive() }),
    z.strictObject({ months: z.number().int().positive() }),
  ]),
  /** Of a line of one piece; a line of two has twice as many. A year of execution is the most: at most 53. */
  times: z.number().int().min(1).max(53),
  first: z.enum(['AT_ONCE', 'AFTER_ONE']).default('AT_ONCE'),
  /** Absent: the line's own SKU, one piece each time. */
  brings: z.array(Brought).min(1).optional(),
  catchUp: CatchUp.default('LATEST'),
  /** What a piece costs from some time on, in minor units; absent: the price that was agreed, divided over all times. */
  prices: z
    .array(z.strictObject({ sku: z.string(), from: Instant, unitPriceMinor: z.number().int().min(0) }))
    .default([]),
  rollback: RollbackRule.optional(),
  examples: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        startAt: Instant,
        totalMinor: z.number().int(),
        expect: z.strictObject({ dueAt: z.array(Instant), totalMinor: z.array(z.number().int()) }),
      }),
    )
    .default([]),
});
export type SubscriptionTerms = z.infer<typeof SubscriptionTerms>;

/** @throws BadOffer */
export const parseSubscriptionTerms = (document: unknown): SubscriptionTerms =>
  readDocument('subscription', SubscriptionTerms, document);

const dueAt = ({ every, first }: SubscriptionTerms, startAt: Instant, number: number): Instant => {
  const periods = first === 'AT_ONCE' ? number - 1 : number;
  return 'days' in every ? plusDays(startAt, every.days * periods) : plusMonths(startAt, every.months * periods);
};

type Subscribed = Pick<Line, 'sku' | 'title' | 'quantity' | 'totalMinor'>;

const broughtBy = ({ brings }: SubscriptionTerms, { sku, title }: Subscribed): z.infer<typeof Brought>[] =>
  brings ?? [{ sku, title, quantity: 1, kind: 'GOODS' }];

/** What a piece of a SKU costs at a time; null: what was agreed. */
export const priceAt = ({ prices }: Pick<SubscriptionTerms, 'prices'>, sku: string, at: Instant): number | null =>
  prices.filter((price) => price.sku === sku && price.from <= at).toSorted((a, b) => (a.from < b.from ? 1 : -1))[0]
    ?.unitPriceMinor ?? null;

/** The orders of a subscription. What the line cost is divided over them to the last minor unit. */
export const occurrencesOf = (terms: SubscriptionTerms, line: Subscribed, startAt: Instant): Occurrence[] => {
  const times = terms.times * line.quantity;
  const brought = broughtBy(terms, line);
  const totals = allocate(
    line.totalMinor,
    Array.from({ length: times }, () => 1),
  );
  return totals.map((total, index) => {
    const parts = allocate(
      total,
      brought.map(({ quantity }) => quantity),
    );
    return {
      number: index + 1,
      dueAt: dueAt(terms, startAt, index + 1),
      state: 'DUE',
      orderId: null,
      lines: brought.map((each, part) => broughtLine(each, part, parts[part] ?? 0)),
    };
  });
};

const broughtLine = (
  { sku, title, quantity, kind }: z.infer<typeof Brought>,
  index: number,
  totalMinor: number,
): Line => ({
  lineId: String(index + 1),
  kind,
  sku,
  channelSku: null,
  title,
  quantity,
  unitPriceMinor: Math.floor(totalMinor / quantity),
  discountMinor: 0,
  totalMinor,
  gift: false,
});

/** The lines at the prices of the time they are ordered. */
export const pricedAt = (lines: readonly Line[], terms: Pick<SubscriptionTerms, 'prices'>, at: Instant): Line[] =>
  lines.map((line) => {
    const unitPriceMinor = priceAt(terms, line.sku, at);
    return unitPriceMinor === null ? line : { ...line, unitPriceMinor, totalMinor: unitPriceMinor * line.quantity };
  });

/** Runs the examples inside the document. */
export const testSubscriptionTerms = (terms: SubscriptionTerms): { name: string; differences: string[] }[] =>
  terms.examples.map(({ name, startAt, totalMinor, expect }) => {
    const line = { sku: 'EXAMPLE', title: 'example', quantity: 1, totalMinor };
    const found = occurrencesOf(terms, line, startAt).map((each) => ({
      dueAt: each.dueAt,
      totalMinor: each.lines.reduce((sum, { totalMinor: part }) => sum + part, 0),
    }));
    const expected = expect.dueAt.map((due, index) => ({ dueAt: due, totalMinor: expect.totalMinor[index] }));
    const isSame = JSON.stringify(found) === JSON.stringify(expected);
    return {
      name,
      differences: isSame ? [] : [`orders: expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`],
    };
  });
