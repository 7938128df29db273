import type { Change } from '#domain/order/change.ts';
import { movementOf } from '#domain/order/drive-lifecycle.ts';
import { liftHold } from '#domain/order/holds.ts';
import { importOrder, isImportedUnfinished } from '#domain/order/import-order.ts';
import type { ChannelOrder, ChannelStatus, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { fromEpochSeconds } from '#domain/time.ts';
import { givenChannelOrder, givenContext } from '../../support/given.ts';

const past = (status: ChannelStatus, seconds = 0, part: Partial<ChannelOrder> = {}): ChannelOrder => {
  const at = fromEpochSeconds(1_700_000_000 + seconds);
  return givenChannelOrder({
    status,
    saidAt: { status: at, lines: at, address: at, amount: at, refund: at, remark: at },
    ...part,
  });
};

const commandOf = (channelOrder: ChannelOrder) => ({
  channelOrder,
  pushEventId: null,
  traceId: 'trace-1',
  color: 'default',
  source: 'olist',
});

const imported = (channelOrder: ChannelOrder, known: Order | null = null): Change => {
  const result = importOrder(commandOf(channelOrder), known, givenContext());
  if ('kind' in result) throw new Error('stale');
  return result;
};

const typesOf = ({ events }: Change): string[] => events.map(({ type }) => type);

const CONFLICT = {
  code: 'CANCELLED_BUT_DELIVERED',
  field: 'status',
  values: ['a', 'b'],
  since: fromEpochSeconds(1_700_000_000),
  chosenBy: 'mapping/olist@1',
};

describe('an order of the past', () => {
  it.each([
    ['COMPLETED', 'CLOSED'],
    ['DELIVERED', 'FULFILLED'],
    ['SHIPPED', 'FULFILLED'],
    ['CANCELLED', 'CANCELLED'],
  ] as const)('that was %s ends as %s, and starts nothing', (status, state) => {
    const change = imported(past(status, 0, { conflicts: [CONFLICT] }));
    expect(change.order).toMatchObject({
      lifecycle: { state, since: '2023-11-14T22:13:20.000Z' },
      holds: [],
      imported: { source: 'olist' },
    });
    expect(typesOf(change)).toEqual(['OrderImported', 'ConflictFlagged']);
    expect(change.order.version).toBe(2);
    expect(change.events[1]?.detail.causedBy).toBe(change.events[0]?.detail.id);
    expect(change.order.lastEventId).toBe(change.events[1]?.detail.id);
    for (const { type, detail } of change.events) expect(movementOf(type, detail.data)).toBeNull();
  });

  it('that was not finished is held until a person releases it, and lives from then on', () => {
    const { order, ...change } = imported(past('READY'));
    expect(typesOf({ order, ...change })).toEqual(['OrderImported', 'OrderHeld']);
    expect(isImportedUnfinished(order)).toBe(true);
    const released = liftHold(
      { order, events: [] },
      order.holds[0] as Order['holds'][number],
      'person:ann',
      givenContext(),
    );
    expect(released.order.lifecycle.state).toBe('SCREENING');
    const [event] = released.events;
    expect(movementOf(event?.type ?? '', event?.detail.data)).toMatchObject({ restart: true });
    // What the files say of it later does not take it back.
    expect(importOrder(commandOf(past('COMPLETED', 60)), released.order, givenContext())).toEqual({ kind: 'STALE' });
  });

  it('changes nothing when it is imported again, and moves on when a later export says more', () => {
    const { order } = imported(past('READY'));
    expect(importOrder(commandOf(past('READY')), order, givenContext())).toEqual({ kind: 'STALE' });
    const later = imported(past('DELIVERED', 60), order);
    expect(later.order).toMatchObject({ orderId: order.orderId, lifecycle: { state: 'FULFILLED' }, holds: [] });
    expect(typesOf(later)).not.toContain('OrderReleased');
    expect(later.order.version).toBe(order.version + later.events.length);
  });

  it('leaves an order alone that is known from its channel’s own messages', () => {
    const living = recordChannelOrder(commandOf(past('READY')), null, givenContext()) as Change;
    expect(importOrder(commandOf(past('COMPLETED', 60)), living.order, givenContext())).toEqual({ kind: 'STALE' });
  });
});
