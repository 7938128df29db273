import type { CompiledAttributeSet } from '../channel/compile-attribute-set.ts';
import type { CompiledEnhancement, JoinedRecords } from '../channel/compile-enhancement.ts';
import type { CompiledLink } from '../channel/compile-semantic-link.ts';
import type { OrderFacts } from '../channel/order-facts.ts';
import { withLineChanges } from './line-changes.ts';
import { canonical } from './merge.ts';
import type { ChannelOrder, Order } from './order.ts';
import { termsOf } from './order-terms.ts';

/** The documents that say what a channel's attributes mean, in the versions that decide about one order. */
export type MetaModel = {
  /** Null: the channel has no attribute set, and its attributes are kept as they were mapped. */
  readonly set: CompiledAttributeSet | null;
  readonly packs: readonly CompiledEnhancement[];
  readonly links: readonly CompiledLink[];
  /** What the order is pinned to from now on: `attribute-set/douyin` → `3`. */
  readonly pins: Readonly<Record<string, string>>;
};

/** Records found for an order, by pack and join key. */
export type FoundRecords = Readonly<Record<string, JoinedRecords>>;

export type OrderAttributes = Pick<Order, 'attributes' | 'personalFields' | 'enhancements' | 'tags' | 'foundBy'>;

export const factsOf = (view: ChannelOrder): OrderFacts => ({
  channel: view.channel,
  channelOrderId: view.channelOrderId,
  channelIdentity: view.initiator.channelIdentity,
  placedAt: view.placedAt,
  currency: view.currency,
  attributes: view.attributes,
  lines: withLineChanges(view).lines,
});

const byId = <T extends { readonly id: string }>(documents: readonly T[]): readonly T[] =>
  [...documents].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Of the records known and those found now, those whose keys the order has; found ones win. */
const joinedWith = (facts: OrderFacts, pack: CompiledEnhancement, known: JoinedRecords, found: JoinedRecords) => {
  const records = { ...known, ...found };
  return Object.fromEntries(
    pack.keysOf(facts).flatMap((key) => (Object.hasOwn(records, key) ? [[key, records[key]] as const] : [])),
  ) as JoinedRecords;
};

const unlessEmpty = <T extends object>(value: T): T | undefined => (Object.keys(value).length > 0 ? value : undefined);

/**
 * What an order's attributes are with everything known, what they say about the customer, and what the order is found by. It depends
 * on the channel's word, the records and the documents only: not on what came first.
 */
export const attributesOf = (
  view: ChannelOrder,
  known: Order['enhancements'],
  found: FoundRecords,
  { set, packs, links }: MetaModel,
): OrderAttributes => {
  const facts = factsOf(view);
  const enhancements: Record<string, JoinedRecords> = {};
  let attributes = view.attributes;
  for (const pack of byId(packs)) {
    const joined = joinedWith(facts, pack, known?.[pack.id] ?? {}, found[pack.id] ?? {});
    if (Object.keys(joined).length === 0) continue;
    enhancements[pack.id] = joined;
    attributes = pack.enhance({ ...facts, attributes }, joined);
  }
  const whole = { ...facts, attributes };
  const tags = byId(links).flatMap((link) => link.tagsOf(whole));
  const fields = [...(set ? [set.fields] : []), ...packs.map((pack) => pack.fields)];
  const foundBy = termsOf(whole, { fields, joins: packs.map(({ on }) => on), tags });
  return {
    attributes,
    personalFields: view.personalFields,
    enhancements: unlessEmpty(enhancements),
    tags: unlessEmpty(tags),
    foundBy: unlessEmpty([...foundBy]),
  };
};

/** Whether the order has them already. */
export const hasAttributes = (order: Order, attributes: OrderAttributes): boolean =>
  (Object.keys(attributes) as (keyof OrderAttributes)[]).every(
    (field) => canonical(attributes[field]) === canonical(order[field]),
  );

/** The documents that decide, and the records found. */
export type Extension = { readonly meta: MetaModel; readonly records: FoundRecords };

/**
 * What the channel's word makes of the fields beyond the core ones. Without documents an order keeps what it has as long as the
 * channel says nothing new of it.
 */
export const extended = (
  view: ChannelOrder,
  order: Order | null,
  extension: Extension | undefined,
): OrderAttributes | Partial<Pick<OrderAttributes, 'attributes'>> => {
  if (extension) return attributesOf(view, order?.enhancements, extension.records, extension.meta);
  const isOld = order !== null && canonical(view.attributes) === canonical(order.channelView.attributes);
  return isOld ? {} : { attributes: view.attributes };
};

/** Whether documents or records make something else of an order than it has. */
export const isExtended = (view: ChannelOrder, order: Order, extension: Extension | undefined): boolean =>
  extension !== undefined &&
  !hasAttributes(order, attributesOf(view, order.enhancements, extension.records, extension.meta));
