import fc from 'fast-check';
import type { Action, ActionName } from '#domain/fulfillment/action.ts';
import { ACTION_NAMES, factsOf } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { type RecordContext, recordAction, recordActions } from '#domain/fulfillment/record-action.ts';
import { at, given, givenLeg, NOW } from './given.ts';

const context: RecordContext = { now: NOW, promiseAt: null };
const record = (actions: readonly Action[], leg: Leg = givenLeg(), ctx = context) =>
  recordActions(
    actions.map((action) => ({ action, waybill: null })),
    leg,
    [],
    ctx,
  );
const types = (facts: readonly { definition: { type: string } }[]) => facts.map(({ definition }) => definition.type);

describe('recordAction', () => {
  it('takes a leg from accepted over collected to signed, with an event for each turn', () => {
    const story = [
      given('leg.accepted', 1),
      given('leg.picked', 2),
      given('leg.packed', 3),
      given('pickup.collected', 5),
      given('hub.departed', 9),
      given('delivery.out', 30),
      given('delivery.signed', 34),
    ];
    const { leg, facts, actions, refused } = record(story);
    expect(leg).toMatchObject({ state: 'COMPLETED', since: at(34), stock: 'SHIPPED', progress: 'delivered' });
    expect(leg).toMatchObject({ etaAt: at(34), etaLatestAt: at(34), endReason: null });
    expect(types(facts).filter((type) => type !== 'ActionRecorded')).toEqual(['LegAccepted', 'LegCompleted']);
    expect(types(facts).filter((type) => type === 'ActionRecorded')).toHaveLength(story.length);
    expect(actions).toEqual(story);
    expect(refused).toEqual([]);
  });

  it('answers a report that is known already with DUPLICATE', () => {
    const collected = given('pickup.collected', 5);
    expect(recordAction({ action: collected, waybill: null }, givenLeg(), [collected], context)).toEqual({
      kind: 'DUPLICATE',
    });
  });

  it('rejects the leg with the reason the warehouse gave, and keeps the stock for the release step', () => {
    const { leg, facts } = record([given('leg.rejected', 1, { reason: 'capacity' })]);
    expect(leg).toMatchObject({ state: 'REJECTED', endReason: 'capacity', stock: 'HELD', progress: 'closed' });
    expect(facts.at(-1)).toMatchObject({ definition: { type: 'LegRejected' }, data: { reason: 'capacity' } });
  });

  it.each<ActionName>(['exception.lost', 'return.received', 'shipment.disposed', 'shipment.cancelled', 'leg.failed'])(
    'fails the leg when the end of its story is %s',
    (action) => {
      const { leg, facts } = record([given('leg.accepted', 1), given(action, 9)]);
      expect(leg).toMatchObject({ state: 'FAILED', endReason: action });
      expect(types(facts).at(-1)).toBe('LegFailed');
    },
  );

  it('completes the leg when a proxy signed or the customer collected from the pickup point', () => {
    expect(record([given('delivery.signed_by_proxy', 9)]).leg.state).toBe('COMPLETED');
    const waiting = record([given('delivery.ready_for_collection', 9)]).leg;
    expect(waiting).toMatchObject({ state: 'IN_PROGRESS', progress: 'waiting' });
    const collected = given('delivery.signed', 20, { reason: 'collected_from_pickup_point' });
    expect(record([given('delivery.ready_for_collection', 9), collected]).leg.state).toBe('COMPLETED');
  });

  it('keeps a refused delivery open until the goods are back, and then fails it', () => {
    const refused = [given('pickup.collected', 5), given('delivery.refused', 20)];
    expect(record(refused).leg).toMatchObject({ state: 'IN_PROGRESS', progress: 'blocked' });
    const back = [...refused, given('return.initiated', 21), given('hub.arrived', 30)];
    expect(record(back).leg).toMatchObject({ state: 'IN_PROGRESS', progress: 'returning' });
    expect(record([...back, given('return.received', 40)]).leg).toMatchObject({ state: 'FAILED', progress: 'closed' });
  });

  it('takes a signature on the way back for the sender’s: the leg failed', () => {
    const { leg } = record([given('return.initiated', 20), given('delivery.signed', 40)]);
    expect(leg).toMatchObject({ state: 'FAILED', progress: 'closed' });
  });

  it('ships the stock with the first movement, once, and never for a delay that proves no movement', () => {
    expect(record([given('exception.delayed', 70, { reason: 'no_update_timeout' })]).leg.stock).toBe('HELD');
    expect(record([given('hub.departed', 9)]).leg.stock).toBe('SHIPPED');
    expect(record([given('hub.departed', 9)], givenLeg({ stock: 'RELEASED' })).leg.stock).toBe('RELEASED');
  });

  it('lets the end stand and flags what contradicts it', () => {
    const ended = record([given('delivery.signed', 34)]);
    const lost = given('exception.lost', 20);
    const result = recordAction({ action: lost, waybill: null }, ended.leg, ended.actions, context);
    expect(result).toMatchObject({ kind: 'RECORDED', leg: { state: 'COMPLETED', since: at(34) } });
    expect(result).toMatchObject({ facts: [{ data: { contradictsEnd: true, late: true } }] });
  });

  it('records goods that move although their leg was cancelled, without bringing the leg back', () => {
    const cancelled = givenLeg({ state: 'CANCELLED', stock: 'RELEASED', endReason: 'order cancelled' });
    const { leg, facts } = record([given('pickup.collected', 5)], cancelled);
    expect(leg).toMatchObject({ state: 'CANCELLED', stock: 'RELEASED', progress: 'moving' });
    expect(facts).toMatchObject([{ data: { contradictsEnd: true } }]);
  });

  it('keeps the numbers a parcel went by before it was labelled anew, and is not led back to them', () => {
    const [first, second, third] = ['78012345678901', '78012345678902', '78012345678903'].map((number) => ({
      carrier: 'ZTO',
      number,
    }));
    if (!first || !second || !third) throw new Error('three were given');
    const commands = [first, second, second, first, third].map((waybill, index) => ({
      action: given('hub.arrived', index + 1),
      waybill,
    }));
    const { leg } = recordActions(commands, givenLeg(), [], context);
    expect(leg).toMatchObject({ waybill: third, formerWaybills: [first, second] });
  });

  it('remembers the waybill the partner names the parcel by', () => {
    const waybill = { carrier: 'ZTO', number: '78012345678901' };
    const result = recordAction({ action: given('label.issued', 2), waybill }, givenLeg(), [], context);
    expect(result).toMatchObject({ kind: 'RECORDED', leg: { waybill, state: 'DISPATCHED' } });
  });

  it('names the provider responsible when the promise is at risk, and when it was broken', () => {
    const promised = { ...context, promiseAt: at(41) };
    const late = record([given('pickup.collected', 39)], givenLeg(), promised);
    expect(late.facts.at(-1)).toMatchObject({ definition: { type: 'SlaAtRisk' }, data: { responsible: 'ZTO' } });
    const delayed = record([given('pickup.failed', 3)], givenLeg(), promised);
    expect(delayed.facts.at(-1)).toMatchObject({ data: { responsible: 'wh-hangzhou' } });
    const broken = record([given('delivery.signed', 44)], givenLeg(), promised);
    expect(types(broken.facts)).toEqual(['ActionRecorded', 'LegCompleted', 'SlaBreached']);
    expect(types(record([given('delivery.signed', 40)], givenLeg(), promised).facts)).not.toContain('SlaBreached');
  });

  it('refuses a report for a leg that was not handed out', () => {
    const result = recordAction(
      { action: given('leg.accepted', 1), waybill: null },
      givenLeg({ state: null }),
      [],
      context,
    );
    expect(result).toMatchObject({ kind: 'REFUSED', code: 'NOT_DISPATCHED' });
  });

  it('refuses a time in the future and names the cure', () => {
    const result = recordAction({ action: given('pickup.collected', 501), waybill: null }, givenLeg(), [], context);
    expect(result).toMatchObject({ kind: 'REFUSED', code: 'IN_THE_FUTURE' });
    expect((result as { reason: string }).reason).toContain('time zone');
  });

  it('refuses to reject a leg whose goods have left', () => {
    const collected = given('pickup.collected', 5);
    const { leg } = record([collected]);
    const result = recordAction({ action: given('leg.rejected', 6), waybill: null }, leg, [collected], context);
    expect(result).toMatchObject({ kind: 'REFUSED', code: 'ALREADY_MOVING' });
  });

  it('refuses to reject a leg whose stock was booked out, although the collection was taken back', () => {
    const told = [given('pickup.collected', 5), given('event.retracted', 6, { retracts: 'pickup.collected@5' })];
    const { leg } = record(told);
    expect(leg).toMatchObject({ state: 'IN_PROGRESS', stock: 'SHIPPED' });
    const result = recordAction({ action: given('leg.rejected', 7), waybill: null }, leg, told, context);
    expect(result).toMatchObject({ kind: 'REFUSED', code: 'ALREADY_MOVING' });
    const failed = recordAction({ action: given('leg.failed', 7), waybill: null }, leg, told, context);
    expect(failed).toMatchObject({ kind: 'RECORDED', leg: { state: 'FAILED' } });
  });

  it.each(['CANCELLED', 'REJECTED', 'FAILED'] as const)(
    'refuses an acceptance of a leg that is %s by other hands',
    (state) => {
      const ended = givenLeg({ state, endReason: 'no answer in time' });
      const result = recordAction({ action: given('leg.accepted', 3), waybill: null }, ended, [], context);
      expect(result).toMatchObject({ kind: 'REFUSED', code: 'LEG_ENDED' });
      expect((result as { reason: string }).reason).toContain('no answer in time');
    },
  );
});

