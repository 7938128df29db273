import { describe, expect, test } from '@jest/globals';
import type { Order } from '#domain/order/order.ts';
import { canLock, stockToKeep } from '#domain/routing/lock-stock.ts';
import { aLevel } from '../../fixtures/routing/small-network.ts';

const orderOf = (lines: readonly [string, number][], state = 'ON_HOLD'): Order =>
  ({
    deliverables: lines.map(([sku, quantity]) => ({ sku, quantity, kind: 'GOODS' })),
    lifecycle: { state },
  }) as unknown as Order;

describe('stock that is kept before there is a plan', () => {
  test('comes from the fullest node that has enough', () => {
    const levels = [aLevel('A', 'CUP', 3), aLevel('B', 'CUP', 9), aLevel('C', 'CUP', 9)];
    expect(stockToKeep(orderOf([['CUP', 4]]), levels)).toEqual({
      kept: [{ sku: 'CUP', node: 'B', quantity: 4 }],
      missing: [],
    });
  });

  test('comes from several where none has enough, and of two lines of a SKU once', () => {
    const levels = [aLevel('A', 'CUP', 3), aLevel('B', 'CUP', 5)];
    const { kept } = stockToKeep(
      orderOf([
        ['CUP', 4],
        ['CUP', 3],
      ]),
      levels,
    );
    expect(kept).toEqual([
      { sku: 'CUP', node: 'B', quantity: 5 },
      { sku: 'CUP', node: 'A', quantity: 2 },
    ]);
  });

  test('leaves safety stock and what is reserved alone, and keeps nothing of what is short', () => {
    const levels = [{ ...aLevel('A', 'CUP', 10), safety: 5, reserved: 2 }, aLevel('A', 'POT', 1)];
    expect(
      stockToKeep(
        orderOf([
          ['CUP', 4],
          ['POT', 1],
        ]),
        levels,
      ),
    ).toEqual({
      kept: [{ sku: 'POT', node: 'A', quantity: 1 }],
      missing: ['CUP'],
    });
  });

  test('is not kept for an order that is planned already', () => {
    expect(canLock(orderOf([], 'ON_HOLD'))).toBe(true);
    expect(canLock(orderOf([], 'PLANNED'))).toBe(false);
    expect(canLock(orderOf([], 'CANCELLED'))).toBe(false);
  });
});
