/*
 * Table `network`. Nobody else writes these keys.
 *
 * | question                                    | access                                   |
 * |---------------------------------------------|------------------------------------------|
 * | which nodes have this SKU, how much?        | pk STOCK#sku, sk begins_with NODE#        |
 * | what did this order take?                   | pk RESERVATION#orderId, sk leg#sku        |
 * | what is kept for it before it has a plan?   | pk RESERVATION#orderId, sk lock-node#sku  |
 * | which snapshot of the network is current?   | pk NETWORK, sk CURRENT                    |
 * | which signals stand?                        | pk SIGNALS, sk begins_with SIGNAL#        |
 * | what was said about this?                   | pk SIGNALS, sk SIGNAL#kind#subject        |
 * | what is to be told of the network?          | the stream of rows SIGNALS / EVENT#…      |
 */
export const stockPk = (sku: string): string => `STOCK#${sku}`;
export const NODES = 'NODE#';
export const stockKey = (sku: string, node: string) => ({ pk: stockPk(sku), sk: `${NODES}${node}` });
export const reservationPk = (orderId: string): string => `RESERVATION#${orderId}`;
export const reservationKey = (orderId: string, legId: string, sku: string) => ({
  pk: reservationPk(orderId),
  sk: `${legId}#${sku}`,
});
export const NETWORK_POINTER = { pk: 'NETWORK', sk: 'CURRENT' } as const;

/** Where a version of the network lies in its bucket: gzip JSON of `Network`. */
export const snapshotPath = (version: string): string => `snapshots/${version}.json.gz`;

export const SIGNALS = { pk: 'SIGNALS', sk: 'SIGNAL#' } as const;
export const signalKey = (subject: string) => ({ pk: SIGNALS.pk, sk: `${SIGNALS.sk}${subject}` });
export const networkEventKey = (eventId: string) => ({ pk: SIGNALS.pk, sk: `EVENT#${eventId}` });
