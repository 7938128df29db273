import fc from 'fast-check';
import { canonical, mergeChannelOrders } from '#domain/order/merge.ts';
import type { ChannelOrder } from '#domain/order/order.ts';
import { ASPECTS, ChannelStatus } from '#domain/order/order.ts';
import { fromEpochSeconds } from '#domain/time.ts';
import { givenChannelOrder, givenLine } from '../../support/given.ts';

/** Pushes about one order: few moments, so that ties happen; aspects may be absent. */
const push: fc.Arbitrary<ChannelOrder> = fc
  .record({
    seconds: fc.integer({ min: 1_780_000_000, max: 1_780_000_003 }),
    status: fc.constantFrom(...ChannelStatus.options),
    quantity: fc.integer({ min: 1, max: 3 }),
    city: fc.constantFrom('杭州市', '宁波市'),
    paidMinor: fc.integer({ min: 0, max: 2 }),
    refundedMinor: fc.integer({ min: 0, max: 2 }),
    buyer: fc.constantFrom('', '发顺丰'),
    reader: fc.constantFrom('1', '2', '10'),
    said: fc.subarray([...ASPECTS], { minLength: 1 }),
  })
  .map(({ seconds, status, quantity, city, paidMinor, refundedMinor, buyer, reader, said }) => {
    const base = givenChannelOrder();
    return {
      ...base,
      status,
      lines: [givenLine({ quantity })],
      destination: base.destination && { ...base.destination, city },
      amounts: { ...base.amounts, paidMinor, refundedMinor },
      remarks: { buyer, seller: '' },
      ...(buyer === '' ? {} : { reading: { reader, said: [] } }),
      saidAt: Object.fromEntries(said.map((aspect) => [aspect, fromEpochSeconds(seconds)])),
    };
  });

/** Only what somebody said counts: fields of an aspect nobody spoke about are the first push's filler. */
const said = (view: ChannelOrder): string =>
  canonical(
    ASPECTS.filter((aspect) => view.saidAt[aspect]).map((aspect) => {
      const word = {
        status: [view.status, view.holds],
        lines: view.lines,
        address: view.destination,
        amount: { ...view.amounts, refundedMinor: 0 },
        refund: view.amounts.refundedMinor,
        remark: [view.remarks, view.reading],
      }[aspect];
      return [aspect, aspect === 'status' && view.status === 'CANCELLED' ? null : view.saidAt[aspect], word];
    }),
  );

const fold = (pushes: readonly ChannelOrder[]): ChannelOrder => pushes.reduce(mergeChannelOrders);

describe('merging what a channel said', () => {
  it('gives the same view for any permutation and repetition of pushes', () => {
    fc.assert(
      fc.property(fc.array(push, { minLength: 1, maxLength: 5 }), fc.nat(), (pushes, seed) => {
        const shuffled = [...pushes, ...pushes].sort((a, b) => hash(canonical(a), seed) - hash(canonical(b), seed));
        expect(said(fold(shuffled))).toBe(said(fold(pushes)));
      }),
      { numRuns: 500 },
    );
  });

  it('remembers contradictions alike for any permutation of pushes', () => {
    const whole = push.map((view) => ({ ...view, saidAt: { ...givenChannelOrder().saidAt, ...view.saidAt } }));
    fc.assert(
      fc.property(fc.array(whole, { minLength: 1, maxLength: 5 }), (pushes) => {
        const told = ({ furthest, disputed }: ChannelOrder): string => canonical([furthest, disputed]);
        expect(told(fold(pushes.toReversed()))).toBe(told(fold(pushes)));
        expect(told(fold([...pushes, ...pushes]))).toBe(told(fold(pushes)));
      }),
    );
  });

  it('takes the later reading of one remark', () => {
    const read = (reader: string): ChannelOrder => givenChannelOrder({ reading: { reader, said: [] } });
    expect(mergeChannelOrders(read('9'), read('10')).reading?.reader).toBe('10');
    expect(mergeChannelOrders(read('10'), read('9')).reading?.reader).toBe('10');
  });

  it('changes nothing when the same push comes again', () => {
    fc.assert(
      fc.property(
        push,
        push,
        (a, b) => canonical(mergeChannelOrders(mergeChannelOrders(a, b), b)) === canonical(mergeChannelOrders(a, b)),
      ),
    );
  });

  it('keeps a cancellation whatever was said later', () => {
    fc.assert(
      fc.property(fc.array(push, { minLength: 1, maxLength: 4 }), (pushes) => {
        const cancelled = givenChannelOrder({ status: 'CANCELLED' });
        expect(fold([...pushes, cancelled]).status).toBe('CANCELLED');
        expect(fold([cancelled, ...pushes]).status).toBe('CANCELLED');
      }),
    );
  });

  it('takes a newer address and keeps a newer status from the other push', () => {
    const base = givenChannelOrder();
    const older = {
      ...base,
      status: 'SHIPPED' as const,
      saidAt: { status: fromEpochSeconds(20), address: fromEpochSeconds(10) },
    };
    const newer = {
      ...base,
      status: 'READY' as const,
      destination: base.destination && { ...base.destination, city: '宁波市' },
      saidAt: { status: fromEpochSeconds(15), address: fromEpochSeconds(30) },
    };
    const view = mergeChannelOrders(older, newer);
    expect([view.status, view.destination?.city]).toEqual(['SHIPPED', '宁波市']);
  });
});

const hash = (text: string, seed: number): number => {
  let value = seed | 0;
  for (const char of text) value = (Math.imul(value, 31) + (char.codePointAt(0) ?? 0)) | 0;
  return value;
};
