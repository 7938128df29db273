import { dispatchLeg, LegNotFound } from '#domain/fulfillment/dispatch-leg.ts';
import { expireLeg } from '#domain/fulfillment/expire-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { releaseLeg } from '#domain/fulfillment/release-leg.ts';
import type { LegId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { addHold } from '#domain/order/holds.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { countingUlids, givenChannelOrder, givenContext } from '../../support/given.ts';
import { at, givenLeg, legId, T0 } from './given.ts';

const context = (hours: number) => givenContext(at(hours), countingUlids(1000));

const orderIn = (state: Order['lifecycle']['state']): Order => {
  const placed = recordChannelOrder(
    { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 't', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in placed) throw new Error('a first push places an order');
  return { ...placed.order, lifecycle: { ...placed.order.lifecycle, state } };
};
const planned = givenLeg({ state: null, acceptBy: null });
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe('dispatchLeg', () => {
  it('hands a planned leg out: order FULFILLING, an answer due in two hours', () => {
    const { order, events, legs, answer } = dispatchLeg(
      { order: orderIn('PLANNED'), legs: [planned] },
      legId,
      context(0),
    );
    expect(order.lifecycle.state).toBe('FULFILLING');
    expect(answer).toBeNull();
    expect(legs).toMatchObject([{ state: 'DISPATCHED', since: T0, acceptBy: at(2) }]);
    expect(legs[0]?.planned).toEqual({ from: T0, etaAt: at(40), etaLatestAt: at(60) });
    expect(types(events)).toEqual(['LegDispatched']);
  });

  it('tells the bus where to, by region only: no name, phone or digest', () => {
    const { events } = dispatchLeg({ order: orderIn('PLANNED'), legs: [planned] }, legId, context(0));
    expect(events[0]?.detail.data).toMatchObject({
      node: 'wh-hangzhou',
      lines: planned.lines,
      destination: { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区' },
    });
    expect(JSON.stringify(events)).not.toMatch(/张|138\*|digest/);
  });

  it('hands a second leg of an order out that is FULFILLING already', () => {
    const { order, events } = dispatchLeg({ order: orderIn('FULFILLING'), legs: [planned] }, legId, context(0));
    expect(order.lifecycle.state).toBe('FULFILLING');
    expect(types(events)).toEqual(['LegDispatched']);
  });

  it('changes nothing when asked again, and waits on', () => {
    const order = orderIn('FULFILLING');
    const again = dispatchLeg({ order, legs: [givenLeg({ state: 'ACCEPTED' })] }, legId, context(1));
    expect(again).toMatchObject({ events: [], legs: [], answer: null, leg: { state: 'ACCEPTED' } });
    expect(again.order).toBe(order);
  });

  it.each(['COMPLETED', 'REJECTED', 'FAILED', 'CANCELLED'] as const)(
    'answers at once for a leg that is %s',
    (state) => {
      const { answer, events } = dispatchLeg(
        { order: orderIn('FULFILLING'), legs: [givenLeg({ state })] },
        legId,
        context(1),
      );
      expect(answer).toBe(state);
      expect(events).toEqual([]);
    },
  );

  it('refuses to hand out for a cancelled order, and while a hold stands', () => {
    expect(dispatchLeg({ order: orderIn('CANCELLED'), legs: [planned] }, legId, context(0)).answer).toBe('CANCELLED');
    const held = addHold(
      unchanged(orderIn('PLANNED')),
      { type: 'PLATFORM_RISK', reason: 'r' },
      'channel:douyin',
      context(0),
    );
    const { answer, events } = dispatchLeg({ order: held.order, legs: [planned] }, legId, context(0));
    expect(answer).toBe('CANCELLED');
    expect(releaseLeg({ order: held.order, legs: [planned] }, legId, context(0)).legs).toMatchObject([
      { state: 'CANCELLED', endReason: 'ORDER_HELD', stock: 'RELEASED' },
    ]);
    expect(events).toEqual([]);
  });

  it('fails by name for a leg the order does not have', () => {
    const other = 'leg_01JTGN5W00000000000000000B' as LegId;
    expect(() => dispatchLeg({ order: orderIn('PLANNED'), legs: [planned] }, other, context(0))).toThrow(LegNotFound);
  });
});

describe('expireLeg', () => {
  const expire = (leg: Leg, hours: number) =>
    expireLeg({ order: orderIn('FULFILLING'), legs: [leg] }, legId, context(hours));

  it('takes no answer by the deadline for a rejection', () => {
    const { legs, events } = expire(givenLeg(), 2);
    expect(legs).toMatchObject([{ state: 'REJECTED', endReason: 'NO_ANSWER', stock: 'HELD' }]);
    expect(events).toMatchObject([{ type: 'LegRejected', detail: { data: { reason: 'NO_ANSWER' } } }]);
  });

  it('changes nothing before the deadline or when there was an answer', () => {
    expect(expire(givenLeg(), 1)).toMatchObject({ legs: [], events: [] });
    expect(expire(givenLeg({ state: 'ACCEPTED' }), 3)).toMatchObject({ legs: [], events: [] });
    expect(expire(givenLeg({ state: 'COMPLETED' }), 3)).toMatchObject({ legs: [], events: [] });
  });
});

describe('releaseLeg', () => {
  const release = (leg: Leg, order = orderIn('FULFILLING')) => releaseLeg({ order, legs: [leg] }, legId, context(9));

  it('gives back what a rejected leg still holds, once', () => {
    const rejected = givenLeg({ state: 'REJECTED', endReason: 'capacity' });
    const first = release(rejected);
    expect(first.givenBack).toEqual([rejected]);
    expect(first.legs).toMatchObject([{ state: 'REJECTED', stock: 'RELEASED', endReason: 'capacity' }]);
    expect(first.events).toMatchObject([
      { type: 'StockReleased', detail: { data: { reason: 'capacity', lines: [{ sku: 'TEA-100', quantity: 2 }] } } },
    ]);
    const [released] = first.legs;
    expect(released && release(released)).toMatchObject({ legs: [], givenBack: [], events: [] });
  });

  it.each<[string, Leg, Order['lifecycle']['state'], object, string[]]>([
    [
      'never answered',
      givenLeg(),
      'FULFILLING',
      { state: 'REJECTED', endReason: 'NO_ANSWER' },
      ['LegRejected', 'StockReleased'],
    ],
    [
      'accepted, then silent',
      givenLeg({ state: 'ACCEPTED' }),
      'FULFILLING',
      { state: 'FAILED' },
      ['LegFailed', 'StockReleased'],
    ],
    [
      'of a cancelled order',
      givenLeg({ state: 'ACCEPTED' }),
      'CANCELLED',
      { state: 'CANCELLED', stock: 'RELEASED' },
      ['StockReleased'],
    ],
    ['never handed out', planned, 'PLANNED', { state: 'CANCELLED', endReason: 'NOT_HANDED_OUT' }, ['StockReleased']],
  ])('ends a leg that was %s', (_, leg, state, expected, told) => {
    const { legs, events } = release(leg, orderIn(state));
    expect(legs).toMatchObject([expected]);
    expect(types(events)).toEqual(told);
  });

  it('does not blame a partner whose time to answer was not over: it may be asked again', () => {
    const { legs } = releaseLeg({ order: orderIn('FULFILLING'), legs: [givenLeg()] }, legId, context(1));
    expect(legs).toMatchObject([{ state: 'CANCELLED', endReason: 'DISPATCH_FAULT', stock: 'RELEASED' }]);
  });

  it('lets goods that have left stay gone', () => {
    const moving = givenLeg({ state: 'IN_PROGRESS', stock: 'SHIPPED' });
    const { legs, givenBack, events } = release(moving);
    expect(givenBack).toEqual([]);
    expect(legs).toMatchObject([{ state: 'FAILED', stock: 'SHIPPED' }]);
    expect(types(events)).toEqual(['LegFailed']);
  });

  it('leaves a completed leg alone', () => {
    expect(release(givenLeg({ state: 'COMPLETED', stock: 'SHIPPED' }))).toMatchObject({
      legs: [],
      givenBack: [],
      events: [],
    });
  });
});
