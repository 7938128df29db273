import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsonata from 'jsonata';
import { readSource } from '../bin/history-input.ts';
import { HistoryOutput } from '../bin/history-output.ts';
import { runHistory } from '../bin/history-run.ts';
import { compileMapping } from '../domain/channel/compile-mapping.ts';
import { type HistorySource, parseHistorySource } from '../domain/channel/history-source.ts';
import type { BenchRow } from './bench-row.ts';
import { jsonataMappingOf } from './jsonata-mapping.ts';

const ORDERS = 20_000;
/** The peer is measured on a part of them. */
const PEER_ORDERS = 1_000;

const source = (): HistorySource => {
  const file = fileURLToPath(new URL('../catalog/history/olist.json', import.meta.url));
  return parseHistorySource(JSON.parse(readFileSync(file, 'utf8')));
};

const two = (value: number): string => String(value).padStart(2, '0');
const day = (order: number, after: number): string =>
  `2017-${two(1 + (order % 11))}-${two(1 + ((order + after) % 28))} ${two(order % 24)}:${two(order % 60)}:00`;

/** Invented rows of the files that the source names: one to three items an order, every tenth with some dirt. */
const writeFiles = (directory: string): void => {
  const ids = Array.from({ length: ORDERS }, (_, index) => `order-${index}`);
  const items = (index: number): number[] => Array.from({ length: 1 + (index % 3) }, (_, item) => item + 1);
  const put = (name: string, header: string, rows: readonly string[]): void =>
    writeFileSync(join(directory, name), `${[header, ...rows].join('\n')}\n`);
  put(
    'olist_orders_dataset.csv',
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date',
    ids.map(
      (id, index) =>
        `${id},c${index},delivered,${day(index, 0)},${index % 10 ? day(index, 0) : ''},${day(index, 1)},${day(index, 3)},${day(index, 9)}`,
    ),
  );
  put(
    'olist_order_items_dataset.csv',
    'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value',
    ids.flatMap((id, index) =>
      items(index).map((item) => `${id},${item},p${(index + item) % 500},s1,${day(index, 4)},19.90,4.10`),
    ),
  );
  put(
    'olist_order_payments_dataset.csv',
    'order_id,payment_sequential,payment_type,payment_installments,payment_value',
    ids.map((id, index) => `${id},1,credit_card,1,${(24 * (1 + (index % 3))).toFixed(2)}`),
  );
  put(
    'olist_customers_dataset.csv',
    'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state',
    ids.map((_, index) => `c${index},u${index},01001,sao paulo,SP`),
  );
  put(
    'olist_order_reviews_dataset.csv',
    'order_id,review_score,review_creation_date',
    ids.map((id) => `${id},5,2017-06-06 00:00:00`),
  );
  put(
    'olist_products_dataset.csv',
    'product_id,product_category_name,product_weight_g',
    Array.from({ length: 500 }, (_, index) => `p${index},chas,250`),
  );
  put('product_category_name_translation.csv', 'product_category_name,product_category_name_english', ['chas,teas']);
};

const ordersPerSecond = async (document: HistorySource, files: string, out: string): Promise<number> => {
  const input = readSource(document, files);
  const output = new HistoryOutput(out, input.fingerprint);
  const started = performance.now();
  const { orders } = await runHistory({ input, mapping: compileMapping(document.mapping), output });
  output.close();
  return orders / ((performance.now() - started) / 1000);
};

/** The mapping alone, as one JSONata expression, on orders that are read and joined already. */
const peerPerSecond = async (document: HistorySource, files: string): Promise<number> => {
  const expression = jsonata(jsonataMappingOf(document.mapping));
  const payloads: unknown[] = [];
  for await (const row of readSource(document, files).rows()) {
    if ('payload' in row) payloads.push(row.payload);
    if (payloads.length === PEER_ORDERS) break;
  }
  for (const payload of payloads.slice(0, 100)) await expression.evaluate(payload);
  const started = performance.now();
  for (const payload of payloads) JSON.stringify(await expression.evaluate(payload));
  return payloads.length / ((performance.now() - started) / 1000);
};

/** Past orders from seven CSV files to JSON lines: read, joined, checked, mapped, written. */
export const benchImport = async (): Promise<BenchRow[]> => {
  const home = mkdtempSync(join(tmpdir(), 'orderloom-import-'));
  try {
    writeFiles(home);
    const document = source();
    const ours = await ordersPerSecond(document, home, join(home, 'out'));
    const peer = await peerPerSecond(document, home);
    return [
      {
        name: 'import: past orders per second, seven CSV files',
        ours: Math.round(ours),
        peer: Math.round(peer),
        peerName: 'the same fields as one JSONata expression, orders joined already',
        unit: 'orders/s',
        ratio: ours / peer,
      },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};
