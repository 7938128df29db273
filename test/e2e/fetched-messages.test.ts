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
const saysLater = (text: string): number =>
  system
    .functionsLog()
    .split('\n')
    .filter((line) => line.includes(text)).length;

describe('a channel that is polled', () => {
  it('brings an order to the doorstep by itself, though its API failed first', async () => {
    const message = shop.message('jd', 'order-paid', shop.nextNumber());
    await shop.fault('jd', 'DOWN');
    await shop.put('jd', message.order ?? message.push, minutesAgo(3));
    const failures = saysLater('feed not read');
    await until('a round to fail', async () => {
      await shop.invoke('channel/jd-feed-poll');
      return saysLater('feed not read') > failures;
    });
    expect(await shop.orderOf(message.orderId)).toBeNull();
    await shop.fault('jd', null);
    await until('the order to be fetched', async () => {
      await shop.invoke('channel/jd-feed-poll');
      return shop.orderOf(message.orderId);
    });
    const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
    expect(order.channelOrderId).toBe(message.orderId);
  });
});
