import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { replanLegs } from '#shared/replan-legs.ts';
import { task } from '#shared/task.ts';

export const handler = task(z.object({ orderId: OrderId }), ({ orderId }) => replanLegs(orderId));
