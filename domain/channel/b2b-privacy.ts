import { maskPersonal } from '../fulfillment/mask.ts';
import type { B2bDraft, B2bLine } from './b2b-order.ts';

/** Names of fields that partners put people into. */
const PERSONAL_FIELD = /name|mail|phone|fax|user|contact|person|request[eo]r|recipient|deliver ?to|attn|attention/i;

/** Free text may hold a phone or a mail address wherever it is; people belong into the destination. */
const clean = (value: unknown): unknown => {
  // Codes have no blanks, and look like phones: they stay.
  if (typeof value === 'string') return /\s|@/.test(value) ? maskPersonal(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PERSONAL_FIELD.test(name))
      .map(([name, inner]) => [name, clean(inner)]),
  );
};

/** The parts of an order that partners fill freely, without people. */
export const withoutPeople = (
  { references, routing, terms }: Pick<B2bDraft, 'references' | 'routing' | 'terms'>,
  lines: readonly B2bLine[],
) => {
  const kept = clean(references) as Record<string, string>;
  return {
    references: Object.keys(kept).length > 0 ? kept : null,
    routing: routing === null ? null : maskPersonal(routing),
    terms: { ...terms, payment: terms.payment === null ? null : maskPersonal(terms.payment) },
    lines: lines.map((line) => ({ ...line, details: clean(line.details) as B2bLine['details'] })),
  };
};
