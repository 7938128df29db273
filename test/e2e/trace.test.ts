import { jest } from '@jest/globals';
import type { Trace } from '../../domain/workbench/trace-request.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, shopOf } from '../support/shop.ts';

jest.setTimeout(120_000);

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

const trace = (body: object) => shop.api<Trace & { detail: string }>('POST', '/workbench/trace', body);

describe('a payload that is traced', () => {
  it('is read, understood and planned as a push would be, and not kept', async () => {
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    const { status, body } = await trace({ channel: 'shopify', payload: message.push });
    expect(status).toBe(200);
    expect(body.mapping.order.channelOrderId).toBe(message.orderId);
    expect(body.versions['mapping/shopify']).toMatch(/^\d+$/);
    expect(body.meaning.attributes.find(({ name }) => name === 'name')?.title?.zh).toBe('订单名称');
    expect(body.events).toContain('OrderPlaced');
    const plans = body.plan && 'plans' in body.plan ? body.plan.plans : [];
    expect(plans.filter(({ recommended }) => recommended)).toHaveLength(1);
    expect(await shop.orderOf(message.orderId)).toBeNull();
  });

  it('tells its holds, and is not planned under them', async () => {
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    const unpaid = { ...(JSON.parse(message.push) as object), financial_status: 'pending' };
    const { body } = await trace({ channel: 'shopify', payload: unpaid });
    expect(body.meaning.holds.map(({ type }) => type)).toEqual(['AWAITING_PAYMENT']);
    expect(body.plan).toBeNull();
  });

  it('is refused when it is no order of the channel, naming the field', async () => {
    expect(await trace({ channel: 'shopify', payload: { hello: 1 } })).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/^payload: /) },
    });
    expect(await trace({ channel: 'nowhere', payload: {} })).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/^channel: no channel nowhere/) },
    });
  });
});
