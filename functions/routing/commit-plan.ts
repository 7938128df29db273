import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { planOrder } from '#shared/plan-order.ts';
import { task } from '#shared/task.ts';

export const handler = task(z.object({ orderId: OrderId }), ({ orderId }) => planOrder(orderId));
