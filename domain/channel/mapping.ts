import * as z from 'zod';
import { Aspect, ChannelStatus, ConstraintType, HoldType } from '../order/order.ts';
import { isZone } from '../time.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';

/** Dots, `[0]` for one element, `[]` for every element, `[type=normal]` for those: `refunds[].transactions[].amount`. A single dot is the payload itself. */
const Path = z.string().min(1);
/** Several paths: the first that holds something. */
const Paths = z.union([Path, z.array(Path).min(1)]);
const Scalar = z.union([z.string(), z.number(), z.boolean()]);

const where = {
  from: Paths.optional(),
  /** A JSONata expression over the whole payload, only where a path is not enough (it costs a hundred paths). */
  jsonata: z.string().min(1).optional(),
  /** Absent without a default: reported as missing. */
  required: z.boolean().optional(),
};

/** Platform word to ours. A word not in the table is reported, and the default used; `keep` takes it as it is; a path is read instead. */
const table = {
  table: z.record(z.string(), Scalar).optional(),
  unlisted: z.union([z.enum(['report', 'keep']), z.strictObject({ from: Paths })]).optional(),
};

export const TextField = z.strictObject({
  ...where,
  ...table,
  /** Parts put together; empty parts are left out. */
  join: z.strictObject({ paths: z.array(Paths).min(1), with: z.string() }).optional(),
  /** Only what stands between these marks: after the first, up to any of the letters of `until`. Nothing where the first is not there. */
  cut: z.strictObject({ after: z.string().min(1), until: z.string().min(1) }).optional(),
  default: z.string().optional(),
});
export type TextField = z.infer<typeof TextField>;

/** `beijing-until`: a time or a day, whose last second it is. `local`: as the clocks of `zone` showed it. */
export const TimeFormat = z.enum(['epoch-s', 'epoch-ms', 'iso', 'utc', 'beijing', 'beijing-until', 'local']);
export type TimeFormat = z.infer<typeof TimeFormat>;
/** An IANA time zone: `America/Sao_Paulo`. Of `local` only. */
const zone = z.string().refine(isZone, 'no time zone: write one such as America/Sao_Paulo').optional();
const TimeSource = z.strictObject({ ...where, as: TimeFormat, zone });
export const TimeField = z.strictObject({
  ...TimeSource.shape,
  /** Read when the first says nothing, in a format of its own. */
  otherwise: TimeSource.optional(),
});
export type TimeField = z.infer<typeof TimeField>;

/** All of what is stated must hold. Compared as text, so 105 and "105" are the same word. */
export const Condition = z.strictObject({
  path: Paths,
  in: z.array(z.string()).min(1).optional(),
  notIn: z.array(z.string()).min(1).optional(),
  /** There is something: `false`, 0, `{}` and `[]` are nothing here. */
  present: z.boolean().optional(),
  /** The value is a list, or comma-separated, with this word or one of these in it. */
  lists: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  /** The value, or one of the values, has this text in it. */
  contains: z.string().min(1).optional(),
  /** Nowhere in the value, or the values, is this text. */
  lacks: z.string().min(1).optional(),
});
export type Condition = z.infer<typeof Condition>;

/** `minor`: an integer of fen or cents. `decimal`: exact decimal text in the order's currency. `double`: the same as a number, off by a float's error. */
export const MoneyField = z.strictObject({
  ...where,
  as: z.enum(['minor', 'decimal', 'double']),
  /** Amounts added up; a path starting with `-` is taken off. */
  sum: z.array(Paths).min(1).optional(),
  /** The amount is of this many: divided, to the nearest minor unit. For platforms that give line sums only. */
  per: Paths.optional(),
  /** Read only when all hold; else there is no amount. */
  when: z.array(Condition).optional(),
  /** A sum that comes out lower is this: a difference that can turn round, where a negative amount would say nothing. The parts then disagree with the total, visibly. */
  atLeast: z.number().int().optional(),
  default: z.number().int().optional(),
});
export type MoneyField = z.infer<typeof MoneyField>;

