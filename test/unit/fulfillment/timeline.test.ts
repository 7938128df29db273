import type { Route } from '#domain/fulfillment/route.ts';
import { LegTimeline, timelineOf } from '#domain/fulfillment/timeline.ts';
import { at, given, givenLeg, T0 } from './given.ts';

const step = (node: string, to: string): Route[number] => ({
  node,
  to,
  lane: `${node}-${to}`,
  carrier: 'ZTO',
  mode: 'ROAD',
  handling: { mu: Math.log(4), sigma: 0.3 },
  travel: { mu: Math.log(12), sigma: 0.3, shiftHours: 2 },
});
const leg = givenLeg({
  state: 'IN_PROGRESS',
  planned: { from: T0, etaAt: at(36), etaLatestAt: at(46) },
  route: [step('wh-hangzhou', 'hub-wuhan'), step('hub-wuhan', '510100')],
});
const location = { name: '武汉分拨中心', code: 'hub-wuhan', lonLat: null };
const collected = given('pickup.collected', 5);
const atHub = given('hub.arrived', 19, { location, receivedAt: at(20.5) });
const stations = (timeline: LegTimeline) => timeline.expected.map(({ action, place }) => `${action} ${place}`);

describe('the timeline of a leg', () => {
  it('tells what happened by time, with place, source, sureness and when it became known', () => {
    const { happened } = timelineOf(leg, [atHub, collected], at(21));
    expect(happened.map(({ action }) => action)).toEqual(['pickup.collected', 'hub.arrived']);
    expect(happened[1]).toMatchObject({
      place: '武汉分拨中心',
      placeCode: 'hub-wuhan',
      source: 'carrier:kuaidi100',
      confidence: 'exact',
      toldAfterHours: 1.5,
      title: { zh: '到达分拨中心' },
    });
  });

  it('tells every station that is still to come, in order, each with its interval', () => {
    expect(stations(timelineOf(leg, [], at(0)))).toEqual([
      'pickup.collected wh-hangzhou',
      'hub.arrived hub-wuhan',
      'hub.departed hub-wuhan',
      'delivery.out 510100',
      'delivery.signed 510100',
    ]);
    const afterHub = timelineOf(leg, [collected, atHub], at(20));
    expect(stations(afterHub)).toEqual(['hub.departed hub-wuhan', 'delivery.out 510100', 'delivery.signed 510100']);
    for (const { earliestAt, at: middle, latestAt } of afterHub.expected) {
      expect(earliestAt <= middle && middle <= latestAt).toBe(true);
      expect(earliestAt >= at(20)).toBe(true);
    }
  });

  it('names what should have been reported by now', () => {
    const [next] = timelineOf(leg, [collected, atHub], at(40)).expected;
    expect(next).toMatchObject({ action: 'hub.departed' });
    expect((next?.overdueSince as string) < at(27)).toBe(true);
    expect(timelineOf(leg, [collected, atHub], at(20)).expected[0]?.overdueSince).toBeNull();
  });

  it('says it in a line: what is newest, what is next, the end', () => {
    const { story, silentHours } = timelineOf(leg, [collected, atHub], at(20));
    expect(story.en).toMatch(
      /^collected 05-06 14:00:00 → arrived at a hub 04:00:00 → left a hub hub-wuhan .*± \d+ min → delivered/,
    );
    expect(story.zh).toContain('到达分拨中心');
    expect(silentHours).toBe(1);
  });

  it('shows a report that was taken back, as taken back', () => {
    const back = given('event.retracted', 20, { retracts: atHub.actionId });
    const { happened, expected } = timelineOf(leg, [collected, atHub, back], at(21));
    expect(happened.find(({ action }) => action === 'hub.arrived')?.retracted).toBe(true);
    expect(expected[0]?.action).toBe('hub.arrived');
  });

  it('expects nothing of a leg that has ended, or that nobody has', () => {
    expect(timelineOf({ ...leg, state: 'COMPLETED' }, [collected], at(50))).toMatchObject({ expected: [], eta: null });
    expect(timelineOf({ ...leg, state: null }, [], at(0)).expected).toEqual([]);
  });

  it('is what its contract says', () => {
    expect(LegTimeline.safeParse(timelineOf(leg, [collected, atHub], at(20))).error).toBeUndefined();
  });
});
