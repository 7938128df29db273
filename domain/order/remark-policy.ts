import * as z from 'zod';
import { InstructionType } from '../channel/remark-instruction.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';

/**
 * How sure the reader must be of an instruction to have it obeyed; what is less sure goes to a person. A catalog document, tested by
 * its own examples. First version: catalog/remark-policy/default.json.
 */
export const RemarkPolicy = z.strictObject({
  id: z.string(),
  version: z.string().min(1),
  title: z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }),
  trustFrom: z.number().min(0).max(1),
  /** Where being wrong costs more, or less, than usual. */
  trustFromOf: z.partialRecord(InstructionType, z.number().min(0).max(1)).default({}),
  rollback: RollbackRule.optional(),
  examples: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        type: InstructionType,
        confidence: z.number().min(0).max(1),
        expect: z.enum(['OBEYED', 'REVIEWED']),
      }),
    )
    .default([]),
});
export type RemarkPolicy = z.infer<typeof RemarkPolicy>;

/** A remark policy that cannot be used: names the field and the cure. */
export class BadRemarkPolicy extends Error {
  override name = 'BadRemarkPolicy';
}

/** @throws BadRemarkPolicy */
export const parseRemarkPolicy = (document: unknown): RemarkPolicy => {
  const parsed = RemarkPolicy.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
  throw new BadRemarkPolicy(`remark-policy: ${faults.join('; ')}`);
};

/** What is trusted while no policy is released: the same as the shipped one asks of an ordinary wish. */
export const USUAL_TRUST: Pick<RemarkPolicy, 'trustFrom' | 'trustFromOf'> = { trustFrom: 0.75, trustFromOf: {} };

export const isTrusted = (
  { trustFrom, trustFromOf }: Pick<RemarkPolicy, 'trustFrom' | 'trustFromOf'>,
  { type, confidence }: { readonly type: InstructionType; readonly confidence: number },
): boolean => confidence >= (trustFromOf[type] ?? trustFrom);

/** Runs the examples inside the document. */
export const testRemarkPolicy = (policy: RemarkPolicy): { name: string; differences: string[] }[] =>
  policy.examples.map(({ name, expect, ...said }) => {
    const found = isTrusted(policy, said) ? 'OBEYED' : 'REVIEWED';
    return { name, differences: found === expect ? [] : [`${said.type}: expected ${expect}, got ${found}`] };
  });
