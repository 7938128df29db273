/*
 * Records of second sources, in table `catalog`. Nobody else writes these keys.
 *
 * | question                                    | access                                                            |
 * |---------------------------------------------|-------------------------------------------------------------------|
 * | the newest record of a key within a time    | pk RECORD#pack#key, sk between AT#from and AT#to, newest first    |
 * | orders a new record is about                | the table's stream, then table `orders` (functions/shared/order-keys.ts) |
 */
export const recordPk = (pack: string, key: string): string => `RECORD#${pack}#${key}`;
export const RECORD_AT = 'AT#';
export const recordKey = (pack: string, key: string, observedAt: string) => ({
  pk: recordPk(pack, key),
  sk: `${RECORD_AT}${observedAt}`,
});
