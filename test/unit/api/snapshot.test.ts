import type { Hold, Order } from '#domain/order/order.ts';
import { plusHours } from '#domain/time.ts';
import { etaOf, healthOf } from '#domain/workbench/order-health.ts';
import { progressOf } from '#domain/workbench/order-progress.ts';
import { snapshotOf } from '#domain/workbench/order-snapshot.ts';
import { at, given, givenLeg, T0 } from '../fulfillment/given.ts';
import { placedOrder } from './given.ts';

const order = (state: Order['lifecycle']['state'], patch: Partial<Order> = {}): Order =>
  placedOrder(state, patch).order;
const hold = (type: Hold['type'], reason: string): Hold => ({
  holdId: 'hld_00000000000000000000000001' as Hold['holdId'],
  type,
  reason,
  actor: 'system:test',
  since: T0,
  releaseCondition: 'PERSON',
});
const other = 'leg_01JTGN5W00000000000000000B' as ReturnType<typeof givenLeg>['legId'];

describe('the health of an order', () => {
  const promised = { promiseAt: at(48) };

  it('is OK while it is expected in time', () => {
    expect(healthOf(order('FULFILLING', promised), [givenLeg({ state: 'ACCEPTED' })], at(1))).toEqual({
      health: 'OK',
      reason: null,
    });
  });

  it('is FAILED when a fault or a lost leg waits for a person, even if other holds stand', () => {
    const holds = [hold('MANUAL', 'call back'), hold('LEG_FAILED', 'lost on the way')];
    expect(healthOf(order('ON_HOLD', { holds }), [], at(1))).toEqual({ health: 'FAILED', reason: 'lost on the way' });
  });

  it('is HELD while something else holds it, although it is late', () => {
    const holds = [hold('UNKNOWN_SKU', 'add the SKU')];
    expect(healthOf(order('ON_HOLD', { ...promised, holds }), [], at(60))).toEqual({
      health: 'HELD',
      reason: 'add the SKU',
    });
  });

  it('is AT_RISK while legs are out for an order its channel has cancelled', () => {
    const running = order('FULFILLING');
    const calledOff = { ...running, lifecycle: { ...running.lifecycle, channelStatus: 'CANCELLED' as const } };
    const report = healthOf(calledOff, [givenLeg({ state: 'ACCEPTED' })], at(1));
    expect(report).toMatchObject({ health: 'AT_RISK', reason: expect.stringContaining('cancel it here') });
  });

  it('is LATE once the promise has passed', () => {
    expect(healthOf(order('FULFILLING', promised), [givenLeg()], at(48)).health).not.toBe('LATE');
    expect(healthOf(order('FULFILLING', promised), [givenLeg()], plusHours(at(48), 0.001)).health).toBe('LATE');
  });

  it('stays what it was when the order ended: in time is OK however long ago', () => {
    const legs = [givenLeg({ state: 'COMPLETED', etaAt: at(40), etaLatestAt: at(40) })];
    expect(healthOf(order('FULFILLED', promised), legs, at(400)).health).toBe('OK');
    const late = [givenLeg({ state: 'COMPLETED', etaAt: at(49), etaLatestAt: at(49) })];
    expect(healthOf(order('CLOSED', promised), late, at(400)).health).toBe('LATE');
  });

  it.each([
    [
      'expected after the promise',
      order('FULFILLING', promised),
      [givenLeg({ state: 'ACCEPTED', etaAt: at(49) })],
      at(1),
    ],
    ['without stock', order('BACKORDERED'), [], at(1)],
    ['with a blocked leg', order('FULFILLING'), [givenLeg({ state: 'IN_PROGRESS', progress: 'blocked' })], at(1)],
    ['with a leg nobody accepted in time', order('FULFILLING'), [givenLeg()], at(3)],
  ])('is AT_RISK %s, and says why', (_case, given, legs, now) => {
    const report = healthOf(given, legs, now);
    expect(report.health).toBe('AT_RISK');
    expect(report.reason).not.toBeNull();
  });

  it('does not mind legs that came to nothing', () => {
    const legs = [
      givenLeg({ state: 'REJECTED', etaAt: at(90), progress: 'blocked' }),
      givenLeg({ legId: other, state: 'ACCEPTED' }),
    ];
    expect(healthOf(order('FULFILLING', promised), legs, at(1)).health).toBe('OK');
  });

  it('is OK for a cancelled order', () => {
    expect(healthOf(order('CANCELLED', promised), [], at(400)).health).toBe('OK');
  });
});

