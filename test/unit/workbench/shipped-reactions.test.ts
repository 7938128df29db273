import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { happened } from '#domain/event.ts';
import { newId, type OrderId } from '#domain/id.ts';
import { OrderHeld, OrderPlaced } from '#domain/order/events.ts';
import type { Hold, Order } from '#domain/order/order.ts';
import { matches } from '#domain/workbench/event-pattern.ts';
import { compileReaction } from '#domain/workbench/reaction.ts';
import { aNetwork } from '../../fixtures/routing/small-network.ts';
import { countingUlids, givenLine } from '../../support/given.ts';
import { planningTables } from '../../support/planning-tables.ts';
import { placedOrder } from '../api/given.ts';

process.env.WRITE_BACKS_TABLE = 'WRITE_BACKS_TABLE';
planningTables(jest, aNetwork([], [], []), () => ({}));
const shipped = ['pause-below-safety', 'presale-locks-stock', 'held-two-hours'].map((id) =>
  compileReaction(
    JSON.parse(readFileSync(new URL(`../../../catalog/reactions/${id}.json`, import.meta.url), 'utf8')),
    1,
  ),
);
jest.unstable_mockModule('#shared/reaction-library.ts', () => ({
  reactionsTo: async (type: string, detail: never) => shipped.filter(({ on }) => matches(on.pattern, { type, detail })),
  reactionAt: async (id: string) => shipped.find((each) => each.id === id),
}));
type Timer = { readonly timer: object; readonly at: string };
const timers: Timer[] = [];
jest.unstable_mockModule('#shared/timers.ts', () => ({
  setTimer: async (_name: string, timer: object, at: string) => void timers.push({ timer, at }),
}));
const { react, reactNow } = await import('#shared/react.ts');
const { dynamoOrderStore } = await import('#shared/dynamo-order-store.ts');
const { locksOf } = await import('#shared/dynamo-stock-store.ts');
const { moveStock } = await import('#shared/move-stock.ts');

const orders = dynamoOrderStore();
const nextUlid = countingUlids(9000);
const SKU = 'OL-TEA-001';

const keep = async (part: Partial<Order>): Promise<Order> => {
  const orderId = `ord_${nextUlid()}` as OrderId;
  const { order } = placedOrder('ON_HOLD', { deliverables: [givenLine({ sku: SKU, quantity: 2 })], ...part });
  await orders.commit({ before: null, order: { ...order, orderId, channelOrderId: orderId }, events: [] });
  return (await orders.get(orderId)).order;
};
const holdOf = (type: Hold['type']): Hold => ({
  holdId: newId('hld', nextUlid),
  type,
  reason: 'as the test wants it',
  actor: 'person:ops',
  since: '2026-06-01T04:00:00.000Z' as Hold['since'],
  releaseCondition: 'PERSON',
});
const occasionOf = (order: Order) => ({
  at: '2026-06-01T04:00:00.000Z' as Hold['since'],
  orderId: order.orderId,
  causedBy: null,
  traceId: 'trace',
  color: 'default',
});
const typesOf = async ({ orderId }: Order) => (await orders.events(orderId)).map(({ type }) => type);

describe('rules outside planning that ship', () => {
  it('pre-sale order → lock stock: the goods are kept when the deposit is paid, once', async () => {
    await moveStock(
      { commandId: nextUlid(), moves: [{ kind: 'RECEIVE', node: 'WH-A', sku: SKU, quantity: 5, ref: undefined }] },
      'person:ops',
    );
    const holds = [holdOf('DEPOSIT_ONLY')];
    const order = await keep({ holds, channelView: { ...placedOrder().order.channelView, holds } });
    const { channel, channelOrderId, fulfillmentType } = order;
    const placed = happened(
      OrderPlaced,
      occasionOf(order),
      { ...(placedOrder().events[0]?.detail.data as object), channel, channelOrderId, fulfillmentType } as never,
      nextUlid,
    );
    for (let time = 0; time < 2; time += 1) await react(placed.type, placed.detail);
    expect(await locksOf(order.orderId)).toMatchObject([{ node: 'WH-A', sku: SKU, quantity: 2 }]);
    expect(await typesOf(order)).toEqual(['StockLocked']);
  });

  it('order held for more than two hours → tell its owner: by a timer, and only if it is still held', async () => {
    const hold = holdOf('MANUAL');
    const [held, released] = [await keep({ holds: [hold] }), await keep({ holds: [] })];
    for (const order of [held, released]) {
      const event = happened(OrderHeld, occasionOf(order), { hold }, nextUlid);
      await react(event.type, event.detail);
    }
    expect(timers.map(({ at }) => at)).toEqual(['2026-06-01T06:00:00.000Z', '2026-06-01T06:00:00.000Z']);
    for (const { timer } of timers) await reactNow(timer as never);
    expect(await typesOf(held)).toEqual(['OwnerTold']);
    expect(await typesOf(released)).toEqual([]);
  });
});
