import { jest } from '@jest/globals';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId } from '#domain/id.ts';
import type { Network } from '#domain/routing/network.ts';
import { plusSeconds } from '#domain/time.ts';
import { aLane, aNetwork, aNode, aSku } from '../../fixtures/routing/small-network.ts';
import { countingUlids, givenLine } from '../../support/given.ts';
import { planningTables } from '../../support/planning-tables.ts';
import { placedOrder } from '../api/given.ts';

/** Two warehouses, the west one a little dearer; a second parcel costs more than that. */
const NETWORK: Network = {
  ...aNetwork(
    [aNode('EAST', { fixedCost: 6 }), aNode('WEST', { fixedCost: 7 })],
    [aLane('EAST-ROAD', 'EAST', { to: '330100' }), aLane('WEST-ROAD', 'WEST', { to: '330100' })],
    [aSku('CUP'), aSku('POT')],
  ),
};
const network: Network = {
  ...NETWORK,
  regions: [...NETWORK.regions, { region: '330100', name: '杭州市', lat: 30, lon: 120 }],
};

let waitMinutes = 30;
planningTables(jest, network, () => ({ handOutAfterMinutes: waitMinutes }));
const { planOrder } = await import('#shared/plan-order.ts');
const { reconsiderOpenOrders } = await import('#shared/reconsider-open-orders.ts');
const { dynamoOrderStore } = await import('#shared/dynamo-order-store.ts');
const { moveStock } = await import('#shared/move-stock.ts');
const { checkBalance } = await import('#shared/dynamo-stock-book.ts');
const { now } = await import('#shared/clock.ts');

const orders = dynamoOrderStore();
const ids = countingUlids(9000);
let serial = 0;

const place = async (...skus: string[]): Promise<OrderId> => {
  serial += 1;
  const placed = placedOrder('CONFIRMED', {
    orderId: `ord_${ids()}` as OrderId,
    channelOrderId: `C${serial}`,
    deliverables: skus.map((sku, index) => givenLine({ sku, lineId: `${index + 1}` })),
  });
  await orders.commit({ before: null, order: placed.order, events: [] });
  return placed.order.orderId;
};
const receive = (node: string, sku: string, quantity: number) =>
  moveStock({ commandId: ids(), moves: [{ kind: 'RECEIVE', node, sku, quantity, ref: undefined }] }, 'person:ops');
const standing = async (orderId: OrderId): Promise<Leg[]> =>
  (await orders.get(orderId)).legs.filter(({ state }) => state !== 'CANCELLED');
const nodesOf = async (orderId: OrderId): Promise<string[]> => (await standing(orderId)).map(({ node }) => node);
const heads = (...orderIds: OrderId[]) => Promise.all(orderIds.map(async (id) => (await orders.get(id)).order));

describe('plans that wait for their hand-out', () => {
  it('are exchanged between orders: legs, stock, events and the plans kept, in one transaction', async () => {
    await receive('EAST', 'CUP', 1);
    await receive('EAST', 'POT', 1);
    await receive('WEST', 'CUP', 1);
    const first = await place('CUP');
    const second = await place('CUP', 'POT');
    expect(await planOrder(first)).toMatchObject({ outcome: 'PLANNED', legs: [{ legId: expect.any(String) }] });
    await planOrder(second);
    expect([await nodesOf(first), (await nodesOf(second)).sort()]).toEqual([['EAST'], ['EAST', 'WEST']]);

    const done = await reconsiderOpenOrders(await heads(first, second), now());
    expect(done).toMatchObject({ considered: 2, exchanged: 2 });
    expect(done.savedMinor).toBeGreaterThan(500);
    expect([await nodesOf(first), await nodesOf(second)]).toEqual([['WEST'], ['EAST']]);
    for (const [node, sku] of [
      ['EAST', 'CUP'],
      ['EAST', 'POT'],
      ['WEST', 'CUP'],
    ] as const) {
      const checked = await checkBalance({ sku, node });
      expect(checked?.differences).toEqual([]);
      expect(Object.values(checked?.book.held ?? {}).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(1);
    }
    const types = (await orders.events(second)).map(({ type }) => type);
    expect(types.slice(types.indexOf('PlanReconsidered'))).toEqual([
      'PlanReconsidered',
      ...['LegWithdrawn', 'StockReleased', 'LegWithdrawn', 'StockReleased'],
      'PlanCommitted',
      'StockReserved',
    ]);
    // Nothing more is to be had.
    expect(await reconsiderOpenOrders(await heads(first, second), now())).toMatchObject({
      considered: 2,
      exchanged: 0,
    });
    expect(await planOrder(second)).toEqual({
      outcome: 'PLANNED',
      legs: (await standing(second)).map(({ legId }) => ({ legId })),
    });
  });

  it('stay as they are once their time has come, and are then handed out', async () => {
    await receive('EAST', 'CUP', 1);
    waitMinutes = 0.001;
    const soon = await place('CUP');
    await planOrder(soon);
    const { order } = await orders.get(soon);
    expect(order.lifecycle.handOutAt).toBeDefined();
    expect(await reconsiderOpenOrders([order], plusSeconds(now(), 1))).toMatchObject({ considered: 0 });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await planOrder(soon)).toMatchObject({ outcome: 'COMMITTED' });
  });
});
