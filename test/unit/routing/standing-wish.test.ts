import fc from 'fast-check';
import type { Order } from '#domain/order/order.ts';
import type { Compensation } from '#domain/routing/compensation.ts';
import type { PlanWish } from '#domain/routing/plan-wish.ts';
import { keepingTo, wishFor, withdrawWish, withWish } from '#domain/routing/standing-wish.ts';
import { plusHours } from '#domain/time.ts';
import { countingUlids, givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { NOW } from '../fulfillment/given.ts';

const context = givenContext(NOW, countingUlids(7000));
const lines = ['1', '2', '3'].map((lineId) => givenLine({ lineId, sku: `SKU-${lineId}` }));
const order: Order = placedOrder('FULFILLING', { deliverables: lines }).order;

const carriedOut = (wish: PlanWish, before = order): Order =>
  withWish(before, { actor: 'person:a', reason: 'asked by phone', wish } as Compensation, context);

describe('what a person wished', () => {
  it('is kept with who wished it and why, and gives way to the next wish', () => {
    const first = carriedOut({ carriers: { avoided: ['ZTO'] } });
    expect(first.wish).toEqual({
      wish: { carriers: { avoided: ['ZTO'] } },
      by: 'person:a',
      reason: 'asked by phone',
      since: NOW,
    });
    expect(carriedOut({ nodes: { wanted: ['wh-a'] } }, first).wish?.wish).toEqual({ nodes: { wanted: ['wh-a'] } });
  });

  it('is done with the plan it chose, and stands beside legs that are divided', () => {
    const first = carriedOut({ carriers: { avoided: ['ZTO'] } });
    expect(carriedOut({ planId: 'pln_1' }, first).wish).toBeUndefined();
    const [leg] = ['leg_01JTGN5W00000000000000000B'] as const;
    expect(carriedOut({ merge: [leg, leg] as never }, first).wish).toEqual(first.wish);
  });

  it('speaks of what is still to be planned only', () => {
    const wished = carriedOut({
      from: [
        { lines: ['1'], node: 'wh-a' },
        { lines: ['2', '3'], node: 'wh-b' },
      ],
      together: ['1', '2'],
      deliverBy: plusHours(NOW, 1),
    });
    expect(wishFor(wished, lines, NOW)).toEqual(wished.wish?.wish);
    expect(wishFor(wished, lines.slice(1, 2), plusHours(NOW, 2))).toEqual({ from: [{ lines: ['2'], node: 'wh-b' }] });
    expect(wishFor(order, lines, NOW)).toBeNull();
  });

  it('never asks for lines that are not to be planned, nor for a time that has passed', () => {
    const ids = fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 });
    const wishes = fc.record(
      {
        from: fc.array(fc.record({ lines: ids, node: fc.constantFrom('wh-a', 'wh-b') }), {
          minLength: 1,
          maxLength: 3,
        }),
        together: ids.filter(({ length }) => length > 1),
        deliverBy: fc.integer({ min: -5, max: 5 }).map((hours) => plusHours(NOW, hours)),
        nodes: fc.record({ avoided: fc.constant<string[]>(['wh-c']) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(wishes, fc.subarray(lines), (wish, open) => {
        const stands = wishFor(carriedOut(wish), open, NOW);
        const asked = [...(stands?.from ?? []).flatMap((each) => each.lines), ...(stands?.together ?? [])];
        expect(asked.filter((id) => !open.some(({ lineId }) => lineId === id))).toEqual([]);
        expect(stands?.deliverBy === undefined || stands.deliverBy > NOW).toBe(true);
        expect(stands?.nodes).toEqual(wish.nodes);
      }),
      { numRuns: 200 },
    );
  });

  it('is told with the plans that keep it', () => {
    const { wish } = carriedOut({ carriers: { avoided: ['ZTO'] } });
    const plan = { explanation: ['cheapest'] } as never;
    expect(wish && keepingTo([plan], wish, wish.wish)).toMatchObject([
      { explanation: ['cheapest', 'as person:a wished: not ZTO'] },
    ]);
  });

  it('is withdrawn once, and told of', () => {
    const withdrawn = withdrawWish(carriedOut({ carriers: { avoided: ['ZTO'] } }), 'person:b', context);
    expect(withdrawn.events.map(({ type, detail }) => [type, detail.data])).toEqual([
      ['PlanWishWithdrawn', { by: 'person:b', wishedBy: 'person:a', wish: { carriers: { avoided: ['ZTO'] } } }],
    ]);
    expect(withdrawn.order.wish).toBeUndefined();
    expect(withdrawWish(withdrawn.order, 'person:b', context)).toMatchObject({ order: withdrawn.order, events: [] });
  });
});
