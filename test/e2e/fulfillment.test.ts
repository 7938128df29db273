import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { fromEpochMillis, toBeijing } from '../../domain/time.ts';
import { stockKey, stockPk } from '../../functions/shared/network-keys.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

jest.setTimeout(120_000);

/** Without simulated partners: the test is the warehouse. Shopify pushes carry the whole order, so no platform is asked. */
let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal({ simulators: false });
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

type Edit = (text: string) => string;

const place = async (edit: Edit = (text) => text): Promise<string> => {
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  const answer = await shop.push('shopify', { ...message, push: edit(message.push) });
  expect(answer.status).toBe(200);
  return message.orderId;
};

const dispatched = (id: string): Promise<Snapshot> =>
  until(`legs of ${id} to be handed out`, async () => {
    const snapshot = await shop.orderOf(id);
    return snapshot?.legs.some(({ state }) => state === 'DISPATCHED') && snapshot;
  });

const openLeg = ({ legs }: Snapshot) => {
  const leg = legs.find(({ state }) => state === 'DISPATCHED');
  if (!leg) throw new Error('no leg is waiting for its partner');
  return leg;
};

let second = 0;
const report = (legId: string, action: string, more: object = {}) => {
  second += 1;
  const occurredAt = new Date(Date.now() - 60_000 + second * 10).toISOString();
  return shop.api<{ detail?: string }>('POST', `/legs/${legId}/actions`, { action, occurredAt, ...more });
};