describe('the ETA of an order', () => {
  it('is that of its last leg, of those that still serve it', () => {
    const legs = [
      givenLeg({ etaAt: at(40), etaLatestAt: at(90) }),
      givenLeg({ legId: other, etaAt: at(50), etaLatestAt: at(60) }),
      givenLeg({ state: 'CANCELLED', etaAt: at(99), etaLatestAt: at(99) }),
    ];
    expect(etaOf(legs)).toEqual({ etaAt: at(50), etaLatestAt: at(90) });
  });

  it('is not known without a leg', () => {
    expect(etaOf([])).toBeNull();
  });
});

describe('the progress of an order', () => {
  const short = (state: Order['lifecycle']['state'], legs: Parameters<typeof progressOf>[1]) =>
    progressOf(order(state), legs)
      .map(({ step, status }) => `${status === 'DONE' ? '+' : status === 'CURRENT' ? '>' : '-'}${step}`)
      .join(' ');

  it.each([
    ['PLACED', [], '+PLACED >CONFIRMED -PLANNED -ACCEPTED -SHIPPED -DELIVERED'],
    ['ON_HOLD', [], '+PLACED >CONFIRMED -PLANNED -ACCEPTED -SHIPPED -DELIVERED'],
    ['BACKORDERED', [], '+PLACED +CONFIRMED >PLANNED -ACCEPTED -SHIPPED -DELIVERED'],
    ['PLANNED', [givenLeg({ state: null })], '+PLACED +CONFIRMED +PLANNED >ACCEPTED -SHIPPED -DELIVERED'],
    [
      'FULFILLING',
      [givenLeg({ state: 'COMPLETED', stock: 'SHIPPED' }), givenLeg({ legId: other, state: 'ACCEPTED' })],
      '+PLACED +CONFIRMED +PLANNED +ACCEPTED >SHIPPED -DELIVERED',
    ],
    ['CONFIRMED', [givenLeg({ state: 'REJECTED' })], '+PLACED +CONFIRMED >PLANNED -ACCEPTED -SHIPPED -DELIVERED'],
    ['FULFILLED', [givenLeg({ state: 'COMPLETED' })], '+PLACED +CONFIRMED +PLANNED +ACCEPTED +SHIPPED +DELIVERED'],
    ['CANCELLED', [givenLeg({ state: 'CANCELLED' })], '+PLACED +CANCELLED'],
  ] as const)('of one that is %s names what is done, what it waits for, what comes', (state, legs, told) => {
    expect(short(state, legs)).toBe(told);
  });

  it('keeps what was confirmed when a planned order is held', () => {
    const planId = 'pln_00000000000000000000000001' as Order['planId'];
    const [, confirmed] = progressOf(order('ON_HOLD', { planId }), [givenLeg({ state: 'FAILED' })]);
    expect(confirmed).toMatchObject({ step: 'CONFIRMED', status: 'DONE' });
  });

  it('has every title in both languages', () => {
    for (const { title } of [...progressOf(order('PLACED'), []), ...progressOf(order('CANCELLED'), [])]) {
      expect(title.en).toMatch(/[A-Z]/);
      expect(title.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

describe('the snapshot of an order', () => {
  it('has each leg’s reports by the time they happened, not by when they came', () => {
    const actions = [
      given('hub.departed', 9),
      given('pickup.collected', 3),
      given('leg.accepted', 5, { legId: other }),
    ];
    const snapshot = snapshotOf(order('FULFILLING'), [givenLeg(), givenLeg({ legId: other })], actions, [], at(10));
    expect(Object.values(snapshot.actions).map((told) => told.map(({ action }) => action))).toEqual([
      ['pickup.collected', 'hub.departed'],
      ['leg.accepted'],
    ]);
  });
});
