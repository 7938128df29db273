import type * as z from 'zod';
import { partsAt } from '#domain/fulfillment/stock-sheet.ts';
import { nodesOf, type StockAnswer, stockAt } from '#domain/fulfillment/stock-view.ts';
import { now } from './clock.ts';
import { checkBalance } from './dynamo-stock-book.ts';
import { sheetOf } from './dynamo-stock-sheet.ts';

/** What there is of a SKU, at every node or with its books at one. */
export const viewStock = async (sku: string, node: string | undefined): Promise<z.infer<typeof StockAnswer>> => {
  const sheet = await sheetOf(sku);
  if (node === undefined) return { sku, nodes: nodesOf(sheet).map((each) => stockAt(sheet, each, now(), null)) };
  const checked = await Promise.all(partsAt(sheet, node).map(({ shard }) => checkBalance({ sku, node, shard })));
  const books = checked.flatMap((book) => book ?? []);
  return { sku, nodes: nodesOf(sheet).includes(node) ? [stockAt(sheet, node, now(), books)] : [] };
};
