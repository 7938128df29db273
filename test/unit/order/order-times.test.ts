import { unchanged } from '#domain/order/change.ts';
import { addHold } from '#domain/order/holds.ts';
import type { Order } from '#domain/order/order.ts';
import { isKeptTooLong, keptUntil, orderTimes, ringOrder } from '#domain/order/order-times.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { screenOrder } from '#domain/order/screen-order.ts';
import { plusHours } from '#domain/time.ts';
import { atHome, countingUlids, givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

const hours = (count: number) => plusHours(NOON, count);
const nextUlid = countingUlids(1000);
const context = (count: number) => givenContext(hours(count), nextUlid);

const placed = (): Order => {
  const command = { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 't', color: 'default' };
  const change = recordChannelOrder(command, null, givenContext());
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
const heldUntil = (until: ReturnType<typeof hours>, order = placed()): Order => {
  const wish = { type: 'MANUAL', reason: `look until ${until}`, more: { until } } as const;
  const facts = { region: '330100', isKnownSku: () => true, isKnownCurrency: () => true, ...atHome };
  const held = addHold(unchanged(order), wish, 'person:a', context(1)).order;
  return held.lifecycle.state === 'ON_HOLD' ? held : screenOrder(held, facts, context(1)).order;
};

describe('the times of an order', () => {
  it('are those of its holds and of the stock kept for it', () => {
    const order = heldUntil(hours(3));
    expect(orderTimes(order)).toEqual([hours(3)]);
    expect(orderTimes({ ...order, ...keptUntil(order, hours(5)) })).toEqual([hours(3), hours(5)]);
    expect(orderTimes({ ...order, lifecycle: { ...order.lifecycle, state: 'CANCELLED' } })).toEqual([]);
  });

  it('lift a hold when it is over, not before, and leave the others', () => {
    const order = heldUntil(hours(6), heldUntil(hours(3)));
    expect(ringOrder(order, context(2)).order).toBe(order);
    const rung = ringOrder(order, context(4));
    expect(rung.order.holds.map(({ until }) => until)).toEqual([hours(6)]);
    expect(rung.events.map(({ type, detail }) => [type, detail.data])).toMatchObject([
      ['OrderReleased', { by: 'system:due-holds', remaining: 1 }],
    ]);
    expect(ringOrder(rung.order, context(5)).events).toEqual([]);
    const { lifecycle } = ringOrder(rung.order, context(7)).order;
    expect(lifecycle.state).toBe('SCREENING');
  });

  it('end the keeping of stock, of what was said last', () => {
    const order = { ...placed(), ...keptUntil(placed(), hours(2)) };
    const longer = { ...order, ...keptUntil(order, hours(4)) };
    expect(isKeptTooLong(order, hours(1))).toBe(false);
    expect(isKeptTooLong(order, hours(2))).toBe(true);
    expect(isKeptTooLong(longer, hours(3))).toBe(false);
    expect(keptUntil(longer, null)).toEqual({});
    expect(isKeptTooLong({ ...order, lifecycle: { ...order.lifecycle, state: 'FULFILLED' } }, hours(9))).toBe(false);
  });
});
