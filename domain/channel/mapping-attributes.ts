import type { AttributeField, Mapping } from './mapping.ts';
import { type Reader, readAttribute } from './mapping-field.ts';
import type { Notes } from './mapping-notes.ts';

type Readers = readonly (readonly [name: string, reader: Reader<unknown>])[];

const compile = (fields: Readonly<Record<string, AttributeField>>, prefix: string): Readers =>
  Object.entries(fields).map(([name, field]) => [
    name,
    readAttribute(field, { target: `${prefix}.${name}`, hold: null }),
  ]);

const readAll = (readers: Readers, source: unknown, notes: Notes): Record<string, unknown> => {
  const found: Record<string, unknown> = {};
  for (const [name, reader] of readers) {
    const value = reader(source, notes);
    if (value !== undefined) found[name] = value;
  }
  return found;
};

/** What the channel adds to an order; what it adds to lines is under `lines`, by line id. */
export const compileAttributes = (mapping: Pick<Mapping, 'attributes' | 'lineAttributes'>) => {
  const ofOrder = compile(mapping.attributes, 'attributes');
  const ofLine = compile(mapping.lineAttributes, 'attributes.lines');
  return (
    source: unknown,
    lines: readonly unknown[],
    lineIds: readonly string[],
    notes: Notes,
  ): Record<string, unknown> => {
    const attributes = readAll(ofOrder, source, notes);
    if (ofLine.length === 0) return attributes;
    const perLine = lines.map((line, index) => [lineIds[index] ?? '', readAll(ofLine, line, notes)] as const);
    const told = perLine.filter(([, found]) => Object.keys(found).length > 0);
    return told.length === 0 ? attributes : { ...attributes, lines: Object.fromEntries(told) };
  };
};
