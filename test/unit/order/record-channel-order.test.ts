import fc from 'fast-check';
import type { Change } from '#domain/order/change.ts';
import { canonical } from '#domain/order/merge.ts';
import type { ChannelOrder, Order } from '#domain/order/order.ts';
import { type RecordChannelOrder, recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { fromEpochSeconds } from '#domain/time.ts';
import { givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const said = (channelOrder: ChannelOrder): RecordChannelOrder => ({
  channelOrder,
  pushEventId: null,
  traceId: 'trace-1',
  color: 'default',
});

const tell = (order: Order | null, channelOrder: ChannelOrder): Change => {
  const result = recordChannelOrder(said(channelOrder), order, givenContext());
  return 'kind' in result ? { order: order as Order, events: [] } : result;
};

const typesOf = ({ events }: Change): string[] => events.map(({ type }) => type);

const moment = (seconds: number): ChannelOrder['saidAt'] => {
  const at = fromEpochSeconds(1_780_000_000 + seconds);
  return { status: at, lines: at, address: at, amount: at, remark: at };
};

const awaitingPayment = { type: 'AWAITING_PAYMENT' as const, reason: 'not paid yet' };

/** A life as a platform tells it: created, paid, address changed, and perhaps cancelled. */
const created = givenChannelOrder({ status: 'CREATED', holds: [awaitingPayment], saidAt: moment(0) });
const paid = givenChannelOrder({ status: 'READY', saidAt: moment(10) });
const moved = givenChannelOrder({
  status: 'READY',
  saidAt: moment(20),
  destination: paid.destination && { ...paid.destination, city: '宁波市', addressDigest: 'digest-2' },
});
const cancelled = givenChannelOrder({ status: 'CANCELLED', saidAt: moment(30), destination: moved.destination });

/** What must not depend on arrival: everything but ids and the times of our own bookkeeping. */
const essence = (order: Order) =>
  canonical({
    channelOrderId: order.channelOrderId,
    state: order.lifecycle.state,
    channelStatus: order.lifecycle.channelStatus,
    holds: order.lifecycle.state === 'CANCELLED' ? [] : order.holds.map(({ type }) => type),
    destination: order.destination,
    deliverables: order.deliverables,
    amounts: order.amounts,
    saidAt: order.channelView.saidAt,
  });

describe('recording what a channel says', () => {
  it('places an order with one id, its five dimensions and one event', () => {
    const change = tell(null, paid);
    expect(typesOf(change)).toEqual(['OrderPlaced']);
    expect(change.order).toMatchObject({
      channelOrderId: '4837328765348566675',
      version: 1,
      lifecycle: { state: 'PLACED' },
      holds: [],
    });
    expect(change.events[0]?.detail.data).not.toHaveProperty('destination.recipientMasked');
  });

  it('holds an order that is not paid and releases it when the payment is told', () => {
    const placed = tell(null, created);
    expect(typesOf(placed)).toEqual(['OrderPlaced', 'OrderHeld']);
    const after = tell(placed.order, paid);
    expect(typesOf(after)).toEqual(['OrderReleased']);
    expect(after.order.holds).toEqual([]);
  });

  it('ends in the same order for every permutation and repetition of a lifecycle', () => {
    for (const life of [
      [created, paid, moved],
      [created, paid, moved, cancelled],
    ]) {
      const expected = essence(life.reduce<Order | null>((order, push) => tell(order, push).order, null) as Order);
      fc.assert(
        fc.property(fc.shuffledSubarray([...life, ...life], { minLength: life.length * 2 }), (pushes) => {
          const order = pushes.reduce<Order | null>((before, push) => tell(before, push).order, null) as Order;
          expect(essence(order)).toBe(expected);
        }),
      );
    }
  });

  it('gives no event for news that is old or repeated', () => {
    const { order } = tell(null, moved);
    for (const push of [moved, paid, created])
      expect(recordChannelOrder(said(push), order, givenContext())).toEqual({ kind: 'STALE' });
  });

  it('numbers events without gaps and links each to its cause', () => {
    const placed = tell(null, created);
    const after = tell(placed.order, cancelled);
    const events = [...placed.events, ...after.events];
    expect(after.order.version).toBe(events.length);
    for (const [index, event] of events.entries())
      if (index > 0) expect(event.detail.causedBy).toBe(events[index - 1]?.detail.id);
  });

  it('flags an address change after planning and lets the plan stand', () => {
    const { order } = tell(null, paid);
    const planned: Order = { ...order, lifecycle: { ...order.lifecycle, state: 'PLANNED' } };
    const change = tell(planned, moved);
    expect(typesOf(change)).toEqual(['ConflictFlagged']);
    expect(change.order.destination?.city).toBe('杭州市');
    expect(change.order.conflicts[0]).toMatchObject({ code: 'CHANGED_AFTER_PLANNING', field: 'destination' });
  });

  it('cancels before dispatch and flags a cancellation after it', () => {
    const { order } = tell(null, paid);
    expect(tell(order, cancelled).order.lifecycle).toMatchObject({
      state: 'CANCELLED',
      cancelReason: 'CANCELLED_BY_CHANNEL',
    });
    const running: Order = { ...order, lifecycle: { ...order.lifecycle, state: 'FULFILLING' } };
    const change = tell(running, cancelled);
    expect(change.order.lifecycle.state).toBe('FULFILLING');
    expect(change.order.conflicts.map(({ code }) => code)).toContain('CANCELLED_AFTER_DISPATCH');
  });

  it('holds an order the channel already shows as shipped', () => {
    const change = tell(null, givenChannelOrder({ status: 'SHIPPED' }));
    expect(change.order.holds.map(({ type }) => type)).toEqual(['SHIPPED_ELSEWHERE']);
  });

  it('does not put a hold again that a person lifted, until the channel says something new', () => {
    const risk = { type: 'PLATFORM_RISK' as const, reason: 'risk review' };
    const held = tell(null, givenChannelOrder({ status: 'PAID_HOLD', holds: [risk], saidAt: moment(0) })).order;
    const released: Order = { ...held, holds: [] };
    const remarked = givenChannelOrder({
      status: 'PAID_HOLD',
      holds: [risk],
      remarks: { buyer: '快', seller: '' },
      saidAt: moment(5),
    });
    expect(tell(released, remarked).order.holds).toEqual([]);
    expect(tell(held, remarked).order.holds).toHaveLength(1);
  });

  it('closes a fulfilled order when the channel completes it', () => {
    const { order } = tell(null, paid);
    const fulfilled: Order = { ...order, lifecycle: { ...order.lifecycle, state: 'FULFILLED' } };
    expect(tell(fulfilled, givenChannelOrder({ status: 'COMPLETED', saidAt: moment(99) })).order.lifecycle.state).toBe(
      'CLOSED',
    );
  });

  it('takes changed lines while nothing is planned', () => {
    const { order } = tell(null, paid);
    const change = tell(order, givenChannelOrder({ lines: [givenLine({ quantity: 3 })], saidAt: moment(40) }));
    expect(typesOf(change)).toEqual(['OrderAmended']);
    expect(change.order.deliverables[0]?.quantity).toBe(3);
    expect(change.order.updatedAt).toBe(NOON);
  });
});
