import type { ChannelOrder, Conflict } from '../order/order.ts';
import type { Instant } from '../time.ts';
import type { AttributeDefinition, AttributeMigration, AttributeSet } from './attribute-set.ts';
import { type FieldsByPath, fieldsByPath } from './attribute-set.ts';
import { expectedOf, readerFor, WRONG } from './attribute-value.ts';
import { compileConditions } from './mapping-conditions.ts';
import { readAttribute } from './mapping-field.ts';
import { type MappingProblem, type Notes, report, reportMissing, type Target } from './mapping-notes.ts';
import { isEmpty, pathText } from './mapping-path.ts';
import { conflictsFrom } from './mapping-verdict.ts';
import { type Level, ofLevel, renameAndDrop } from './migrate-attributes.ts';

/** Attributes by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Where a set's `source` paths are read: the platform's order object, and its line objects by line id. */
export type AttributeSources = {
  readonly order: unknown;
  readonly lines: readonly (readonly [lineId: string, source: unknown])[];
};

/** As much of an order as a set looks at. */
export type Described = Pick<ChannelOrder, 'currency' | 'attributes'> & Partial<Pick<ChannelOrder, 'saidAt'>>;

/** What a set makes of an order's attributes. */
export type DescribedAttributes = {
  readonly attributes: ChannelOrder['attributes'];
  /** Values that only the customer's record may keep, by field; those of lines under `lines`. */
  readonly personal: Attributes;
  /** Paths of the personal fields that the order has. */
  readonly personalFields: readonly string[];
  readonly problems: readonly MappingProblem[];
};

export type CompiledAttributeSet = {
  readonly id: string;
  readonly version: string;
  readonly fields: FieldsByPath;
  readonly migrations: readonly AttributeMigration[];
  readonly describe: (order: Described, sources: AttributeSources) => DescribedAttributes;
  /** Problems as the order shows them: channel and field, value, and the version that said so. */
  readonly conflictsOf: (problems: readonly MappingProblem[], since: Instant) => readonly Conflict[];
};

const LINES = 'lines.';

type FieldReader = {
  readonly definition: AttributeDefinition;
  readonly read: (values: Record<string, unknown>, source: unknown, notes: Notes) => unknown;
};

/** A path through a list gives a list: of none is nothing, of one is that one. */
const onlyOne = (value: unknown): unknown => (Array.isArray(value) && value.length <= 1 ? value[0] : value);

const fieldReader = (definition: AttributeDefinition, prefix: string): FieldReader => {
  const { name, source, type, as, personal } = definition;
  const target: Target = { target: `attributes.${prefix}${name}`, hold: null, personal };
  const time = type === 'instant' ? { as: (as ?? 'iso') as 'iso' } : { as: 'raw' as const };
  const fromSource = source === undefined ? null : readAttribute({ from: source, ...time }, target);
  const said = source === undefined ? name : pathText(source);
  const convert = readerFor(type, definition);
  const single = type === 'list' || type === 'record' ? (value: unknown) => value : onlyOne;
  const cure = `have the platform send ${expectedOf(definition)}, or state another type in the attribute set`;
  const read: FieldReader['read'] = (values, from, notes) => {
    const value = single(fromSource?.(from, notes) ?? values[name]);
    if (isEmpty(value)) return undefined;
    const converted = convert(value, notes.currency);
    if (converted !== WRONG) return converted;
    report(notes, target, said, value, `is not ${expectedOf(definition)}`, cure);
    return undefined;
  };
  return { definition, read };
};

type LevelReader = {
  readonly level: Level;
  readonly readers: readonly FieldReader[];
  readonly migrations: readonly AttributeMigration[];
};

const levelOf = (
  fields: readonly AttributeDefinition[],
  migrations: readonly AttributeMigration[],
  level: Level,
): LevelReader => ({
  level,
  readers: fields.map((definition) => fieldReader(definition, level)),
  migrations: ofLevel(migrations, level),
});

type Told = { readonly values: Record<string, unknown>; readonly personal: Record<string, unknown> };

const readLevel = (
  { level, readers, migrations }: LevelReader,
  given: Attributes,
  source: unknown,
  notes: Notes,
): Told => {
  const values: Record<string, unknown> = { ...given };
  renameAndDrop(values, migrations, level);
  const personal: Record<string, unknown> = {};
  for (const { definition, read } of readers) {
    const { name } = definition;
    const value = read(values, source, notes);
    if (value === undefined || definition.personal) delete values[name];
    else values[name] = value;
    if (value !== undefined && definition.personal) personal[name] = value;
  }
  return { values, personal };
};

