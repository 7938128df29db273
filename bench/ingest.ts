import { setTimeout as sleep } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { CHANNELS as ALL_CHANNELS } from '../domain/channel/channels.ts';
import type { BusEvent } from '../domain/event.ts';
import { secondsBetween } from '../domain/time.ts';
import { type LocalSystem, startLocal } from '../test/support/local-endpoint.ts';
import { type Shop, shopOf, until } from '../test/support/shop.ts';
import type { BenchRow } from './bench-row.ts';

const PUSHES = 500;
const ALONE = 6;
/** Platforms push side by side; the endpoint has one process. */
const AT_ONCE = 8;
const CHANNELS = ['douyin', 'wechat', 'shopify'] as const;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;

const row = (name: string, ours: number, unit: string): BenchRow => ({
  name,
  ours,
  unit,
  peer: null,
  peerName: '',
  ratio: null,
});

/** Keeps `AT_ONCE` calls under way until all are made. @returns their results */
const sideBySide = async <T>(calls: readonly (() => Promise<T>)[]): Promise<T[]> => {
  const results: T[] = [];
  const queue = [...calls];
  const worker = async (): Promise<void> => {
    for (let call = queue.shift(); call; call = queue.shift()) results.push(await call());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};

const pushOne =
  (shop: Shop, index: number, channels: readonly string[] = CHANNELS) =>
  async (): Promise<number> => {
    const channel = channels[index % channels.length] ?? 'douyin';
    const { status, ms } = await shop.push(channel, shop.message(channel, 'order-paid', shop.nextNumber()));
    if (status !== 200) throw new Error(`${channel} was answered ${status}`);
    return ms;
  };

const eventsIn = async (system: LocalSystem, table: string): Promise<BusEvent[]> => {
  const events: BusEvent[] = [];
  let start: Record<string, never> | undefined;
  do {
    const page = await system.clients.dynamo.send(
      new ScanCommand({ TableName: table, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    for (const item of page.Items ?? []) if (item.event?.S) events.push(JSON.parse(item.event.S) as BusEvent);
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start);
  return events;
};

const ofType = (events: readonly BusEvent[], type: string): BusEvent[] => events.filter((event) => event.type === type);

/** Seconds from the receipt of the push to the plan of its order. */
const planningTimes = (received: readonly BusEvent[], orders: readonly BusEvent[]): number[] => {
  const receivedAt = new Map(received.map(({ detail }) => [detail.id, detail.at]));
  const placedBy = new Map(
    ofType(orders, 'OrderPlaced').map(({ detail }) => [detail.orderId, receivedAt.get(detail.causedBy ?? detail.id)]),
  );
  return ofType(orders, 'PlanCommitted')
    .flatMap(({ detail }) => {
      const from = placedBy.get(detail.orderId);
      return from ? [secondsBetween(from, detail.at)] : [];
    })
    .sort((a, b) => a - b);
};

const callsOf = (system: LocalSystem): number =>
  Object.values(system.awsCalls()).reduce((sum, times) => sum + times, 0);

/** One order at a time, nothing else going on: how long it takes alone, and how many AWS requests its whole life makes. */
const alone = async (system: LocalSystem, shop: Shop): Promise<BenchRow[]> => {
  const { orders, inbox } = system.state.tables;
  const fulfilled = async (): Promise<number> => ofType(await eventsIn(system, orders), 'OrderFulfilled').length;
  const [callsBefore, ordersBefore] = [callsOf(system), await fulfilled()];
  for (let index = 0; index < ALONE; index += 1) {
    await pushOne(shop, index)();
    // Watched in the table itself: asking the API would count as the order's own requests.
    await until('the order to be fulfilled', async () => (await fulfilled()) > ordersBefore + index);
  }
  // What follows the last event: lineage, the outbox mark.
  await sleep(4_000);
  const calls = (callsOf(system) - callsBefore) / ALONE;
  const times = planningTimes(await eventsIn(system, inbox), await eventsIn(system, orders));
  return [
    row('push → PLANNED p50 (one order at a time)', percentile(times, 0.5), 's'),
    row('AWS requests per fulfilled order (10 actions)', calls, 'requests'),
  ];
};

/** Pushes of every channel side by side, each to its own function: how long a platform waits for its answer. */
const mixture = async (shop: Shop): Promise<BenchRow[]> => {
  const channels = ALL_CHANNELS.map(({ id }) => id);
  await sideBySide(channels.map((_, index) => pushOne(shop, index, channels)));
  const took = await sideBySide(Array.from({ length: PUSHES }, (_, index) => pushOne(shop, index, channels)));
  const sorted = took.sort((a, b) => a - b);
  const name = `acknowledgement, ${channels.length} channels mixed (${PUSHES} pushes, ${AT_ONCE} at once)`;
  return [row(`${name} p50`, percentile(sorted, 0.5), 'ms'), row(`${name} p99`, percentile(sorted, 0.99), 'ms')];
};

/** 500 signed pushes of three channels against the whole system on the local endpoint: acknowledgement, then the plan. */
export const benchIngest = async (): Promise<BenchRow[]> => {
  const system = await startLocal({ own: true });
  try {
    const shop = shopOf(system);
    await sideBySide(CHANNELS.map((_, index) => pushOne(shop, index)));
    await until(
      'the warm-up to be planned',
      async () => ofType(await eventsIn(system, system.state.tables.orders), 'PlanCommitted').length >= CHANNELS.length,
    );
    const single = await alone(system, shop);
    const started = performance.now();
    const acknowledged = (await sideBySide(Array.from({ length: PUSHES }, (_, index) => pushOne(shop, index)))).sort(
      (a, b) => a - b,
    );
    const took = (performance.now() - started) / 1000;
    const all = PUSHES + CHANNELS.length + ALONE;
    const orders = await until(
      'every order to be planned',
      async () => {
        const events = await eventsIn(system, system.state.tables.orders);
        return ofType(events, 'PlanCommitted').length >= all && events;
      },
      600_000,
    );
    const planned = (performance.now() - started) / 1000;
    const times = planningTimes(await eventsIn(system, system.state.tables.inbox), orders);
    const mixed = await mixture(shop);
    return [
      ...single,
      ...mixed,
      row(`acknowledgement p50 (${PUSHES} pushes, ${AT_ONCE} at once)`, percentile(acknowledged, 0.5), 'ms'),
      row('acknowledgement p99', percentile(acknowledged, 0.99), 'ms'),
      row('pushes acknowledged', PUSHES / took, 'per second'),
      row('push → PLANNED p50 (all at once)', percentile(times, 0.5), 's'),
      row('push → PLANNED p99 (all at once)', percentile(times, 0.99), 's'),
      row('orders planned', PUSHES / planned, 'per second'),
    ];
  } finally {
    await system.stop();
  }
};
