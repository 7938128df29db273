import * as z from 'zod';

/** What can have a deadline: the steps of a leg, a hold, a request at a platform, a return, and what the system itself owes. */
export const SLA_STEPS = [
  'SCREEN',
  'PLAN',
  'STOCK',
  'HOLD',
  'REQUEST',
  'RETURN',
  'ACCEPT',
  'PICK',
  'HAND_OVER',
  'FIRST_SCAN',
  'NEXT_SCAN',
  'DELIVERY',
] as const;
export const SlaStep = z.enum(SLA_STEPS);
export type SlaStep = z.infer<typeof SlaStep>;

/** What a term may be narrowed to. */
export const SlaFacts = z.strictObject({
  node: z.string().optional(),
  carrier: z.string().optional(),
  /** Of a leg: `moving`, `out`, `waiting`, `blocked` … */
  progress: z.string().optional(),
  /** Of a hold. */
  holdType: z.string().optional(),
});
export type SlaFacts = z.infer<typeof SlaFacts>;

const Hours = z
  .number()
  .positive()
  .max(24 * 400);

/** One line of the document: the first whose `when` holds counts. */
export const SlaTerm = z
  .strictObject({
    step: SlaStep,
    when: SlaFacts.optional(),
    /** From the event on. Absent where the event itself names the moment (the answer asked for, the promise). */
    dueHours: Hours.optional(),
    /** Told so many hours before. Absent: nobody is told, the lineage shows how it stands. */
    warnHours: Hours.optional(),
  })
  .refine(({ dueHours, warnHours }) => dueHours === undefined || warnHours === undefined || warnHours < dueHours, {
    path: ['warnHours'],
    error: 'must be less than dueHours: the warning comes before the deadline',
  });
export type SlaTerm = z.infer<typeof SlaTerm>;

/** Catalog document `sla/default`: how long each step may take, and when somebody is told. */
export const SlaTerms = z.strictObject({
  id: z.string(),
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  terms: z.array(SlaTerm).min(1),
  examples: z
    .array(
      z.strictObject({
        name: z.string(),
        step: SlaStep,
        facts: SlaFacts.default({}),
        expect: z.strictObject({ dueHours: z.number().nullable(), warnHours: z.number().nullable() }),
      }),
    )
    .default([]),
});
export type SlaTerms = z.infer<typeof SlaTerms>;

/** A document of deadlines that cannot be obeyed: names the field and the cure. */
export class BadSlaTerms extends Error {
  override name = 'BadSlaTerms';
}

const holds = (when: SlaFacts = {}, facts: SlaFacts): boolean =>
  Object.entries(when).every(([name, value]) => facts[name as keyof SlaFacts] === value);

/** The term of a step; null when the document has none: then the step has no deadline. */
export const termOf = ({ terms }: Pick<SlaTerms, 'terms'>, step: SlaStep, facts: SlaFacts = {}): SlaTerm | null =>
  terms.find((term) => term.step === step && holds(term.when, facts)) ?? null;

/** @throws BadSlaTerms */
export const parseSlaTerms = (document: unknown): SlaTerms => {
  const parsed = SlaTerms.safeParse(document);
  if (!parsed.success) {
    const list = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(document)'}: ${message}`);
    throw new BadSlaTerms(`sla: ${list.join('; ')}`);
  }
  const missing = SLA_STEPS.filter((step) => !parsed.data.terms.some((term) => term.step === step && !term.when));
  if (missing.length > 0)
    throw new BadSlaTerms(`sla: terms: none without \`when\` for ${missing.join(', ')}; add one for each`);
  return parsed.data;
};

/** Its own examples. */
export const testSlaTerms = (document: SlaTerms): { readonly name: string; readonly differences: string[] }[] =>
  document.examples.map(({ name, step, facts, expect }) => {
    const term = termOf(document, step, facts);
    const found = { dueHours: term?.dueHours ?? null, warnHours: term?.warnHours ?? null };
    const differences = (['dueHours', 'warnHours'] as const)
      .filter((field) => found[field] !== expect[field])
      .map((field) => `${field}: is ${found[field]}, expected ${expect[field]}`);
    return { name, differences };
  });
