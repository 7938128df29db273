import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { jest } from '@jest/globals';
import { CHANNELS } from '../../domain/channel/channels.ts';
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

const ACKNOWLEDGED = { douyin: '{"code":0,"msg":"success"}', wechat: 'success', shopify: 'ok' } as const;

describe('one real order, end to end', () => {
  it.each(['douyin', 'wechat', 'shopify'] as const)(
    'carries a paid %s order to the doorstep by itself',
    async (channel) => {
      const message = shop.message(channel, 'order-paid', shop.nextNumber());
      const answer = await shop.push(channel, message);
      expect([answer.status, answer.text]).toEqual([200, ACKNOWLEDGED[channel]]);
      const { order, legs } = await orderIn(shop, message.orderId, 'FULFILLED');
      expect(order.channelOrderId).toBe(message.orderId);
      expect(legs.map(({ state, stock }) => [state, stock])).toEqual(legs.map(() => ['COMPLETED', 'SHIPPED']));

      const executionArn = `${system.state.orderLifecycleArn.replace(':stateMachine:', ':execution:')}:${order.orderId}`;
      const execution = await until('the execution to end', async () => {
        const found = await system.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
        return found.status !== 'RUNNING' && found;
      });
      expect(execution.status).toBe('SUCCEEDED');

      const lineage = await until('the last event to reach the lineage', async () => {
        const { body } = await shop.api<{ nodes: { type: string; nodeId: string }[]; edges: unknown[] }>(
          'GET',
          `/orders/${order.orderId}/lineage`,
        );
        return body.nodes.some(({ type }) => type === 'OrderFulfilled') && body;
      });
      const types = lineage.nodes.map(({ type }) => type);
      for (const type of [
        'PushReceived',
        'OrderPlaced',
        'OrderConfirmed',
        'PlanCommitted',
        'StockReserved',
        'LegDispatched',
        'LegAccepted',
        'ActionRecorded',
        'LegCompleted',
      ])
        expect(types).toContain(type);
      expect(lineage.edges).toHaveLength(lineage.nodes.length - 1);
    },
  );

  it('takes a paid push of every channel, and carries every one that can be shipped', async () => {
    const messages = CHANNELS.map(({ id }) => ({ id, message: shop.message(id, 'order-paid', shop.nextNumber()) }));
    for (const { id, message } of messages) expect([id, (await shop.push(id, message)).status]).toEqual([id, 200]);
    const ends = await Promise.all(
      messages.map(async ({ id, message }) => {
        if (id === 'youzan')
          await until('Youzan to be asked', () =>
            shop.invoke('channel/sweep-inbox').then(() => shop.orderOf(message.orderId)),
          );
        const { order, holds } = await orderIn(shop, message.orderId, 'FULFILLED', 'ON_HOLD');
        return [id, order.lifecycle.state, ...holds.map(({ type }) => type)];
      }),
    );
    // Vouchers are no goods: nobody can carry them.
    const expected = CHANNELS.map(({ id }) => (id === 'douyin-life' ? [id, 'ON_HOLD', 'NO_ROUTE'] : [id, 'FULFILLED']));
    expect(ends).toEqual(expected);
  });

  it('sends no line across a border of which customs would not know enough', async () => {
    const crossing = (sku: string) => {
      const message = shop.message('douyin', 'order-paid', shop.nextNumber());
      const order = (message.order ?? '').replaceAll('"biz":2,', '"biz":21,').replaceAll('OL-TEA-002', sku);
      return { ...message, order };
    };
    const [declared, unknown] = [crossing('OL-TEA-002'), crossing('OL-SNACK-001')];
    for (const message of [declared, unknown]) await shop.push('douyin', message);
    const { order } = await orderIn(shop, declared.orderId, 'FULFILLED');
    expect(order.constraints.filter(({ source }) => source === 'network:skus').map(({ type }) => type)).toEqual([
      ...['HS_CODE', 'ORIGIN'],
      ...['HS_CODE', 'ORIGIN'],
    ]);
    const { holds } = await orderIn(shop, unknown.orderId, 'ON_HOLD');
    expect(holds).toMatchObject([{ type: 'CUSTOMS_DATA', reason: expect.stringContaining('"OL-SNACK-001") lacks') }]);
  });

  it('puts the events of an order on the bus in their order, where a partner rule finds them, without personal data', async () => {
    const { clients, state } = system;
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'watcher' }));
    await clients.events.send(
      new PutRuleCommand({
        Name: 'watcher',
        EventBusName: state.eventBus,
        EventPattern: JSON.stringify({ source: [{ prefix: 'fulfillment.' }] }),
      }),
    );
    await clients.events.send(
      new PutTargetsCommand({
        Rule: 'watcher',
        EventBusName: state.eventBus,
        Targets: [{ Id: 'queue', Arn: 'arn:aws:sqs:us-east-1:000000000000:watcher' }],
      }),
    );
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    await shop.push('shopify', message);
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    const seen: { id: string; type: string; text: string }[] = [];
    await until('OrderFulfilled on the bus', async () => {
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, VisibilityTimeout: 600 }),
      );
      for (const { Body = '{}' } of Messages) {
        const event = JSON.parse(Body) as { 'detail-type': string; detail: { id: string; orderId: string | null } };
        if (event.detail.orderId === order.orderId)
          seen.push({ id: event.detail.id, type: event['detail-type'], text: Body });
      }
      return seen.some(({ type }) => type === 'OrderFulfilled');
    });
    const ids = [...new Set(seen.map(({ id }) => id))];
    expect(ids).toEqual([...ids].sort());
    const person = /(?:"first_name":"([^"]+)")|(?:"address1":"([^"]+)")|(?:"phone":"([^"]+)")/g;
    const words = [...message.push.matchAll(person)].flatMap(([, ...found]) => found.filter(Boolean));
    expect(words.length).toBeGreaterThan(2);
    for (const word of words) for (const { text } of seen) expect(text).not.toContain(word);
  });

  it('ends in one order when every push comes twice and backwards', async () => {
    const number = shop.nextNumber();
    const names = ['order-cancelled', 'order-paid', 'order-created'];
    const messages = names.map((name) => shop.message('shopify', name, number));
    for (const message of [...messages, ...messages]) expect((await shop.push('shopify', message)).status).toBe(200);
    const { order } = await orderIn(shop, messages[0]?.orderId ?? '', 'CANCELLED');
    expect(order.lifecycle.state).toBe('CANCELLED');
    const list = await shop.api<{ orders: unknown[] }>('GET', `/orders?q=${order.channelOrderId}`);
    expect(list.body.orders).toHaveLength(1);
  });

  it('holds what is paid but must not ship, and goes on when the platform releases it', async () => {
    const number = shop.nextNumber();
    await shop.push('douyin', shop.message('douyin', 'order-risk-hold', number));
    const paid = shop.message('douyin', 'order-paid', number);
    const { holds } = await orderIn(shop, paid.orderId, 'ON_HOLD');
    expect(holds.map(({ type }) => type)).toEqual(['PLATFORM_RISK']);
    await shop.push('douyin', paid);
    await orderIn(shop, paid.orderId, 'FULFILLED');
  });
});