type Rule = {
  readonly definition: AttributeDefinition;
  readonly applies: (order: unknown) => boolean;
  readonly target: Target;
  readonly said: string;
};

const rulesOf = (fields: readonly AttributeDefinition[], prefix: string): readonly Rule[] =>
  fields.flatMap((definition) => {
    const { name, requiredWhen, source } = definition;
    if (requiredWhen === undefined) return [];
    const target = { target: `attributes.${prefix}${name}`, hold: null };
    return [{ definition, applies: compileConditions(requiredWhen), target, said: pathText(source ?? name) }];
  });

const isThere = ({ definition: { name } }: Rule, { values, personal }: Told): boolean =>
  values[name] !== undefined || personal[name] !== undefined;

/** A push that says nothing of the order's lines says nothing of its attributes. */
const speaks = ({ saidAt }: Described): boolean => saidAt === undefined || saidAt.lines !== undefined;

const perLine = ({ attributes }: Described): Readonly<Record<string, Attributes>> =>
  (attributes.lines as Readonly<Record<string, Attributes>> | undefined) ?? {};

const NOTHING: Attributes = {};

/** Makes an attribute set into a function, once. What the set does not name is kept as the mapping gave it. */
export const compileAttributeSet = (set: AttributeSet, version: string): CompiledAttributeSet => {
  const { id, migrations } = set;
  const chosenBy = `attribute-set/${id}@${version}`;
  const orderLevel = levelOf(set.fields, migrations, '');
  const lineLevel = levelOf(set.lineFields, migrations, LINES);
  const readsLines = lineLevel.readers.some(({ definition }) => definition.source !== undefined);
  const orderRules = rulesOf(set.fields, '');
  const lineRules = rulesOf(set.lineFields, LINES);

  const lineIdsOf = (order: Described, sources: AttributeSources): readonly string[] => {
    const known = Object.keys(perLine(order));
    if (!readsLines && lineRules.length === 0) return known;
    return [...new Set([...known, ...sources.lines.map(([lineId]) => lineId)])];
  };

  const check = (order: Described, whole: Told, lines: readonly Told[], notes: Notes): void => {
    if (!speaks(order)) return;
    const view = { ...order, attributes: whole.values };
    for (const rule of orderRules)
      if (!isThere(rule, whole) && rule.applies(view)) reportMissing(notes, rule.target, rule.said);
    for (const rule of lineRules)
      if (lines.some((line) => !isThere(rule, line)) && rule.applies(view))
        reportMissing(notes, rule.target, rule.said);
  };

  const describe = (order: Described, sources: AttributeSources): DescribedAttributes => {
    const notes: Notes = { problems: [], missing: [], computed: new Map(), currency: order.currency };
    const { lines: _lines, ...given } = order.attributes;
    const whole = readLevel(orderLevel, given, sources.order, notes);
    const sourceOf = new Map(sources.lines);
    const stated = perLine(order);
    const lines = lineIdsOf(order, sources).map(
      (lineId) => [lineId, readLevel(lineLevel, stated[lineId] ?? NOTHING, sourceOf.get(lineId), notes)] as const,
    );
    check(
      order,
      whole,
      lines.map(([, line]) => line),
      notes,
    );
    return { ...together(whole, lines), problems: notes.problems };
  };

  const conflictsOf: CompiledAttributeSet['conflictsOf'] = (problems, since) =>
    conflictsFrom(
      problems.map((problem) => ({ ...problem, field: `${id}: ${problem.field}` })),
      since,
      chosenBy,
    );

  return { id, version, fields: fieldsByPath(set), migrations, describe, conflictsOf };
};

const byLine = (lines: readonly (readonly [string, Attributes])[]): Attributes | null => {
  const told = lines.filter(([, values]) => Object.keys(values).length > 0);
  return told.length === 0 ? null : Object.fromEntries(told);
};

const together = (whole: Told, lines: readonly (readonly [string, Told])[]) => {
  const values = byLine(lines.map(([lineId, line]) => [lineId, line.values]));
  const personal = byLine(lines.map(([lineId, line]) => [lineId, line.personal]));
  const personalOfLines = new Set(lines.flatMap(([, line]) => Object.keys(line.personal)));
  return {
    attributes: values ? { ...whole.values, lines: values } : whole.values,
    personal: personal ? { ...whole.personal, lines: personal } : whole.personal,
    personalFields: [...Object.keys(whole.personal), ...Array.from(personalOfLines, (name) => `${LINES}${name}`)],
  };
};
