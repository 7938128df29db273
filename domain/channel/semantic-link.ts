import * as z from 'zod';
import { RollbackRule } from '../workbench/catalog-document.ts';
import { BadDefinition, definitionIn, Title } from './attribute-set.ts';
import { FactPath } from './order-facts.ts';

const TagId = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, 'small letters, digits and dashes, as in tea-lover');
const TagIds = z.array(TagId).min(1).max(10);

export const LinkExample = z.strictObject({
  name: z.string().min(1),
  order: z.looseObject({
    attributes: z.record(z.string(), z.unknown()).default({}),
    lines: z.array(z.looseObject({ lineId: z.string() })).default([]),
  }),
  expect: z.array(TagId),
});
export type LinkExample = z.infer<typeof LinkExample>;

/** What a value says about the customer's interest: a table, ranges of numbers, or words in a text. First versions: catalog/semantic-link/*.json. */
export const SemanticLink = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: Title,
  /** Whose orders; every channel's without it. */
  channel: z.string().min(1).optional(),
  from: FactPath,
  /** Every tag it may give, with its title. */
  tags: z.record(TagId, Title),
  table: z.record(z.string(), TagIds).optional(),
  /** From this on, and below that; one of the two may be left out. */
  ranges: z
    .array(z.strictObject({ from: z.number().optional(), below: z.number().optional(), tags: TagIds }))
    .max(100)
    .optional(),
  /** Any of these words is in the text, capitals or not; words of Latin letters as whole words. */
  contains: z
    .array(z.strictObject({ any: z.array(z.string().min(1)).min(1), tags: TagIds }))
    .max(500)
    .optional(),
  rollback: RollbackRule.optional(),
  examples: z.array(LinkExample).default([]),
});
export type SemanticLink = z.infer<typeof SemanticLink>;

const tagsNamed = ({ table = {}, ranges = [], contains = [] }: SemanticLink): string[] => [
  ...Object.values(table).flat(),
  ...ranges.flatMap(({ tags }) => tags),
  ...contains.flatMap(({ tags }) => tags),
];

/** @throws BadDefinition */
export const parseSemanticLink = (document: unknown): SemanticLink => {
  const link = definitionIn(SemanticLink, 'semantic-link', document);
  const named = tagsNamed(link);
  if (named.length === 0)
    throw new BadDefinition(`semantic-link ${link.id}: give a table, ranges or contains: it would never tag anything`);
  const untitled = named.find((tag) => !Object.hasOwn(link.tags, tag));
  if (untitled) throw new BadDefinition(`semantic-link ${link.id}: tags: ${untitled} has no title: add it`);
  return link;
};
