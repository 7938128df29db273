import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, shopOf, until } from '../support/shop.ts';

jest.setTimeout(120_000);

let system: LocalSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
}, 200_000);
afterAll(() => system?.stop());

const inboxRows = async (text: string) => {
  const { Items = [] } = await system.clients.dynamo.send(new ScanCommand({ TableName: system.state.tables.inbox }));
  return Items.filter((item) => JSON.stringify(item).includes(text));
};

describe('a push of Lazada, which a queue takes before any of our code', () => {
  it('is acknowledged, verified afterwards, and becomes an order that is carried to the doorstep', async () => {
    const message = shop.message('lazada', 'order-paid', shop.nextNumber());
    const answer = await shop.push('lazada', message);
    expect(answer.status).toBe(200);
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    expect(order.channelOrderId).toBe(message.orderId);
    // Every piece is a line at Lazada.
    expect(order.deliverables.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['OL-TEA-002', 1],
      ['OL-TEA-002', 1],
      ['OL-HOME-001', 1],
    ]);
  });

  it('is kept once, however often it is sent', async () => {
    const message = shop.message('lazada', 'order-created', shop.nextNumber());
    for (let time = 0; time < 3; time += 1) await shop.push('lazada', message);
    await orderIn(shop, message.orderId, 'ON_HOLD');
    expect(await inboxRows(message.orderId)).toHaveLength(1);
  });

  it('leaves nothing behind when it turns out to be signed wrongly', async () => {
    const [forged, genuine] = [
      shop.message('lazada', 'order-paid', shop.nextNumber()),
      shop.message('lazada', 'order-created', shop.nextNumber()),
    ];
    const answer = await shop.push('lazada', forged, (call) => {
      call.body = call.body.replace('pending', 'shipped');
    });
    expect(answer.status).toBe(200);
    await shop.push('lazada', genuine);
    await orderIn(shop, genuine.orderId, 'ON_HOLD');
    await until('the refusal in the log', async () => system.functionsLog().includes('push refused'));
    expect(await inboxRows(forged.orderId)).toEqual([]);
  });

  it('is refused by the queue without a signature', async () => {
    const message = shop.message('lazada', 'order-paid', shop.nextNumber());
    const answer = await shop.push('lazada', message, (call) => {
      call.headers = { 'content-type': 'application/json' };
    });
    expect(answer.status).toBe(400);
  });
});
