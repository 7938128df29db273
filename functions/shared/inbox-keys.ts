/*
 * Table `inbox`. Nobody else writes these keys.
 *
 * | question                                   | access                                          |
 * |--------------------------------------------|-------------------------------------------------|
 * | was this push seen, what became of it?     | pk PUSH#channel#dedupeKey, sk PUSH               |
 * | other bodies that came under the same key  | pk PUSH#channel#dedupeKey, sk CONFLICT#bodyHash  |
 * | pushes by what became of them, oldest first| index by-outcome (outcome, receivedAt)           |
 */
export const PUSH = 'PUSH';
export const pushKey = (channel: string, dedupeKey: string) => ({ pk: `PUSH#${channel}#${dedupeKey}`, sk: PUSH });
export const conflictKey = (channel: string, dedupeKey: string, bodyHash: string) => ({
  ...pushKey(channel, dedupeKey),
  sk: `CONFLICT#${bodyHash}`,
});
