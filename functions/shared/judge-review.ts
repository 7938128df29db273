import type { OrderId, ReviewId } from '#domain/id.ts';
import { type Change, type Context, unchanged } from '#domain/order/change.ts';
import type { Order, RemarkVerdict } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { understandAgain } from '#domain/order/record-channel-order.ts';
import { exampleOf } from '#domain/order/remark-example.ts';
import { type JudgeRemark, judgeRemark, refusalToJudge } from '#domain/order/remark-reviews.ts';
import type { JudgeReview } from '#domain/workbench/meaning-requests.ts';
import { Problem } from './api.ts';
import { type Decision, decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { dynamoRemarkReviewStore, judgedRow } from './dynamo-remark-review-store.ts';
import { meaningOfKnown } from './meaning-documents.ts';

const orders = dynamoOrderStore();

const notFound = (reviewId: ReviewId): Problem =>
  new Problem(
    404,
    'Not Found',
    `there is no review ${reviewId}: its remark may have changed; list them with GET /remarks/reviews`,
  );

const verdictOn = ({ verdicts = [] }: Order, reviewId: ReviewId): RemarkVerdict | null =>
  verdicts.find((each) => each.reviewId === reviewId) ?? null;

/** Judged twice the same is judged once. @throws Problem 409 */
const judgedBefore = (order: Order, reviewId: ReviewId, { verdict }: JudgeRemark): Change | null => {
  const known = verdictOn(order, reviewId);
  if (!known) return null;
  if (known.verdict === verdict) return unchanged(order);
  throw new Problem(409, 'Conflict', `${reviewId} was judged ${known.verdict} by ${known.by}`);
};

const judge = async (
  { order, legs }: OrderRecord,
  reviewId: ReviewId,
  judgement: JudgeRemark,
  by: string,
  context: Context,
): Promise<Decision> => {
  const before = judgedBefore(order, reviewId, judgement);
  if (before) return before;
  const review = order.reviews?.find((each) => each.reviewId === reviewId);
  if (!review) throw notFound(reviewId);
  const documents = await meaningOfKnown(order);
  const judged = judgeRemark(unchanged(order), review, judgement, by, context);
  const followed = understandAgain(judged.order, { documents }, context, legs);
  const verdict = verdictOn(followed.order, reviewId);
  if (!verdict) throw new Error(`${reviewId} has no verdict after it was judged`);
  const example = exampleOf(followed.order, review.from, documents.policy);
  const { orderId, channel } = order;
  return {
    order: followed.order,
    events: [...judged.events, ...followed.events],
    also: [judgedRow({ orderId, channel, verdict, example })],
  };
};

export type Judged = {
  readonly orderId: OrderId;
  readonly verdict: RemarkVerdict | null;
  readonly constraints: Order['constraints'];
  readonly state: Order['lifecycle']['state'];
};

/** Takes a person's verdict on a doubtful reading: the order obeys it, and the remark becomes an example. @throws Problem */
export const judgeReview = async (reviewId: ReviewId, body: JudgeReview, by: string): Promise<Judged> => {
  const judgement: JudgeRemark = { verdict: body.verdict, instead: 'instruction' in body ? body.instruction : null };
  const refusal = refusalToJudge(judgement);
  if (refusal) throw new Problem(422, 'Unprocessable Content', refusal);
  const orderId = await dynamoRemarkReviewStore.orderOf(reviewId);
  if (!orderId) throw notFound(reviewId);
  const { order } = await decideOn(orders, orderId, (record, context) =>
    judge(record, reviewId, judgement, by, context),
  );
  const constraints = order.constraints.filter(({ source }) => source.startsWith('remark:'));
  return { orderId, verdict: verdictOn(order, reviewId), constraints, state: order.lifecycle.state };
};
