import * as z from 'zod';
import { failTask } from './executions.ts';
import { task } from './task.ts';

/**
 * A Step Functions task that hands its token on and lets somebody else answer. A fault here answers at once by name: not every
 * endpoint fails a token task whose function threw, and one that waits for its time-out looks alive for days.
 * @example export const handler = callbackTask(Input, async ({ orderId, taskToken }) => { … });
 */
export const callbackTask = <S extends z.ZodObject>(
  schema: S,
  run: (input: z.output<S> & { taskToken: string }) => Promise<void>,
) =>
  task(schema.extend({ taskToken: z.string().min(1) }), async (input) => {
    const { taskToken } = input as unknown as { taskToken: string };
    try {
      await run(input as unknown as z.output<S> & { taskToken: string });
    } catch (error) {
      await failTask(taskToken, (error as Error).name, (error as Error).message);
      throw error;
    }
    return { registered: true };
  });
