import { asErased, ERASED, eraseOrder, isUnderWay, withoutPersonal } from '#domain/order/erase-order.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { at, givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

const said = givenChannelOrder({
  remarks: { buyer: '张先生收，打 139****1234', seller: '' },
  attributes: { videoId: '7300012345', presentNote: '生日快乐，林晓月', paidAt: NOON },
});

const placed = (): { order: Order; events: readonly unknown[] } => {
  const change = recordChannelOrder(
    { channelOrder: said, pushEventId: null, traceId: 't', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('not placed');
  return change;
};

describe('an order whose buyer is erased', () => {
  const { order, events } = placed();
  const { recipientMasked, phoneMasked, addressDigest } = order.destination ?? {};
  const personal = [recipientMasked, phoneMasked, addressDigest, '张先生', '林晓月', 'open-1'].filter(
    (word): word is string => Boolean(word),
  );
  const erased = eraseOrder(order, 'person:ann', givenContext(at('2026-06-02T04:00:00.000Z'))).order;

  it('says nothing of the person any more, also not in what the channel said', () => {
    expect(personal.length).toBeGreaterThan(4);
    for (const word of personal) expect(JSON.stringify(order)).toContain(word);
    for (const word of personal) expect(JSON.stringify(erased)).not.toContain(word);
    expect(erased.remarks).toEqual({ buyer: ERASED, seller: '' });
  });

  it('keeps what was ordered, paid and decided, and whose it is', () => {
    for (const field of ['orderId', 'deliverables', 'amounts', 'lifecycle', 'placedAt', 'channelOrderId'] as const)
      expect(erased[field]).toEqual(order[field]);
    expect(erased.initiator.customerId).toBe(order.initiator.customerId);
    expect(erased.destination).toMatchObject({ city: order.destination?.city, recipientMasked: ERASED });
    expect(erased.attributes).toMatchObject({ videoId: '7300012345', paidAt: NOON, presentNote: ERASED });
  });

  it('is no longer found by its buyer or by their words, nor keeps records under the buyer', () => {
    const values = { memberLevel: '3', greeting: '生日快乐' };
    const joined: Order = {
      ...order,
      foundBy: ['channelIdentity=open-1', 'videoId=7300012345', 'note=生日快乐', 'tag=tea-lover'],
      enhancements: {
        member: { 'open-1': { observedAt: NOON, values } },
        content: { v1: { observedAt: NOON, values } },
      },
    };
    const after = eraseOrder(joined, 'person:ann', givenContext()).order;
    expect(after.foundBy).toEqual(['videoId=7300012345', 'tag=tea-lover']);
    expect(after.enhancements).toEqual({
      member: {},
      content: { v1: { observedAt: NOON, values: { memberLevel: '3', greeting: ERASED } } },
    });
  });

  it('tells that it changed, and twice is once', () => {
    const first = eraseOrder(order, 'person:ann', givenContext());
    expect(first.events).toMatchObject([{ type: 'OrderAmended', detail: { data: { by: 'person:ann' } } }]);
    expect(eraseOrder(first.order, 'person:ann', givenContext())).toEqual({ order: first.order, events: [] });
  });

  it('stays so when the platform goes on to tell of it', () => {
    const later = { ...said, status: 'COMPLETED' as const, saidAt: { status: at('2026-06-09T04:00:00.000Z') } };
    const change = recordChannelOrder(
      { channelOrder: asErased(later, erased), pushEventId: null, traceId: 't', color: 'default' },
      erased,
      givenContext(at('2026-06-09T04:00:01.000Z')),
    );
    if ('kind' in change) throw new Error('not amended');
    expect(change.order.lifecycle.channelStatus).toBe('COMPLETED');
    for (const word of personal) expect(JSON.stringify(change)).not.toContain(word);
  });

  it('takes what a conflict quoted out of its events, and leaves the others as they are', () => {
    const quoted = {
      type: 'ConflictFlagged',
      detail: { data: { field: 'destination', values: ['张** 139****1234', '李**'] } },
    };
    expect(withoutPersonal([...events, quoted])).toEqual([
      ...events,
      { type: 'ConflictFlagged', detail: { data: { field: 'destination', values: [ERASED, ERASED] } } },
    ]);
  });
});

it.each([
  ['PLACED', true],
  ['ON_HOLD', true],
  ['FULFILLING', true],
  ['FULFILLED', false],
  ['CLOSED', false],
  ['CANCELLED', false],
] as const)('an order that is %s still needs its addressee: %s', (state, needs) => {
  const { order } = placed();
  expect(isUnderWay({ ...order, lifecycle: { ...order.lifecycle, state } })).toBe(needs);
});
