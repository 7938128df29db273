import type { AttributeDefinition, FieldsByPath } from '../channel/attribute-set.ts';
import type { Attributes } from '../channel/compile-attribute-set.ts';
import { type FactPath, factsAt, lineAttributes, type OrderFacts } from '../channel/order-facts.ts';
import type { Order, Tag } from './order.ts';

/** Index rows are written with the order, in one transaction of a hundred parts at most. */
const MOST_TERMS = 40;
/** A longer value is text that is read, not looked up. */
const LONGEST_VALUE = 256;

/** What an order is found by: a field's name and its value, as text. */
export type Term = { readonly name: string; readonly value: string };

export const termText = ({ name, value }: Term): string => `${name}=${value}`;

const isSearchable = ({ searchable }: AttributeDefinition): boolean => searchable;

const valuesOf = (attributes: Attributes, path: string): readonly unknown[] => {
  const [name, ofLine] = path.split('.') as [string, string | undefined];
  if (ofLine === undefined) return [attributes[name]].flat();
  return Object.values(lineAttributes(attributes)).flatMap((line) => [line[ofLine]].flat());
};

/** The name a path is searched by: an order's field and a line's of one name are one question. */
export const termName = (path: FactPath): string => path.replace(/^(?:attributes|lines)\./, '');

export type Indexed = {
  readonly fields: readonly FieldsByPath[];
  readonly joins: readonly FactPath[];
  readonly tags: readonly Tag[];
};

/** Searchable fields, what packs join on, and tags; the order's own fields before those of its lines. */
export const termsOf = (order: OrderFacts, { fields, joins, tags }: Indexed): readonly string[] => {
  const searchable = fields
    .flatMap((each) => [...each].filter(([, definition]) => isSearchable(definition)).map(([path]) => path))
    .sort((a, b) => Number(a.startsWith('lines.')) - Number(b.startsWith('lines.')));
  const joined = joins
    // The channel's own id of the order is a key already.
    .filter((path) => path !== 'channelOrderId')
    .flatMap((path) => factsAt(order, path).map(({ value }) => ({ name: termName(path), value })));
  const found = [
    ...tags.map(({ tag }) => ({ name: 'tag', value: tag as unknown })),
    ...joined,
    ...searchable.flatMap((path) => valuesOf(order.attributes, path).map((value) => ({ name: termName(path), value }))),
  ]
    .filter(({ value }) => value !== undefined && value !== null && value !== '')
    .map(({ name, value }) => ({ name, value: String(value) }))
    .filter(({ value }) => value.length <= LONGEST_VALUE);
  return [...new Set(found.map(termText))].slice(0, MOST_TERMS);
};

/** Paths of every attribute an order carries: `giftWrap`, `lines.videoId`. */
export const carriedBy = ({
  attributes,
  personalFields = [],
}: Pick<Order, 'attributes' | 'personalFields'>): string[] => {
  const { lines: _lines, ...own } = attributes;
  const ofLines = Object.values(lineAttributes(attributes)).flatMap((line) => Object.keys(line));
  return [...new Set([...Object.keys(own), ...ofLines.map((name) => `lines.${name}`), ...personalFields])];
};
