import type { StockPlace } from '#domain/fulfillment/stock-movement.ts';

/*
 * Table `network`. Nobody else writes these keys.
 *
 * | question                                    | access                                   |
 * |---------------------------------------------|------------------------------------------|
 * | which nodes have this SKU, how much?        | pk STOCK#sku, sk NODE#node                |
 * | where is the rest of a balance of many rows?| pk STOCK#sku#SHARD#n, sk NODE#node        |
 * | which lots of it are there?                 | pk STOCK#sku, sk LOT#node#lot             |
 * | what is on its way in?                      | pk STOCK#sku, sk EXPECTED#node#ref        |
 * | how full are nodes this day, this hour?     | pk SLOTS#period, sk node#counter          |
 * | how full are departures that lie ahead?     | pk DEPARTURES, sk departsAt#lane          |
 * | who may buy how much of it?                 | pk STOCK#sku, sk RULE#id                  |
 * | was this command obeyed?                    | pk STOCK-COMMAND#commandId, sk DONE       |
 * | what changed this balance?                  | pk MOVEMENTS#sku#node, sk MOVE#movementId |
 * | what did they add up to when last looked?   | pk MOVEMENTS#sku#node, sk CLOSING         |
 * | what did this order take?                   | pk RESERVATION#orderId, sk leg            |
 * | what is kept for it before it has a plan?   | pk RESERVATION#orderId, sk lock-node#sku  |
 * | up to which SKU were balances compared?     | pk STOCK-CHECK, sk CURSOR                 |
 * | who waits for this SKU?                    | pk BACKORDER#sku, sk ORDER#orderId        |
 * | which snapshot of the network is current?   | pk NETWORK, sk CURRENT                    |
 * | which signals stand?                        | pk SIGNALS, sk begins_with SIGNAL#        |
 * | what was said about this?                   | pk SIGNALS, sk SIGNAL#kind#subject        |
 * | what is to be told of the network?          | the stream of rows SIGNALS / EVENT#…      |
 * | which lane statistics are current, were?    | pk LANE-STATISTICS, sk CURRENT / VERSION#…|
 * | which legs were completed since?            | pk TRANSIT#day, sk recordedAt#legId       |
 * | is this leg recorded?                       | pk TRANSIT-LEG#legId, sk RECORDED         |
 * | which legs ended on a day, and how?         | pk LEG-OUTCOME#day, sk legId              |
 * | how did the chances of a day turn out?      | pk FORECAST#day, sk orderId#attempt       |
 * | what was asked of the network since?        | pk DEMAND#day, sk ORDER#id                |
 * | what did others choose on a day, and we?    | pk SHADOW#day, sk ORDER#id                |
 * | what does using up what is scarce cost?     | pk NETWORK, sk PRICES                     |
 * | which best ways are worked out?             | pk NETWORK, sk ROUTES                     |
 */
export const stockPk = (sku: string): string => `STOCK#${sku}`;
export const NODES = 'NODE#';
/** Shards are partitions of their own: buyers of one moment write side by side. */
export const stockKey = ({ sku, node, shard }: StockPlace) => ({
  pk: shard ? `${stockPk(sku)}#SHARD#${shard}` : stockPk(sku),
  sk: `${NODES}${node}`,
});
export const LOTS = 'LOT#';
export const lotKey = (sku: string, node: string, lot: string) => ({ pk: stockPk(sku), sk: `${LOTS}${node}#${lot}` });
export const EXPECTED = 'EXPECTED#';
export const expectedKey = (sku: string, node: string, ref: string) => ({
  pk: stockPk(sku),
  sk: `${EXPECTED}${node}#${ref}`,
});
/** All nodes of a day (`2026-06-01`) or an hour (`2026-06-01T14`) lie together: one reading tells which are full. */
export const slotPk = (period: string): string => `SLOTS#${period}`;
export const slotSk = (node: string, counter: number): string => `${node}#${counter}`;
/** By moment first: those that have left are read over. */
export const DEPARTURES = 'DEPARTURES';
export const departureSk = ({ lane, departsAt }: { readonly lane: string; readonly departsAt: string }): string =>
  `${departsAt}#${lane}`;
export const RULES = 'RULE#';
export const stockRuleKey = (sku: string, id: string) => ({ pk: stockPk(sku), sk: `${RULES}${id}` });
export const stockCommandKey = (commandId: string) => ({ pk: `STOCK-COMMAND#${commandId}`, sk: 'DONE' });
export const movementPk = ({ sku, node, shard }: StockPlace): string =>
  `MOVEMENTS#${sku}#${node}${shard ? `#${shard}` : ''}`;
