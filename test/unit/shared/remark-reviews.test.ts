import { readRemarks } from '#domain/channel/remarks-read.ts';
import { NO_DOCUMENTS } from '#domain/order/meaning.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

process.env.ORDERS_TABLE = 'orders';
const { reviewRows } = await import('#shared/dynamo-remark-review-store.ts');

const doubted = (): Order => {
  const { shown, reading } = readRemarks({ buyer: '放丰巢就行', seller: '' }, NOON);
  const channelOrder = givenChannelOrder({ remarks: shown, ...(reading ? { reading } : {}) });
  const documents = { ...NO_DOCUMENTS, policy: { trustFrom: 1, trustFromOf: {} } };
  const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default', documents };
  const change = recordChannelOrder(command, null, givenContext());
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
const written = (before: Order | null, order: Order): string[] =>
  reviewRows(before, order).map((item) => `${Object.keys(item)[0]} ${JSON.stringify(item)}`);

describe('the review list', () => {
  it('gains a row with a doubtful reading, and none while nothing changes', () => {
    const order = doubted();
    expect(written(null, order)).toEqual([expect.stringMatching(/^Put .*OPEN#rvw_.*放丰巢就行/)]);
    expect(written(order, { ...order, version: 9 })).toEqual([]);
  });

  it('says no more than its order does: what is erased there is erased here', () => {
    const order = doubted();
    const erased = { ...order, remarks: { buyer: 'erased', seller: '' } };
    const [row = ''] = written(order, erased);
    expect(row).toMatch(/^Put .*erased/);
    expect(row).not.toContain('放丰巢就行');
  });

  it('loses the row with its review', () => {
    const order = doubted();
    expect(written(order, { ...order, reviews: [] })).toEqual([expect.stringMatching(/^Delete .*OPEN#rvw_/)]);
  });
});
