import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BatchWriteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ulid } from 'ulid';
import { type LocalSystem, startLocal } from '../test/support/local-endpoint.ts';
import { orderIn, shopOf } from '../test/support/shop.ts';
import type { BenchRow } from './bench-row.ts';

const ORDERS = 10_000;
/** What one call of DynamoDB writes. */
const BATCH = 25;

type Head = { readonly pk: string; readonly order: Record<string, unknown>; readonly [name: string]: unknown };

/** A real order's head, as the product wrote it, under another id and number: ten thousand of them as nobody types them. */
const another = (head: Head, number: number): Head => {
  const [orderId, channelOrderId] = [`ord_${ulid()}`, String(7_000_000_000_000 + number)];
  const { outbox, ...rest } = head;
  return { ...rest, pk: `ORDER#${orderId}`, channelOrderId, order: { ...head.order, orderId, channelOrderId } };
};

const fill = async (system: LocalSystem): Promise<void> => {
  const shop = shopOf(system);
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  await shop.push('shopify', message);
  const { order } = await orderIn(shop, message.orderId, 'PLANNED', 'FULFILLING');
  const table = system.state.tables.orders;
  const { Items: [item] = [] } = await system.clients.dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: marshall({ ':pk': `ORDER#${order.orderId}`, ':sk': 'ORDER' }),
    }),
  );
  const head = unmarshall(item ?? {}) as Head;
  for (let from = 1; from < ORDERS; from += BATCH) {
    const heads = Array.from({ length: Math.min(BATCH, ORDERS - from) }, (_, index) => another(head, from + index));
    await system.clients.dynamo.send(
      new BatchWriteItemCommand({
        RequestItems: { [table]: heads.map((each) => ({ PutRequest: { Item: marshall(each) } })) },
      }),
    );
  }
};

type Run = { readonly seconds: number; readonly peakMb: number; readonly lines: number; readonly firstMs: number };

/** Most memory a process had at once, as Linux counts it; 0 where it does not tell. */
const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

const command = (args: readonly string[]): Promise<Run> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let [lines, firstMs, peakMb] = [0, 0, 0];
    const watching = setInterval(() => {
      peakMb = Math.max(peakMb, peakOf(child.pid ?? 0));
    }, 50);
    child.stdout.on('data', (chunk: Buffer) => {
      firstMs ||= performance.now() - started;
      lines += chunk.toString().split('\n').length - 1;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watching);
      if (code !== 0) return reject(new Error(`${args[0]} ended with ${code}`));
      resolve({ seconds: (performance.now() - started) / 1000, peakMb, lines, firstMs });
    });
  });

/** As a script would do it: every page of the JSON list, kept, then written. */
const GATHERED = `
const [base, key] = process.argv.slice(1);
const rows = [];
for (let cursor = ''; cursor !== null; ) {
  const answer = await fetch(base + '/orders?channel=shopify&limit=100' + (cursor && '&cursor=' + encodeURIComponent(cursor)), { headers: { authorization: 'Bearer ' + key } });
  const page = await answer.json();
  rows.push(...page.orders);
  cursor = page.cursor;
}
for (const row of rows) console.log(Object.values(row).join(','));`;

const row = (name: string, ours: number, peer: number, unit: string): BenchRow => ({
  name,
  ours,
  unit,
  peer,
  peerName: 'the JSON list, 100 a page, gathered and then written',
  ratio: peer / ours,
});

/** Ten thousand orders as CSV by `orderloom export`, beside what a script over the JSON list needs for the same rows. */
export const benchExport = async (): Promise<BenchRow[]> => {
  const system = await startLocal({ own: true, simulators: false });
  try {
    await fill(system);
    const ours = await command(['bin/orderloom.ts', 'export', '--channel', 'shopify', '--directory', system.directory]);
    const peer = await command(['--input-type=module', '--eval', GATHERED, system.apiUrl, system.state.keys.operator]);
    if (ours.lines !== ORDERS + 1 || peer.lines !== ORDERS)
      throw new Error(`of ${ORDERS} orders ${ours.lines - 1} and ${peer.lines} came out`);
    return [
      row(`${ORDERS} orders as CSV`, ours.seconds, peer.seconds, 's'),
      row(`${ORDERS} orders as CSV, the first`, ours.firstMs, peer.firstMs, 'ms'),
      row(`${ORDERS} orders as CSV, memory of the command`, ours.peakMb, peer.peakMb, 'MB'),
    ];
  } finally {
    await system.stop();
  }
};
