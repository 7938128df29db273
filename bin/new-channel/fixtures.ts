import type { ChannelFixture } from '../channel-fixture.ts';
import type { NewChannel } from './scaffold.ts';

/** 2026-06-01T12:00:00+08:00, as in the other channels' fixtures. */
const AT = 1780286400;

const orderAt = (minute: string, status: string, change: object = {}) => ({
  order_id: '7700123456789012',
  shop_id: 'demo-shop',
  status,
  created_at: '2026-06-01T12:00:00+08:00',
  updated_at: `2026-06-01T12:${minute}:00+08:00`,
  currency: 'CNY',
  amounts: {
    items: 19800,
    shipping: 800,
    discount: 1000,
    tax: 0,
    total: 19600,
    paid: status === 'created' ? 0 : 19600,
  },
  buyer: { id: 'buyer-1' },
  remark: '',
  items: [
    {
      item_id: '1',
      sku: 'OL-TEA-002',
      platform_sku: '990001',
      title: '西湖龙井 250 g',
      quantity: 2,
      price: 9900,
      discount: 1000,
    },
  ],
  receiver: {
    country: 'CN',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    address: '文三路 100 号 2 幢 301 室',
    name: '林知夏',
    phone: '13900000042',
  },
  ...change,
});

const MOVED = {
  receiver: { ...orderAt('00', '').receiver, district: '滨江区', address: '江南大道 588 号 1 幢 902 室' },
};

type Story = { readonly topic: string; readonly note: string; readonly order: object };

const STORIES: Readonly<Record<string, Story>> = {
  'order-created': { topic: 'order.created', note: 'Placed, not paid yet.', order: orderAt('00', 'created') },
  'order-paid': { topic: 'order.paid', note: 'Paid: one SKU to Hangzhou.', order: orderAt('01', 'paid') },
  'order-risk-hold': {
    topic: 'order.held',
    note: 'Paid, but the platform still checks it: must not be sent off.',
    order: orderAt('01', 'held'),
  },
  'order-address-changed': {
    topic: 'order.updated',
    note: 'The buyer moved the delivery.',
    order: orderAt('02', 'paid', MOVED),
  },
  'order-shipped': { topic: 'order.shipped', note: 'Sent off.', order: orderAt('30', 'shipped') },
  'order-cancelled': { topic: 'order.cancelled', note: 'Called off by the buyer.', order: orderAt('05', 'cancelled') },
};

/** One order in six moments, invented. Replace the shape by the platform's own. */
export const fixturesOf = (_channel: NewChannel): Readonly<Record<string, ChannelFixture>> =>
  Object.fromEntries(
    Object.entries(STORIES).map(([name, { topic, note, order }]) => [
      name,
      {
        topic,
        note,
        at: AT,
        orderId: '7700123456789012',
        ...(name === 'order-paid' ? { answer: '{"success":true}' } : {}),
        push: order as Record<string, unknown>,
      },
    ]),
  );

/** The same order as the mapping's examples show it. */
export const exampleOrder = (status: string): object => orderAt('01', status);
