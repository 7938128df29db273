import { readRemarks } from '#domain/channel/remarks-read.ts';
import { dispatchLeg } from '#domain/fulfillment/dispatch-leg.ts';
import { wishesOf } from '#domain/fulfillment/leg-wishes.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenChannelOrder, givenContext, NOON } from '../../support/given.ts';
import { givenLeg } from './given.ts';

const REMARK = '发京东，6月5日以后再发，送前打13911112222，贺卡写“小雨生日快乐”';
const { shown, reading, clear } = readRemarks({ buyer: REMARK, seller: '' }, NOON);

const ordered = (): Order => {
  const channelOrder = givenChannelOrder({ remarks: shown, ...(reading ? { reading } : {}) });
  const change = recordChannelOrder(
    { channelOrder, pushEventId: null, traceId: 't', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
const said = (told: ReturnType<typeof wishesOf>) => Object.fromEntries(told.map(({ type, value }) => [type, value]));

describe('what whoever packs and delivers is told to mind', () => {
  it('is in the clear where the remark is at hand, and never repeats what the plan obeys', () => {
    expect(said(wishesOf(ordered(), clear))).toEqual({
      NOT_BEFORE: '2026-06-04T16:00:00.000Z',
      CONTACT: 'CALL_BEFORE_DELIVERY',
      CONTACT_PHONE: '13911112222',
      GIFT_MESSAGE: '小雨生日快乐',
    });
  });

  it('is masked where it is not', () => {
    expect(said(wishesOf(ordered(), []))).toMatchObject({ CONTACT_PHONE: '139****2222', GIFT_MESSAGE: '小**' });
    expect(JSON.stringify(wishesOf(ordered(), []))).not.toMatch(/13911112222|生日/);
  });

  it('says with the leg itself when it may leave', () => {
    const order = { ...ordered(), lifecycle: { ...ordered().lifecycle, state: 'PLANNED' as const } };
    const leg = givenLeg({ state: null, orderId: order.orderId });
    const { events } = dispatchLeg({ order, legs: [leg] }, leg.legId, givenContext());
    expect(events).toMatchObject([
      { type: 'LegDispatched', detail: { data: { shipNotBefore: '2026-06-04T16:00:00.000Z' } } },
    ]);
    expect(events[0]?.detail.data).not.toHaveProperty('shipBy');
  });
});
