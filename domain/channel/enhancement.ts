import * as z from 'zod';
import { Currency } from '../money.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';
import { AttributeDefinition, BadDefinition, definitionIn, Title } from './attribute-set.ts';
import { TimeFormat } from './mapping.ts';
import { FactPath } from './order-facts.ts';

const Path = z.string().min(1).max(200);

const PackField = AttributeDefinition.superRefine((definition, context) => {
  const { source, personal, requiredWhen, type, as, unit } = definition;
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (source === undefined) fault('source', 'say where the record has it');
  if (personal) fault('personal', 'people are not joined from a second source: map them from the channel');
  if (requiredWhen !== undefined) fault('requiredWhen', 'a record may never come: leave it out');
  if (type === 'money' && as === 'major' && !Currency.safeParse(unit).success)
    fault('unit', 'name the currency of the decimal amount, as in CNY');
});

export const EnhancementExample = z.strictObject({
  name: z.string().min(1),
  /** The order, as far as the pack looks at it; `placedAt` is a time with its zone. */
  order: z.looseObject({
    placedAt: z.string(),
    attributes: z.record(z.string(), z.unknown()).default({}),
    lines: z.array(z.looseObject({ lineId: z.string() })).default([]),
  }),
  records: z.array(z.record(z.string(), z.unknown())),
  /** A part of the order's attributes then; `null`: none of that name. */
  expect: z.record(z.string(), z.unknown()),
});
export type EnhancementExample = z.infer<typeof EnhancementExample>;

/**
 * Attributes that a second source knows: which records belong to which order, and what they add to it. First versions:
 * catalog/enhancement/*.json.
 */
export const Enhancement = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: Title,
  channel: z.string().min(1),
  /** A record belongs to the orders, or the lines, whose value at `order` is the record's at `record`. */
  join: z.strictObject({ order: FactPath, record: Path }),
  /** When the record was true; of the records of a key the newest wins. */
  observedAt: z.strictObject({ from: Path, as: TimeFormat }),
  /** A record says something about orders placed at most this long before or after it. */
  freshHours: z
    .number()
    .positive()
    .max(24 * 400),
  fields: z.array(PackField).min(1).max(50),
  rollback: RollbackRule.optional(),
  examples: z.array(EnhancementExample).default([]),
});
export type Enhancement = z.infer<typeof Enhancement>;

/** @throws BadDefinition */
export const parseEnhancement = (document: unknown): Enhancement => {
  const pack = definitionIn(Enhancement, 'enhancement', document);
  const names = pack.fields.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new BadDefinition(`enhancement ${pack.id}: fields: ${twice} is there twice: leave one out`);
  return pack;
};
