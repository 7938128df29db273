import fc from 'fast-check';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { fullNodes, periodsAt, slotCounts, slotKey, withSlots } from '#domain/fulfillment/node-slots.ts';
import { plusHours } from '#domain/time.ts';
import { at, NOON } from '../../support/given.ts';
import { givenLeg } from './given.ts';

const NODE = 'wh-hangzhou';
const room = (dailyCapacity: number, hourlyCapacity?: number) => ({
  node: NODE,
  dailyCapacity,
  ...(hourlyCapacity === undefined ? {} : { hourlyCapacity }),
});

/** Plans legs one after another, each with what the ones before it took. */
const planned = (count: number, rooms: ReturnType<typeof room>, now = NOON, draw = () => 0): Leg[] => {
  const taken = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const [leg = givenLeg()] = withSlots([givenLeg()], () => rooms, { taken, now, draw });
    for (const { node, slot, count: more } of slotCounts([leg]))
      taken.set(slotKey(node, slot), (taken.get(slotKey(node, slot)) ?? 0) + more);
    return leg;
  });
};

describe('room at a node', () => {
  it('is of the day and hour on the clock of the network', () => {
    expect(periodsAt(at('2026-06-01T15:59:59.000Z'))).toEqual({ day: '2026-06-01', hour: '2026-06-01T23' });
    expect(periodsAt(at('2026-06-01T16:00:00.000Z'))).toEqual({ day: '2026-06-02', hour: '2026-06-02T00' });
  });

  it('is taken leg by leg, and of the next day when today is full: then it arrives later', () => {
    const legs = planned(3, room(2));
    expect(legs.map(({ slots = [] }) => slots.map(({ period }) => period))).toEqual([
      ['2026-06-01'],
      ['2026-06-01'],
      ['2026-06-02'],
    ]);
    expect(legs[1]?.etaAt).toBe(givenLeg().etaAt);
    // Noon in China: the next day is twelve hours off.
    expect(legs[2]?.etaAt).toBe(plusHours(givenLeg().etaAt, 12));
  });

  it('is of the next hour when only the hour is full', () => {
    const legs = planned(3, room(100, 1));
    expect(legs.map(({ slots = [] }) => slots.map(({ period }) => period))).toEqual([
      ['2026-06-01', '2026-06-01T12'],
      ['2026-06-01', '2026-06-01T13'],
      ['2026-06-01', '2026-06-01T14'],
    ]);
    expect(legs[2]?.etaAt).toBe(plusHours(givenLeg().etaAt, 2));
  });

  it('of two legs of one order is counted together', () => {
    const legs = withSlots([givenLeg(), givenLeg()], () => room(10), { taken: new Map(), now: NOON, draw: () => 0 });
    expect(slotCounts(legs)).toEqual([{ node: NODE, slot: { period: '2026-06-01', counter: 0, of: 10 }, count: 2 }]);
  });

  it('is full when every counter of the day is', () => {
    const taken = new Map([[slotKey(NODE, { period: '2026-06-01', counter: 0 }), 1]]);
    expect(fullNodes([room(1)], taken, NOON)).toEqual(new Set([NODE]));
    expect(fullNodes([room(2)], taken, NOON)).toEqual(new Set());
    expect(fullNodes([room(0)], new Map(), NOON)).toEqual(new Set([NODE]));
  });

  it('is never planned beyond what a day has, however counters are drawn', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_200 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (capacity, draws) => {
          const legs = planned(Math.min(400, capacity + 5), room(capacity), NOON, () => draws.next().value as number);
          const today = legs.filter(({ slots }) => slots?.[0]?.period === '2026-06-01');
          expect(today.length).toBe(Math.min(capacity, legs.length));
          for (const { slot, count } of slotCounts(legs)) expect(count).toBeLessThanOrEqual(slot.of);
        },
      ),
      { numRuns: 20 },
    );
  });
});
