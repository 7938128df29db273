import type { AfterSaleWord } from '#domain/channel/channel-api.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderState } from '#domain/order/lifecycle.ts';
import type { ChannelOrder, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { settleOrder } from '#domain/order/settle-order.ts';
import { recordReturn } from '#domain/service/record-return.ts';
import { at, countingUlids, givenChannelOrder, givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { givenLeg } from '../fulfillment/given.ts';

const LATER = at('2026-06-01T05:00:00.000Z');
const EARLIER = at('2026-06-01T03:00:00.000Z');
const context = () => givenContext(LATER, countingUlids(7000));
const saidAt = (when: typeof LATER) => ({
  status: when,
  lines: when,
  address: when,
  amount: when,
  refund: when,
  remark: when,
});

const orderIn = (state: OrderState): Order => ({ ...placedOrder(state).order, planId: givenLeg().planId });
const out = givenLeg({ state: 'ACCEPTED' });
const left: Leg = { ...out, state: 'IN_PROGRESS', stock: 'SHIPPED' };
const delivered: Leg = { ...left, state: 'COMPLETED' };

/** The order once its channel has said something else, later. */
const hears = (order: Order, part: Partial<ChannelOrder>, legs: readonly Leg[] = [], when = LATER): Order => {
  const channelOrder = givenChannelOrder({ ...part, saidAt: saidAt(when) });
  const change = recordChannelOrder(
    { channelOrder, pushEventId: null, traceId: 't', color: 'default' },
    order,
    context(),
    legs,
  );
  return 'kind' in change ? order : change.order;
};

const refund = (part: Partial<AfterSaleWord> = {}): AfterSaleWord =>
  ({
    channelReturnId: 'r-1',
    channelOrderId: placedOrder().order.channelOrderId,
    kind: 'REFUND',
    state: 'REFUNDED',
    platformStatus: 'SUCCESS',
    refundMinor: 1990,
    currency: 'CNY',
    lines: [],
    reason: '',
    sourceAt: LATER,
    decidesItselfAt: null,
    ...part,
  }) as AfterSaleWord;
const refunds = (order: Order, part: Partial<AfterSaleWord> = {}): Order =>
  recordReturn({ word: refund(part), saidAt: LATER }, order, [], context()).order;

const codes = ({ conflicts }: Order): string[] => conflicts.map(({ code }) => code);
const holds = ({ holds: standing }: Order): string[] => standing.map(({ type }) => type);

describe('cancelled there', () => {
  it.each(['PLACED', 'ON_HOLD', 'CONFIRMED', 'PLANNED', 'BACKORDERED'] as const)(
    'while %s here: cancelled',
    (state) => {
      expect(hears(orderIn(state), { status: 'CANCELLED' }).lifecycle.state).toBe('CANCELLED');
    },
  );

  it('while legs are out here: they go on, flagged, and the order is cancelled once they come to nothing', () => {
    const order = hears(orderIn('FULFILLING'), { status: 'CANCELLED' }, [out]);
    expect([order.lifecycle.state, codes(order)]).toEqual(['FULFILLING', ['CANCELLED_AFTER_DISPATCH']]);
    const refused = settleOrder(order, [{ ...out, state: 'REJECTED', stock: 'RELEASED' }], context());
    expect([refused.outcome, refused.order.lifecycle.state]).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('and delivered here: stays fulfilled, flagged', () => {
    const during = hears(orderIn('FULFILLING'), { status: 'CANCELLED' }, [left]);
    const done = settleOrder(during, [delivered], context()).order;
    expect([done.lifecycle.state, codes(done)]).toEqual(['FULFILLED', ['CANCELLED_AFTER_DISPATCH']]);
    const after = hears(orderIn('FULFILLED'), { status: 'CANCELLED' }, [delivered]);
    expect([after.lifecycle.state, codes(after)]).toEqual(['FULFILLED', ['CANCELLED_AFTER_DISPATCH']]);
  });
});

describe('refunded there', () => {
  it('in full, before anything is handed out here: cancelled', () => {
    expect(refunds(orderIn('PLANNED')).lifecycle).toMatchObject({
      state: 'CANCELLED',
      cancelReason: 'REFUNDED_BY_CHANNEL',
    });
  });

  it('in part, before anything is handed out here: held for a person', () => {
    const order = refunds(orderIn('CONFIRMED'), { refundMinor: 100 });
    expect([order.lifecycle.state, holds(order)]).toEqual(['CONFIRMED', ['REFUNDED']]);
  });

  it('and shipped here: legs go on, flagged, nothing is sent again', () => {
    const order = refunds(orderIn('FULFILLING'));
    expect([order.lifecycle.state, holds(order), codes(order)]).toEqual(['FULFILLING', [], ['HELD_AFTER_DISPATCH']]);
    const refused = settleOrder(order, [{ ...out, state: 'REJECTED', stock: 'RELEASED' }], context());
    expect([refused.outcome, holds(refused.order)]).toEqual(['HELD', ['REFUNDED']]);
  });

  it('and delivered here: the return goes its own way', () => {
    const order = refunds(orderIn('FULFILLED'));
    expect([order.lifecycle.state, holds(order), codes(order)]).toEqual(['FULFILLED', [], []]);
  });
});

describe('changed there', () => {
  const lines = [givenLine({ quantity: 2, totalMinor: 3980 })];

  it.each(['CONFIRMED', 'BACKORDERED', 'ON_HOLD'] as const)('while %s here: follows', (state) => {
    const order = hears(orderIn(state), { lines });
    expect([order.deliverables[0]?.quantity, codes(order)]).toEqual([2, []]);
  });

  it.each(['PLANNED', 'FULFILLING'] as const)('while %s here: the plan stands, flagged', (state) => {
    const order = hears(orderIn(state), { lines }, [out]);
    expect([order.deliverables[0]?.quantity, codes(order)]).toEqual([1, ['CHANGED_AFTER_PLANNING']]);
  });
});

describe('held there', () => {
  it('while legs are out here: they go on, flagged, held before anything is sent again', () => {
    const risk = [{ type: 'PLATFORM_RISK' as const, reason: 'checked again' }];
    const order = hears(orderIn('FULFILLING'), { status: 'PAID_HOLD', holds: risk }, [out]);
    expect([holds(order), codes(order)]).toEqual([[], ['HELD_AFTER_DISPATCH']]);
    const refused = settleOrder(order, [{ ...out, state: 'REJECTED', stock: 'RELEASED' }], context());
    expect([refused.outcome, holds(refused.order)]).toEqual(['HELD', ['PLATFORM_RISK']]);
  });
});

describe('shipped or delivered there', () => {
  it('while nothing is handed out here: held, somebody else ships it', () => {
    expect(holds(hears(orderIn('CONFIRMED'), { status: 'SHIPPED' }))).toEqual(['SHIPPED_ELSEWHERE']);
  });

  it('while legs are out here and nothing has left: flagged', () => {
    const order = hears(orderIn('FULFILLING'), { status: 'DELIVERED' }, [out]);
    expect([order.lifecycle.state, codes(order)]).toEqual(['FULFILLING', ['DELIVERED_BEFORE_SHIPPED']]);
  });
});

describe('said long ago there', () => {
  it.each(['CREATED', 'PAID_HOLD', 'READY'] as const)('%s: takes nothing back', (status) => {
    const order = { ...orderIn('FULFILLED') };
    const after = hears(order, { status, lines: [givenLine({ quantity: 9 })] }, [delivered], EARLIER);
    expect(after).toMatchObject({ lifecycle: { state: 'FULFILLED' }, deliverables: [{ quantity: 1 }], conflicts: [] });
  });
});
