import { happened } from '#domain/event.ts';
import { StockDrifted } from '#domain/fulfillment/events.ts';
import type { Instant } from '#domain/time.ts';
import { nextUlid, now } from './clock.ts';
import { getItem, put, putItem, transact } from './dynamo.ts';
import { type CheckedBalance, checkBalance } from './dynamo-stock-book.ts';
import { sheetOf } from './dynamo-stock-sheet.ts';
import { env } from './env.ts';
import { networkEventKey, STOCK_CHECK_CURSOR } from './network-keys.ts';
import { currentNetwork } from './network-snapshot.ts';

const skus = currentNetwork((network) => network.skus.map(({ sku }) => sku).sort());

const table = (): string => env('NETWORK_TABLE');

/** SKUs compared side by side. */
const AT_ONCE = 8;

export type StockCheck = {
  readonly compared: number;
  readonly drifted: readonly CheckedBalance[];
  /** Time was over before all were compared: the next check goes on there. */
  readonly unfinished: boolean;
};

const report = async ({ balance: { sku, node }, differences }: CheckedBalance): Promise<void> => {
  const occasion = { at: now(), orderId: null, causedBy: null, traceId: nextUlid(), color: 'default' };
  const event = happened(StockDrifted, occasion, { sku, node, differences: [...differences] }, nextUlid);
  await transact([
    put(table(), { ...networkEventKey(event.detail.id), entity: 'EVENT', event: JSON.stringify(event) }),
  ]);
};

/** Balances that never moved are as they were opened. */
const compareSku = async (sku: string): Promise<CheckedBalance[]> => {
  const { parts } = await sheetOf(sku);
  const checked: CheckedBalance[] = [];
  for (const { node, shard, moves } of parts) {
    const balance = moves > 0 ? await checkBalance({ sku, node, shard }, { closing: true }) : null;
    if (balance) checked.push(balance);
  }
  return checked;
};

/** The SKUs, from where the last check stopped. */
const fromCursor = async (): Promise<string[]> => {
  const all = await skus();
  const cursor = await getItem<{ sku: string }>(table(), STOCK_CHECK_CURSOR);
  const start = Math.max(
    0,
    all.findIndex((sku) => sku >= (cursor?.sku ?? '')),
  );
  return [...all.slice(start), ...all.slice(0, start)];
};

/**
 * Compares every balance with its movements until the time is over, and tells of each that differs as `StockDrifted`. Nothing is
 * corrected: which of the two is right, a count on the shelf tells.
 */
export const checkStock = async (until: Instant): Promise<StockCheck> => {
  const waiting = await fromCursor();
  const checked: CheckedBalance[] = [];
  const take = async (): Promise<void> => {
    while (now() < until) {
      const sku = waiting.shift();
      if (sku === undefined) return;
      checked.push(...(await compareSku(sku)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  const drifted = checked.filter(({ differences }) => differences.length > 0);
  for (const each of drifted) await report(each);
  await putItem(table(), { ...STOCK_CHECK_CURSOR, entity: 'CURSOR', sku: waiting[0] ?? '' });
  return { compared: checked.length, drifted, unfinished: waiting.length > 0 };
};
