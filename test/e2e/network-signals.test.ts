import { jest } from '@jest/globals';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, shopOf } from '../support/shop.ts';

jest.setTimeout(120_000);

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

type Outcome = { readonly outcomes: readonly { readonly subject: string; readonly outcome: string }[] };

const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();
const told = () => ({ at: new Date().toISOString(), source: 'test' });

const signal = (signals: readonly object[]) =>
  shop.api<Outcome & { detail: string }>('POST', '/network/signals', { signals });

/** Places the same order again and tells what takes it to whom. */
const planned = async () => {
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  await shop.push('shopify', message);
  const { order, legs } = await orderIn(shop, message.orderId, 'FULFILLED');
  const [leg] = legs;
  if (!leg) throw new Error(`order ${order.orderId} has no leg`);
  return { node: leg.node, skus: order.deliverables.map(({ sku }) => sku) };
};

describe('what is said about the network', () => {
  it('is in the next plan: a closed node, then an empty one, is gone around', async () => {
    const first = await planned();
    const closure = { kind: 'CLOSURE', ...told(), until: IN_AN_HOUR(), node: first.node, reason: 'flood' };
    expect((await signal([closure])).body.outcomes).toEqual([
      { subject: `CLOSURE#node#${first.node}`, outcome: 'APPLIED' },
    ]);
    const second = await planned();
    expect(second.node).not.toBe(first.node);

    const counts = second.skus.map((sku) => ({ kind: 'STOCK', ...told(), node: second.node, sku, onHand: 0 }));
    expect((await signal(counts)).status).toBe(200);
    const third = await planned();
    expect([first.node, second.node]).not.toContain(third.node);

    const back = counts.map((count) => ({ ...count, ...told(), onHand: 500 }));
    expect((await signal([{ ...closure, ...told(), open: true }, ...back])).status).toBe(200);
    expect((await planned()).node).toBe(first.node);
  });

  it('stands until its end, the later word before the earlier, and is listed', async () => {
    const weather = { kind: 'WEATHER', source: 'test', region: '110100', until: IN_AN_HOUR() };
    const said = async (at: string, level: string) =>
      (await signal([{ ...weather, at, level }])).body.outcomes?.[0]?.outcome;
    const at = new Date().toISOString();
    expect(await said(at, 'SEVERE')).toBe('APPLIED');
    expect(await said(at, 'SEVERE')).toBe('STALE');
    expect(await said(new Date(Date.now() - 60_000).toISOString(), 'EXTREME')).toBe('STALE');
    const { body } = await shop.api<{ signals: object[] }>('GET', '/network/signals');
    expect(body.signals).toContainEqual({ ...weather, at, level: 'SEVERE' });
    expect(await said(new Date().toISOString(), 'FAIR')).toBe('APPLIED');
  });

  it('refuses what names nothing of the network, and says which field', async () => {
    const unknown = { kind: 'STOCK', ...told(), node: 'nowhere', sku: 'OL-1', onHand: 1 };
    expect(await signal([unknown])).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('signals.0.node: the network has no node nowhere') },
    });
    expect(await signal([{ ...unknown, onHand: -1 }])).toMatchObject({ status: 400 });
  });

  it('becomes a price where the orders to come need more than there is, and stops being one when stock comes in', async () => {
    const [first] = [await planned()];
    const [sku = ''] = first.skus;
    const countsOf = (onHand: number) => [{ kind: 'STOCK', ...told(), node: first.node, sku, onHand }];
    const pricesOf = async () => {
      await shop.invoke('routing/price-scarcity');
      const { body } = await shop.api<{ stock: { node: string; sku: string; price: number }[] }>(
        'GET',
        `/network/prices?sku=${sku}&node=${first.node}`,
      );
      return body.stock;
    };
    for (let more = 0; more < 2; more += 1) await planned();
    // Five are kept back everywhere.
    await signal(countsOf(5 + 3));
    expect(await pricesOf()).toEqual([{ node: first.node, sku, price: expect.any(Number) }]);

    await signal(countsOf(500));
    await planned();
    expect(await pricesOf()).toEqual([]);
  });
});

describe('orders that another system routes', () => {
  it('are judged beside the plan they would get here, and leave nothing behind but the verdict', async () => {
    const order = {
      orderId: 'THEIRS-1',
      channel: 'erp',
      placedAt: new Date().toISOString(),
      to: { province: '浙江省', city: '杭州市' },
      lines: [{ sku: 'OL-TEA-001', quantity: 1 }],
      theirs: { parcels: [{ node: 'WH-KUNMING' }], cost: 31 },
    };
    const fed = await shop.api<{ verdicts: { saving: number; theirs: object }[] }>('POST', '/shadow/orders', {
      orders: [order],
    });
    expect(fed).toMatchObject({ status: 200, body: { verdicts: [{ orderId: 'THEIRS-1', region: '330100' }] } });
    const { body } = await shop.api<{ total: object; orders: object[] }>('GET', '/shadow/orders?channel=erp');
    expect(body).toMatchObject({
      total: { orders: 1, compared: 1 },
      orders: [{ orderId: 'THEIRS-1', told: { cost: 31 } }],
    });
    expect((await shop.api('GET', '/orders?channel=erp')).body).toMatchObject({ orders: [] });
    const refused = await shop.api('POST', '/shadow/orders', { orders: [{ ...order, theirs: { parcels: [] } }] });
    expect(refused).toMatchObject({ status: 400 });
  });
});
