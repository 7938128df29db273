import fc from 'fast-check';
import type { OrderId } from '#domain/id.ts';
import { aheadOf, byTurn, leftBy, PATIENCE_HOURS, served, type Waiting } from '#domain/order/backorder-queue.ts';
import { restockedBy } from '#domain/order/restocked-by.ts';
import { availableOf, type StockLevel } from '#domain/routing/network.ts';
import { plusHours } from '#domain/time.ts';
import { countingUlids, NOON } from '../../support/given.ts';

const nextUlid = countingUlids();
const waiting = (part: Partial<Waiting> = {}): Waiting => ({
  orderId: `ord_${nextUlid()}` as OrderId,
  placedAt: NOON,
  since: NOON,
  priority: 0,
  divisible: false,
  lines: [{ lineId: '1', sku: 'TEA', quantity: 1 }],
  ...part,
});
const wanting = (quantity: number, part: Partial<Waiting> = {}): Waiting =>
  waiting({ lines: [{ lineId: '1', sku: 'TEA', quantity }], ...part });
const level = (node: string, onHand: number, sku = 'TEA'): StockLevel => ({
  node,
  sku,
  onHand,
  reserved: 0,
  safety: 0,
});
const availableIn = (levels: readonly StockLevel[]): number => levels.reduce((sum, each) => sum + availableOf(each), 0);

describe('the queue for goods that are short', () => {
  it('goes by priority, then by who ordered first', () => {
    const [late, early, dear] = [
      waiting({ placedAt: plusHours(NOON, 1) }),
      waiting(),
      waiting({ placedAt: plusHours(NOON, 9), priority: 6 }),
    ];
    expect([late, early, dear].sort(byTurn)).toEqual([dear, early, late]);
    expect(aheadOf(early, [late, early, dear])).toEqual([dear]);
  });

  it('takes a line whole from one node, or waits', () => {
    expect(served(wanting(5), [level('A', 3), level('B', 4)])).toBeNull();
    expect(availableIn(served(wanting(4), [level('A', 3), level('B', 4)]) ?? [])).toBe(3);
  });

  it('serves the lines it can of an order that may be divided, and all or nothing of another', () => {
    const lines = [
      { lineId: '1', sku: 'TEA', quantity: 2 },
      { lineId: '2', sku: 'POT', quantity: 1 },
    ];
    expect(served(waiting({ lines }), [level('A', 2)])).toBeNull();
    expect(availableIn(served(waiting({ lines, divisible: true }), [level('A', 2)]) ?? [])).toBe(0);
  });

  it('passes over what is too large, until it has waited long enough: then what comes is kept for it', () => {
    const huge = wanting(100);
    const levels = [level('A', 40)];
    expect(availableIn(leftBy([huge], levels, NOON))).toBe(40);
    expect(availableIn(leftBy([huge], levels, plusHours(NOON, PATIENCE_HOURS)))).toBe(0);
    expect(availableIn(leftBy([{ ...huge, passed: true }], levels, plusHours(NOON, PATIENCE_HOURS)))).toBe(40);
  });

  it('gives N pieces to exactly the first that fit, in any order of asking, and never more than there are', () => {
    const one = fc.record({ quantity: fc.integer({ min: 1, max: 6 }), hours: fc.nat(48), priority: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.nat(20), fc.nat(1000), (wants, pieces, seed) => {
        const queue = wants.map(({ quantity, hours, priority }) =>
          wanting(quantity, { priority, placedAt: plusHours(NOON, hours) }),
        );
        const stock = [level('A', pieces)];
        let left = pieces;
        for (const each of queue.toSorted(byTurn)) {
          const want = each.lines[0]?.quantity ?? 0;
          if (want <= left) left -= want;
        }
        const shuffled = queue.toSorted(
          (a, b) => ((a.orderId.charCodeAt(29) * seed) % 7) - ((b.orderId.charCodeAt(29) * seed) % 7),
        );
        expect(availableIn(leftBy(shuffled, stock, NOON))).toBe(left);
      }),
    );
  });
});

describe('what may have brought stock', () => {
  it('is a count, stock given back, and an order that has just queued for it', () => {
    const signals = [
      { kind: 'STOCK', sku: 'TEA', node: 'A' },
      { kind: 'WEATHER', region: '110100' },
    ];
    expect(restockedBy('NetworkSignalled', { signals })).toEqual(['TEA']);
    expect(restockedBy('StockReleased', { lines: [{ sku: 'TEA' }, { sku: 'TEA' }] })).toEqual(['TEA']);
    expect(restockedBy('OrderBackordered', { missing: [{ sku: 'POT', reason: '' }] })).toEqual(['POT']);
    expect(restockedBy('OrderPlaced', {})).toEqual([]);
  });
});
