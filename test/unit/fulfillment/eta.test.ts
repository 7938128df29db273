import type { ActionName } from '#domain/fulfillment/action.ts';
import { estimateArrival } from '#domain/fulfillment/eta.ts';
import { effectiveActions } from '#domain/fulfillment/project-actions.ts';
import { hoursBetween } from '#domain/time.ts';
import { at, given, T0 } from './given.ts';

const planned = { from: T0, etaAt: at(40), etaLatestAt: at(60) };
const eta = (...story: [ActionName, number][]) =>
  estimateArrival(planned, effectiveActions(story.map(([name, hours]) => given(name, hours))), []);

describe('estimateArrival', () => {
  it('is the plan while nothing has moved', () => {
    expect(eta(['leg.accepted', 1])).toEqual({ etaAt: at(40), etaLatestAt: at(60) });
  });

  it('keeps the plan’s estimate while the milestones allow it, and grows surer with each', () => {
    const onTime: [ActionName, number][] = [
      ['pickup.collected', 6],
      ['hub.departed', 14],
      ['destination.arrived', 33],
      ['delivery.out', 36],
    ];
    const windows = [planned, ...onTime.map((_, index) => eta(...onTime.slice(0, index + 1)))];
    for (const { etaAt } of windows) expect(etaAt).toBe(at(40));
    const widths = windows.map(({ etaAt, etaLatestAt }) => hoursBetween(etaAt, etaLatestAt));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(new Set(widths).size).toBe(widths.length);
  });

  it('moves later when the goods are collected too late for the plan', () => {
    expect(eta(['pickup.collected', 39]).etaAt).toBe(at(39 + 0.3 * 40));
  });

  it('moves earlier when the courier is out early: a round is eight hours', () => {
    expect(eta(['delivery.out', 20]).etaAt).toBe(at(28));
  });

  it('expects the next attempt a day after a failed one', () => {
    expect(eta(['delivery.out', 36], ['delivery.failed', 45]).etaAt).toBe(at(45 + 18));
  });

  it('adds half a day for setbacks since the last milestone, once, and forgets them with the next', () => {
    expect(eta(['exception.delayed', 10], ['exception.held', 11])).toEqual({ etaAt: at(52), etaLatestAt: at(96) });
    expect(eta(['exception.delayed', 10], ['destination.arrived', 33]).etaAt).toBe(at(40));
  });

  it('believes the carrier’s own word until a milestone newer than it', () => {
    const word = given('eta.updated', 15, { etaAt: at(50) });
    const hub = given('hub.departed', 14);
    expect(estimateArrival(planned, [hub], [word]).etaAt).toBe(at(50));
    expect(estimateArrival(planned, [hub, given('delivery.out', 36)], [word]).etaAt).toBe(at(40));
  });
});
