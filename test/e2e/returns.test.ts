import { jest } from '@jest/globals';
import type { Message } from '../../bin/channel-fixture.ts';
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

const typesIn = async (orderId: string): Promise<string[]> => {
  const { body } = await shop.api<{ nodes: { type: string }[] }>('GET', `/orders/${orderId}/lineage`);
  return (body.nodes ?? []).map(({ type }) => type);
};

describe('a buyer who wants the money back', () => {
  it('before shipping: the order is held, and goes on once the refund is withdrawn', async () => {
    const number = shop.nextNumber();
    const asked = shop.message('douyin', 'refund-requested', number);
    // The first that is heard of the order is its refund: the order is fetched, placed, and held.
    await shop.push('douyin', asked);
    const held = await orderIn(shop, asked.orderId, 'ON_HOLD');
    expect(held.holds.map(({ type }) => type)).toEqual(['REFUND_REQUESTED']);
    expect(held.returns).toEqual([
      expect.objectContaining({ state: 'REQUESTED', kind: 'REFUND', refundMinor: 23800, currency: 'CNY' }),
    ]);
    expect(held.legs).toEqual([]);

    await shop.push('douyin', shop.message('douyin', 'refund-withdrawn', number));
    const { order, returns, legs } = await orderIn(shop, asked.orderId, 'FULFILLED');
    expect(returns.map(({ state }) => state)).toEqual(['CLOSED']);
    expect(legs.map(({ state }) => state)).toEqual(legs.map(() => 'COMPLETED'));

    // The same request, told again and late, changes nothing.
    await shop.push('douyin', asked);
    const types = await until('the return to reach the lineage', async () => {
      const found = await typesIn(order.orderId);
      return found.includes('ReturnClosed') && found.includes('OrderFulfilled') && found;
    });
    expect(types.filter((type) => type.startsWith('Return'))).toEqual(['ReturnRequested', 'ReturnClosed']);
    expect((await shop.orderOf(asked.orderId))?.returns.map(({ state }) => state)).toEqual(['CLOSED']);
  });

  it('is held even while the platform’s API does not answer, when the order is known', async () => {
    const number = shop.nextNumber();
    const risky = shop.message('douyin', 'order-risk-hold', number);
    await shop.push('douyin', risky);
    await orderIn(shop, risky.orderId, 'ON_HOLD');
    await shop.fault('douyin', 'DOWN');
    try {
      await shop.push('douyin', shop.message('douyin', 'refund-requested', number));
      const held = await until('the refund to hold the order', async () => {
        const found = await shop.orderOf(risky.orderId);
        return found?.holds.some(({ type }) => type === 'REFUND_REQUESTED') && found;
      });
      expect(held.returns).toHaveLength(1);
    } finally {
      await shop.fault('douyin', null);
    }
  });
});

describe('a request that approves itself', () => {
  /** The request as if it had been made almost 15 minutes ago: it approves itself in a moment. */
  const almostOver = ({ push, ...message }: Message): Message => {
    const askedAt = Math.floor(Date.now() / 1000) - 15 * 60 + 15;
    return { ...message, push: push.replace(/"updateTime":\d+/, `"updateTime":${askedAt}`) };
  };

  it('holds the order until its time runs out, and then takes the decision of the platform', async () => {
    const number = shop.nextNumber();
    const asked = almostOver(shop.message('eleme', 'cancel-requested', number));
    await shop.push('eleme', asked);
    const held = await orderIn(shop, asked.orderId, 'ON_HOLD');
    expect(held.holds.map(({ type }) => type)).toEqual(['CANCEL_REQUESTED']);

    // What the timer before the deadline does, set off twice: the owner is told once.
    const [request] = held.order.requests ?? [];
    const body = JSON.stringify({ timer: 'REQUEST_DUE', orderId: held.order.orderId, ...request });
    for (const messageId of ['1', '2']) await shop.invoke('channel/expire-request', { Records: [{ messageId, body }] });

    // The platform cancels by itself and tells nobody: only the timer makes us look.
    const { order } = shop.message('eleme', 'order-cancelled', number);
    await shop.tellPlatform('eleme', order ?? '');
    await until(
      'the order to be cancelled',
      async () => (await shop.orderOf(asked.orderId))?.order.lifecycle.state === 'CANCELLED',
      100_000,
    );
    const types = await until('its end to reach the lineage', async () => {
      const found = await typesIn(held.order.orderId);
      return found.includes('ChannelRequestEnded') && found;
    });
    expect(types.filter((type) => type.startsWith('ChannelRequest'))).toEqual([
      'ChannelRequestReceived',
      'ChannelRequestDue',
      'ChannelRequestEnded',
    ]);
  });
});
