import type { Balance } from '#domain/fulfillment/stock-book.ts';
import type { StockRule } from '#domain/fulfillment/stock-rules.ts';
import type { ExpectedInbound, Lot, StockPart, StockSheet } from '#domain/fulfillment/stock-sheet.ts';
import { getItems, type Item, type Key, queryAll } from './dynamo.ts';
import { env } from './env.ts';
import { EXPECTED, LOTS, NODES, RULES, stockKey, stockPk } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

type PartRow = Balance & { readonly shards?: number };
type Row = Item & Key;

const partOf = ({ node, sku, onHand, reserved, safety, available, moves = 0 }: PartRow, shard: number): StockPart => ({
  node,
  sku,
  onHand,
  reserved,
  safety,
  available,
  moves,
  shard,
});
const lotOf = ({ node, sku, lot, expiresAt = null, onHand, reserved }: Lot): Lot => ({
  node,
  sku,
  lot,
  expiresAt,
  onHand,
  reserved,
});
const expectedOf = ({ node, sku, ref, quantity, at }: ExpectedInbound): ExpectedInbound => ({
  node,
  sku,
  ref,
  quantity,
  at,
});

/** As many as one request reads. */
const MOST_KEYS = 100;

/** The other rows of balances that are spread. */
const shardsOf = async (rows: readonly PartRow[]): Promise<StockPart[]> => {
  const places = rows.flatMap(({ sku, node, shards = 1 }) =>
    Array.from({ length: shards - 1 }, (_, index) => ({ sku, node, shard: index + 1 })),
  );
  const parts: StockPart[] = [];
  for (let start = 0; start < places.length; start += MOST_KEYS) {
    const some = places.slice(start, start + MOST_KEYS);
    const found = await getItems<PartRow & Key>(table(), some.map(stockKey));
    for (const row of found) parts.push(partOf(row, Number(row.pk.split('#').at(-1))));
  }
  return parts;
};

/** All that is kept of one SKU, read consistently. */
export const sheetOf = async (sku: string): Promise<StockSheet> => {
  const rows = await queryAll<Row>({ table: table(), where: 'pk = :pk', values: { ':pk': stockPk(sku) } });
  const under = <T>(prefix: string): T[] => rows.filter(({ sk }) => sk.startsWith(prefix)) as unknown as T[];
  const balances = under<PartRow>(NODES);
  return {
    sku,
    parts: [...balances.map((row) => partOf(row, 0)), ...(await shardsOf(balances))],
    lots: under<Lot>(LOTS).map(lotOf),
    expected: under<ExpectedInbound>(EXPECTED).map(expectedOf),
    rules: under<{ readonly rule: StockRule }>(RULES).map(({ rule }) => rule),
  };
};

export const sheetsOf = (skus: readonly string[]): Promise<StockSheet[]> =>
  Promise.all([...new Set(skus)].map(sheetOf));
