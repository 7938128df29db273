import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { logger } from './observability.ts';

/**
 * What every handler shape wears: log lines with the invocation's keys, fresh for each. Metrics need no closing step here:
 * `count` (observability.ts) writes each at once.
 */
export const atTheEdge = <Event, Answer>(handle: (event: Event, context: Context) => Promise<Answer>) =>
  middy<Event, Answer, Error, Context>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(handle as never);
