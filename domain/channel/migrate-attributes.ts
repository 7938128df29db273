import type { AttributeDefinition, AttributeMigration, FieldsByPath } from './attribute-set.ts';
import { expectedOf, readerFor, WRONG } from './attribute-value.ts';
import type { Attributes } from './compile-attribute-set.ts';
import { isEmpty } from './mapping-path.ts';
import { lineAttributes } from './order-facts.ts';

const LINES = 'lines.';

/** Whose attributes: the order's (no prefix) or a line's. */
export type Level = '' | typeof LINES;

export const ofLevel = (migrations: readonly AttributeMigration[], level: Level): readonly AttributeMigration[] =>
  migrations.filter(({ field }) => field.startsWith(LINES) === (level === LINES));

/** Takes out what is dropped and moves what is renamed, in place. A value under the new name stays. */
export const renameAndDrop = (
  values: Record<string, unknown>,
  migrations: readonly AttributeMigration[],
  level: Level,
): void => {
  for (const migration of migrations) {
    const name = migration.field.slice(level.length);
    const value = values[name];
    if (value === undefined || migration.do === 'convert') continue;
    delete values[name];
    const to = migration.do === 'rename' ? migration.to.slice(level.length) : null;
    if (to !== null && values[to] === undefined) values[to] = value;
  }
};

/** A value that its new type has no room for. */
export type Unconvertible = { readonly field: string; readonly value: string; readonly expected: string };

export type Migrated = { readonly attributes: Record<string, unknown>; readonly failed: readonly Unconvertible[] };

type Converter = { readonly name: string; readonly path: string; readonly definition: AttributeDefinition };

const LONGEST_SHOWN = 64;

const convertAll = (values: Record<string, unknown>, converters: readonly Converter[], currency: string) =>
  converters.flatMap(({ name, path, definition }): Unconvertible[] => {
    const value = values[name];
    if (isEmpty(value)) return [];
    const converted = readerFor(definition.type, definition)(value, currency);
    if (converted !== WRONG) {
      values[name] = converted;
      return [];
    }
    delete values[name];
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return [{ field: path, value: text.slice(0, LONGEST_SHOWN), expected: expectedOf(definition) }];
  });

/**
 * What a release does to the attributes of an order that is stored: once per order, since a converted value cannot be told from one that
 * is still to be.
 */
export const migrateAttributes = (
  attributes: Attributes,
  { migrations, fields }: { readonly migrations: readonly AttributeMigration[]; readonly fields: FieldsByPath },
  currency: string,
): Migrated => {
  const failed: Unconvertible[] = [];
  const migrated = (given: Attributes, level: Level): Record<string, unknown> => {
    const values = { ...given };
    const own = ofLevel(migrations, level);
    renameAndDrop(values, own, level);
    const converters = own.flatMap(({ do: what, field }): Converter[] => {
      const definition = fields.get(field);
      return what === 'convert' && definition
        ? [{ name: field.slice(level.length), path: `attributes.${field}`, definition }]
        : [];
    });
    failed.push(...convertAll(values, converters, currency));
    return values;
  };
  const { lines: _lines, ...own } = attributes;
  const lines = Object.entries(lineAttributes(attributes)).map(
    ([lineId, values]) => [lineId, migrated(values, LINES)] as const,
  );
  const whole = migrated(own, '');
  return { attributes: lines.length > 0 ? { ...whole, lines: Object.fromEntries(lines) } : whole, failed };
};
