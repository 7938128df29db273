import * as z from 'zod';
import { InstructionType } from '../channel/remark-instruction.ts';
import type { Order } from './order.ts';

export const INTENTS = [
  'GIFT',
  'URGENT',
  'TRIAL',
  'BULK',
  'INSTALL',
  'SUBSCRIPTION',
  'APPOINTMENT',
  'REPLACEMENT',
] as const;
/** What an order may really be for. */
export const Intent = z.enum(INTENTS);
export type Intent = z.infer<typeof Intent>;

/** How likely an order is for something, and what speaks for and against it: the model's evidence by id, in log-odds. */
export const IntentGuess = z.object({
  intent: Intent,
  probability: z.number().min(0).max(1),
  evidence: z.array(z.object({ id: z.string(), weight: z.number() })),
});
export type IntentGuess = z.infer<typeof IntentGuess>;

const Title = z.object({ en: z.string().min(1), zh: z.string().min(1) });

/** A service that suits the order. Offered, not carried out. */
export const ServiceOffer = z.object({
  service: z.string(),
  title: Title,
  /** `intent:GIFT`, `channel:xiaohongshu` */
  because: z.string(),
  /** Of the intent it follows; 1 where the channel decides. */
  probability: z.number().min(0).max(1),
  /** Done unless somebody declines; else offered first. */
  byDefault: z.boolean(),
});
export type ServiceOffer = z.infer<typeof ServiceOffer>;

const SignLine = z.object({
  kind: z.enum(['GOODS', 'SERVICE', 'SUBSCRIPTION', 'APPOINTMENT']).default('GOODS'),
  title: z.string().default(''),
  quantity: z.number().int().default(1),
  gift: z.boolean().default(false),
});

/** What of an order tells its intent; nothing personal. */
export const OrderSigns = z.object({
  channel: z.string().default(''),
  fulfillmentType: z.enum(['SHIP', 'PICKUP', 'SERVICE', 'VIRTUAL']).default('SHIP'),
  /** The buyer is a business. */
  isBusiness: z.boolean().default(false),
  lines: z.array(SignLine).default([]),
  /** What the remarks surely ask. */
  instructions: z.array(z.object({ type: InstructionType, value: z.string() })).default([]),
  /** Both remarks, masked. */
  remarks: z.string().default(''),
  attributes: z.record(z.string(), z.unknown()).default({}),
  totalMinor: z.number().int().default(0),
});
export type OrderSigns = z.infer<typeof OrderSigns>;

export const signsOf = (
  order: Pick<
    Order,
    'channel' | 'fulfillmentType' | 'initiator' | 'deliverables' | 'constraints' | 'remarks' | 'attributes' | 'amounts'
  >,
): OrderSigns => ({
  channel: order.channel,
  fulfillmentType: order.fulfillmentType,
  isBusiness: order.initiator.organisation !== null,
  lines: order.deliverables.map(({ kind, title, quantity, gift }) => ({ kind, title, quantity, gift })),
  instructions: order.constraints.flatMap(({ said, value }) =>
    said ? [{ type: said.instruction, value: typeof value === 'object' ? '' : String(value) }] : [],
  ),
  remarks: `${order.remarks.buyer}\n${order.remarks.seller}`,
  attributes: order.attributes,
  totalMinor: order.amounts.totalMinor,
});

/** Something an order may show. All that is stated must hold; of each list one suffices. */
export const Sign = z
  .strictObject({
    channels: z.array(z.string().min(1)).min(1),
    fulfillmentTypes: z.array(OrderSigns.shape.fulfillmentType.unwrap()).min(1),
    lineKinds: z.array(SignLine.shape.kind.unwrap()).min(1),
    /** An instruction of this type, with one of these values where any are given. */
    instruction: z.strictObject({ type: InstructionType, values: z.array(z.string().min(1)).min(1).optional() }),
    /** One of these words in the title of a line, whatever the case. */
    titleHas: z.array(z.string().min(1)).min(1),
    /** One of these words in a remark. */
    remarkHas: z.array(z.string().min(1)).min(1),
    /** An attribute of the channel; with one of these values where any are given, else with any value that is not empty or false. */
    attribute: z.strictObject({ name: z.string().min(1), in: z.array(z.string()).min(1).optional() }),
    /** Pieces of one line. */
    quantityAtLeast: z.number().int().min(2),
    /** Pieces of all lines. */
    piecesAtLeast: z.number().int().min(2),
    totalAtMostMinor: z.number().int().min(0),
    giftLine: z.literal(true),
    business: z.boolean(),
  })
  .partial()
  .refine((sign) => Object.keys(sign).length > 0, { error: 'state at least one thing, such as channels or titleHas' });
export type Sign = z.infer<typeof Sign>;

const hasWord = (text: string, words: readonly string[]): boolean => {
  const plain = text.toLowerCase();
  return words.some((word) => plain.includes(word.toLowerCase()));
};

const hasAttribute = ({ attributes }: OrderSigns, { name, in: values }: NonNullable<Sign['attribute']>): boolean => {
  const value = attributes[name];
  if (values) return values.includes(String(value));
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
};

type Tests = { readonly [name in keyof Sign]-?: (wanted: NonNullable<Sign[name]>, order: OrderSigns) => boolean };
const TESTS: Tests = {
  channels: (channels, order) => channels.includes(order.channel),
  fulfillmentTypes: (types, order) => types.includes(order.fulfillmentType),
  lineKinds: (kinds, { lines }) => lines.some(({ kind }) => kinds.includes(kind)),
  instruction: ({ type, values }, { instructions }) =>
    instructions.some((each) => each.type === type && (values === undefined || values.includes(each.value))),
  titleHas: (words, { lines }) => lines.some(({ title }) => hasWord(title, words)),
  remarkHas: (words, { remarks }) => hasWord(remarks, words),
  attribute: (wanted, order) => hasAttribute(order, wanted),
  quantityAtLeast: (least, { lines }) => lines.some(({ quantity }) => quantity >= least),
  piecesAtLeast: (least, { lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0) >= least,
  totalAtMostMinor: (most, { totalMinor }) => totalMinor <= most,
  giftLine: (_wanted, { lines }) => lines.some(({ gift }) => gift),
  business: (wanted, { isBusiness }) => isBusiness === wanted,
};

/** Whether an order shows the sign. */
export const shows = (order: OrderSigns, sign: Sign): boolean =>
  (Object.keys(sign) as (keyof Sign)[]).every((name) => {
    const wanted = sign[name];
    return wanted === undefined || (TESTS[name] as (wanted: unknown, order: OrderSigns) => boolean)(wanted, order);
  });

export const OfferTitle = Title;
