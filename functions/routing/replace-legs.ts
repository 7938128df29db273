import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { exchangeLegs } from '#shared/exchange-legs.ts';
import { task } from '#shared/task.ts';

export const handler = task(z.object({ orderId: OrderId }), ({ orderId }) => exchangeLegs(orderId));