export const CountField = z.strictObject({
  ...where,
  /** For platforms that list every piece as a line of its own. */
  default: z.number().int().min(1).optional(),
});
export type CountField = z.infer<typeof CountField>;

export const FlagField = z.strictObject({ from: Paths, is: z.array(z.string()).min(1) });
export type FlagField = z.infer<typeof FlagField>;

/** Kept as the platform gave it, under our name for it. */
export const AttributeField = z.strictObject({
  ...where,
  ...table,
  as: z.enum(['raw', 'id', ...TimeFormat.options]).default('raw'),
  zone,
});
export type AttributeField = z.infer<typeof AttributeField>;

const ConstraintRule = z.strictObject({
  type: ConstraintType,
  /** One per line instead of one per order; paths then start at the line. */
  perLine: z.boolean().default(false),
  when: z.array(Condition).default([]),
  value: z.union([
    z.strictObject({ time: TimeField }),
    z.strictObject({ window: z.strictObject({ from: TimeField, to: TimeField }) }),
    /** A day and hours of it, Beijing: `20260601` and `09:00-12:00`. */
    z.strictObject({ slot: z.strictObject({ day: Paths, hours: Paths }) }),
    z.strictObject({ text: TextField }),
    /** A list, or text with commas: one constraint for each. */
    z.strictObject({ names: TextField }),
    z.strictObject({ constant: Scalar }),
  ]),
  confidence: z.number().min(0).max(1).default(1),
});
export type ConstraintRule = z.infer<typeof ConstraintRule>;

export const LinesRule = z.strictObject({
  each: Paths,
  /** A second list, of what is given with the order: lines of their own that cost nothing, whatever price they name. */
  gifts: Paths.optional(),
  /** While all hold, the payload's lines are those that change, not all of them. */
  changesWhen: z.array(Condition).min(1).optional(),
  /** Lines that a change takes out. */
  removedWhen: z.array(Condition).min(1).optional(),
  /** Lines that are not deliverables (removed by an edit, say). */
  skip: z.array(Condition).default([]),
  lineId: TextField,
  kind: TextField.optional(),
  sku: TextField,
  channelSku: TextField,
  title: TextField,
  quantity: CountField,
  unitPrice: MoneyField,
  discount: MoneyField.optional(),
  /** Left out: unit price × quantity − discount. */
  total: MoneyField.optional(),
  gift: FlagField.optional(),
});
export type LinesRule = z.infer<typeof LinesRule>;

export const DestinationRule = z.strictObject({
  /** The clear parts are ciphertext: kept as such, shown by their masks. */
  encrypted: z.boolean().default(false),
  country: TextField,
  province: TextField,
  city: TextField,
  district: TextField,
  street: TextField.optional(),
  detail: TextField,
  regionCode: TextField.optional(),
  postalCode: TextField.optional(),
  name: TextField,
  phone: TextField,
  email: TextField.optional(),
  nameMasked: TextField.optional(),
  phoneMasked: TextField.optional(),
  /** The platform's own opaque id of the address. */
  openAddressId: TextField.optional(),
});
export type DestinationRule = z.infer<typeof DestinationRule>;

/** What tells who is behind an account; read to recognise people across channels, kept in `customers` only. */
export const BuyerRule = z.strictObject({
  /** An id the platform uses for a person in all of its shops and apps. */
  unionId: z.strictObject({ platform: z.string().regex(/^[a-z][a-z0-9-]*$/), id: TextField }).optional(),
  /** The account's own number, which the platform has checked: not the addressee's. */
  phone: TextField.optional(),
  /** The goods are a present: the addressee is somebody else. */
  present: FlagField.optional(),
});
export type BuyerRule = z.infer<typeof BuyerRule>;

