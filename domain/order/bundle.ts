import * as z from 'zod';
import { LineMatch, matchesLine, readDocument } from '../fulfillment/service-offer.ts';
import { allocate } from '../money.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';
import { because, type Change, type Context } from './change.ts';
import { OrderAmended } from './events.ts';
import { canonical } from './merge.ts';
import type { Line, Order } from './order.ts';

const Part = z.strictObject({
  sku: z.string().min(1),
  title: z.string().min(1),
  quantity: z.number().int().positive().default(1),
  kind: z.enum(['GOODS', 'SERVICE', 'APPOINTMENT', 'SUBSCRIPTION']).default('GOODS'),
});

/**
 * What a line that the buyer sees as one thing is made of, and what is given with it. A catalog document; first versions:
 * catalog/bundles/.
 */
export const Bundle = z.strictObject({
  id: z.string(),
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  match: LineMatch,
  /** `worth`: by what the line's price is divided, a piece; only its proportion counts. Absent: the line is what it says. */
  components: z.array(Part.extend({ worth: z.number().int().positive() })).default([]),
  gifts: z.array(Part).default([]),
  /** TOGETHER: a bundle of which a part is short waits whole. SPLIT: its other parts go. */
  whenShort: z.enum(['TOGETHER', 'SPLIT']).default('TOGETHER'),
  rollback: RollbackRule.optional(),
  examples: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        line: z.strictObject({
          sku: z.string(),
          kind: z.string(),
          title: z.string(),
          quantity: z.number().int(),
          totalMinor: z.number().int(),
        }),
        /** `sku × quantity = amount`, the gifts last. */
        expect: z.array(z.string()),
      }),
    )
    .default([]),
});
export type Bundle = z.infer<typeof Bundle>;

/** @throws BadOffer */
export const parseBundle = (document: unknown): Bundle => readDocument('bundle', Bundle, document);

/** The parts of a line: components at their share of its price, gifts at nothing. Their ids begin with the line's. */
export const partsOf = ({ components, gifts }: Pick<Bundle, 'components' | 'gifts'>, line: Line): Line[] => {
  const weights = components.map(({ worth, quantity }) => worth * quantity);
  const totals = allocate(line.totalMinor, weights);
  const discounts = allocate(line.discountMinor, weights);
  const part = (
    { sku, title, kind, quantity }: z.infer<typeof Part>,
    id: string,
    totalMinor: number,
    discountMinor: number,
  ): Line => {
    const pieces = quantity * line.quantity;
    return {
      lineId: `${line.lineId}.${id}`,
      kind,
      sku,
      channelSku: null,
      title,
      quantity: pieces,
      unitPriceMinor: pieces > 0 ? Math.floor((totalMinor + discountMinor) / pieces) : 0,
      discountMinor,
      totalMinor,
      gift: line.gift,
    };
  };
  return [
    ...(components.length === 0
      ? [line]
      : components.map((each, index) => part(each, `${index + 1}`, totals[index] ?? 0, discounts[index] ?? 0))),
    ...gifts.map((each, index) => ({ ...part(each, `g${index + 1}`, 0, 0), gift: true })),
  ];
};

/** What is to be delivered: lines as the buyer sees them, but of bundles their parts. */
export const deliveredLines = ({ deliverables, bundles = [] }: Pick<Order, 'deliverables' | 'bundles'>): Line[] =>
  deliverables.flatMap((line) => bundles.find(({ lineId }) => lineId === line.lineId)?.parts ?? [line]);

/** The line that the buyer sees of a line that is delivered. */
export const commercialLineOf = ({ bundles = [] }: Pick<Order, 'bundles'>, lineId: string): string =>
  bundles.find(({ parts }) => parts.some((part) => part.lineId === lineId))?.lineId ?? lineId;

/** What of a bundle's price is its part's: what goes back when only that part does. */
export const priceOfPart = (order: Pick<Order, 'deliverables' | 'bundles'>, lineId: string): number | null =>
  deliveredLines(order).find((line) => line.lineId === lineId)?.totalMinor ?? null;

/** Lines of bundles that wait whole because another part of theirs is short. */
export const heldTogether = ({ bundles = [] }: Pick<Order, 'bundles'>, short: readonly string[]): Set<string> =>
  new Set(
    bundles
      .filter(({ whenShort, parts }) => whenShort === 'TOGETHER' && parts.some(({ sku }) => short.includes(sku)))
      .flatMap(({ parts }) => parts.map(({ lineId }) => lineId)),
  );

export type VersionedBundle = { readonly document: Bundle; readonly version: number };

/** The parts of its lines, by the documents that are about them. Of several the first by id counts. */
const explodedBy = (
  deliverables: readonly Line[],
  documents: readonly VersionedBundle[],
): NonNullable<Order['bundles']> => {
  const inOrder = documents.toSorted((a, b) => (a.document.id < b.document.id ? -1 : 1));
  return deliverables.flatMap((line) => {
    const found = inOrder.find(({ document }) => matchesLine(document.match, line));
    if (!found || line.quantity <= 0) return [];
    const { document, version } = found;
    return [
      {
        lineId: line.lineId,
        document: `${document.id}@${version}`,
        whenShort: document.whenShort,
        parts: partsOf(document, line),
      },
    ];
  });
};

const PLANNED: readonly Order['lifecycle']['state'][] = ['PLANNED', 'FULFILLING', 'FULFILLED', 'CLOSED', 'CANCELLED'];

/** The order with its bundles taken apart, as its lines are now. What is planned stays as it was planned. */
export const explode = (change: Change, documents: readonly VersionedBundle[], context: Context): Change => {
  const { order } = change;
  if (PLANNED.includes(order.lifecycle.state)) return change;
  const bundles = explodedBy(order.deliverables, documents);
  if (canonical(bundles) === canonical(order.bundles ?? [])) return change;
  const pins = Object.fromEntries(
    bundles.map(({ document }) => [`bundle/${document.split('@')[0]}`, document.split('@')[1] ?? '']),
  );
  return because(
    change,
    OrderAmended,
    { fields: ['bundles'], by: 'system:screen-order' },
    { bundles, pinned: { ...order.pinned, ...pins } },
    context,
  );
};

/** Runs the examples inside the document. */
export const testBundle = (bundle: Bundle): { name: string; differences: string[] }[] =>
  bundle.examples.map(({ name, line, expect }) => {
    const whole = { ...line, lineId: '1', channelSku: null, unitPriceMinor: 0, discountMinor: 0, gift: false } as Line;
    const parts = matchesLine(bundle.match, whole) ? partsOf(bundle, whole) : [];
    const found = parts.map(({ sku, quantity, totalMinor }) => `${sku} × ${quantity} = ${totalMinor}`);
    const isSame = canonical(found) === canonical(expect);
    return { name, differences: isSame ? [] : [`parts: expected ${expect.join(', ')}, got ${found.join(', ')}`] };
  });
