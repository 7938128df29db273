import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, shopOf } from '../support/shop.ts';

/*
 * Everything else runs the functions as threads of one process, with no permissions asked. Here they are as on AWS: a process per
 * concurrent call, each with the rights of its own role and no others.
 */
jest.setTimeout(180_000);

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal({ functions: 'processes', iam: true });
  shop = shopOf(system);
}, 200_000);
afterAll(() => system?.stop());

describe('functions in processes of their own, with the permissions of their roles', () => {
  it('carry an order of every channel to the doorstep', async () => {
    const messages = (['douyin', 'wechat', 'shopify'] as const).map((channel) => ({
      channel,
      message: shop.message(channel, 'order-paid', shop.nextNumber()),
    }));
    for (const { channel, message } of messages) expect((await shop.push(channel, message)).status).toBe(200);
    for (const { message } of messages) {
      const { legs } = await orderIn(shop, message.orderId, 'FULFILLED');
      expect(legs.map(({ state }) => state)).toEqual(legs.map(() => 'COMPLETED'));
    }
  });

  it('show, hold and cancel an order, and tell its plans and lineage', async () => {
    const message = shop.message('shopify', 'order-risk-hold', shop.nextNumber());
    expect((await shop.push('shopify', message)).status).toBe(200);
    const { order } = await orderIn(shop, message.orderId, 'ON_HOLD');
    const path = `/orders/${order.orderId}`;
    const held = await shop.api<{ hold: { holdId: string } }>('POST', `${path}/holds`, { reason: 'asked by phone' });
    expect(held.status).toBe(201);
    expect((await shop.api('DELETE', `${path}/holds/${held.body.hold.holdId}`)).status).toBe(200);
    for (const part of ['plans', 'lineage']) expect((await shop.api('GET', `${path}/${part}`)).status).toBe(200);
    expect((await shop.api('POST', `${path}/cancellations`, { reason: 'asked by phone' })).status).toBeLessThan(300);
    await orderIn(shop, message.orderId, 'CANCELLED');
  });

  it.each(['channel/sweep-inbox', 'order/sweep-outbox', 'order/reconcile-executions'])(
    'look for what is left: %s',
    async (source) => {
      await expect(shop.invoke(source)).resolves.toBeUndefined();
    },
  );

  it('are asked for their permissions: a stranger gets nothing', async () => {
    const stranger = new DynamoDBClient({
      endpoint: system.endpoint,
      region: system.state.region,
      credentials: { accessKeyId: 'AKIASTRANGER00000000', secretAccessKey: 'unknown' },
    });
    await expect(stranger.send(new ListTablesCommand({}))).rejects.toThrow(/not authorized|invalid|security token/i);
  });

  it('refuses a caller without a key', async () => {
    expect((await fetch(`${system.apiUrl}/orders?channel=douyin`)).status).toBe(401);
  });
});