/** A story that can be true: something of the warehouse, some movement, one kind of end, after everything else. */
const WAREHOUSE: ActionName[] = [
  'leg.accepted',
  'leg.picked',
  'leg.packed',
  'label.issued',
  'pickup.scheduled',
  'pickup.failed',
];
const MOVEMENT = ACTION_NAMES.filter((name) => {
  const { lane } = factsOf(name);
  return (
    !/^(leg|appointment|service)\./.test(name) &&
    !['delivered', 'closed', 'returning', 'meta', 'created'].includes(lane)
  );
});
const some = (names: readonly ActionName[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 40 })), {
    maxLength: 6,
    selector: ([name, hours]) => `${name}${hours}`,
  });
const pairs = (list: [ActionName, number][]) => list.map(([name, hours]) => given(name, hours));
const ends = fc.oneof(
  fc.constant({ kind: 'OPEN', names: [] as ActionName[] }),
  fc.constant({ kind: 'COMPLETED', names: ['delivery.signed', 'delivery.signed_by_proxy'] as ActionName[] }),
  fc.constant({ kind: 'FAILED', names: ['return.received', 'exception.lost', 'shipment.disposed'] as ActionName[] }),
  fc.constant({ kind: 'REJECTED', names: ['leg.rejected'] as ActionName[] }),
);
const stories = fc
  .tuple(some(WAREHOUSE), some(MOVEMENT), ends, fc.integer({ min: 0, max: 3 }))
  .map(([warehouse, movement, end, extra]) => {
    const moves = end.kind === 'REJECTED' ? [] : movement;
    const back = end.kind === 'FAILED' && extra > 1 ? [given('return.initiated', 41)] : [];
    const last = end.names.slice(0, 1 + (extra % 2)).map((name, index) => given(name, 42 + index, { reason: 'said' }));
    return { kind: end.kind, actions: [...pairs(warehouse), ...pairs(moves), ...back, ...last] };
  });
