import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { departingFor } from '#domain/routing/departing-network.ts';
import { departureKey } from '#domain/routing/departure-room.ts';
import type { Lane, Network } from '#domain/routing/network.ts';
import type { Plan, PlanRequest } from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { quotePromises } from '#domain/routing/quote-promises.ts';
import { legsRouted } from '#domain/routing/routed-plans.ts';
import { ScheduledTime } from '#domain/routing/scheduled-time.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { departuresFrom, usualWaitHours, type WeeklyDeparture } from '#domain/routing/timetable.ts';
import { fromIso, hoursBetween, toEpochMillis } from '#domain/time.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku, planIds } from '../../fixtures/routing/small-network.ts';

/** Tuesdays and Fridays at half past two in the afternoon, goods four hours before. */
const TRAIN: WeeklyDeparture = {
  weekdays: [2, 5],
  at: '14:30',
  zone: 'Asia/Shanghai',
  cutOffMinutes: 240,
  calendar: 'CN',
};
/** A Sunday, ten in the morning there. */
const SUNDAY = fromIso('2026-02-15T02:00:00Z');

describe('a timetable', () => {
  const holidays = { CN: ['2026-02-17'] };

  test('departs at its zone’s own time, on its days, but not on holidays', () => {
    const [first, second] = departuresFrom([TRAIN], holidays, SUNDAY);
    expect(first).toEqual({ departsAt: '2026-02-20T06:30:00.000Z', cutOffAt: '2026-02-20T02:30:00.000Z' });
    expect(second?.departsAt).toBe('2026-02-24T06:30:00.000Z');
    const { calendar: _calendar, ...always } = TRAIN;
    expect(departuresFrom([always], holidays, SUNDAY)[0]?.departsAt).toBe('2026-02-17T06:30:00.000Z');
  });

  test('keeps its hour where clocks change', () => {
    const berlin = { ...TRAIN, weekdays: [1], at: '08:00', zone: 'Europe/Berlin', calendar: undefined };
    const [before, after] = departuresFrom([berlin], {}, fromIso('2026-03-21T00:00:00Z'));
    expect([before?.departsAt, after?.departsAt]).toEqual(['2026-03-23T07:00:00.000Z', '2026-03-30T06:00:00.000Z']);
  });

  test('is for whoever comes before the cut-off', () => {
    const at = (text: string) => departuresFrom([TRAIN], {}, fromIso(text))[0]?.departsAt;
    expect(at('2026-02-17T02:29:00Z')).toBe('2026-02-17T06:30:00.000Z');
    expect(at('2026-02-17T02:30:00Z')).toBe('2026-02-20T06:30:00.000Z');
  });

  test('lets goods wait half the time between two departures', () => {
    expect(usualWaitHours([TRAIN])).toBe(42);
  });
});

const STOCK = stockViewOf([aLevel('FACTORY', 'CUP', 90), aLevel('FACTORY', 'SOFA', 9)]);
const TRAIN_LANE = aLane('TRAIN', 'FACTORY', {
  to: 'TERMINAL',
  mode: 'RAIL',
  carrier: 'CR',
  firstCost: 2,
  mu: Math.log(20),
  sigma: 0.05,
  shiftHours: 0,
  departures: [{ ...TRAIN, calendar: undefined }],
});
const network = (train: Partial<Lane> = {}): Network =>
  aNetwork(
    [
      aNode('FACTORY', { handlingMu: Math.log(3), handlingSigma: 0.2 }),
      aNode('TERMINAL', { kind: 'RAIL_TERMINAL', handlingMu: Math.log(2), handlingSigma: 0.2 }),
    ],
    [
      { ...TRAIN_LANE, ...train },
      aLane('LAST', 'TERMINAL', { firstCost: 1, mu: Math.log(5), sigma: 0.2, shiftHours: 0 }),
      aLane('TRUCK', 'FACTORY', { firstCost: 60, mu: Math.log(30), sigma: 0.2 }),
    ],
    [aSku('CUP', { m3: 0.01 }), aSku('SOFA', { kg: 20, m3: 2 })],
  );
