import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { jest } from '@jest/globals';
import { fromEpochMillis, plusSeconds } from '../../domain/time.ts';
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

const minutesAgo = (minutes: number) => plusSeconds(fromEpochMillis(Date.now()), -60 * minutes);
const linesWith = (text: string): number =>
  system
    .functionsLog()
    .split('\n')
    .filter((line) => line.includes(text)).length;

type Node = { readonly nodeId: string; readonly type: string; readonly causedBy: string | null; readonly data: object };
const nodesOf = async (orderId: string, ...wanted: string[]): Promise<Node[]> =>
  until(`${wanted.join(', ')} in the lineage`, async () => {
    const { body } = await shop.api<{ nodes: Node[] }>('GET', `/orders/${orderId}/lineage`);
    return wanted.every((type) => body.nodes?.some((node) => node.type === type)) && body.nodes;
  });

const findings = async (channelOrderId: string) => {
  const { Items = [] } = await system.clients.dynamo.send(
    new ScanCommand({
      TableName: system.state.tables.inbox,
      FilterExpression: 'begins_with(pk, :finding)',
      ExpressionAttributeValues: { ':finding': { S: 'FINDING#' } },
    }),
  );
  return Items.map((item) => unmarshall(item)).filter(({ pk }) => String(pk).endsWith(`#${channelOrderId}`));
};

const POLL = 'channel/poll-jd';
const COMPARE = 'channel/reconcile-channel';

describe('a channel that is polled', () => {
  it('brings an order to the doorstep by itself, though its API failed first', async () => {
    const message = shop.message('jd', 'order-paid', shop.nextNumber());
    await shop.fault('jd', 'DOWN');
    await shop.put('jd', message.order ?? message.push, minutesAgo(3));
    const failures = linesWith('feed not read');
    await until('a round to fail', async () => {
      await shop.invoke(POLL);
      return linesWith('feed not read') > failures;
    });
    expect(await shop.orderOf(message.orderId)).toBeNull();
    await shop.fault('jd', null);
    await until('the order to be fetched', async () => {
      await shop.invoke(POLL);
      return shop.orderOf(message.orderId);
    });
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    expect(order.channelOrderId).toBe(message.orderId);
  });
});

describe('the comparison with a platform', () => {
  it('finds an order whose push never came, once, and carries it to the doorstep', async () => {
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    await shop.put('shopify', message.push, minutesAgo(10));
    await shop.fault('shopify', 'DOWN');
    await shop.invoke(COMPARE, { channel: 'shopify' });
    expect(await findings(message.orderId)).toEqual([]);
    await shop.fault('shopify', null);
    await shop.invoke(COMPARE, { channel: 'shopify' });
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    await shop.invoke(COMPARE, { channel: 'shopify', from: minutesAgo(30), to: minutesAgo(5) });
    expect(await findings(message.orderId)).toEqual([expect.objectContaining({ entity: 'ReconciliationFound' })]);

    const nodes = await nodesOf(order.orderId, 'ReconciliationFound', 'PushReceived', 'OrderPlaced');
    const node = (type: string) => nodes.find((each) => each.type === type);
    expect(node('ReconciliationFound')?.data).toMatchObject({ finding: 'MISSED', channelOrderId: message.orderId });
    expect(node('PushReceived')?.causedBy).toBe(node('ReconciliationFound')?.nodeId);
    expect(node('OrderPlaced')?.causedBy).toBe(node('PushReceived')?.nodeId);
  });

  it('tells of an order that the platform does not know, and changes nothing of it', async () => {
    const message = shop.message('jd', 'order-paid', shop.nextNumber());
    await shop.push('jd', { ...message, order: null });
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    await shop.invoke(COMPARE, { channel: 'jd', from: minutesAgo(5), to: minutesAgo(-1) });
    const nodes = await nodesOf(order.orderId, 'ReconciliationFound');
    expect(nodes.find(({ type }) => type === 'ReconciliationFound')?.data).toMatchObject({
      finding: 'UNKNOWN_TO_PLATFORM',
      channelOrderId: message.orderId,
    });
    expect((await shop.orderOf(message.orderId))?.order.lifecycle.state).toBe('FULFILLED');
  });
});
