import * as z from 'zod';
import { DocumentId } from '../workbench/catalog-document.ts';
import { BadMapping, Condition, Example, Mapping, MoneyField, TimeField } from './mapping.ts';

const Column = z.string().min(1);
const FileName = z.string().regex(/^[\w.-]+\.(?:csv|jsonl)$/, 'a file name that ends with .csv or .jsonl');

/** Rows of another file, put into the order under a name. */
export const Join = z.strictObject({
  /** Their name in the order: `items`. */
  as: z.string().regex(/^\w+$/),
  file: z.string().regex(/^[\w.-]+\.csv$/, 'a file name that ends with .csv'),
  /** The column of that file that is compared. */
  key: Column,
  /** What it is compared with: a path in what is joined so far; through one list (`items[].product_id`) each element gets its own. */
  to: z.string().min(1),
  /** All rows that match, as a list; left out: the first. */
  many: z.boolean().default(false),
  /** The list's order. */
  sortBy: Column.optional(),
  /** The columns that are kept; left out: all. */
  columns: z.array(Column).min(1).optional(),
});
export type Join = z.infer<typeof Join>;

/** Dirt: what rows say that cannot all be true. An order with it is imported and flagged. Values of `say` are shown: no personal ones. */
export const HistoryCheck = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  title: z.strictObject({ en: z.string(), zh: z.string() }),
  /** Our name of what is in doubt. */
  field: z.string().min(1),
  /** Looked at only where all hold; without a comparison below they are the contradiction. */
  when: z.array(Condition).default([]),
  /** It happened in the other order than it must. */
  reversed: z.strictObject({ first: TimeField, second: TimeField }).optional(),
  /** Two sums that should be one. */
  sums: z
    .strictObject({ left: MoneyField, right: MoneyField, withinMinor: z.number().int().min(0).default(1) })
    .optional(),
  /** A list in which one value should stand, however often. */
  several: z.string().min(1).optional(),
  /** A path through a list: some element of it has nothing there. */
  lacking: z
    .string()
    .regex(/\[\]\../, 'a path through a list, as items[].sku')
    .optional(),
  say: z.array(z.string().min(1)).default([]),
});
export type HistoryCheck = z.infer<typeof HistoryCheck>;

/**
 * Where past orders come from: which files, how their rows belong together, and the mapping that reads what is joined. A catalog
 * document. First versions: catalog/history/*.json.
 */
export const HistorySource = z.strictObject({
  id: DocumentId,
  version: z.string().min(1),
  title: z.strictObject({ en: z.string(), zh: z.string() }),
  orders: z.strictObject({
    file: FileName,
    /** The column with the order's id. */
    key: Column,
    /** For files with a row for each line of an order: the name under which an order's rows are listed in it. */
    linesAs: z.string().regex(/^\w+$/).optional(),
  }),
  joins: z.array(Join).default([]),
  checks: z.array(HistoryCheck).default([]),
  /** Reads the joined order; what the checks found stands in it under `checks`. */
  mapping: z.strictObject({ ...Mapping.shape, checks: z.literal('checks').default('checks') }),
  /** Joined orders, and what must come of them. */
  examples: z.array(Example).default([]),
});
export type HistorySource = z.infer<typeof HistorySource>;

/** @throws BadMapping naming the field and the cure */
export const parseHistorySource = (document: unknown): HistorySource => {
  const parsed = HistorySource.safeParse(document);
  const id = (document as { id?: unknown } | null)?.id;
  const name = `history source ${typeof id === 'string' ? id : '(without id)'}`;
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
    throw new BadMapping(`${name}: ${faults.join('; ')}`);
  }
  if (parsed.data.mapping.id !== parsed.data.id)
    throw new BadMapping(`${name}: mapping.id: is "${parsed.data.mapping.id}", write the source's own id`);
  return parsed.data;
};