export const Example = z.strictObject({
  name: z.string().min(1),
  payload: z.unknown(),
  /** A part of the resulting order; what is not named is not compared. */
  expect: z.record(z.string(), z.unknown()),
  /** Fields that must be reported, and no others. */
  problems: z.array(z.string()).default([]),
});
export type Example = z.infer<typeof Example>;

/**
 * How one channel's order payload becomes a ChannelOrder: a catalog document, tested by its own examples.
 * First versions: catalog/channels/*.json.
 */
export const Mapping = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.string().min(1),
  title: z.strictObject({ en: z.string(), zh: z.string() }),
  /** Where the order is inside an answer of the platform's API; none of them there: the payload itself. */
  unwrap: z.array(Path).default([]),
  order: z.strictObject({
    channelOrderId: TextField,
    shopId: TextField,
    placedAt: TimeField,
    /** The snapshot's own time, which decides what is newer. */
    saidAt: TimeField,
    promiseAt: TimeField.optional(),
    currency: TextField,
    fulfillmentType: TextField,
    channelIdentity: TextField,
    organisation: TextField.optional(),
    tier: TextField.optional(),
    buyerRemark: TextField.optional(),
    sellerRemark: TextField.optional(),
  }),
  amounts: z.strictObject({
    items: MoneyField.optional(),
    shipping: MoneyField,
    discount: MoneyField,
    tax: MoneyField,
    total: MoneyField,
    paid: MoneyField,
    refunded: MoneyField.optional(),
    taxIncluded: FlagField.optional(),
  }),
  /** The first rule that holds; no rule: the order is held and the unknown words named. */
  status: z.array(z.strictObject({ is: ChannelStatus, when: z.array(Condition).min(1) })).min(1),
  holds: z
    .array(z.strictObject({ type: HoldType, reason: z.string().min(1), when: z.array(Condition).min(1) }))
    .default([]),
  /** The platform says that the order crosses a border, in any of these ways; where it goes is looked at besides. */
  crossBorder: z.array(z.array(Condition).min(1)).default([]),
  lines: LinesRule,
  destination: DestinationRule,
  buyer: BuyerRule.optional(),
  /** While all hold, or all of one of several lists, the platform keeps the address back (not paid, under review): none is no fault then. */
  addressHiddenWhen: z.union([z.array(Condition).min(1), z.array(z.array(Condition).min(1)).min(1)]).optional(),
  constraints: z.array(ConstraintRule).default([]),
  /** Parts of the order that such a payload says nothing about: what was known of them stays (a cancellation repeats no lines). */
  silentOn: z.partialRecord(Aspect, z.array(Condition).min(1)).default({}),
  /** Where the payload's reader has listed what contradicts itself: `{code, field, values}`. */
  checks: Path.optional(),
  attributes: z.record(z.string(), AttributeField).default({}),
  lineAttributes: z.record(z.string(), AttributeField).default({}),
  /** Our carrier to the platform's code for it, for what is written back: `SF_EXPRESS` → `shunfeng`. */
  carriers: z.record(z.string(), z.string().min(1)).default({}),
  /** When a trial of a new version ends itself. */
  rollback: RollbackRule.optional(),
  /** Pieces of every SKU that are not offered to this channel: orders that are placed there and not yet known here. */
  stockBuffer: z.number().int().min(0).default(0),
  examples: z.array(Example).default([]),
});
export type Mapping = z.infer<typeof Mapping>;

/** A mapping document that cannot be used: names the mapping, the field and the cure. */
export class BadMapping extends Error {
  override name = 'BadMapping';
}

/** @throws BadMapping */
export const parseMapping = (document: unknown): Mapping => {
  const parsed = Mapping.safeParse(document);
  if (parsed.success) return parsed.data;
  const id = (document as { id?: unknown } | null)?.id;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
  throw new BadMapping(`mapping ${typeof id === 'string' ? id : '(without id)'}: ${faults.join('; ')}`);
};
