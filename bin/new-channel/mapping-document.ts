import { exampleOrder } from './fixtures.ts';
import type { NewChannel } from './scaffold.ts';

const from = (path: string) => ({ from: path });
const required = (path: string) => ({ from: path, required: true });
const minor = (name: string) => ({ from: `amounts.${name}`, as: 'minor', default: 0 });
const whenStatus = (...words: string[]) => [{ path: 'status', in: words }];

/** Platform word to ours: the first that fits. */
const STATUS = [
  { is: 'CANCELLED', when: whenStatus('cancelled') },
  { is: 'CREATED', when: whenStatus('created') },
  { is: 'PAID_HOLD', when: whenStatus('held') },
  { is: 'READY', when: whenStatus('paid') },
  { is: 'SHIPPED', when: whenStatus('shipped') },
  { is: 'COMPLETED', when: whenStatus('completed') },
];

const HOLDS = [
  { type: 'AWAITING_PAYMENT', reason: 'status created: not paid yet', when: whenStatus('created') },
  {
    type: 'PLATFORM_RISK',
    reason: 'status held: paid, but the platform still checks it; it releases the order itself',
    when: whenStatus('held'),
  },
];

const LINES = {
  each: 'items',
  lineId: from('item_id'),
  sku: required('sku'),
  channelSku: from('platform_sku'),
  title: from('title'),
  quantity: from('quantity'),
  unitPrice: { from: 'price', as: 'minor', required: true },
  discount: { from: 'discount', as: 'minor', default: 0 },
};

const DESTINATION = {
  country: from('receiver.country'),
  province: from('receiver.province'),
  city: from('receiver.city'),
  district: from('receiver.district'),
  detail: from('receiver.address'),
  name: from('receiver.name'),
  phone: from('receiver.phone'),
};

const example = (name: string, status: string, expect: object) => ({ name, payload: exampleOrder(status), expect });

/** The first version of the new channel's mapping: amounts in minor units, times ISO 8601 with a zone. */
export const mappingDocument = ({ id, en, zh }: NewChannel): object => ({
  id,
  version: '1',
  title: { en: `${en} order`, zh: `${zh}订单` },
  order: {
    channelOrderId: required('order_id'),
    shopId: from('shop_id'),
    placedAt: { from: 'created_at', as: 'iso', required: true },
    saidAt: { from: ['updated_at', 'created_at'], as: 'iso' },
    currency: required('currency'),
    fulfillmentType: { default: 'SHIP' },
    channelIdentity: from('buyer.id'),
    buyerRemark: from('remark'),
  },
  amounts: {
    items: minor('items'),
    shipping: minor('shipping'),
    discount: minor('discount'),
    tax: minor('tax'),
    total: { from: 'amounts.total', as: 'minor', required: true },
    paid: minor('paid'),
  },
  status: STATUS,
  holds: HOLDS,
  lines: LINES,
  destination: DESTINATION,
  examples: [
    example('a paid order is ready', 'paid', { status: 'READY', holds: [], amounts: { totalMinor: 19600 } }),
    example('an unpaid order waits for its payment', 'created', { status: 'CREATED' }),
    example('an order under review is paid and must not be sent', 'held', { status: 'PAID_HOLD' }),
  ],
});
