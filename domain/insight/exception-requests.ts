import * as z from 'zod';
import { EXCEPTION_KINDS, Exception } from './exception.ts';

/** What to ask of `GET /exceptions`; nothing: all that is open, oldest first. */
export const AskExceptions = z.strictObject({
  /** `SET_ASIDE`: what somebody decided that nothing is to be done about. */
  state: z.enum(['OPEN', 'SET_ASIDE']).default('OPEN'),
  kind: z.enum(EXCEPTION_KINDS).optional(),
  /** The hold's type, the conflict's code, …: `NO_ROUTE`. */
  cause: z.string().min(1).max(64).optional(),
  /** Whom it waits for: `role:operator`, `channel:douyin`. */
  owner: z.string().min(1).max(128).optional(),
  /** Who took it on; `-`: nobody. */
  assignee: z.string().min(1).max(64).optional(),
  /** A saved view: its question, narrowed by what is asked beside it. */
  view: z.string().optional(),
  cursor: z.string().min(1).max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  format: z.enum(['json', 'html']).optional(),
});
export type AskExceptions = z.infer<typeof AskExceptions>;

/** A page may be shorter than its limit; `cursor` is null on the last one. */
export const ExceptionPage = z.object({ exceptions: z.array(Exception), cursor: z.string().nullable() });
export type ExceptionPage = z.infer<typeof ExceptionPage>;

export const EXCEPTION_ACTIONS = ['RETRY', 'SKIP', 'ASSIGN'] as const;

/** The body of `POST /exceptions/actions`: the same for many, each with a result of its own. */
export const ActOnExceptions = z
  .strictObject({
    /** RETRY: try again what failed. SKIP: nothing is to be done. ASSIGN: somebody takes it on. */
    action: z.enum(EXCEPTION_ACTIONS),
    exceptionIds: z.array(z.string().min(1).max(512)).min(1).max(100),
    /** Whom to assign to; null: nobody any more. */
    assignee: z.string().trim().min(1).max(64).nullable().optional(),
    /** For colleagues; SKIP asks for it. No names, phones or addresses of customers. */
    note: z.string().trim().min(1).max(500).optional(),
  })
  .refine(({ action, assignee }) => (action === 'ASSIGN') === (assignee !== undefined), {
    error: 'names whom to ASSIGN to, and goes with no other action',
    path: ['assignee'],
  })
  .refine(({ action, note }) => action !== 'SKIP' || note !== undefined, {
    error: 'say why nothing is to be done about it',
    path: ['note'],
  });
export type ActOnExceptions = z.infer<typeof ActOnExceptions>;

export const RowResult = z.object({
  id: z.string(),
  /** DONE: it is as asked, now or before. REFUSED, FAILED: `detail` says why, and the cure. */
  outcome: z.enum(['DONE', 'REFUSED', 'FAILED']),
  detail: z.string(),
});
export type RowResult = z.infer<typeof RowResult>;

export const RowResults = z.object({
  done: z.number().int().min(0),
  refused: z.number().int().min(0),
  failed: z.number().int().min(0),
  /** One a row, in the order asked. */
  results: z.array(RowResult),
});
export type RowResults = z.infer<typeof RowResults>;

export const resultsOf = (results: readonly RowResult[]): RowResults => {
  const count = (outcome: RowResult['outcome']): number => results.filter((row) => row.outcome === outcome).length;
  return { done: count('DONE'), refused: count('REFUSED'), failed: count('FAILED'), results: [...results] };
};