const order = (placedAt: string, given: Partial<PlanRequest> = {}): PlanRequest =>
  anOrder([{ sku: 'CUP', quantity: 1 }], { placedAt, deadlineHours: 90, ...given });
const best = (
  request: PlanRequest,
  of: Network = network(),
  taken?: Map<string, { kg: number; m3: number; slots: number }>,
): Plan => {
  const prepared = { ...prepareNetwork(of), ...(taken ? { departuresTaken: taken } : {}) };
  const answer = proposePlans(request, prepared, STOCK, planIds());
  if (!('plans' in answer)) throw new Error(answer.unroutable[0]?.reason);
  return answer.plans[0] as Plan;
};

describe('plans by lanes with a timetable', () => {
  test('name the departure that they are made for, and arrive by it', () => {
    const [leg] = best(order('2026-02-16T02:00:00Z')).legs;
    expect(leg).toMatchObject({
      lane: 'TRAIN',
      departsAt: '2026-02-17T06:30:00.000Z',
      cutOffAt: '2026-02-17T02:30:00.000Z',
      via: [{ lane: 'LAST' }],
    });
    expect(leg?.waitHours).toBeCloseTo(28.5 - 3.06, 1);
    const hours = hoursBetween(fromIso('2026-02-17T06:30:00Z'), fromIso(leg?.etaAt ?? ''));
    expect(hours).toBeGreaterThan(25);
    expect(hours).toBeLessThan(29);
  });

  test('go another way where the next departure is too late', () => {
    expect(best(order('2026-02-17T01:00:00Z')).legs.map(({ lane }) => lane)).toEqual(['TRUCK']);
    expect(best(order('2026-02-17T01:00:00Z', { deadlineHours: 160 })).legs[0]?.departsAt).toBe(
      '2026-02-20T06:30:00.000Z',
    );
  });

  test('are as sure as the cut-off is met', () => {
    const plan = best(order('2026-02-16T23:20:00Z', { deadlineHours: 60, minSuccess: 0.3 }));
    expect(plan.legs[0]?.lane).toBe('TRAIN');
    // Three hours and ten minutes for handling of three hours in the middle.
    expect(plan.successProbability).toBeGreaterThan(0.55);
    expect(plan.successProbability).toBeLessThan(0.68);
  });

  test('leave out departures that are full, by slots, weight or volume, and take the next', () => {
    const of = network({ departures: [{ ...TRAIN, calendar: undefined, slots: 2, capacityKg: 1000, capacityM3: 3 }] });
    const key = departureKey('TRAIN', { departsAt: fromIso('2026-02-17T06:30:00Z') });
    const request = order('2026-02-16T02:00:00Z', { deadlineHours: 160 });
    const departs = (taken: { kg: number; m3: number; slots: number }, asked = request) =>
      best(asked, of, new Map([[key, taken]])).legs[0]?.departsAt;
    expect(departs({ kg: 10, m3: 1, slots: 1 })).toBe('2026-02-17T06:30:00.000Z');
    expect(departs({ kg: 10, m3: 1, slots: 2 })).toBe('2026-02-20T06:30:00.000Z');
    expect(departs({ kg: 1000, m3: 1, slots: 1 })).toBe('2026-02-20T06:30:00.000Z');
    const sofa = { ...request, lines: [{ sku: 'SOFA', quantity: 1 }] };
    expect(departs({ kg: 0, m3: 1, slots: 0 }, sofa)).toBe('2026-02-17T06:30:00.000Z');
    expect(departs({ kg: 0, m3: 1.1, slots: 0 }, sofa)).toBe('2026-02-20T06:30:00.000Z');
  });

  test('hold its room where it is counted: legs made of them know how much of which departure', () => {
    const of = network({ departures: [{ ...TRAIN, calendar: undefined, slots: 1, capacityKg: 20_000 }] });
    const prepared = prepareNetwork(of);
    const [leg] = legsRouted(best(order('2026-02-16T02:00:00Z'), of).legs, prepared);
    expect(leg?.departures).toEqual([
      {
        lane: 'TRAIN',
        departsAt: '2026-02-17T06:30:00.000Z',
        grams: 1000,
        litres: 10,
        mostGrams: 20_000_000,
        mostSlots: 1,
      },
    ]);
    expect(leg?.route?.[0]?.travel.shiftHours).toBeCloseTo(leg?.waitHours ?? 0, 5);
    expect(
      legsRouted(best(order('2026-02-16T02:00:00Z')).legs, prepareNetwork(network()))[0]?.departures,
    ).toBeUndefined();
  });

  test('are promised by the departure too', () => {
    const asked = {
      region: 'HOME',
      lines: [{ sku: 'CUP', quantity: 1 }],
      at: fromIso('2026-02-16T02:00:00Z'),
      minSuccess: 0.95,
      latestHours: 90,
    };
    const answer = quotePromises(asked, prepareNetwork(network()), STOCK);
    if (!('options' in answer)) throw new Error('there must be options');
    const byTrain = answer.options.find(({ legs }) => legs[0]?.lane === 'TRAIN');
    expect(byTrain?.withinHours).toBeGreaterThan(28.5 + 25);
    expect(byTrain?.withinHours).toBeLessThan(28.5 + 36);
  });

  test('a network without timetables is the one it was', () => {
    const plain = prepareNetwork(aNetwork([aNode('EAST')], [aLane('ROAD', 'EAST')], [aSku('CUP')]));
    expect(departingFor(order('2026-02-16T02:00:00Z'), plain)).toBe(plain);
  });
});

