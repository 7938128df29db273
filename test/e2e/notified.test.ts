import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { jest } from '@jest/globals';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, shopOf, until } from '../support/shop.ts';

jest.setTimeout(120_000);

let system: LocalSystem;
let shop: Shop;
let QueueUrl: string | undefined;
beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
  ({ QueueUrl } = await system.clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'orderloom-channel-amazon' })));
}, 200_000);
afterAll(() => system?.stop());

const inboxRows = async (text: string) => {
  const { Items = [] } = await system.clients.dynamo.send(new ScanCommand({ TableName: system.state.tables.inbox }));
  return Items.filter((item) => JSON.stringify(item).includes(text));
};

/** Amazon's own AWS account does this. */
const notify = (MessageBody: string) => system.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

const book = (order: string | null) =>
  fetch(`${system.state.simulatorUrl}/_simulator/orders/amazon`, { method: 'POST', body: order ?? '' });

describe('a notification in the queue of Amazon', () => {
  it('becomes an order that is carried to the doorstep, its address fetched with a token drawn for it', async () => {
    const message = shop.message('amazon', 'order-paid', shop.nextNumber());
    await book(message.order);
    await notify(message.push);
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    expect(order).toMatchObject({ channelOrderId: message.orderId, destination: { city: '杭州市' } });
  });

  it('is one with the same notification that a forwarder posts', async () => {
    const message = shop.message('amazon', 'order-created', shop.nextNumber());
    await shop.push('amazon', message);
    await notify(message.push);
    await notify(message.push);
    await orderIn(shop, message.orderId, 'ON_HOLD');
    expect(await inboxRows(message.orderId)).toHaveLength(1);
  });

  it('is kept with its error when it cannot be read', async () => {
    const word = `half-${shop.nextNumber()}`;
    await notify(`{"${word}":`);
    const [row] = await until('the row', async () => {
      const rows = await inboxRows(word);
      return rows.length > 0 && rows;
    });
    expect(row?.outcome?.S).toBe('UNREADABLE');
  });
});