const arrivals = stories.chain(({ kind, actions }) =>
  fc
    .tuple(
      fc.shuffledSubarray(actions, { minLength: actions.length, maxLength: actions.length }),
      fc.array(fc.nat(Math.max(0, actions.length - 1)), { maxLength: 8 }),
    )
    .map(([shuffled, repeats]) => ({
      kind,
      actions,
      arrival: [...shuffled, ...repeats.flatMap((index) => (actions[index] ? [actions[index]] : []))],
    })),
);
const byId = (actions: readonly Action[]) => [...actions].sort((a, b) => (a.actionId < b.actionId ? -1 : 1));

describe('any order of arrival, any repetition', () => {
  it('ends in the same leg, to the last field, with the same actions recorded', () => {
    fc.assert(
      fc.property(arrivals, ({ kind, actions, arrival }) => {
        const straight = record(actions);
        const scrambled = record(arrival);
        expect(scrambled.leg).toEqual(straight.leg);
        expect(scrambled.refused).toEqual([]);
        expect(byId(scrambled.actions)).toEqual(byId(actions));
        if (kind !== 'OPEN') expect(scrambled.leg.state).toBe(kind);
      }),
      { numRuns: 400 },
    );
  });

  it('tells each end once', () => {
    fc.assert(
      fc.property(arrivals, ({ arrival }) => {
        const told = types(record(arrival).facts).filter((type) => /^Leg(Completed|Failed|Rejected)$/.test(type));
        expect(told.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it('never leaves an end, even for stories that cannot be true', () => {
    const anything = fc.array(
      fc
        .tuple(fc.constantFrom(...ACTION_NAMES), fc.integer({ min: 1, max: 40 }))
        .map(([name, hours]) => given(name, hours)),
      { maxLength: 12 },
    );
    const ENDS = ['COMPLETED', 'FAILED', 'REJECTED'];
    fc.assert(
      fc.property(anything, (actions) => {
        const states = actions.map((_, index) => record(actions.slice(0, index + 1)).leg.state ?? '');
        const firstEnd = states.findIndex((state) => ENDS.includes(state));
        if (firstEnd >= 0) expect(new Set(states.slice(firstEnd)).size).toBe(1);
      }),
      { numRuns: 300 },
    );
  });
});
