import * as z from 'zod';
import { OrderId } from '../id.ts';
import { RemarkReview, RemarkVerdict } from './order.ts';
import { RemarkExample } from './remark-example.ts';

/** A reading that waits for a person, with what they need to judge it. */
export const OpenReview = z.object({
  orderId: OrderId,
  channel: z.string(),
  channelOrderId: z.string(),
  /** The whole remark, personal words masked. */
  remark: z.string(),
  review: RemarkReview,
});
export type OpenReview = z.infer<typeof OpenReview>;

/** A reading that was judged. The last verdict on a remark makes it an example. */
export const JudgedReview = z.object({
  orderId: OrderId,
  channel: z.string(),
  verdict: RemarkVerdict,
  example: RemarkExample.nullable(),
});
export type JudgedReview = z.infer<typeof JudgedReview>;

export type ReviewPage<T> = { readonly reviews: readonly T[]; readonly cursor: string | null };
export type ReviewQuery = { readonly cursor?: string | undefined; readonly limit: number };

/** The review list over all orders. Open reviews are written with their orders. */
export type RemarkReviewStore = {
  /** Oldest first. */
  readonly open: (query: ReviewQuery) => Promise<ReviewPage<OpenReview>>;
  readonly judged: (query: ReviewQuery) => Promise<ReviewPage<JudgedReview>>;
  /** Whose review it is; null: there never was one, or its remark was withdrawn. */
  readonly orderOf: (reviewId: RemarkReview['reviewId']) => Promise<OrderId | null>;
};
