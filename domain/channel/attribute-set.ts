import * as z from 'zod';
import { RollbackRule } from '../workbench/catalog-document.ts';
import { Condition, TimeFormat } from './mapping.ts';

export const Title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Title = z.infer<typeof Title>;

/**
 * `decimal`: exact, kept as text. `money`: an integer of minor units. `date`: a day without a zone. `enum`: one of `values`, and nothing
 * else. `record`: structured, kept as the platform gave it.
 */
export const ATTRIBUTE_TYPES = [
  'string',
  'integer',
  'decimal',
  'money',
  'boolean',
  'instant',
  'date',
  'enum',
  'list',
  'record',
] as const;
export const AttributeType = z.enum(ATTRIBUTE_TYPES);
export type AttributeType = z.infer<typeof AttributeType>;

const Path = z.string().min(1).max(200);
const NAME = /^[a-z][A-Za-z0-9]{0,63}$/;
/** Words that mean something else in `attributes` or in a search. */
const RESERVED = ['lines', 'tag', 'channelIdentity', 'sku', 'channelSku'];

type Stated = {
  readonly type: AttributeType;
  readonly of?: AttributeType | undefined;
  readonly as?: string | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly personal: boolean;
  readonly searchable: boolean;
};

const isMoneyWay = (as: string): boolean => as === 'minor' || as === 'major';

/** Parts of a definition that cannot stand together: which, and the cure. */
const contradictionsIn = ({ type, of, as, values = [], personal, searchable }: Stated): [string, string][] => {
  const kinds = [type, of];
  const timed = type === 'money' || type === 'instant';
  const faults: readonly [string, boolean, string][] = [
    ['values', kinds.includes('enum') && values.length === 0, 'an enum needs its words: list them'],
    ['of', of !== undefined && type !== 'list', 'only a list has elements: leave it out or make it a list'],
    ['as', as !== undefined && !timed, 'only times and money are written in several ways: leave it out'],
    [
      'as',
      as !== undefined && timed && isMoneyWay(as) !== (type === 'money'),
      `${as} is no way to write ${type === 'money' ? 'money: use minor or major' : 'a time'}`,
    ],
    ['searchable', searchable && personal, 'personal values are kept out of the order and its index'],
    [
      'searchable',
      searchable && kinds.includes('record'),
      'a record has no single value to be found by: make fields of its parts',
    ],
  ];
  return faults.filter(([, isFault]) => isFault).map(([field, , message]) => [field, message]);
};

/** One field that a channel adds to the core fields. */
export const AttributeDefinition = z
  .strictObject({
    name: z
      .string()
      .regex(NAME, 'a small letter, then letters and digits, as in giftWrap')
      .refine((name) => !RESERVED.includes(name), 'this word is taken: choose another'),
    title: Title,
    type: AttributeType,
    /** What a list's elements are; text without it. */
    of: AttributeType.exclude(['list']).optional(),
    /** `g`, `h`, `%`, `CNY` … Money without one is in the order's currency. */
    unit: z.string().min(1).max(32).optional(),
    /** Where the payload has it (below the line, for a line's field); without it the mapping's attribute of this name is taken. */
    source: z.union([Path, z.array(Path).min(1).max(8)]).optional(),
    /** How the source writes a time (`iso` without it), or money: `minor` (without it) or `major`, exact decimals of the currency. */
    as: z.enum([...TimeFormat.options, 'minor', 'major']).optional(),
    /** The words of an enum; of other types the titles of words that are known. */
    values: z
      .array(z.strictObject({ value: z.string(), title: Title }))
      .max(200)
      .optional(),
    /** Missing while all hold (of the order: `status`, `attributes.tradeType` …) it is flagged; an empty list: always. */
    requiredWhen: z.array(Condition).max(8).optional(),
    /** Kept with the customer only, never in the order. */
    personal: z.boolean().default(false),
    /** Orders are found by it: `GET /orders?attribute=<name>:<value>`. */
    searchable: z.boolean().default(false),
  })
  .superRefine((definition, context) => {
    for (const [field, message] of contradictionsIn(definition))
      context.addIssue({ code: 'custom', path: [field], message });
  });
export type AttributeDefinition = z.infer<typeof AttributeDefinition>;

/** `giftWrap` is the order's, `lines.videoId` a line's. */
export const FieldPath = z.string().regex(/^(?:lines\.)?[a-z][A-Za-z0-9]{0,63}$/, 'as in giftWrap or lines.videoId');

