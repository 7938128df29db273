import fc from 'fast-check';
import type { Action, ActionName } from '#domain/fulfillment/action.ts';
import { estimateArrival } from '#domain/fulfillment/eta.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { Route } from '#domain/fulfillment/route.ts';
import { hoursBetween } from '#domain/time.ts';
import { generatedJourneys } from '../../../bench/generated-journeys.ts';
import { judgedJourneys, scoresOf } from '../../../bench/judged-journeys.ts';
import { at, given, givenLeg, T0 } from './given.ts';

const leg = givenLeg({ planned: { from: T0, etaAt: at(40), etaLatestAt: at(60) } });
const eta = (...story: [ActionName, number, Partial<Action>?][]) =>
  estimateArrival(
    leg,
    story.map(([name, hours, more]) => given(name, hours, more)),
  );
const width = ({ etaEarliestAt, etaLatestAt }: ReturnType<typeof eta>) => hoursBetween(etaEarliestAt, etaLatestAt);

const step = (node: string, to: string, patch: Partial<Route[number]> = {}): Route[number] => ({
  node,
  to,
  lane: `${node}-${to}`,
  carrier: 'ZTO',
  mode: 'ROAD',
  handling: { mu: Math.log(4), sigma: 0.3 },
  travel: { mu: Math.log(12), sigma: 0.3, shiftHours: 2 },
  ...patch,
});
const overHub: Leg = { ...leg, route: [step('wh-hangzhou', 'hub-wuhan'), step('hub-wuhan', '510100')] };
const hubScan = (name: ActionName, hours: number) => given(name, hours, { source: 'partner:hub-wuhan' });

describe('estimateArrival', () => {
  it('is the plan while nothing has moved', () => {
    expect(eta(['leg.accepted', 1])).toMatchObject({ etaAt: at(40), etaLatestAt: at(60) });
  });

  it('grows surer with each milestone', () => {
    const onTime: [ActionName, number][] = [
      ['pickup.collected', 6],
      ['linehaul.departed', 12],
      ['destination.arrived', 34],
      ['delivery.out', 36],
    ];
    const widths = [eta(), ...onTime.map((_, index) => eta(...onTime.slice(0, index + 1)))].map(width);
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(widths.at(-1)).toBeLessThan((widths[0] as number) / 3);
  });

  it('moves later when the goods are collected too late for the plan, earlier when the courier is out early', () => {
    expect(eta(['pickup.collected', 39]).etaAt > at(60)).toBe(true);
    expect(eta(['delivery.out', 20]).etaAt < at(26)).toBe(true);
  });

  it('expects the next attempt a day after a failed one', () => {
    const { etaAt } = eta(['delivery.out', 36], ['delivery.failed', 45]);
    expect(hoursBetween(at(45 + 24), etaAt)).toBeCloseTo(0, 0);
  });

  it('moves with a setback, and forgets it with the next milestone', () => {
    const collected: [ActionName, number] = ['pickup.collected', 6];
    expect(eta(collected, ['exception.delayed', 20]).etaAt > eta(collected).etaAt).toBe(true);
    expect(eta(collected, ['exception.delayed', 20], ['delivery.out', 33])).toEqual(
      eta(collected, ['delivery.out', 33]),
    );
  });

  it('believes the source’s own word until a milestone newer than it, as surely as the source says', () => {
    const word = { etaAt: at(50) };
    const sure = eta(['linehaul.departed', 14], ['eta.updated', 15, { ...word, toleranceMinutes: 2 }]);
    expect(sure.etaAt).toBe(at(50));
    expect(60 * width(sure)).toBeCloseTo(4, 0);
    expect(width(eta(['eta.updated', 15, word]))).toBeGreaterThan(10);
    expect(eta(['eta.updated', 15, word], ['delivery.out', 36]).etaAt < at(45)).toBe(true);
  });

  it('does not send goods back on the road by a vague report', () => {
    const known: [ActionName, number] = ['delivery.out', 36];
    expect(eta(known, ['linehaul.in_transit', 37])).toEqual(eta(known));
    expect(eta(known, ['hub.processed', 37, { confidence: 'coarse' }])).toEqual(eta(known));
  });

  it('goes from hub to hub by what the network knows of each', () => {
    const [before, arrived, left] = [[], ['hub.arrived'], ['hub.arrived', 'hub.departed']].map((names) =>
      estimateArrival(overHub, [
        given('pickup.collected', 5),
        ...names.map((name, index) => hubScan(name as ActionName, 19 + 4 * index)),
      ]),
    ) as [ReturnType<typeof eta>, ReturnType<typeof eta>, ReturnType<typeof eta>];
    expect(width(before)).toBeGreaterThan(width(arrived));
    expect(width(arrived)).toBeGreaterThan(width(left));
    // 4 h at the hub, 14 h on the lane.
    expect(Math.abs(hoursBetween(at(19 + 18), arrived.etaAt))).toBeLessThan(1.5);
    expect(Math.abs(hoursBetween(at(23 + 14), left.etaAt))).toBeLessThan(1);
  });

  it('moves with silence: later the longer an expected scan does not come, and never into the past', () => {
    const actions = [given('pickup.collected', 5), hubScan('hub.arrived', 19)];
    const [heard, ...silent] = [19, 24, 48, 96].map((hours) => ({
      now: at(hours),
      eta: estimateArrival(overHub, actions, at(hours)),
    }));
    for (const { now, eta } of silent) {
      expect(eta.etaAt > (heard?.eta.etaAt as string)).toBe(true);
      expect(eta.etaEarliestAt >= now).toBe(true);
    }
  });

  it('is the same in every order of arrival, and always earliest, middle, latest', () => {
    const names = ['pickup.collected', 'hub.arrived', 'hub.departed', 'exception.delayed', 'delivery.out'] as const;
    const stories = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 90 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(stories, (story) => {
        const actions = story.map(([name, hours]) => given(name, hours));
        const forwards = estimateArrival(overHub, actions);
        expect(estimateArrival(overHub, actions.toReversed())).toEqual(forwards);
        expect(forwards.etaEarliestAt <= forwards.etaAt && forwards.etaAt <= forwards.etaLatestAt).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the interval of the arrival on journeys made without the model', () => {
  const { network, journeys } = generatedJourneys(7, 700);
  const judged = judgedJourneys(network, journeys, 400, 100);
  const score = (milestone: string) => scoresOf(judged).find((each) => each.milestone === milestone);

  it('holds what it says', () => {
    // Of 2,000 estimates; those of one leg go together, so chance alone is about 0.02.
    expect(judged.filter(({ held }) => held).length / judged.length).toBeCloseTo(0.8, 1);
  });

  it('is a fraction as wide at the door as at the hand-out', () => {
    const [first, last] = [score('handed out'), score('delivery.out')];
    expect(last?.medianHours).toBeLessThan((first?.medianHours ?? 0) / 2);
  });
});
