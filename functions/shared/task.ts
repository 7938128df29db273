import type * as z from 'zod';
import { atTheEdge } from './edge.ts';
import { about, logger } from './observability.ts';

/**
 * A Step Functions task: the input is checked, the answer is what the machine chooses on. An expected outcome is returned;
 * whatever is thrown is a fault, retried by the machine's standard block and then recorded.
 * @example export const handler = task(Input, async ({ orderId }) => ({ outcome: 'CLEAR' }));
 */
export const task = <S extends z.ZodType, Answer extends object>(
  schema: S,
  run: (input: z.output<S>) => Promise<Answer>,
) =>
  atTheEdge<unknown, Answer>(async (event) => {
    const input = schema.parse(event);
    const { orderId, legId } = input as { orderId?: string; legId?: string };
    logger.appendKeys(about({ orderId: orderId ?? null, legId: legId ?? null }));
    const answer = await run(input);
    logger.info('task done', { outcome: (answer as { outcome?: string }).outcome });
    return answer;
  });