/**
 * What becomes of a field that stored orders carry and that this version no longer has as it was: applied to them by a job, and to
 * orders still read by a mapping that gives the old name.
 */
export const AttributeMigration = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('rename'), field: FieldPath, to: FieldPath }),
  /** To the type this version states; what cannot be read so is dropped and flagged. */
  z.strictObject({ do: z.literal('convert'), field: FieldPath }),
  z.strictObject({
    do: z.literal('drop'),
    field: FieldPath,
    reason: z.string().trim().min(3, 'say in a few words why'),
  }),
]);
export type AttributeMigration = z.infer<typeof AttributeMigration>;

export const AttributeExample = z.strictObject({
  name: z.string().min(1),
  /** The order as the mapping gives it, as far as the set looks at it: `{status, attributes: {…, lines: {"1": {…}}}}`. */
  order: z.looseObject({ attributes: z.record(z.string(), z.unknown()).default({}) }).prefault({}),
  /** What `source` paths of the order's fields are read in. */
  payload: z.unknown().optional(),
  /** The same of lines, by line id. */
  linePayloads: z.record(z.string(), z.unknown()).optional(),
  /** A part of the resulting attributes; `null`: none of that name. */
  expect: z.record(z.string(), z.unknown()),
  /** Fields that must be flagged, and no others. */
  problems: z.array(z.string()).default([]),
});
export type AttributeExample = z.infer<typeof AttributeExample>;

const repeated = (fields: readonly { readonly name: string }[]): string | undefined =>
  fields.map(({ name }) => name).find((name, index, names) => names.indexOf(name) !== index);

const Fields = z
  .array(AttributeDefinition)
  .max(200)
  .superRefine((fields, context) => {
    const twice = repeated(fields);
    if (twice) context.addIssue({ code: 'custom', message: `${twice} is there twice: leave one out` });
  });

/** The fields one channel adds to an order and to its lines: a catalog document, tested by its own examples. */
export const AttributeSet = z.strictObject({
  /** The channel's; `core` for the fields that every order has. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: Title,
  fields: Fields,
  lineFields: Fields.default([]),
  migrations: z.array(AttributeMigration).max(50).default([]),
  rollback: RollbackRule.optional(),
  examples: z.array(AttributeExample).default([]),
});
export type AttributeSet = z.infer<typeof AttributeSet>;

/** A document of the meta-model that cannot be used: names the document, the field and the cure. */
export class BadDefinition extends Error {
  override name = 'BadDefinition';
}

/** @throws BadDefinition */
export const definitionIn = <S extends z.ZodType>(schema: S, kind: string, document: unknown): z.output<S> => {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const id = (document as { id?: unknown } | null)?.id;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
  throw new BadDefinition(`${kind} ${typeof id === 'string' ? id : '(without id)'}: ${faults.join('; ')}`);
};

/** A field by its path, whether of the order or of its lines. */
export type FieldsByPath = ReadonlyMap<string, AttributeDefinition>;

export const fieldsByPath = ({ fields, lineFields }: Pick<AttributeSet, 'fields' | 'lineFields'>): FieldsByPath =>
  new Map([
    ...fields.map((field) => [field.name, field] as const),
    ...lineFields.map((field) => [`lines.${field.name}`, field] as const),
  ]);

const checkMigrations = (set: AttributeSet): void => {
  const fields = fieldsByPath(set);
  for (const migration of set.migrations) {
    const { do: what, field } = migration;
    const named = `attribute-set ${set.id}: migrations: ${what} ${field}`;
    if (what === 'convert' && !fields.has(field)) throw new BadDefinition(`${named}: the set has no such field`);
    if (what !== 'convert' && fields.has(field))
      throw new BadDefinition(`${named}: the set still has the field; take it out, or the migration`);
    if (migration.do === 'rename' && !fields.has(migration.to))
      throw new BadDefinition(`${named}: the set has no field ${migration.to} to take its values`);
    if (migration.do === 'rename' && field.startsWith('lines.') !== migration.to.startsWith('lines.'))
      throw new BadDefinition(`${named}: a line's field cannot become the order's, nor the reverse`);
  }
};

/** @throws BadDefinition */
export const parseAttributeSet = (document: unknown): AttributeSet => {
  const set = definitionIn(AttributeSet, 'attribute-set', document);
  checkMigrations(set);
  return set;
};
