import * as z from 'zod';
import { OrderId } from '../id.ts';
import { RemarkDifference } from '../order/reread-remarks.ts';
import { Instant } from '../time.ts';
import { PUSH_OUTCOMES } from './inbox-store.ts';

/** What an erased push said is gone. */
export const REPLAYABLE = PUSH_OUTCOMES.filter((outcome) => outcome !== 'ERASED');

/** Which kept pushes are to be read again: `POST /replays`. At least one of the fields besides `target` narrows it down. */
export const ReplayRequest = z
  .strictObject({
    target: z.literal('inbox'),
    channel: z.string().min(1).optional(),
    outcome: z.enum(REPLAYABLE).optional(),
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

/** Whose remarks are to be read again by today's reader: `POST /replays` with `"target":"remarks"`. A page at a time. */
export const RemarkReplay = z.strictObject({
  target: z.literal('remarks'),
  channel: z.string().min(1),
  /** Orders that came to be known here between. */
  from: Instant.optional(),
  to: Instant.optional(),
  /** Of the page before. */
  cursor: OrderId.optional(),
  /** Only tell what would change. */
  dryRun: z.boolean().default(true),
  limit: z.number().int().min(1).max(100).default(25),
});
export type RemarkReplay = z.infer<typeof RemarkReplay>;

export const RemarkReplayReport = z.strictObject({
  dryRun: z.boolean(),
  read: z.number().int(),
  differing: z.number().int(),
  /** Orders whose remarks say something else now; personal words masked. */
  differences: z.array(RemarkDifference),
  /** Arrival of the last order read; null: none was. */
  until: Instant.nullable(),
  /** For the next page; null: that was the last. */
  cursor: z.string().nullable(),
});
export type RemarkReplayReport = z.infer<typeof RemarkReplayReport>;

export const AnyReplay = z.discriminatedUnion('target', [ReplayRequest, RemarkReplay]);
export const AnyReplayReport = z.union([ReplayReport, RemarkReplayReport]);
