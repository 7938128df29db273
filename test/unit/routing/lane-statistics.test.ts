import fc from 'fast-check';
import type { Action } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { newId } from '#domain/id.ts';
import { addTransits, emptyLedger, LaneLedger } from '#domain/routing/lane-ledger.ts';
import { fitLaneStatistics, LaneStatistics, withLaneStatistics } from '#domain/routing/lane-statistics.ts';
import type { Lane, Network, NetworkNode } from '#domain/routing/network.ts';
import { networkUnder } from '#domain/routing/signalled-network.ts';
import { type TransitRecord, transitRecordOf } from '#domain/routing/transit-record.ts';
import { type Instant, plusHours } from '#domain/time.ts';
import { countingUlids, NOON } from '../../support/given.ts';

const nextUlid = countingUlids();

const laneOf = (lane: string, part: Partial<Lane> = {}): Lane => ({
  lane,
  from: 'WH-A',
  to: '310000',
  carrier: 'SF',
  mode: 'ROAD',
  service: 'STD',
  tags: [],
  firstCost: 8,
  perKgCost: 1,
  shiftHours: 2,
  mu: Math.log(20),
  sigma: 0.3,
  capacityKg: 1000,
  open: true,
  ...part,
});

const nodeOf = (node: string): NetworkNode => ({
  node,
  kind: 'WAREHOUSE',
  region: '310000',
  tags: [],
  fixedCost: 1,
  lineCost: 1,
  handlingMu: Math.log(3),
  handlingSigma: 0.4,
  dailyCapacity: 1000,
});

const NETWORK: Network = {
  regions: [],
  skus: [],
  nodes: [nodeOf('WH-A'), nodeOf('WH-B')],
  lanes: [
    laneOf('L1'),
    laneOf('L2', { to: '320000' }),
    laneOf('L3', { from: 'WH-B', to: '330000' }),
    laneOf('L4', { from: 'WH-B', to: '330000', carrier: 'YTO' }),
  ],
};

/** Collected after `handling` hours, delivered `travel` hours and the lane's shift later. */
const recordOf = (lane: string, travel: number, part: Partial<TransitRecord> = {}, handling = 3): TransitRecord => {
  const collectedAt = plusHours(NOON, handling);
  return {
    legId: newId('leg', nextUlid),
    lane,
    node: 'WH-A',
    carrier: 'SF',
    mode: 'ROAD',
    dispatchedAt: NOON,
    collectedAt,
    completedAt: plusHours(collectedAt, travel + 2),
    etaAt: plusHours(NOON, 25),
    etaLatestAt: plusHours(NOON, 40),
    delays: [],
    ...part,
  };
};

const LATER = plusHours(NOON, 100);
const fitted = (records: readonly TransitRecord[], at: Instant = LATER): LaneStatistics =>
  fitLaneStatistics(addTransits(emptyLedger(NOON), records, NETWORK, at), NETWORK, 'v1');
const hoursOf = ({ lanes }: LaneStatistics, lane: string): number => {
  const found = lanes.find((each) => each.lane === lane);
  return found ? Math.exp(found.mu) : 20;
};
const many = (count: number, lane: string, travel: number): TransitRecord[] =>
  Array.from({ length: count }, (_, i) => recordOf(lane, travel * (0.9 + 0.2 * (i % 2))));

