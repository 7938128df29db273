import * as z from 'zod';
import { ListReviews } from '#domain/workbench/meaning-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { dynamoRemarkReviewStore } from '#shared/dynamo-remark-review-store.ts';

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  const { state, ...page } = ListReviews.parse(query);
  return { body: await (state === 'OPEN' ? dynamoRemarkReviewStore.open(page) : dynamoRemarkReviewStore.judged(page)) };
});
