import fc from 'fast-check';
import { readRemarks } from '#domain/channel/remarks-read.ts';
import type { OrderId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { CONFLICT_CODES, factsOf } from '#domain/order/conflict-codes.ts';
import { isOpenConflict } from '#domain/order/conflicts.ts';
import { NO_DOCUMENTS } from '#domain/order/meaning.ts';
import { canonical } from '#domain/order/merge.ts';
import type { ChannelOrder, Conflict, Constraint, Order } from '#domain/order/order.ts';
import { implausiblePrices, type PriceMemory, remembered } from '#domain/order/price-memory.ts';
import { recordChannelOrder, understandAgain } from '#domain/order/record-channel-order.ts';
import { conflictNamed, refusalToSettle, settleConflict } from '#domain/order/settle-conflict.ts';
import { toldTwice } from '#domain/order/told-twice.ts';
import { withoutFuture } from '#domain/order/untimely.ts';
import { fromEpochSeconds } from '#domain/time.ts';
import { at, countingUlids, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const LATER = at('2026-06-01T05:00:00.000Z');
const LATEST = at('2026-06-01T06:00:00.000Z');
const ids = countingUlids();
const context = () => givenContext(NOON, ids);
const all = (saidAt: typeof NOON): ChannelOrder['saidAt'] => ({
  status: saidAt,
  lines: saidAt,
  address: saidAt,
  amount: saidAt,
  refund: saidAt,
  remark: saidAt,
});

const record = (channelOrder: ChannelOrder, order: Order | null = null, found: readonly Conflict[] = []): Order => {
  const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default', found };
  const change = recordChannelOrder(command, order, context());
  if ('kind' in change) return order as Order;
  return change.order;
};
const open = ({ conflicts }: Order) => conflicts.filter(isOpenConflict);
const settleAs = (order: Order, name: string, choice: number): Order => {
  const conflict = conflictNamed(order, name);
  if (!conflict) throw new Error(`no conflict ${name}`);
  const settled = settleConflict(
    unchanged(order),
    conflict,
    { choice, reason: 'looked it up' },
    'person:alice',
    context(),
  );
  return understandAgain(settled.order, { documents: NO_DOCUMENTS }, context(), []).order;
};
const carrier = (type: Constraint['type'], value: string): Constraint => ({
  type,
  value,
  lineId: null,
  source: 'channel:douyin',
  confidence: 1,
});
const saying = (buyer: string, seller = ''): Pick<ChannelOrder, 'remarks' | 'reading'> => {
  const { shown, reading } = readRemarks({ buyer, seller }, NOON);
  return { remarks: shown, ...(reading ? { reading } : {}) };
};
const amounts = (part: Partial<ChannelOrder['amounts']>) => ({ ...givenChannelOrder().amounts, ...part });

describe('what an order contradicts in itself', () => {
  it.each([
    [
      'REFUND_ABOVE_PAID',
      givenChannelOrder({ amounts: amounts({ refundedMinor: 1991 }) }),
      ['refunded 1991 CNY', 'paid 1990 CNY'],
    ],
    [
      'PAID_ABOVE_TOTAL',
      givenChannelOrder({ amounts: amounts({ paidMinor: 2990 }) }),
      ['paid 2990 CNY', 'total 1990 CNY'],
    ],
    [
      'REMARK_AND_CHANNEL_DISAGREE',
      givenChannelOrder({ ...saying('请发顺丰'), constraints: [carrier('CARRIER_WANTED', 'ZTO')] }),
      ['channel:douyin: ZTO', 'remark:buyer: SF_EXPRESS'],
    ],
    [
      'BUYER_AND_SELLER_DISAGREE',
      givenChannelOrder(saying('请发顺丰', '发中通')),
      ['remark:seller: ZTO', 'remark:buyer: SF_EXPRESS'],
    ],
    [
      'TIMES_CONTRADICT',
      givenChannelOrder({ ...saying('6月9日以后再发'), constraints: [carrier('SHIP_BY', '2026-06-03T04:00:00.000Z')] }),
      ['remark:buyer: 2026-06-08T16:00:00.000Z', 'channel:douyin: 2026-06-03T04:00:00.000Z'],
    ],
  ])('is flagged with both values, who may settle it, and does not hold: %s', (code, said, values) => {
    const order = record(said);
    expect(order.conflicts).toMatchObject([
      { code, values, settler: 'operator', holds: false, chosenBy: expect.any(String) },
    ]);
    expect(order.holds).toEqual([]);
  });

  it('flags a status that went back, whichever message came first', () => {
    const shipped = givenChannelOrder({ status: 'SHIPPED', saidAt: all(NOON) });
    const back = givenChannelOrder({ status: 'READY', saidAt: all(LATER) });
    const values = [`READY at ${LATER}`, `SHIPPED at ${NOON}`];
    expect(open(record(back, record(shipped)))).toMatchObject([{ code: 'STATUS_WENT_BACK', values }]);
    expect(open(record(shipped, record(back)))).toMatchObject([{ code: 'STATUS_WENT_BACK', values }]);
    const again = givenChannelOrder({ status: 'SHIPPED', saidAt: all(LATEST) });
    expect(open(record(again, record(back, record(shipped))))).toEqual([]);
  });

  it('is silent about platforms that go to and fro between paid and under review', () => {
    const review = givenChannelOrder({ status: 'PAID_HOLD', saidAt: all(LATER) });
    expect(record(review, record(givenChannelOrder())).conflicts).toEqual([]);
  });

  it('flags messages of one moment that differ', () => {
    const other = givenChannelOrder({ lines: [givenLine({ quantity: 3, totalMinor: 5970 })] });
    const order = record(other, record(givenChannelOrder()));
    expect(order.conflicts).toMatchObject([{ code: 'PUSHES_DISAGREE', field: 'deliverables' }]);
    expect(order.conflicts[0]?.values.toSorted()).toEqual(['OL-TEA-001×1=1990', 'OL-TEA-001×3=5970']);
  });

  it('is silent about an order that is paid within the moment it was placed', () => {
    const unpaid = givenChannelOrder({ status: 'CREATED', amounts: amounts({ paidMinor: 0 }) });
    expect(record(givenChannelOrder(), record(unpaid)).conflicts).toEqual([]);
    expect(record(unpaid, record(givenChannelOrder())).conflicts).toEqual([]);
  });

  it('ends by itself when the statements agree again', () => {
    const over = givenChannelOrder({ amounts: amounts({ refundedMinor: 1991 }) });
    const cured = givenChannelOrder({ amounts: amounts({ refundedMinor: 1990 }), saidAt: all(LATER) });
    const order = record(cured, record(over));
    expect(order.conflicts).toMatchObject([
      { code: 'REFUND_ABOVE_PAID', settled: { choice: null, by: 'system:conflicts' } },
    ]);
    const worse = givenChannelOrder({ amounts: amounts({ refundedMinor: 1991 }), saidAt: all(LATEST) });
    expect(open(record(worse, order))).toHaveLength(1);
  });

  it('does not depend on the order in which the messages came', () => {
    const message = fc
      .record({
        seconds: fc.integer({ min: 1_780_000_000, max: 1_780_000_002 }),
        status: fc.constantFrom('CREATED', 'READY', 'SHIPPED', 'DELIVERED' as const),
        quantity: fc.integer({ min: 1, max: 2 }),
        paidMinor: fc.constantFrom(1990, 2990),
        refundedMinor: fc.constantFrom(0, 1990, 2991),
        buyer: fc.constantFrom('', '请发顺丰', '6月9日以后再发'),
        seller: fc.constantFrom('', '发中通'),
      })
      .map(({ seconds, status, quantity, paidMinor, refundedMinor, buyer, seller }) =>
        givenChannelOrder({
          status: status as ChannelOrder['status'],
          lines: [givenLine({ quantity })],
          amounts: amounts({ paidMinor, refundedMinor }),
          ...saying(buyer, seller),
          saidAt: all(fromEpochSeconds(seconds)),
        }),
      );
    const told = (messages: readonly ChannelOrder[]): string => {
      const order = messages.reduce<Order | null>((known, each) => record(each, known), null) as Order;
      return canonical(
        open(order)
          .filter(({ code }) => factsOf(code).nature === 'STATEMENTS')
          .map(({ code, field, values }) => canonical([code, field, values]))
          .sort(),
      );
    };
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), (messages) => {
        const expected = told(messages);
        expect(told(messages.toReversed())).toBe(expected);
        expect(told([...messages.slice(1), ...messages])).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('settling a conflict', () => {
  const contradicted = () =>
    record(givenChannelOrder({ ...saying('请发顺丰'), constraints: [carrier('CARRIER_WANTED', 'ZTO')] }));
  const carriers = ({ constraints }: Order) => constraints.map(({ value }) => value);

  it('lets the chosen value count, and stays settled however often it is said again', () => {
    expect(carriers(contradicted())).toEqual(['ZTO']);
    const settled = settleAs(contradicted(), 'REMARK_AND_CHANNEL_DISAGREE', 1);
    expect(carriers(settled)).toEqual(['SF_EXPRESS']);
    expect(settled.conflicts).toMatchObject([{ settled: { by: 'person:alice', choice: 1, reason: 'looked it up' } }]);
    const said = {
      ...givenChannelOrder({ ...saying('请发顺丰'), constraints: [carrier('CARRIER_WANTED', 'ZTO')] }),
      saidAt: all(LATER),
    };
    const again = record(said, settled);
    expect(open(again)).toEqual([]);
    expect(carriers(again)).toEqual(['SF_EXPRESS']);
  });

  it('tells what was chosen as an event', () => {
    const order = contradicted();
    const [conflict] = order.conflicts;
    const { events } = settleConflict(
      unchanged(order),
      conflict as never,
      { choice: 0, reason: 'as the platform says' },
      'person:alice',
      context(),
    );
    expect(events).toMatchObject([
      {
        type: 'ConflictSettled',
        detail: {
          data: { code: 'REMARK_AND_CHANNEL_DISAGREE', choice: 0, chosen: 'channel:douyin: ZTO', by: 'person:alice' },
        },
      },
    ]);
  });

  it('refuses a value there is none of, another role, and what is settled already', () => {
    const [conflict] = contradicted().conflicts as [Order['conflicts'][number]];
    expect(refusalToSettle(conflict, { choice: 2, reason: '' }, 'operator')).toMatch(
      /^choice: 2 is none of the values; choose 0 for/,
    );
    expect(refusalToSettle(conflict, { choice: 0, reason: '' }, 'partner')).toMatch(/role operator/);
    const [settled] = settleAs(contradicted(), conflict.code, 1).conflicts as [Order['conflicts'][number]];
    expect(refusalToSettle(settled, { choice: 0, reason: '' }, 'operator')).toMatch(/was settled by person:alice/);
    expect(refusalToSettle(conflict, { choice: 1, reason: '' }, 'operator')).toBeNull();
  });
});

describe('conflicts that are unsafe', () => {
  const first = 'ord_00000000000000000000000000' as OrderId;
  const twice = toldTwice('agiso', null, [
    { orderId: first, channel: 'taobao', placedAt: NOON, lifecycle: { state: 'PLACED' } as never },
  ]);

  it('hold the order until they are settled', () => {
    const order = record(givenChannelOrder(), null, twice);
    expect(order.holds).toMatchObject([{ type: 'CONFLICT', releaseCondition: 'PERSON', actor: 'system:conflicts' }]);
    expect(order.holds[0]?.reason).toContain(`settle ${order.conflicts[0]?.conflictId}`);
    expect(settleAs(order, 'TOLD_BY_TWO_CHANNELS', 0).holds).toEqual([]);
  });

  it('stay held when the other value is chosen: a person corrects or cancels the order', () => {
    const order = settleAs(record(givenChannelOrder(), null, twice), 'TOLD_BY_TWO_CHANNELS', 1);
    expect(order.holds).toMatchObject([{ type: 'CONFLICT' }]);
    expect(record(givenChannelOrder({ saidAt: all(LATER) }), { ...order, holds: [] }).holds).toEqual([]);
  });

  it('are found in an order that was known without them, and not twice', () => {
    const order = record(givenChannelOrder(), record(givenChannelOrder()), twice);
    expect(order.conflicts).toHaveLength(1);
    expect(record(givenChannelOrder(), order, twice)).toBe(order);
  });

  it('let the order that was known first go on', () => {
    const later = 'ord_00000000000000000000000009' as OrderId;
    const known = { orderId: later, channel: 'taobao', placedAt: NOON, lifecycle: { state: 'PLACED' } as never };
    expect(toldTwice('agiso', first, [known])).toEqual([]);
    expect(toldTwice('agiso', null, [{ ...known, lifecycle: { state: 'CANCELLED' } as never }])).toEqual([]);
  });
});

describe('prices that cannot be meant', () => {
  const sold = (price: number, currency = 'CNY') => ({
    lines: [givenLine({ unitPriceMinor: price, totalMinor: price })],
    currency,
    placedAt: NOON,
  });
  const memoryAfter = (prices: readonly number[]): PriceMemory =>
    prices.reduce<PriceMemory>((memory, price) => remembered(memory, sold(price), 'OL-TEA-001') ?? memory, {});
  const usual = memoryAfter([1990, 1890, 1990, 2090, 1990, 1790]);
  const codes = (order: ReturnType<typeof sold>, memory = usual) =>
    implausiblePrices(order, () => memory).map(({ code }) => code);

  it('hold an order for a hundredth of the usual price, and flag one for a hundred times it', () => {
    expect(codes(sold(20))).toEqual(['PRICE_IMPLAUSIBLE']);
    expect(factsOf('PRICE_IMPLAUSIBLE').holds).toBe(true);
    expect(codes(sold(199_000))).toEqual(['UNIT_IMPLAUSIBLE']);
    expect(codes(sold(990))).toEqual([]);
  });

  it('flag a currency the SKU was never sold in', () => {
    expect(codes(sold(280, 'USD'))).toEqual(['CURRENCY_UNUSUAL']);
  });

  it('say nothing where there is no usual price yet, or of gifts', () => {
    expect(codes(sold(20), memoryAfter([1990, 1990]))).toEqual([]);
    expect(implausiblePrices({ ...sold(20), lines: [givenLine({ totalMinor: 20, gift: true })] }, () => usual)).toEqual(
      [],
    );
  });

  it('are not learned from, and a settled price costs no further write', () => {
    expect(remembered(usual, sold(20), 'OL-TEA-001')).toBeNull();
    const full = memoryAfter(Array.from({ length: 30 }, () => 1990));
    expect(full.CNY?.orders).toBe(20);
    expect(remembered(full, sold(2000), 'OL-TEA-001')).toBeNull();
    expect(remembered(full, sold(2990), 'OL-TEA-001')?.CNY?.typicalMinor).toBeGreaterThan(1990);
  });
});

describe('times to come', () => {
  it('count as said when they were read, so that later news is heard', () => {
    const ahead = givenChannelOrder({ saidAt: all(at('2026-06-02T04:00:00.000Z')) });
    const { order, conflicts } = withoutFuture(ahead, NOON);
    expect(order.saidAt).toEqual(all(NOON));
    expect(conflicts).toMatchObject([{ code: 'TIME_IN_FUTURE', values: ['when it was read', '24 h later'] }]);
    const cancelled = record(givenChannelOrder({ status: 'CANCELLED', saidAt: all(LATER) }), record(order));
    expect(cancelled.lifecycle.state).toBe('CANCELLED');
  });

  it('leave clocks that are a few minutes ahead alone', () => {
    const ahead = givenChannelOrder({ saidAt: all(at('2026-06-01T04:09:00.000Z')) });
    expect(withoutFuture(ahead, NOON)).toEqual({ order: ahead, conflicts: [] });
  });
});

it('every code has a title in both languages', () => {
  for (const { title } of Object.values(CONFLICT_CODES)) {
    expect(title.en).toMatch(/^[a-z]/);
    expect(title.zh).toMatch(/\p{Script=Han}/u);
  }
});
