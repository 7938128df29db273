import { jest } from '@jest/globals';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId } from '#domain/id.ts';
import type { Network } from '#domain/routing/network.ts';
import { aLane, aNetwork, aNode, aSku } from '../../fixtures/routing/small-network.ts';
import { countingUlids, givenLine } from '../../support/given.ts';
import { planningTables } from '../../support/planning-tables.ts';
import { placedOrder } from '../api/given.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** One container a day, and a truck that is dear. */
const base = aNetwork(
  [aNode('FACTORY', { handlingMu: Math.log(0.5), handlingSigma: 0.1 })],
  [
    aLane('TRAIN', 'FACTORY', {
      to: '330100',
      mode: 'RAIL',
      firstCost: 2,
      mu: Math.log(10),
      sigma: 0.1,
      departures: [{ weekdays: EVERY_DAY, at: '20:00', zone: 'Asia/Shanghai', cutOffMinutes: 60, slots: 1 }],
    }),
    aLane('TRUCK', 'FACTORY', { to: '330100', firstCost: 90 }),
  ],
  [aSku('CUP')],
);
const network: Network = {
  ...base,
  regions: [...base.regions, { region: '330100', name: '杭州市', lat: 30, lon: 120 }],
};
const tables = planningTables(jest, network, () => ({ deadlineHours: 110 }));
const { planOrder } = await import('#shared/plan-order.ts');
const { dynamoOrderStore } = await import('#shared/dynamo-order-store.ts');
const { moveStock } = await import('#shared/move-stock.ts');

const orders = dynamoOrderStore();
const ids = countingUlids(9000);

const planned = async (): Promise<Leg> => {
  const orderId = `ord_${ids()}` as OrderId;
  const deliverables = [givenLine({ sku: 'CUP' })];
  const { order } = placedOrder('CONFIRMED', { orderId, channelOrderId: orderId, deliverables });
  await orders.commit({ before: null, order, events: [] });
  expect(await planOrder(orderId)).toMatchObject({ outcome: 'COMMITTED' });
  const [leg] = (await orders.get(orderId)).legs;
  if (!leg) throw new Error('a planned order has a leg');
  return leg;
};

describe('orders that want the same departure', () => {
  it('get one container each, day after day, even when they are planned at once', async () => {
    const move = { kind: 'RECEIVE' as const, node: 'FACTORY', sku: 'CUP', quantity: 9, ref: undefined };
    await moveStock({ commandId: ids(), moves: [move] }, 'person:ops');
    const first = await planned();
    expect(first).toMatchObject({ lane: 'TRAIN', departures: [{ lane: 'TRAIN', mostSlots: 1 }] });
    const others = await Promise.all([planned(), planned()]);
    const departures = [first, ...others].map((leg) => leg.departures?.[0]?.departsAt ?? leg.lane);
    expect(new Set(departures).size).toBe(3);
    expect(others.map(({ lane }) => lane)).toEqual(['TRAIN', 'TRAIN']);
    const taken = tables.rows('NETWORK_TABLE', 'DEPARTURES').map(({ slots }) => slots);
    expect(taken).toEqual([1, 1, 1]);
  });
});
