/*
 * Table `inbox`, counts of what channels send. Nobody else writes these keys.
 *
 * | question                                  | access                                             |
 * |-------------------------------------------|----------------------------------------------------|
 * | what did a channel send on a day?         | pk CHECKUP#channel, sk DAY#2026-06-01               |
 * | what was seen since, not yet in its day?  | pk CHECKUP#channel, sk begins_with SEEN#            |
 * | which orders wait because of a field?     | pk CHECKUP#channel, sk OPEN                         |
 */
export const checkupPk = (channel: string): string => `CHECKUP#${channel}`;
export const DAY = 'DAY#';
export const SEEN = 'SEEN#';
export const dayKey = (channel: string, day: string) => ({ pk: checkupPk(channel), sk: `${DAY}${day}` });
export const seenKey = (channel: string, at: string, ulid: string) => ({
  pk: checkupPk(channel),
  sk: `${SEEN}${at}#${ulid}`,
});
export const openKey = (channel: string) => ({ pk: checkupPk(channel), sk: 'OPEN' });
