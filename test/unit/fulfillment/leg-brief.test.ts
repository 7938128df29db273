import type { Person } from '#domain/channel/person.ts';
import type { LegState } from '#domain/fulfillment/leg.ts';
import { briefOf } from '#domain/fulfillment/leg-brief.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenChannelOrder, givenContext } from '../../support/given.ts';
import { givenLeg } from './given.ts';

const placed = recordChannelOrder(
  { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 't', color: 'default' },
  null,
  givenContext(),
);
if ('kind' in placed) throw new Error('a first push places an order');
const { order } = placed;

const person: Person = {
  name: '林清和',
  phone: '13700005678',
  email: 'lin@example.cn',
  country: 'CN',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '文三路',
  detail: '1 号楼 202',
  postalCode: '310000',
  encrypted: false,
  openAddressId: '',
};
const NOTE = { presentNote: '祝外婆生日快乐' };
const brief = (state: LegState | null) => briefOf(order, givenLeg({ state }), person, { personal: NOTE });

describe('briefOf', () => {
  it('tells the partner in charge what to pack and whom it is for, in the clear', () => {
    const { consignee, lines, leg } = brief('DISPATCHED');
    expect(consignee).toMatchObject({ name: '林清和', phone: '13700005678', detail: '1 号楼 202' });
    expect(lines).toEqual([{ lineId: '1', sku: 'TEA-100', quantity: 2, title: '龙井茶', gift: false }]);
    expect(leg.state).toBe('DISPATCHED');
  });

  it('tells personal attributes, which the order itself does not hold', () => {
    expect(brief('ACCEPTED').personal).toEqual(NOTE);
  });

  it('tells neither the mail address nor costs nor digests', () => {
    expect(JSON.stringify(brief('ACCEPTED'))).not.toMatch(/lin@example|costMinor|digest/i);
  });

  it.each([null, 'COMPLETED', 'REJECTED', 'FAILED', 'CANCELLED'] as const)(
    'keeps the consignee back when the leg is %s',
    (state) => {
      const told = brief(state);
      expect(told.consignee).toBeNull();
      expect(JSON.stringify(told)).not.toMatch(/林清和|13700005678|文三路|外婆/);
    },
  );
});
