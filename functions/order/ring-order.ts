import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { tendOrder } from '#shared/tend-order.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const Timer = z.object({ timer: z.literal('ORDER'), orderId: OrderId });

export const handler = timerQueue(Timer, ({ orderId }) => tendOrder(orderId));
