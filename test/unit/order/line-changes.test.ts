import fc from 'fast-check';
import { mergeLineChanges, withLineChanges } from '#domain/order/line-changes.ts';
import { canonical, mergeChannelOrders } from '#domain/order/merge.ts';
import type { ChannelOrder, Line, LineChange } from '#domain/order/order.ts';
import { fromEpochSeconds, type Instant } from '#domain/time.ts';
import { givenChannelOrder } from '../../support/given.ts';

const at = (second: number): Instant => fromEpochSeconds(1780286400 + second);

const line = (lineId: string, quantity: number): Line => ({
  lineId,
  kind: 'GOODS',
  sku: `OL-${lineId}`,
  channelSku: null,
  title: lineId,
  quantity,
  unitPriceMinor: 100,
  discountMinor: 0,
  totalMinor: 100 * quantity,
  gift: false,
});

const change = (lineId: string, second: number, quantity: number | null): LineChange => ({
  lineId,
  saidAt: at(second),
  line: quantity === null ? null : line(lineId, quantity),
  constraints: [],
  promiseAt: null,
  conflicts: [],
});

const whole = (second: number, ...lines: Line[]): ChannelOrder => {
  const total = lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
  return givenChannelOrder({
    lines,
    amounts: {
      itemsMinor: total,
      shippingMinor: 0,
      discountMinor: 0,
      taxMinor: 0,
      totalMinor: total,
      paidMinor: 0,
      refundedMinor: 0,
    },
    saidAt: { status: at(second), lines: at(second), address: at(second), amount: at(second), remark: at(second) },
  });
};

const part = (...lineChanges: LineChange[]): ChannelOrder => ({
  ...givenChannelOrder({ lines: [] }),
  saidAt: {},
  lineChanges,
});

describe('changes of single lines', () => {
  it('are applied to the last statement of all lines, whichever came first', () => {
    const first = whole(0, line('1', 2), line('2', 3));
    const later = part(change('1', 10, 5), change('3', 10, 1));
    const last = part(change('2', 20, null));
    for (const words of [
      [first, later, last],
      [last, later, first],
      [later, first, last],
    ]) {
      const view = words.reduce(mergeChannelOrders);
      const now = withLineChanges(view);
      expect(now.lines.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
        ['1', 5],
        ['3', 1],
      ]);
      expect(now.amounts).toMatchObject({ itemsMinor: 600, totalMinor: 600 });
    }
  });

  it('are taken in by a later statement of all lines', () => {
    const view = [whole(0, line('1', 2)), part(change('1', 10, 5)), whole(30, line('1', 7))].reduce(mergeChannelOrders);
    expect(view).not.toHaveProperty('lineChanges');
    expect(withLineChanges(view).lines).toEqual([line('1', 7)]);
  });

  it("replace the constraints of their line, and the order's of the types they name", () => {
    const wish = (type: 'DELIVER_BY' | 'SHIP_BY', lineId: string | null, second: number) =>
      ({ type, value: at(second), lineId, source: 'channel:b2b', confidence: 1 }) as const;
    const known = {
      ...whole(0, line('1', 2)),
      constraints: [wish('DELIVER_BY', '1', 1), wish('DELIVER_BY', null, 1), wish('SHIP_BY', null, 1)],
    };
    const said = part(
      { ...change('1', 10, 2), constraints: [wish('SHIP_BY', '1', 2)] },
      { ...change('x', 10, null), lineId: null, constraints: [wish('DELIVER_BY', null, 9)], promiseAt: at(9) },
    );
    const { constraints, promiseAt } = withLineChanges(mergeChannelOrders(known, said));
    expect(constraints).toEqual([wish('SHIP_BY', null, 1), wish('SHIP_BY', '1', 2), wish('DELIVER_BY', null, 9)]);
    expect(promiseAt).toBe(at(9));
  });

  it('end the same in any order and any repetition of their arrival', () => {
    const word = fc.oneof(
      fc.tuple(fc.nat(5), fc.nat(9)).map(([second, quantity]) => whole(second, line('1', quantity), line('2', 1))),
      fc
        .tuple(fc.constantFrom('1', '2', '3'), fc.nat(5), fc.option(fc.nat(9)))
        .map(([id, second, quantity]) => part(change(id, second, quantity))),
    );
    const arrivals = fc
      .array(word, { minLength: 1, maxLength: 6 })
      .chain((words) =>
        fc.tuple(fc.constant(words), fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 })),
      );
    fc.assert(
      fc.property(arrivals, ([words, arrival]) => {
        const essence = (views: readonly ChannelOrder[]): string => {
          const view = views.reduce(mergeChannelOrders);
          return canonical([view, withLineChanges(view)]);
        };
        expect(essence(arrival)).toBe(essence(words));
      }),
      { numRuns: 300 },
    );
  });

  it('are kept once each', () => {
    const one = part(change('1', 1, 2));
    expect(mergeLineChanges(one, one, undefined)).toHaveLength(1);
  });
});
