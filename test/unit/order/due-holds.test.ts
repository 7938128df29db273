import { unchanged } from '#domain/order/change.ts';
import { dueHolds, liftDueHolds } from '#domain/order/due-holds.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { placeManualHold } from '#domain/workbench/manual-hold.ts';
import { at, countingUlids, givenChannelOrder, givenContext, NOON } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';

const LATER = at('2026-06-01T05:00:00.000Z');
const unpaid = placedOrder('ON_HOLD', { amounts: { ...givenChannelOrder().amounts, paidMinor: 0 } }).order;
const held = (more: Parameters<typeof placeManualHold>[4], order = unpaid) =>
  placeManualHold(
    order,
    `look ${JSON.stringify(more)}`,
    'person:a',
    givenContext(NOON, countingUlids(300 + order.holds.length)),
    more,
  ).order;
const context = givenContext(LATER, countingUlids(700));

describe('holds with a condition of their own', () => {
  it('are lifted when their time has come, and not before', () => {
    const order = held({ topic: 'CUSTOMER', owner: 'role:service', until: LATER });
    expect(dueHolds(order, NOON)).toEqual([]);
    const lifted = liftDueHolds(unchanged(order), context);
    expect(lifted.events.map(({ type }) => type)).toEqual(['OrderReleased']);
    expect(lifted.order).toMatchObject({ holds: [], lifecycle: { state: 'SCREENING' } });
  });

  it('leave others standing, with the order on hold', () => {
    const order = held({ topic: 'FRAUD' }, held({ until: LATER }));
    const lifted = liftDueHolds(unchanged(order), context).order;
    expect(lifted).toMatchObject({ holds: [{ topic: 'FRAUD' }], lifecycle: { state: 'ON_HOLD' } });
  });

  it('are lifted by the word of the channel that the order is paid', () => {
    const order = held({ topic: 'PAYMENT', releaseWhen: 'PAID' });
    expect(dueHolds(order, LATER)).toEqual([]);
    const saidAt = { status: LATER, lines: LATER, address: LATER, amount: LATER, refund: LATER, remark: LATER };
    const channelOrder = givenChannelOrder({ saidAt });
    const change = recordChannelOrder(
      { channelOrder, pushEventId: null, traceId: 't', color: 'default' },
      order,
      context,
    );
    expect('order' in change && change.order.holds).toEqual([]);
  });
});
