import * as z from 'zod';
import { Instant } from '../time.ts';

/** Which channel is to be compared with its platform's list: what has passed since the last time, or a span once more. */
export const ReconcileRequest = z.union([
  z.strictObject({ channel: z.string().min(1) }),
  z
    .strictObject({ channel: z.string().min(1), from: Instant, to: Instant })
    .refine(({ from, to }) => from < to, { message: 'must be later than `from`', path: ['to'] }),
]);
export type ReconcileRequest = z.infer<typeof ReconcileRequest>;