describe('the time of a way by timetable', () => {
  test('is what a simulation finds', async () => {
    const [factory, terminal] = network().nodes as [Network['nodes'][number], Network['nodes'][number]];
    const minute = fc.integer({ min: 0, max: 7 * 24 * 60 });
    await fc.assert(
      fc.property(minute, fc.integer({ min: 30, max: 160 }), (offset, hours) => {
        const from = fromIso(new Date(toEpochMillis(SUNDAY) + offset * 60_000).toISOString());
        const ahead = departuresFrom([{ ...TRAIN, calendar: undefined }], {}, from).map((each) => ({
          ...each,
          departsIn: hoursBetween(from, each.departsAt),
          cutOffIn: hoursBetween(from, each.cutOffAt),
        }));
        const lanes = [
          { ...TRAIN_LANE, ahead },
          aLane('LAST', 'TERMINAL', { mu: Math.log(5), sigma: 0.2, shiftHours: 0 }),
        ];
        const time = new ScheduledTime({ node: 0, stops: [{ lane: 0, node: 1 }], last: 1 }, [factory, terminal], lanes);
        let seed = 12345 + offset;
        const random = () => {
          seed = (seed * 1664525 + 1013904223) % 4294967296;
          return (seed + 0.5) / 4294967296;
        };
        const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
        const draw = (mu: number, sigma: number) => Math.exp(mu + sigma * normal());
        let within = 0;
        const runs = 4000;
        for (let run = 0; run < runs; run += 1) {
          const ready = draw(factory.handlingMu, factory.handlingSigma);
          const departure = ahead.find(({ cutOffIn }) => ready <= cutOffIn);
          const arrives = departure
            ? departure.departsIn +
              draw(TRAIN_LANE.mu, TRAIN_LANE.sigma) +
              draw(terminal.handlingMu, terminal.handlingSigma) +
              draw(Math.log(5), 0.2)
            : Number.POSITIVE_INFINITY;
          if (arrives <= hours) within += 1;
        }
        expect(Math.abs(time.successWithin(hours) - within / runs)).toBeLessThan(0.04);
      }),
      { numRuns: 25 },
    );
  });
});
