import type { RecordRow } from './dynamo-record-store.ts';
import { enrichNext } from './enrich-orders.ts';
import { type MigrationRow, migrateNext } from './migrate-orders.ts';

/** A row of the catalog that stored orders follow: a record of a second source, or the work a release began. */
export type AmendingRow =
  | (RecordRow & { readonly entity: 'RECORD' })
  | (MigrationRow & { readonly entity: 'MIGRATION' });

/** Takes each row into the orders it is about, or into the next of them. */
export const amendOrders = async (rows: readonly AmendingRow[]): Promise<void> => {
  for (const row of rows) await (row.entity === 'RECORD' ? enrichNext(row) : migrateNext(row));
};
