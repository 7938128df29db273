import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId } from '#domain/id.ts';
import { CannotAmend } from '#domain/order/amendment.ts';
import { changeOrder, foresee, legsAfter } from '#domain/order/change-order.ts';
import { CHANGE_KINDS, CUT_OFFS, LEG_STAGES, stageOf } from '#domain/order/cut-offs.ts';
import { changedSince, fingerprint, tokenOf } from '#domain/order/fingerprint.ts';
import type { Amendment, ChannelOrder, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { openLines } from '#domain/order/settle-order.ts';
import { at, countingUlids, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';
import { givenLeg } from '../fulfillment/given.ts';

const LATER = at('2026-06-01T05:00:00.000Z');
const asker = { by: 'person:key-1', reason: 'asked by phone' };
const lines = [
  givenLine({ quantity: 3, unitPriceMinor: 1000, totalMinor: 3000 }),
  givenLine({ lineId: '2', sku: 'CUP-1', totalMinor: 1990 }),
];
const sums = {
  itemsMinor: 4990,
  shippingMinor: 600,
  discountMinor: 0,
  taxMinor: 0,
  totalMinor: 5590,
  paidMinor: 5590,
  refundedMinor: 0,
};
const said = (part: Partial<ChannelOrder> = {}) => givenChannelOrder({ lines, amounts: sums, ...part });

const take = (channelOrder: ChannelOrder, order: Order | null, legs: readonly Leg[] = []) => {
  const ids = countingUlids(order ? 5000 + order.version * 100 : 0);
  const change = recordChannelOrder(
    { channelOrder, pushEventId: null, traceId: 't', color: 'default' },
    order,
    givenContext(LATER, ids),
    legs,
  );
  return 'kind' in change ? (order as Order) : change.order;
};

const inState = (state: Order['lifecycle']['state'], order = take(said(), null)): Order => ({
  ...order,
  lifecycle: { ...order.lifecycle, state },
  planId: givenLeg().planId,
});

const tea = givenLeg({ lines: [{ lineId: '1', sku: 'OL-TEA-001', quantity: 3 }] });
const cup = givenLeg({
  legId: 'leg_01JTGN5W00000000000000000B' as LegId,
  lines: [{ lineId: '2', sku: 'CUP-1', quantity: 1 }],
});
const change = (order: Order, legs: readonly Leg[], amendment: Amendment) =>
  changeOrder({ order, legs }, foresee({ order, legs }, amendment), asker, givenContext(LATER, countingUlids(9000)));

const elsewhere = {
  ...(said().destination as NonNullable<Order['destination']>),
  city: '宁波市',
  district: '鄞州区',
  addressDigest: 'digest-2',
};

describe('a change of an order', () => {
  it('takes back the leg of the line alone, and has what is left of it planned beside the other', () => {
    const order = inState('FULFILLING');
    const made = change(order, [tea, cup], { kind: 'CANCEL', quantities: { '1': 1 } });
    expect(made.events.map(({ type }) => type)).toEqual(['OrderAmended', 'LegWithdrawn', 'StockReleased', 'RefundDue']);
    expect(made.events[0]?.detail.data).toMatchObject({
      fields: ['deliverables', 'amounts'],
      by: asker.by,
      besideLegs: true,
    });
    expect(made.legs.map(({ legId, stock }) => [legId, stock])).toEqual([[tea.legId, 'RELEASED']]);
    expect(made.givenBack).toEqual([tea]);
    expect(made.order).toMatchObject({
      lifecycle: { state: 'FULFILLING', planAgain: true, attemptsExcused: 1 },
      amounts: { itemsMinor: 2990, shippingMinor: 600, totalMinor: 3590, paidMinor: 5590 },
    });
    const after = legsAfter([tea, cup], made.givenBack);
    expect(openLines(made.order, after).map(({ lineId, quantity }) => [lineId, quantity])).toEqual([['1', 1]]);
  });

  it('cancels the order when nothing is left of it, all of its money due', () => {
    const made = change(inState('FULFILLING'), [tea, cup], { kind: 'CANCEL', quantities: { '1': 0, '2': 0 } });
    expect(made.events.map(({ type }) => type)).toEqual(['OrderCancelled', 'RefundDue']);
    expect(made.events[1]?.detail.data).toMatchObject({ amountMinor: 5590, shippingMinor: 600 });
    expect(made.order).toMatchObject({ lifecycle: { state: 'CANCELLED' }, account: { owedMinor: 5590 } });
  });

  it('gives back in steps what it gives at once', () => {
    const first = change(inState('CONFIRMED'), [], { kind: 'CANCEL', quantities: { '1': 1 } });
    const second = change(first.order, [], { kind: 'CANCEL', quantities: { '1': 0, '2': 0 } });
    const due = [...first.events, ...second.events].filter(({ type }) => type === 'RefundDue');
    expect(due.map(({ detail }) => (detail.data as { amountMinor: number }).amountMinor)).toEqual([2000, 3590]);
  });

  it('asks for the price of what comes, and plans it beside what runs', () => {
    const added = [{ sku: 'POT-1', title: '壶', quantity: 2, unitPriceMinor: 700, gift: false }];
    const made = change(inState('FULFILLING'), [tea, cup], { kind: 'AMEND', added });
    expect(made.events.map(({ type }) => type)).toEqual(['OrderAmended', 'PaymentDue']);
    expect(made.events[1]?.detail.data).toMatchObject({ amountMinor: 1400, currency: 'CNY' });
    expect(made.order).toMatchObject({
      deliverables: [{}, {}, { lineId: 'here-3', sku: 'POT-1', quantity: 2, totalMinor: 1400 }],
      lifecycle: { planAgain: true, attemptsExcused: 1 },
    });
    expect(made.legs).toEqual([]);
  });

  it('takes pieces that came back first, at the price they came for', () => {
    const more = change(inState('CONFIRMED'), [], { kind: 'AMEND', quantities: { '2': 3 } });
    expect(more.events.at(-1)?.detail.data).toMatchObject({ amountMinor: 3980 });
    const paid = { ...more.order, amounts: { ...more.order.amounts, paidMinor: 5590 + 3980 } };
    const less = change(paid, [], { kind: 'AMEND', quantities: { '2': 1 } });
    expect(less.events.at(-1)).toMatchObject({ type: 'RefundDue', detail: { data: { amountMinor: 3980 } } });
  });

  it('asks every leg back that has not left before the address changes, and changes nothing until then', () => {
    const made = change(inState('FULFILLING'), [tea, cup], { kind: 'AMEND', destination: elsewhere });
    expect([made.legs, made.order.destination]).toEqual([[], inState('FULFILLING').destination]);
    expect(made.order).toMatchObject({
      compensation: { cause: 'ADDRESS', actor: asker.by, movable: [tea.legId, cup.legId] },
      pendingChange: { destination: { city: '宁波市' } },
    });
    expect(JSON.stringify(made.events)).not.toMatch(/张|138|digest/);
  });

  it('refuses another address while a plan is being replaced, and one of goods that left unless they are brought back', () => {
    const moving = change(inState('FULFILLING'), [tea], { kind: 'AMEND', destination: elsewhere }).order;
    const again = foresee({ order: moving, legs: [tea] }, { kind: 'AMEND', destination: elsewhere });
    expect(again.refusals).toMatchObject([{ rule: 'ADDRESS/REPLACING' }]);
    const left = { ...tea, state: 'IN_PROGRESS', stock: 'SHIPPED' } as const;
    const asked = { kind: 'AMEND', destination: elsewhere, intercept: true } as const;
    expect(foresee({ order: inState('FULFILLING'), legs: [left] }, asked)).toMatchObject({
      refusals: [],
      isReplaced: true,
    });
    expect(change(inState('FULFILLING'), [left], asked).order.compensation).toMatchObject({ intercept: true });
  });

  it('changes the address at once while nothing is planned, and names places only', () => {
    const made = change(inState('CONFIRMED'), [], { kind: 'AMEND', destination: elsewhere });
    expect(made.order.destination).toMatchObject({ city: '宁波市' });
    expect(JSON.stringify(made.events)).not.toMatch(/张|138|digest/);
    expect(JSON.stringify(made.events)).toContain('宁波市');
  });

  it('does without legs while nothing is planned', () => {
    const made = change(inState('BACKORDERED'), [], { kind: 'AMEND', quantities: { '1': 1 } });
    expect(made.order.lifecycle).toEqual(inState('BACKORDERED').lifecycle);
  });

  it('changes nothing when nothing would be another', () => {
    const order = inState('FULFILLING');
    expect(change(order, [tea], { kind: 'AMEND', quantities: { '1': 3 } })).toMatchObject({
      order,
      events: [],
      legs: [],
    });
  });

  it('lets a person decide about carriers, whatever the channel and its remarks ask', () => {
    const asked = {
      type: 'CARRIER_WANTED' as const,
      value: 'ZTO',
      lineId: null,
      source: 'remark:buyer',
      confidence: 0.9,
    };
    const order = { ...inState('CONFIRMED'), constraints: [asked] };
    const wanted = { ...asked, value: 'SF_EXPRESS', source: asker.by, confidence: 1 };
    const made = change(order, [], {
      kind: 'AMEND',
      wishes: { types: ['CARRIER_WANTED', 'CARRIER_AVOIDED'], constraints: [wanted] },
    });
    expect(made.order.constraints).toEqual([wanted]);
  });

  it.each([
    ['lines', { kind: 'AMEND', quantities: { '9': 1 } }],
    ['lines', { kind: 'CANCEL', quantities: { '': 0 } }],
  ] as const)('refuses a line that is not there, naming %s', (field, amendment) => {
    expect(() => foresee({ order: inState('CONFIRMED'), legs: [] }, amendment)).toThrow(CannotAmend);
    expect(() => foresee({ order: inState('CONFIRMED'), legs: [] }, amendment)).toThrow(field);
  });
});

describe('cut-offs', () => {
  const wants: Readonly<Record<(typeof CHANGE_KINDS)[number], Amendment>> = {
    LINES: { kind: 'AMEND', quantities: { '1': 1 } },
    CANCEL: { kind: 'CANCEL', quantities: { '1': 1 } },
    ADDRESS: { kind: 'AMEND', destination: elsewhere },
    TIME: { kind: 'AMEND', promiseAt: at('2026-06-09T00:00:00.000Z') },
    CARRIER: { kind: 'AMEND', wishes: { types: ['CARRIER_AVOIDED'], constraints: [] } },
    WISHES: { kind: 'AMEND', wishes: { types: ['PACKAGING'], constraints: [] } },
  };
  const legAt: Readonly<Record<(typeof LEG_STAGES)[number], Partial<Leg>>> = {
    COMMITTED: { state: null },
    HANDED_OUT: { state: 'ACCEPTED' },
    AT_WORK: { state: 'IN_PROGRESS' },
    LEFT: { state: 'IN_PROGRESS', stock: 'SHIPPED' },
    DELIVERED: { state: 'COMPLETED', stock: 'SHIPPED' },
  };
  const every = CHANGE_KINDS.flatMap((kind) => LEG_STAGES.map((stage) => [kind, stage] as const));

  it.each(every)('of %s at %s are what the table says', (kind, stage) => {
    const leg = { ...tea, ...legAt[stage] };
    expect(stageOf(leg)).toBe(stage);
    const { refusals, withdrawn } = foresee({ order: inState('FULFILLING'), legs: [leg] }, wants[kind]);
    const { does, en } = CUT_OFFS[kind][stage];
    expect(does === 'WITHDRAW').toBe(['COMMITTED', 'HANDED_OUT', 'AT_WORK'].includes(stage));
    if (does === 'WITHDRAW') expect([refusals, withdrawn]).toEqual([[], [leg]]);
    else expect(refusals).toMatchObject([{ legId: leg.legId, rule: `${kind}/${stage}`, does, reason: { en } }]);
  });

  it('leave a line alone whose leg is another', () => {
    const left = { ...cup, ...legAt.LEFT };
    const { refusals, withdrawn } = foresee({ order: inState('FULFILLING'), legs: [tea, left] }, wants.LINES);
    expect([refusals, withdrawn]).toEqual([[], [tea]]);
  });

  it('do not count legs that came to nothing', () => {
    expect(stageOf({ ...tea, state: 'REJECTED', stock: 'RELEASED' })).toBeNull();
    expect(stageOf({ ...tea, state: 'FAILED', stock: 'SHIPPED' })).toBeNull();
  });

  it.each(['FULFILLED', 'CLOSED', 'CANCELLED'] as const)('refuse everything once the order is %s', (state) => {
    const { refusals } = foresee({ order: inState(state), legs: [] }, wants.LINES);
    expect(refusals).toMatchObject([{ legId: null, rule: `ORDER/${state}`, does: 'REFUSE' }]);
  });
});

describe('what was changed here', () => {
  const push = (part: Partial<ChannelOrder>) => {
    const saidAt = { status: LATER, lines: LATER, address: LATER, amount: LATER, refund: LATER, remark: LATER };
    return said({ ...part, saidAt });
  };
  const amended = change(inState('CONFIRMED'), [], { kind: 'AMEND', quantities: { '1': 1 } }).order;
  const moved = change(inState('CONFIRMED'), [], { kind: 'AMEND', destination: elsewhere }).order;

  it('stands when the channel repeats what it said before', () => {
    const after = take(push({}), amended);
    expect(after).toMatchObject({ deliverables: [{ quantity: 1 }, {}], amounts: { totalMinor: 3590 }, conflicts: [] });
    expect(take(push({}), moved)).toMatchObject({ destination: { city: '宁波市' }, conflicts: [] });
  });

  it('stands when the channel tells a refund, which counts', () => {
    const after = take(push({ amounts: { ...sums, refundedMinor: 2000 } }), amended);
    expect(after).toMatchObject({
      amounts: { totalMinor: 3590, refundedMinor: 2000 },
      deliverables: [{ quantity: 1 }, {}],
    });
  });

  it('is settled when the channel comes to say the same', () => {
    const fewer = [
      { ...(lines[0] as (typeof lines)[0]), quantity: 1, totalMinor: 1000 },
      lines[1] as (typeof lines)[1],
    ];
    const after = take(push({ lines: fewer, amounts: { ...sums, itemsMinor: 2990, totalMinor: 3590 } }), amended);
    expect(after).toMatchObject({ deliverables: [{ quantity: 1 }, {}], amounts: { totalMinor: 3590 } });
    expect(after.conflicts.map(({ code }) => code)).toEqual(['PAID_ABOVE_TOTAL']);
    expect(after.amended?.deliverables).toBeUndefined();
  });

  it('gives way to a newer word of the channel while nothing is handed out, flagged', () => {
    const five = [{ ...(lines[0] as (typeof lines)[0]), quantity: 5, totalMinor: 5000 }];
    const after = take(push({ lines: five }), amended);
    expect(after).toMatchObject({ deliverables: [{ quantity: 5 }], conflicts: [{ code: 'CHANGED_HERE_AND_THERE' }] });
  });

  it('stands against a newer word once legs are out, flagged', () => {
    const out = { ...moved, lifecycle: { ...moved.lifecycle, state: 'FULFILLING' as const } };
    const there = { ...elsewhere, city: '温州市', addressDigest: 'digest-3' };
    const after = take(push({ destination: there }), out, [tea]);
    expect(after.destination).toMatchObject({ city: '宁波市' });
    expect(after.conflicts.map(({ code }) => code)).toEqual(['CHANGED_HERE_AND_THERE', 'CHANGED_AFTER_PLANNING']);
  });
});

describe('the token of a dry run', () => {
  const parts = { lines: [{ lineId: '1', quantity: 2 }], legs: [['leg-1', null, 'HELD']], asked: { b: 1, a: null } };

  it('holds while everything is the same, whatever the order of fields', () => {
    expect(changedSince(tokenOf(parts), { ...parts, asked: { a: null, b: 1 } })).toEqual([]);
    expect(tokenOf(parts)).toMatch(/^lines\.\w+~legs\.\w+~asked\.\w+$/);
  });

  it('names what is another', () => {
    expect(changedSince(tokenOf(parts), { ...parts, legs: [['leg-1', 'ACCEPTED', 'HELD']] })).toEqual(['legs']);
  });

  it('refuses what is no token of these parts', () => {
    expect(changedSince('made up', parts)).toBeNull();
    expect(changedSince('lines.a~legs.b', parts)).toBeNull();
  });

  it('tells thousands of states apart', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, n) => fingerprint({ at: NOON, n })));
    expect(seen.size).toBe(20_000);
  });
});