describe('lane statistics', () => {
  it('move a lane towards its own legs as it gets more of them, and others of its kind a little', () => {
    const [few, more, most] = [2, 20, 300].map((count) => fitted(many(count, 'L1', 40)));
    const hours = [few, more, most].map((statistics) => hoursOf(statistics as LaneStatistics, 'L1'));
    expect(hours).toEqual([...hours].sort((a, b) => a - b));
    expect(hours[0]).toBeLessThan(33);
    expect(hours[2]).toBeGreaterThan(36);
    expect(hours[2]).toBeLessThan(40.5);
    for (const lane of ['L2', 'L3', 'L4']) {
      expect(hoursOf(more as LaneStatistics, lane)).toBeGreaterThan(20);
      expect(hoursOf(more as LaneStatistics, lane)).toBeLessThan(hoursOf(more as LaneStatistics, 'L1'));
    }
    // The same carrier from the same place is nearer than another carrier from elsewhere.
    expect(hoursOf(more as LaneStatistics, 'L2')).toBeGreaterThan(hoursOf(more as LaneStatistics, 'L4'));
  });

  it('do not take for slowness of a lane what goods waited for its departure', () => {
    const waiting = recordOf('L1', 20 + 30, { waits: [{ lane: 'L1', hours: 30 }] });
    const at = plusHours(NOON, 100);
    expect(addTransits(emptyLedger(NOON), [waiting], NETWORK, at).lanes).toEqual(
      addTransits(emptyLedger(NOON), [recordOf('L1', 20)], NETWORK, at).lanes,
    );
  });

  it('learn what weather does apart from what lanes do, and the network is planned with it', () => {
    const severe = { weather: [{ lane: 'L1', level: 'SEVERE' as const }] };
    const records = Array.from({ length: 60 }, () => recordOf('L1', 20 * Math.exp(0.5), severe));
    const ledger = addTransits(emptyLedger(NOON), records, NETWORK, plusHours(NOON, 100));
    expect(ledger.lanes).toEqual({});
    const learnt = fitLaneStatistics(ledger, NETWORK, 'v1');
    const [level] = learnt.weather ?? [];
    expect(level).toMatchObject({ level: 'SEVERE', seeded: 0.25, records: 60 });
    // Twenty seeded records of 0.25 beside sixty of 0.5.
    expect(level?.slows).toBeCloseTo((20 * 0.25 + 60 * 0.5) / 80, 3);
    const storm = {
      kind: 'WEATHER' as const,
      region: '310000',
      level: 'SEVERE' as const,
      at: NOON,
      until: plusHours(NOON, 9),
      source: 'cma',
    };
    const [lane] = networkUnder(withLaneStatistics(NETWORK, learnt), [storm], NOON).network.lanes;
    expect(lane).toMatchObject({ weather: 'SEVERE', mu: expect.closeTo(Math.log(20) + (level?.slows ?? 0), 3) });
    expect(LaneLedger.parse(ledger)).toEqual(ledger);
  });

  it('add up: what a lane is takes its path from the seeded number', () => {
    const { lanes } = fitted([...many(30, 'L1', 40), ...many(12, 'L4', 12)]);
    expect(lanes.length).toBe(4);
    for (const { mu, seeded, path } of lanes)
      expect(Object.values(path).reduce((sum, part) => sum + part, seeded.mu)).toBeCloseTo(mu, 9);
  });

  it('let old legs count half after four months', () => {
    const old = addTransits(emptyLedger(NOON), many(40, 'L1', 40), NETWORK, LATER);
    const at = plusHours(LATER, 24 * 120);
    const next = addTransits(old, many(40, 'L1', 10), NETWORK, at);
    expect(next.lanes.L1?.weight).toBeCloseTo(60, 6);
    expect(next.lanes.L1?.records).toBe(80);
    expect(hoursOf(fitLaneStatistics(next, NETWORK, 'v2'), 'L1')).toBeLessThan(20);
  });

  it('widen a lane whose legs stray more than it was seeded with', () => {
    const straying = Array.from({ length: 60 }, (_, i) => recordOf('L1', i % 2 === 0 ? 6 : 60));
    const [lane] = fitted(straying).lanes;
    expect(lane?.sigma).toBeGreaterThan(0.7);
    expect(lane?.seeded.sigma).toBe(0.3);
  });

  it('are what the planner takes the network to be', () => {
    const statistics = fitted(Array.from({ length: 80 }, () => recordOf('L1', 40, {}, 9)));
    const { lanes, nodes } = withLaneStatistics(NETWORK, statistics);
    expect(lanes[0]?.mu).toBe(statistics.lanes.find(({ lane }) => lane === 'L1')?.mu);
    expect(lanes[0]).toMatchObject({ ...NETWORK.lanes[0], mu: lanes[0]?.mu, sigma: lanes[0]?.sigma });
    expect(Math.exp(nodes[0]?.handlingMu as number)).toBeGreaterThan(6);
    expect(nodes[1]).toEqual(NETWORK.nodes[1]);
  });

  it('stay as seeded without legs, and bear with lanes that are no more', () => {
    expect(fitted([]).lanes).toEqual([]);
    const { lanes, legs } = fitted([recordOf('GONE', 50)]);
    expect({ lanes, legs }).toEqual({ lanes: [], legs: 1 });
  });

  it('tell what a cause costs at a place, and how sure that is', () => {
    const held = (hours: number): TransitRecord =>
      recordOf('L1', 40, { delays: [{ cause: 'customs.held', place: 'Ningbo port', hours }] });
    const [delay] = fitted([held(10), held(30), held(50)]).delays;
    expect(delay).toMatchObject({ cause: 'customs.held', place: 'Ningbo port', records: 3 });
    expect(delay?.hours).toBeCloseTo(30, 6);
    expect(delay?.spreadHours).toBeCloseTo(Math.sqrt(800 / 3), 6);
  });

  it('are the same however the records are batched, and survive being kept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('L1', 'L2', 'L4'), fc.integer({ min: 1, max: 90 })), { maxLength: 25 }),
        fc.nat(25),
        (legs, cut) => {
          const records = legs.map(([lane, travel]) => recordOf(lane, travel));
          const whole = addTransits(emptyLedger(LATER), records, NETWORK, LATER);
          const first = addTransits(emptyLedger(LATER), records.slice(0, cut), NETWORK, LATER);
          const kept = LaneLedger.parse(JSON.parse(JSON.stringify(first)));
          const parts = addTransits(kept, records.slice(cut), NETWORK, LATER);
          const statistics = fitLaneStatistics(whole, NETWORK, 'v1');
          expect(LaneStatistics.parse(JSON.parse(JSON.stringify(statistics)))).toEqual(statistics);
          const again = fitLaneStatistics(parts, NETWORK, 'v1');
          again.lanes.forEach((lane, i) => {
            expect(lane.mu).toBeCloseTo(statistics.lanes[i]?.mu as number, 9);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the record of a completed leg', () => {
  const legId = newId('leg', nextUlid);
  const leg: Leg = {
    legId,
    orderId: newId('ord', nextUlid),
    planId: newId('pln', nextUlid),
    state: 'COMPLETED',
    since: plusHours(NOON, 60),
    node: 'WH-A',
    lane: 'L1',
    carrier: 'SF',
    mode: 'ROAD',
    lines: [],
    costMinor: 800,
    etaAt: plusHours(NOON, 30),
    etaLatestAt: plusHours(NOON, 45),
    acceptBy: null,
    waybill: null,
    stock: 'SHIPPED',
    progress: 'delivered',
    endReason: null,
    planned: { from: NOON, etaAt: plusHours(NOON, 25), etaLatestAt: plusHours(NOON, 40) },
  };
  let number = 0;
  const said = (action: Action['action'], hours: number, part: Partial<Action> = {}): Action => {
    number += 1;
    return {
      actionId: `a${number}`,
      legId,
      action,
      occurredAt: plusHours(NOON, hours),
      receivedAt: plusHours(NOON, hours),
      reason: null,
      location: null,
      source: 'carrier:kuaidi100',
      sourceCode: null,
      sourceText: null,
      confidence: 'exact',
      retracts: null,
      etaAt: null,
      ...part,
    };
  };
  const PORT = { name: 'Ningbo port', code: null, lonLat: null };

  it('has what the plan said, when it was collected, and what held it up where', () => {
    const actions = [
      said('customs.released', 34),
      said('pickup.collected', 4),
      said('customs.held', 20, { location: PORT }),
      said('customs.held', 22, { location: PORT }),
      said('eta.updated', 23),
      said('delivery.failed', 50),
    ];
    expect(transitRecordOf(leg, actions, leg.since)).toMatchObject({
      legId,
      lane: 'L1',
      node: 'WH-A',
      carrier: 'SF',
      mode: 'ROAD',
      dispatchedAt: NOON,
      collectedAt: plusHours(NOON, 4),
      completedAt: plusHours(NOON, 60),
      etaAt: plusHours(NOON, 25),
      etaLatestAt: plusHours(NOON, 40),
      delays: [
        { cause: 'customs.held', place: 'Ningbo port', hours: 14 },
        { cause: 'delivery.failed', place: 'WH-A', hours: 10 },
      ],
    });
  });

  it('leaves out what was retracted and what other legs did', () => {
    const held = said('customs.held', 20);
    const actions = [held, said('event.retracted', 21, { retracts: held.actionId })];
    const others = [said('pickup.collected', 2, { legId: newId('leg', nextUlid) })];
    expect(transitRecordOf(leg, [...actions, ...others], leg.since)).toMatchObject({ collectedAt: null, delays: [] });
  });

  it('is none for a leg that no plan handed out, or that ended before it began', () => {
    const { planned: _, ...byHand } = leg;
    expect(transitRecordOf(byHand, [], leg.since)).toBeNull();
    expect(transitRecordOf(leg, [], plusHours(NOON, -1))).toBeNull();
  });
});
