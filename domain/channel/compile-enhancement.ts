import type { ChannelOrder, JoinedRecord } from '../order/order.ts';
import { type Instant, plusHours } from '../time.ts';
import type { AttributeDefinition, FieldsByPath } from './attribute-set.ts';
import { expectedOf, readerFor, WRONG } from './attribute-value.ts';
import type { Attributes } from './compile-attribute-set.ts';
import type { Enhancement } from './enhancement.ts';
import { readTime } from './mapping-field.ts';
import type { Notes } from './mapping-notes.ts';
import { compilePath, compilePaths, isEmpty, pathText } from './mapping-path.ts';
import { type FactPath, factsAt, lineAttributes, type OrderFacts } from './order-facts.ts';

/** The records that an order is joined with, of one pack, by join key. */
export type JoinedRecords = Readonly<Record<string, JoinedRecord>>;

/** A record that was read, or why it cannot be: field, value and cure. */
export type ReadRecord =
  | { readonly kind: 'RECORD'; readonly key: string; readonly record: JoinedRecord }
  | { readonly kind: 'REFUSED'; readonly problem: string };

/** From the first moment to the last. */
export type Window = { readonly from: Instant; readonly to: Instant };

export type CompiledEnhancement = {
  readonly id: string;
  readonly version: string;
  readonly channel: string;
  /** What orders are joined on. */
  readonly on: FactPath;
  readonly fields: FieldsByPath;
  readonly read: (record: unknown) => ReadRecord;
  /** The record without what the pack does not read: nothing else is kept. */
  readonly trim: (record: unknown) => Attributes;
  readonly keysOf: (order: OrderFacts) => readonly string[];
  /** Records of these times say something about an order placed then, and the reverse. */
  readonly windowAround: (at: Instant) => Window;
  /** The order's attributes with what the records add; what the channel says itself stays. */
  readonly enhance: (order: OrderFacts, records: JoinedRecords) => ChannelOrder['attributes'];
};

class Unreadable extends Error {
  override name = 'Unreadable';
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 64);

const fieldReader = (definition: AttributeDefinition) => {
  const { name, source, type, unit, as } = definition;
  const find = compilePaths(source ?? name);
  const convert = readerFor(type, definition);
  const time =
    type === 'instant' && source !== undefined
      ? readTime({ from: source, as: (as ?? 'iso') as 'iso' }, { target: name, hold: null })
      : null;
  const read = (record: unknown): unknown => {
    const value = find(record);
    if (isEmpty(value)) return undefined;
    const converted = time ? (time(record, newNotes()) ?? WRONG) : convert(value, unit ?? '');
    if (converted !== WRONG) return converted;
    throw new Unreadable(`${pathText(source ?? name)} ${shown(value)} is not ${expectedOf(definition)}: correct it`);
  };
  return { name, read };
};

const newNotes = (): Notes => ({ problems: [], missing: [], computed: new Map(), currency: '' });

const recordReader = ({ join, observedAt, fields }: Enhancement): ((record: unknown) => ReadRecord) => {
  const keyOf = compilePath(join.record);
  const observed = readTime(observedAt, { target: 'observedAt', hold: null });
  const readers = fields.map(fieldReader);
  return (record) => {
    const key = keyOf(record);
    if (isEmpty(key) || typeof key === 'object')
      return { kind: 'REFUSED', problem: `${join.record} is missing: it says which orders the record is about` };
    const notes = newNotes();
    const at = observed(record, notes);
    const said = notes.problems[0];
    if (!at)
      return {
        kind: 'REFUSED',
        problem: `${observedAt.from} ${said ? `${shown(said.value)} ${said.problem}` : 'is missing'}: send when the record was true, as ${observedAt.as}`,
      };
    try {
      const values = readers.flatMap(({ name, read }) => {
        const value = read(record);
        return value === undefined ? [] : [[name, value] as const];
      });
      return { kind: 'RECORD', key: String(key), record: { observedAt: at, values: Object.fromEntries(values) } };
    } catch (error) {
      if (error instanceof Unreadable) return { kind: 'REFUSED', problem: error.message };
      throw error;
    }
  };
};

const partsRead = ({ join, observedAt, fields }: Enhancement): ReadonlySet<string> =>
  new Set(
    [join.record, observedAt.from, ...fields.flatMap(({ name, source = name }) => source)].map(
      (path) => path.split(/[.[]/)[0] ?? path,
    ),
  );

/** What the channel says itself is not overwritten. */
const filledUp = (own: Attributes, more: Attributes): Attributes => ({ ...more, ...own });

const withValues = (attributes: Attributes, lineId: string | null, values: Attributes): Attributes => {
  if (lineId === null) return filledUp(attributes, values);
  const lines = lineAttributes(attributes);
  return { ...attributes, lines: { ...lines, [lineId]: filledUp(lines[lineId] ?? {}, values) } };
};

/** Makes a pack into functions, once. */
export const compileEnhancement = (pack: Enhancement, version: string): CompiledEnhancement => {
  const { id, channel, join, freshHours } = pack;
  const ofLines = join.order.startsWith('lines.');
  const parts = partsRead(pack);
  const enhance: CompiledEnhancement['enhance'] = (order, records) => {
    let { attributes } = order;
    for (const { lineId, value } of factsAt(order, join.order)) {
      const found = Object.hasOwn(records, String(value)) ? records[String(value)] : undefined;
      if (found) attributes = withValues(attributes, lineId, found.values);
    }
    return attributes;
  };
  return {
    id,
    version,
    channel,
    on: join.order,
    fields: new Map(pack.fields.map((field) => [`${ofLines ? 'lines.' : ''}${field.name}`, field])),
    read: recordReader(pack),
    trim: (record) => Object.fromEntries(Object.entries(record as Attributes).filter(([part]) => parts.has(part))),
    keysOf: (order) => [...new Set(factsAt(order, join.order).map(({ value }) => String(value)))],
    windowAround: (at) => ({ from: plusHours(at, -freshHours), to: plusHours(at, freshHours) }),
    enhance,
  };
};
