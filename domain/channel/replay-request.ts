import * as z from 'zod';
import { OrderId } from '../id.ts';
import { Instant } from '../time.ts';
import { PUSH_OUTCOMES } from './inbox-store.ts';

/** Which kept pushes are to be read again: `POST /replays`. At least one of the fields besides `target` narrows it down. */
export const ReplayRequest = z
  .strictObject({
    target: z.literal('inbox'),
    channel: z.string().min(1).optional(),
    outcome: z.enum(PUSH_OUTCOMES).optional(),
    /** Received between, both ends included. */
    from: Instant.optional(),
    to: Instant.optional(),
    orderId: OrderId.optional(),
    channelOrderId: z.string().min(1).optional(),
    limit: z.number().int().min(1).max(200).default(100),
  })
  .refine(({ target: _target, limit: _limit, channel: _channel, ...narrow }) => Object.values(narrow).some(Boolean), {
    message: 'say which pushes: outcome, from/to, orderId or channelOrderId',
    path: ['outcome'],
  });
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** What a replay did; `more`: as many as asked for were found, ask again. */
export const ReplayReport = z.strictObject({
  replayed: z.number().int(),
  outcomes: z.partialRecord(z.enum(PUSH_OUTCOMES), z.number().int()),
  more: z.boolean(),
});
export type ReplayReport = z.infer<typeof ReplayReport>;
