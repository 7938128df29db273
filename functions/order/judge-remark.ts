import { ReviewId } from '#domain/id.ts';
import { JudgeReview } from '#domain/workbench/meaning-requests.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { judgeReview } from '#shared/judge-review.ts';

export const handler = api(JudgeReview, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const reviewId = idIn(ReviewId, path.id, 'review id');
  return { body: await judgeReview(reviewId, body, `person:${caller.keyId}`) };
});