describe('bad input', () => {
  it.each(['douyin', 'wechat', 'shopify'] as const)(
    'refuses a tampered %s push and stores nothing',
    async (channel) => {
      const message = shop.message(channel, 'order-paid', shop.nextNumber());
      const answer = await shop.push(channel, message, (call) => {
        call.body = call.body.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (last) => (last === 'x' ? 'y' : 'x'));
      });
      expect(answer.text).not.toBe(ACKNOWLEDGED[channel]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await inboxRows(message.orderId)).toEqual([]);
    },
  );

  it('keeps what it cannot read, visible and replayable', async () => {
    const garbage = `[{"tag":"101","msg_id":"garbage-${shop.nextNumber()}","data":"not json at all"}]`;
    const message = { ...shop.message('douyin', 'order-paid', shop.nextNumber()), push: garbage, order: null };
    expect((await shop.push('douyin', message)).text).toBe(ACKNOWLEDGED.douyin);
    const [row] = await until('the unreadable push in the inbox', async () => {
      const rows = await inboxRows('not json at all');
      return rows.length > 0 && rows;
    });
    expect(row?.outcome?.S).toBe('UNREADABLE');
    expect(row?.error?.S).toMatch(/data/);
    const replay = await shop.api('POST', '/replays', { target: 'inbox', outcome: 'UNREADABLE' });
    expect(replay.status).toBeLessThan(300);
  });

  it('takes no body above the limit', async () => {
    const message = {
      ...shop.message('shopify', 'order-paid', shop.nextNumber()),
      push: `{"id":1,"note":"${'x'.repeat(1_200_000)}"}`,
    };
    expect((await shop.push('shopify', message)).status).toBe(413);
  });

  it('loses nothing while a platform is down', async () => {
    await shop.fault('wechat', 'DOWN');
    const message = shop.message('wechat', 'order-paid', shop.nextNumber());
    expect((await shop.push('wechat', message)).text).toBe('success');
    await until('the push to wait', async () =>
      (await inboxRows(message.orderId)).some(({ outcome }) => outcome?.S === 'WAITING'),
    );
    await shop.fault('wechat', null);
    await until('the order to be placed', async () => {
      await shop.invoke('channel/sweep-inbox');
      return shop.orderOf(message.orderId);
    });
  });

  it('answers strangers, wrong ids and wrong bodies as problems', async () => {
    const stranger = await shop.api<{ message?: string }>('GET', '/orders?state=PLACED', undefined, 'no-such-key');
    expect([401, 403]).toContain(stranger.status);
    const missing = await shop.api<{ title: string }>('GET', '/orders/ord_00000000000000000000000000');
    expect([missing.status, missing.body.title]).toEqual([404, 'Not Found']);
    const bad = await shop.api<{ detail: string }>('POST', '/orders/ord_00000000000000000000000000/holds', {
      reason: 7,
    });
    expect(bad.status).toBe(400);
    expect(bad.body.detail).toContain('reason');
  });
});
