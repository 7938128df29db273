import fc from 'fast-check';
import type { Network } from '../../../domain/routing/network.ts';
import { StandingSignal as Schema, type StandingSignal, subjectOf } from '../../../domain/routing/signal.ts';
import { networkUnder, unknownIn } from '../../../domain/routing/signalled-network.ts';
import type { Instant } from '../../../domain/time.ts';

const NOW = '2026-03-02T02:00:00.000Z' as Instant;
const LATER = '2026-03-03T02:00:00.000Z' as Instant;

const lane = (id: string, from: string, to: string, carrier: string, mode = 'ROAD') => ({
  lane: id,
  from,
  to,
  carrier,
  mode,
  service: 'STANDARD',
  tags: [],
  firstCost: 5,
  perKgCost: 1,
  shiftHours: 4,
  mu: 3,
  sigma: 0.3,
  capacityKg: 1000,
  open: true,
});
const node = (id: string, region: string) => ({
  node: id,
  kind: 'WAREHOUSE' as const,
  region,
  tags: [],
  fixedCost: 1,
  lineCost: 1,
  handlingMu: 1,
  handlingSigma: 0.3,
  dailyCapacity: 100,
});
const NETWORK: Network = {
  regions: ['EAST', 'WEST'].map((region) => ({ region, name: region, lat: 0, lon: 0 })),
  nodes: [node('E1', 'EAST'), node('W1', 'WEST')],
  lanes: [lane('E>E', 'E1', 'EAST', 'SF'), lane('E>W', 'EAST', 'WEST', 'YTO'), lane('W>E', 'W1', 'EAST', 'SF', 'RAIL')],
  skus: [{ sku: 'OL-1', kg: 1, tags: [], substitutes: [] }],
};

const signal = (facts: object): StandingSignal => Schema.parse({ at: NOW, source: 'test', until: LATER, ...facts });
const closure = (facts: object) => signal({ kind: 'CLOSURE', reason: 'flood', ...facts });
const openLanes = (signals: readonly StandingSignal[], now = NOW) =>
  networkUnder(NETWORK, signals, now).network.lanes.flatMap((each) => (each.open ? [each.lane] : []));

describe('a network under signals', () => {
  it('is the same network while none stands', () => {
    const ended = signal({ kind: 'WEATHER', region: 'EAST', level: 'EXTREME' });
    expect(networkUnder(NETWORK, [ended], LATER).network).toBe(NETWORK);
    const ahead = signal({
      kind: 'WEATHER',
      region: 'EAST',
      level: 'EXTREME',
      from: LATER,
      until: '2026-03-04T02:00:00.000Z',
    });
    expect(networkUnder(NETWORK, [ahead], NOW).network).toBe(NETWORK);
  });

  it.each([
    [{ lane: 'E>E' }, ['E>W', 'W>E']],
    [{ carrier: 'SF' }, ['E>W']],
    [{ region: 'WEST' }, ['E>E']],
    [{ node: 'W1' }, ['E>E', 'E>W']],
  ])('loses the lanes that %j closes', (what, left) => {
    expect(openLanes([closure(what)])).toEqual(left);
  });

  it('gets back what is told to be open again', () => {
    expect(openLanes([closure({ carrier: 'SF', open: true })])).toEqual(['E>E', 'E>W', 'W>E']);
  });

  it('takes nothing from a closed or a full node, though its region has lanes', () => {
    expect([...networkUnder(NETWORK, [closure({ node: 'E1' })], NOW).closed]).toEqual(['E1']);
    expect([...networkUnder(NETWORK, [signal({ kind: 'CAPACITY', node: 'W1', heat: 1 })], NOW).closed]).toEqual(['W1']);
  });

  it('is slower on the road in bad weather, and as fast by rail', () => {
    const { lanes } = networkUnder(
      NETWORK,
      [signal({ kind: 'WEATHER', region: 'EAST', level: 'SEVERE' })],
      NOW,
    ).network;
    expect(lanes.map(({ mu }) => mu)).toEqual([3.25, 3.25, 3]);
  });

  it('is later by what its carrier says, for its mode and region', () => {
    const notice = { kind: 'CARRIER_NOTICE', carrier: 'SF', delayHours: 6, reason: 'strike' };
    const late = (facts: object) =>
      networkUnder(NETWORK, [signal({ ...notice, ...facts })], NOW).network.lanes.map(({ shiftHours }) => shiftHours);
    expect(late({})).toEqual([10, 4, 10]);
    expect(late({ mode: 'RAIL' })).toEqual([4, 4, 10]);
    expect(late({ region: 'WEST' })).toEqual([4, 4, 10]);
  });

  it('handles slower the fuller a node is, as a queue does', () => {
    const handling = (heat: number) =>
      networkUnder(NETWORK, [signal({ kind: 'CAPACITY', node: 'E1', heat })], NOW).network.nodes[0]?.handlingMu ?? 0;
    expect(handling(0.5)).toBe(1);
    expect(Math.exp(handling(0.85) - 1)).toBeCloseTo(2);
    expect(handling(0.95)).toBeGreaterThan(handling(0.85));
  });

  it('is the same in whatever order signals came', () => {
    const signals = [
      closure({ lane: 'E>W' }),
      signal({ kind: 'WEATHER', region: 'EAST', level: 'POOR' }),
      signal({ kind: 'CARRIER_NOTICE', carrier: 'SF', delayHours: 2, reason: 'late' }),
      signal({ kind: 'CAPACITY', node: 'E1', heat: 0.9 }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(signals, { minLength: signals.length }), (shuffled) => {
        expect(networkUnder(NETWORK, shuffled, NOW)).toEqual(networkUnder(NETWORK, signals, NOW));
      }),
    );
  });
});

describe('a signal', () => {
  it('refuses a closure of two things or of none, a heat above 1, and one without an end', () => {
    expect(() => closure({ lane: 'E>E', carrier: 'SF' })).toThrow('name one thing that is closed');
    expect(() => closure({})).toThrow('name one thing that is closed');
    expect(() => signal({ kind: 'CAPACITY', node: 'E1', heat: 1.2 })).toThrow();
    expect(() => signal({ kind: 'CAPACITY', node: 'E1', heat: 0.2, until: undefined })).toThrow();
  });

  it('speaks of one subject: the next about it takes its place', () => {
    expect(subjectOf(closure({ lane: 'E>E' }))).toBe('CLOSURE#lane#E>E');
    expect(subjectOf(closure({ lane: 'E>E', open: true }))).toBe('CLOSURE#lane#E>E');
    expect(subjectOf({ kind: 'STOCK', node: 'E1', sku: 'OL-1', onHand: 2, at: NOW, source: 'wms' })).toBe(
      'STOCK#OL-1#E1',
    );
  });

  it('that names what the network lacks is found out by field', () => {
    expect(unknownIn(closure({ carrier: 'UPS' }), NETWORK)).toEqual({ field: 'carrier', value: 'UPS' });
    expect(unknownIn({ kind: 'STOCK', node: 'E1', sku: 'OL-9' }, NETWORK)).toEqual({ field: 'sku', value: 'OL-9' });
    expect(unknownIn(closure({ lane: 'E>E' }), NETWORK)).toBeNull();
  });
});