export const MOVEMENTS = 'MOVE#';
export const movementSk = (movementId: string): string => `${MOVEMENTS}${movementId}`;
export const BOOK_CLOSING = 'CLOSING';
export const STOCK_CHECK_CURSOR = { pk: 'STOCK-CHECK', sk: 'CURSOR' } as const;
export const reservationPk = (orderId: string): string => `RESERVATION#${orderId}`;
export const reservationKey = (orderId: string, legId: string) => ({ pk: reservationPk(orderId), sk: legId });
/** What stands in the place of a leg while there is none. */
export const LOCKS = 'lock-';
export const lockKey = (orderId: string, node: string, sku: string) => ({
  pk: reservationPk(orderId),
  sk: `${LOCKS}${node}#${sku}`,
});
export const backorderPk = (sku: string): string => `BACKORDER#${sku}`;
export const backorderKey = (sku: string, orderId: string) => ({ pk: backorderPk(sku), sk: `ORDER#${orderId}` });
/** `at` any moment of the day. */
export const demandPk = (at: string): string => `DEMAND#${at.slice(0, 10)}`;
export const demandKey = (at: string, orderId: string) => ({ pk: demandPk(at), sk: `ORDER#${orderId}` });
/** `placedAt` any moment of the day. */
export const shadowPk = (placedAt: string): string => `SHADOW#${placedAt.slice(0, 10)}`;
export const shadowKey = (placedAt: string, orderId: string) => ({ pk: shadowPk(placedAt), sk: `ORDER#${orderId}` });
export const PRICES_POINTER = { pk: 'NETWORK', sk: 'PRICES' } as const;
export const ROUTES_POINTER = { pk: 'NETWORK', sk: 'ROUTES' } as const;
export const NETWORK_POINTER = { pk: 'NETWORK', sk: 'CURRENT' } as const;

export const LANE_STATISTICS = 'LANE-STATISTICS';
export const LANE_STATISTICS_POINTER = { pk: LANE_STATISTICS, sk: 'CURRENT' } as const;
export const STATISTICS_VERSIONS = 'VERSION#';
export const statisticsVersionKey = (version: string) => ({
  pk: LANE_STATISTICS,
  sk: `${STATISTICS_VERSIONS}${version}`,
});
/** `at` any moment of the day. */
export const transitPk = (at: string): string => `TRANSIT#${at.slice(0, 10)}`;
export const transitKey = (recordedAt: string, legId: string) => ({
  pk: transitPk(recordedAt),
  sk: `${recordedAt}#${legId}`,
});
export const transitClaimKey = (legId: string) => ({ pk: `TRANSIT-LEG#${legId}`, sk: 'RECORDED' });
export const legOutcomePk = (at: string): string => `LEG-OUTCOME#${at.slice(0, 10)}`;
export const legOutcomeKey = (endedAt: string, legId: string) => ({ pk: legOutcomePk(endedAt), sk: legId });
export const forecastPk = (at: string): string => `FORECAST#${at.slice(0, 10)}`;
export const forecastKey = (fulfilledAt: string, orderId: string, attempt: number) => ({
  pk: forecastPk(fulfilledAt),
  sk: `${orderId}#${attempt}`,
});

/** Where a version of the network lies in its bucket: gzip JSON of `Network`. */
export const snapshotPath = (version: string): string => `snapshots/${version}.json.gz`;

export const SIGNALS = { pk: 'SIGNALS', sk: 'SIGNAL#' } as const;
export const signalKey = (subject: string) => ({ pk: SIGNALS.pk, sk: `${SIGNALS.sk}${subject}` });
export const networkEventKey = (eventId: string) => ({ pk: SIGNALS.pk, sk: `EVENT#${eventId}` });
/** Where a version of the best ways lies: gzip of `RefreshedNetwork` as node:v8 writes it. */
export const routesPath = (version: string): string => `snapshots/routes/${version}.v8.gz`;
/** Where a version of the prices of what is scarce lies: gzip JSON of `ScarcityPrices`. */
export const pricesPath = (version: string): string => `snapshots/prices/${version}.json.gz`;
/** Where a version of the lanes' statistics lies, and the sums it was fitted from: gzip JSON. */
export const statisticsPath = (version: string): string => `snapshots/lane-statistics/${version}.json.gz`;
export const ledgerPath = (version: string): string => `snapshots/lane-ledger/${version}.json.gz`;
