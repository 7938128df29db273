import type { Reader } from '#domain/channel/cursor-store.ts';
import type { FindingKey } from '#domain/channel/reconciliation-store.ts';
import type { Instant } from '#domain/time.ts';

/*
 * Table `inbox`. Nobody else writes these keys.
 *
 * | question                                   | access                                          |
 * |--------------------------------------------|-------------------------------------------------|
 * | was this push seen, what became of it?     | pk PUSH#channel#dedupeKey, sk PUSH               |
 * | other bodies that came under the same key  | pk PUSH#channel#dedupeKey, sk CONFLICT#bodyHash  |
 * | pushes by what became of them, oldest first| index by-outcome (outcome, receivedAt)           |
 * | pushes about an order, to erase them       | index by-order (sparse): orderKey, receivedAt    |
 * | where does reading a feed or list stand?   | pk FEED or LISTING#channel#shop, sk CURSOR       |
 * | was this finding told?                     | pk FINDING#channel#channelOrderId, sk what       |
 * | comparisons of a shop, in order            | pk RECONCILED#channel#shop, sk at                |
 */
export const PUSH = 'PUSH';
export const pushKey = (channel: string, dedupeKey: string) => ({ pk: `PUSH#${channel}#${dedupeKey}`, sk: PUSH });
export const conflictKey = (channel: string, dedupeKey: string, bodyHash: string) => ({
  ...pushKey(channel, dedupeKey),
  sk: `CONFLICT#${bodyHash}`,
});
/** Where the reading of a feed or a list stands. */
export const cursorKey = ({ kind, channel, shopId }: Reader) => ({ pk: `${kind}#${channel}#${shopId}`, sk: 'CURSOR' });
/** What a comparison with a platform's list found. */
export const findingKey = ({ channel, channelOrderId, what }: FindingKey) => ({
  pk: `FINDING#${channel}#${channelOrderId}`,
  sk: what,
});
export const summaryKey = (channel: string, shopId: string, at: Instant) => ({
  pk: `RECONCILED#${channel}#${shopId}`,
  sk: at,
});
/** Only on rows that name their order. */
export const orderKey = (channel: string, channelOrderId: string | null): { readonly orderKey?: string } =>
  channelOrderId === null ? {} : { orderKey: `${channel}#${channelOrderId}` };
