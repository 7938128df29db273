import { jest } from '@jest/globals';
import type { Message } from '../../bin/channel-fixture.ts';
import type { ChannelCheckups } from '../../domain/insight/channel-checkup.ts';
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

const edited = ({ push, ...message }: Message, change: (order: Record<string, unknown>) => object): Message => ({
  ...message,
  push: JSON.stringify(change(JSON.parse(push) as Record<string, unknown>)),
});

const checkup = async (since: string) => {
  const { body } = await shop.api<ChannelCheckups>('GET', `/insight/channels?channel=shopify&since=${since}`);
  const [found] = body.channels;
  return { found, field: (name: string) => found?.fields.find(({ field }) => field === name) };
};

describe('what a channel really sends', () => {
  it('is counted as it is read: a new field, a changed type, how late it came, and what a gap costs', async () => {
    const before = new Date().toISOString();
    const good = shop.message('shopify', 'order-paid', shop.nextNumber());
    await shop.push('shopify', good);
    await orderIn(shop, good.orderId, 'PLANNED', 'FULFILLING', 'FULFILLED');

    const odd = edited(shop.message('shopify', 'order-paid', shop.nextNumber()), (order) => {
      const [line, ...more] = order.line_items as Record<string, unknown>[];
      return { ...order, gift_wrap: 'paper', note: 7, line_items: [{ ...line, current_quantity: 'many' }, ...more] };
    });
    await shop.push('shopify', odd);
    await orderIn(shop, odd.orderId, 'ON_HOLD');

    const { found, field } = await until('both to be counted', async () => {
      const now = await checkup(before);
      return (now.found?.payloads ?? 0) >= 2 && now.field('gift_wrap') !== undefined && now;
    });
    expect(field('gift_wrap')).toMatchObject({ gap: 'UNKNOWN', mappedTo: [] });
    expect(field('note')).toMatchObject({ gap: 'DRIFT' });
    expect(field('line_items[].current_quantity')).toMatchObject({ gap: 'DRIFT', cost: { held: 1 } });
    expect(found?.outcomes.APPLIED).toBeGreaterThanOrEqual(2);
    expect(found?.lag.PUSH?.messages).toBeGreaterThanOrEqual(2);

    // Added up to the day, nothing is counted twice or lost, and the order that waits costs time.
    const folded = await until('the sum of the day', async () => {
      await shop.invoke('insight/fold-channels');
      const now = await checkup(before);
      return (now.field('line_items[].current_quantity')?.cost.hoursLost ?? 0) > 0 && now;
    });
    expect(folded.found?.payloads).toBeGreaterThanOrEqual(2);
    expect(folded.field('line_items[].current_quantity')?.cost.held).toBeGreaterThanOrEqual(1);

    const page = await shop.api('GET', '/insight/channels?channel=shopify&format=html');
    expect(page.status).toBe(200);
    expect(page.text).toContain('渠道体检 Channel check-up');
    expect((await shop.api('GET', '/insight/channels?channel=fax')).status).toBe(404);
  });
});
