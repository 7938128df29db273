import fc from 'fast-check';
import { CRITERIA, laneGraphOf } from '../../../domain/routing/lane-graph.ts';
import type { Lane, NetworkNode } from '../../../domain/routing/network.ts';
import { bestWay, efficientWays, routeBookOf, routeShare } from '../../../domain/routing/route-book.ts';

const node = (name: string): NetworkNode => ({
  node: name,
  kind: 'HUB',
  region: 'R',
  tags: [],
  fixedCost: 0,
  lineCost: 0,
  handlingMu: 0,
  handlingSigma: 0,
  dailyCapacity: 1,
});

const lane = (from: string, to: string, cost: number, hours: number, more: Partial<Lane> = {}): Lane => ({
  lane: `${from}>${to}:${cost}:${hours}`,
  from,
  to,
  carrier: 'C',
  mode: 'ROAD',
  service: 'LINE_HAUL',
  tags: [],
  firstCost: cost,
  perKgCost: 0,
  shiftHours: hours,
  mu: -50,
  sigma: 0,
  capacityKg: 1000,
  open: true,
  ...more,
});

const bookOf = (names: readonly string[], lanes: readonly Lane[]) => {
  const graph = laneGraphOf({ nodes: names.map(node), lanes });
  const all = [...names.keys()];
  return routeBookOf(graph, [routeShare(graph, all, all)]);
};

/** Every simple way between two nodes, by brute force: its cost and hours, a node's handling being one hour. */
const everyWay = (size: number, lanes: readonly Lane[], from: number, to: number): [number, number][] => {
  const found: [number, number][] = [];
  const walk = (at: number, seen: ReadonlySet<number>, cost: number, hours: number): void => {
    if (at === to) {
      found.push([cost, hours]);
      return;
    }
    for (const each of lanes) {
      const next = Number(each.to);
      if (Number(each.from) !== at || seen.has(next) || next >= size) continue;
      walk(next, new Set([...seen, next]), cost + each.firstCost, hours + each.shiftHours + 1);
    }
  };
  walk(from, new Set([from]), 0, 0);
  return found;
};

const efficient = (ways: readonly [number, number][]): [number, number][] => {
  const unbeaten = ways.filter(
    ([c, h]) => !ways.some(([cost, hours]) => cost <= c && hours <= h && (cost < c || hours < h)),
  );
  const unique = new Map(unbeaten.map((way) => [way.join(), way]));
  return [...unique.values()].sort(([a], [b]) => a - b);
};

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1e6) / 1e6;
const least = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.min(...values));

const SIZE = 6;
const names = Array.from({ length: SIZE }, (_, index) => String(index));
const someLanes = fc
  .array(
    fc.record({
      from: fc.integer({ min: 0, max: SIZE - 1 }),
      to: fc.integer({ min: 0, max: SIZE - 1 }),
      cost: fc.integer({ min: 0, max: 9 }),
      hours: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 24 },
  )
  .map((lanes) =>
    lanes
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, cost, hours }) => lane(String(from), String(to), cost, hours)),
  );

describe('the best ways through a network', () => {
  it('are the cheapest and the fastest of all there are', () => {
    fc.assert(
      fc.property(someLanes, (lanes) => {
        const book = bookOf(names, lanes);
        for (let to = 1; to < SIZE; to += 1) {
          const ways = everyWay(SIZE, lanes, 0, to);
          expect(rounded(bestWay(book, 'cost', 0, to)?.cost)).toBe(least(ways.map(([cost]) => cost)));
          expect(rounded(bestWay(book, 'hours', 0, to)?.hours)).toBe(least(ways.map(([, hours]) => hours)));
        }
      }),
    );
  });

  it('are all that no other beats in cost and hours', () => {
    fc.assert(
      fc.property(someLanes, (lanes) => {
        const book = bookOf(names, lanes);
        for (let to = 1; to < SIZE; to += 1) {
          const ways = efficientWays(book, 0, to).map(({ cost, hours }) => [rounded(cost), rounded(hours)]);
          expect(ways).toEqual(efficient(everyWay(SIZE, lanes, 0, to)));
        }
      }),
    );
  });

  it('are the same whoever works them out', () => {
    fc.assert(
      fc.property(someLanes, fc.integer({ min: 0, max: SIZE }), (lanes, cut) => {
        const graph = laneGraphOf({ nodes: names.map(node), lanes });
        const all = [...names.keys()];
        const shares = [all.slice(0, cut), all.slice(cut)].map((part) => routeShare(graph, part, part));
        expect(routeBookOf(graph, shares)).toEqual(bookOf(names, lanes));
      }),
    );
  });

  it('lead from node to node without a gap', () => {
    fc.assert(
      fc.property(someLanes, (lanes) => {
        const book = bookOf(names, lanes);
        for (const criterion of CRITERIA) {
          const path = bestWay(book, criterion, 0, SIZE - 1)?.lanes.map((at) => lanes[at] as Lane) ?? [];
          const stops = path.map(({ to }) => to);
          expect(path.map(({ from }) => from)).toEqual(path.length === 0 ? [] : ['0', ...stops.slice(0, -1)]);
        }
      }),
    );
  });
});

describe('the graph of lanes', () => {
  it('leaves out closed lanes, lanes into regions, and what another lane between the same nodes beats', () => {
    const lanes = [
      lane('A', 'B', 5, 5),
      lane('A', 'B', 6, 6),
      lane('A', 'B', 9, 1),
      lane('B', 'A', 1, 1, { open: false }),
      lane('A', 'R', 1, 1),
    ];
    const graph = laneGraphOf({ nodes: [node('A'), node('B')], lanes });
    expect([...graph.lane]).toEqual([0, 2]);
  });

  it('lets a lane from a region start at each of its nodes', () => {
    const graph = laneGraphOf({ nodes: [node('A'), node('B'), node('C')], lanes: [lane('R', 'C', 1, 1)] });
    expect([...graph.start]).toEqual([0, 1, 2, 2]);
  });
});