const level = async (sku: string, node: string) => {
  const { pk, sk } = stockKey({ sku, node });
  const { Item = {} } = await system.clients.dynamo.send(
    new GetItemCommand({ TableName: system.state.tables.network, Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  return { onHand: Number(Item.onHand?.N), reserved: Number(Item.reserved?.N), available: Number(Item.available?.N) };
};

/** As a stock count would: on hand becomes `onHand`, nothing reserved. */
const count = async (sku: string, node: string, onHand: number): Promise<void> => {
  const { pk, sk } = stockKey({ sku, node });
  await system.clients.dynamo.send(
    new UpdateItemCommand({
      TableName: system.state.tables.network,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET onHand = :n, reserved = :zero, safety = :zero, available = :n, #node = :node, sku = :sku',
      ExpressionAttributeNames: { '#node': 'node' },
      ExpressionAttributeValues: {
        ':n': { N: String(onHand) },
        ':zero': { N: '0' },
        ':node': { S: node },
        ':sku': { S: sku },
      },
    }),
  );
};

/** The SKUs of the fixture's two lines, as the merchant wrote them. */
const skusOf = async (id: string): Promise<string[]> =>
  (await shop.orderOf(id))?.order.deliverables.map(({ sku }) => sku) ?? [];

describe('a leg that is refused', () => {
  it('is given to another warehouse, its stock goes back, and the order is fulfilled', async () => {
    const id = await place();
    const first = openLeg(await dispatched(id));
    const [sku = ''] = await skusOf(id);
    const before = await level(sku, first.node);
    expect((await report(first.legId, 'leg.rejected', { reason: 'conveyor is down' })).status).toBe(200);
    const again = await until('another warehouse to be asked', async () => {
      const snapshot = await shop.orderOf(id);
      return snapshot?.legs.some(({ state, legId }) => state === 'DISPATCHED' && legId !== first.legId) && snapshot;
    });
    expect(openLeg(again).node).not.toBe(first.node);
    expect(again.order.lifecycle).toMatchObject({ attempts: 2, refusedBy: [first.node] });
    expect((await level(sku, first.node)).available).toBeGreaterThan(before.available);
    for (const leg of again.legs.filter(({ state }) => state === 'DISPATCHED'))
      for (const action of [
        'leg.accepted',
        'leg.picked',
        'leg.packed',
        'pickup.collected',
        'delivery.out',
        'delivery.signed',
      ])
        expect((await report(leg.legId, action)).status).toBe(200);
    const { legs } = await orderIn(shop, id, 'FULFILLED');
    expect(legs.map(({ state }) => state).sort()).toEqual(['COMPLETED', 'REJECTED']);
  });

  it('is not taken from a partner whose leg it is not', async () => {
    const { legId } = openLeg(await dispatched(await place()));
    const stranger = await shop.api(
      'POST',
      `/legs/${legId}/actions`,
      { action: 'leg.accepted', occurredAt: new Date().toISOString() },
      'no-such-key',
    );
    expect([401, 403]).toContain(stranger.status);
  });
});

describe('a warehouse that reports by Qimen', () => {
  const minutesAgo = (minutes: number): string => toBeijing(fromEpochMillis(Date.now() - minutes * 60_000));
  const step = (legId: string, node: string, status: string, minutes: number): string =>
    `<request><order><orderCode>${legId}</orderCode><warehouseCode>${node}</warehouseCode></order><process><processStatus>${status}</processStatus><operateTime>${minutesAgo(minutes)}</operateTime></process></request>`;
  const called = async (topic: string, push: string): Promise<void> => {
    const answer = await shop.push('taobao', {
      topic,
      push,
      orderId: '',
      writtenId: '',
      order: null,
      answer: null,
      at: fromEpochMillis(Date.now()),
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('<response><flag>success</flag><code></code><message></message></response>');
  };

  it('moves its leg, books its stock out and names the parcel, as its own report would', async () => {
    const id = await place();
    const open = (await dispatched(id)).legs.filter(({ state }) => state === 'DISPATCHED');
    for (const { legId, node } of open) {
      await called('orderprocess.report', step(legId, node, 'ACCEPT', 9));
      await called('orderprocess.report', step(legId, node, 'PACKAGE', 8));
      const number = `QM${legId.slice(-10)}`;
      await called(
        'deliveryorder.confirm',
        `<request><deliveryOrder><deliveryOrderCode>${legId}</deliveryOrderCode><warehouseCode>${node}</warehouseCode><status>DELIVERED</status><operateTime>${minutesAgo(7)}</operateTime></deliveryOrder><packages><package><logisticsCode>SF</logisticsCode><expressCode>${number}</expressCode></package></packages></request>`,
      );
      await until('its stock to be booked out', async () =>
        (await shop.orderOf(id))?.legs.some((leg) => leg.legId === legId && leg.stock === 'SHIPPED'),
      );
      const brief = await shop.api<{ leg: { waybill: unknown } }>('GET', `/legs/${legId}`);
      expect(brief.body.leg.waybill).toEqual({ carrier: 'SF_EXPRESS', number });
      await called('orderprocess.report', step(legId, node, 'SIGN', 1));
    }
    const { legs } = await orderIn(shop, id, 'FULFILLED');
    expect(legs.map(({ state }) => state)).toEqual(open.map(() => 'COMPLETED'));
  });

  it('is not believed about the leg of another warehouse: the call is kept, with the reason', async () => {
    const { legId } = openLeg(await dispatched(await place()));
    await called('orderprocess.report', step(legId, 'wh-nowhere', 'REJECT', 1));
    const replayed = await until('the call to have failed', async () => {
      const { body } = await shop.api<{ outcomes: Record<string, number> }>('POST', '/replays', {
        target: 'inbox',
        channel: 'taobao',
        outcome: 'FAILED',
      });
      return body.outcomes?.FAILED ? body : null;
    });
    expect(replayed.outcomes.FAILED).toBeGreaterThan(0);
  });
});

describe('a cancelled order', () => {
  it('gives its stock back and ends its legs', async () => {
    const id = await place();
    const { order, legs } = await dispatched(id);
    const [leg] = legs;
    if (!leg) throw new Error('a dispatched order has a leg');
    const [sku = ''] = await skusOf(id);
    const held = await level(sku, leg.node);
    expect(
      (await shop.api('POST', `/orders/${order.orderId}/cancellations`, { reason: 'customer changed their mind' }))
        .status,
    ).toBeLessThan(300);
    const after = await until('the leg to be cancelled', async () => {
      const snapshot = await shop.orderOf(id);
      return snapshot?.legs.every(({ stock }) => stock === 'RELEASED') && snapshot;
    });
    expect(after.order.lifecycle.state).toBe('CANCELLED');
    expect((await level(sku, leg.node)).reserved).toBeLessThan(held.reserved);
  });

  it('cannot be cancelled any more once goods have left', async () => {
    const id = await place();
    const snapshot = await dispatched(id);
    const { legId } = openLeg(snapshot);
    await report(legId, 'leg.accepted');
    await report(legId, 'pickup.collected');
    const refused = await shop.api<{ detail: string }>('POST', `/orders/${snapshot.order.orderId}/cancellations`, {
      reason: 'too late',
    });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('return');
  });
});

describe('stock', () => {
  it('never sells more than there is, however many ask at once, and serves the waiting when it comes', async () => {
    const sku = 'OL-TEA-004';
    const one: Edit = (text) => {
      const order = JSON.parse(text) as { line_items: Record<string, unknown>[] };
      const [line] = order.line_items;
      return JSON.stringify({ ...order, line_items: [{ ...line, sku, quantity: 1 }] });
    };
    const { nodes } = await stockedNodes(sku);
    const [kept = '', ...others] = nodes;
    for (const node of others) await count(sku, node, 0);
    await count(sku, kept, 5);

    const ids = await Promise.all(Array.from({ length: 12 }, () => place(one)));
    const settled = await Promise.all(ids.map((id) => orderIn(shop, id, 'FULFILLING', 'BACKORDERED')));
    const states = settled.map(({ order }) => order.lifecycle.state);
    expect(states.filter((state) => state === 'FULFILLING')).toHaveLength(5);
    expect(states.filter((state) => state === 'BACKORDERED')).toHaveLength(7);
    expect(await level(sku, kept)).toEqual({ onHand: 5, reserved: 5, available: 0 });

    const short = settled.filter(({ order }) => order.lifecycle.state === 'BACKORDERED');
    const inTurn = short.map(({ order: { orderId } }) => orderId).toSorted();
    const came = { kind: 'STOCK', at: new Date().toISOString(), source: 'test', node: kept, sku, onHand: 7 };
    expect((await shop.api('POST', '/network/signals', { signals: [came] })).status).toBe(200);
    const served = await until('the first two of the queue to be planned, without any sweep', async () => {
      const now = await Promise.all(ids.map((id) => shop.orderOf(id)));
      const out = now.filter((each) => each?.order.lifecycle.state === 'FULFILLING');
      return out.length === 7 && out.map((each) => each?.order.orderId ?? '').filter((id) => inTurn.includes(id));
    });
    expect(served.toSorted()).toEqual(inTurn.slice(0, 2));
    expect(await level(sku, kept)).toEqual({ onHand: 7, reserved: 7, available: 0 });

    await count(sku, others[0] ?? kept, 100);
    await until('a backordered order to be planned', async () => {
      await shop.invoke('order/reconcile-executions');
      const now = await Promise.all(ids.map((id) => shop.orderOf(id)));
      return now.every((snapshot) => snapshot?.order.lifecycle.state === 'FULFILLING');
    });
  });
});

const stockedNodes = async (sku: string): Promise<{ nodes: string[] }> => {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [] } = await system.clients.dynamo.send(
    new QueryCommand({
      TableName: system.state.tables.network,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: stockPk(sku) } },
    }),
  );
  return { nodes: Items.map((item) => item.node?.S ?? '') };
};

describe('data that cannot be fulfilled', () => {
  it.each([
    ['UNKNOWN_SKU', (text: string) => text.replaceAll(/"sku":"[^"]*"/g, '"sku":"NO-SUCH-SKU"')],
    [
      'UNKNOWN_ADDRESS',
      (text: string) =>
        text
          .replaceAll(/"(province|city)":"[^"]*"/g, '"$1":"Atlantis"')
          .replaceAll(/"(province_code|country_code)":"[^"]*"/g, '"$1":"XX"'),
    ],
    [
      'UNKNOWN_CURRENCY',
      (text: string) =>
        text
          .replaceAll(/"currency(_code)?":"[A-Z]{3}"/g, '"currency$1":"QQQ"')
          .replaceAll(/"presentment_currency":"[A-Z]{3}"/g, '"presentment_currency":"QQQ"'),
    ],
    ['BAD_QUANTITY', (text: string) => text.replaceAll(/"(current_)?quantity":\d+/g, '"$1quantity":-1')],
    [
      'BAD_AMOUNT',
      (text: string) =>
        text.replaceAll(/"(current_)?total_price":"[^"]*"/g, '"$1total_price":"99999999999999999999.00"'),
    ],
  ] as const)('is held as %s with the field and the cure, never dropped', async (type, edit) => {
    const { holds } = await orderIn(shop, await place(edit), 'ON_HOLD');
    const hold = holds.find((each) => each.type === type);
    expect(hold?.reason).toMatch(/:/);
  });
});
