import * as z from 'zod';
import { LegId, OrderId } from '#domain/id.ts';
import { askBack } from '#shared/ask-back.ts';
import { callbackTask } from '#shared/callback-task.ts';

const Input = z.object({ orderId: OrderId, legId: LegId });

export const handler = callbackTask(Input, (input) => askBack({ ...input, way: 'INTERCEPT' }));
