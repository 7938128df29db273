import * as z from 'zod';
import { InstructionType } from '../channel/remark-instruction.ts';
import { OrderId, ReviewId } from '../id.ts';
import { OrderState } from '../order/lifecycle.ts';
import { Constraint, FlaggedConflict, RemarkVerdict } from '../order/order.ts';
import { JudgedReview, OpenReview } from '../order/remark-review-store.ts';

/** The query of `GET /remarks/reviews`. */
export const ListReviews = z.strictObject({
  /** `OPEN`: those that wait for a person. `JUDGED`: verdicts, with the examples they made. */
  state: z.enum(['OPEN', 'JUDGED']).default('OPEN'),
  cursor: ReviewId.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});
export type ListReviews = z.infer<typeof ListReviews>;

export const ReviewList = z.union([
  z.object({ reviews: z.array(OpenReview), cursor: z.string().nullable() }),
  z.object({ reviews: z.array(JudgedReview), cursor: z.string().nullable() }),
]);

/** The body of `POST /remarks/reviews/{id}`. */
export const JudgeReview = z.union([
  z.strictObject({ verdict: z.enum(['RIGHT', 'WRONG']) }),
  z.strictObject({
    verdict: z.literal('CORRECTED'),
    /** What the remark really says: a type of the vocabulary and its value. */
    instruction: z.strictObject({ type: InstructionType, value: z.string().trim().min(1).max(200) }),
  }),
]);
export type JudgeReview = z.infer<typeof JudgeReview>;

export const ReviewJudged = z.object({
  orderId: OrderId,
  verdict: RemarkVerdict,
  /** What the order obeys now of its remarks. */
  constraints: z.array(Constraint),
  state: OrderState,
});

/** The body of `POST /orders/{id}/conflicts/{conflict}`. */
export const SettleConflictRequest = z.strictObject({
  /** Index of the value that counts from now on. */
  choice: z.number().int().min(0),
  /** For colleagues: why. No names, phones or addresses. */
  reason: z.string().trim().min(3, 'say in a few words why').max(500),
});
export type SettleConflictRequest = z.infer<typeof SettleConflictRequest>;

export const ConflictAnswer = z.object({
  orderId: OrderId,
  conflict: FlaggedConflict,
  /** Conflicts of the order that are still open. */
  open: z.number().int().min(0),
  state: OrderState,
});
