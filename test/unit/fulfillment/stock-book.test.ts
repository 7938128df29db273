import fc from 'fast-check';
import {
  type Balance,
  differencesOf,
  emptyBook,
  entered,
  foldMovements,
  type StockBook,
} from '#domain/fulfillment/stock-book.ts';
import type { Movement } from '#domain/fulfillment/stock-movement.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { NOON } from '../../support/given.ts';

const PLACE = { sku: 'OL-TEA-001', node: 'WH-HANGZHOU' };
const order = (name: string): OrderId => `ord_${name}` as OrderId;
const leg = (name: string): LegId => `leg_${name}` as LegId;

const givenMovement = (part: Partial<Movement>): Movement => ({
  ...PLACE,
  movementId: '01JTGN5W00000000000000000A',
  at: NOON,
  kind: 'ADJUSTED',
  onHand: 0,
  reserved: 0,
  by: 'system',
  reason: null,
  ...part,
});

const reserved = (holder: string, quantity: number): Movement =>
  givenMovement({
    kind: quantity > 0 ? 'RESERVED' : 'RELEASED',
    reserved: quantity,
    held: [{ orderId: order(holder), legId: leg(holder), quantity }],
  });

const balanceOf = ({ moves, onHand, reserved: taken }: StockBook, safety = 0): Balance => ({
  ...PLACE,
  moves,
  onHand,
  reserved: taken,
  safety,
  available: onHand - taken - safety,
});

const anyMovement: fc.Arbitrary<Movement> = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map((onHand) => givenMovement({ kind: 'COUNTED', onHand })),
  fc
    .record({ holder: fc.constantFrom('A', 'B', 'C'), quantity: fc.integer({ min: -5, max: 5 }) })
    .map(({ holder, quantity }) => reserved(holder, quantity)),
  fc
    .record({ lot: fc.constantFrom('L1', 'L2'), onHand: fc.integer({ min: -5, max: 5 }) })
    .map(({ lot, onHand }) => givenMovement({ kind: 'RECEIVED', onHand, lots: [{ lot, onHand, reserved: 0 }] })),
);

describe('the book of a balance', () => {
  it('adds up movements: pieces, who holds them, and of which lot they are', () => {
    const book = foldMovements([
      givenMovement({ kind: 'RECEIVED', onHand: 12, lots: [{ lot: 'L1', onHand: 12, reserved: 0 }] }),
      reserved('A', 3),
      reserved('B', 2),
      reserved('A', -3),
      givenMovement({
        kind: 'SHIPPED',
        onHand: -2,
        reserved: -2,
        held: [{ orderId: order('B'), legId: leg('B'), quantity: -2 }],
      }),
    ]);
    expect(book).toEqual({
      moves: 5,
      onHand: 10,
      reserved: 0,
      expected: 0,
      held: {},
      lots: { L1: { onHand: 12, reserved: 0 } },
    });
  });

  it('comes to the same in whatever order movements are entered, and from any closing', () => {
    fc.assert(
      fc.property(fc.array(anyMovement, { maxLength: 30 }), fc.nat(30), (movements, cut) => {
        const book = foldMovements(movements);
        expect(foldMovements([...movements].reverse())).toEqual(book);
        expect(foldMovements(movements.slice(cut), foldMovements(movements.slice(0, cut)))).toEqual(book);
      }),
    );
  });

  it('agrees with a balance that only movements changed', () => {
    fc.assert(
      fc.property(fc.array(anyMovement, { maxLength: 30 }), fc.nat(9), (movements, safety) => {
        const book = foldMovements(movements);
        expect(differencesOf(balanceOf(book, safety), book)).toEqual([]);
      }),
    );
  });

  it('shows what somebody changed past it, figure by figure', () => {
    const book = foldMovements([givenMovement({ onHand: 40 }), reserved('A', 3)]);
    expect(differencesOf({ ...balanceOf(book), onHand: 90, available: 87 }, book)).toEqual([
      { what: 'onHand', balance: 90, book: 40 },
      { what: 'available', balance: 87, book: 37 },
    ]);
    expect(differencesOf({ ...balanceOf(book), reserved: 0 }, book).map(({ what }) => what)).toEqual([
      'reserved',
      'held',
    ]);
  });

  it('shows a movement that is missing, and one that came twice', () => {
    const movements = [givenMovement({ onHand: 40 }), reserved('A', 3)];
    const balance = balanceOf(foldMovements(movements));
    expect(differencesOf(balance, foldMovements(movements.slice(1))).map(({ what }) => what)).toContain('moves');
    expect(differencesOf(balance, entered(foldMovements(movements), reserved('A', 3))).map(({ what }) => what)).toEqual(
      ['moves', 'reserved', 'available', 'held'],
    );
  });

  it('takes what was reserved before it was opened for held', () => {
    const opening = emptyBook({ onHand: 10, reserved: 4 });
    const after = entered(opening, reserved('A', -4));
    expect(differencesOf(balanceOf(opening), opening, 4)).toEqual([]);
    expect(differencesOf(balanceOf(after), after, 4)).toEqual([]);
  });
});
