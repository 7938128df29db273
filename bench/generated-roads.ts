import type { Lane, NetworkNode, Region } from '../domain/routing/network.ts';
import { seededRandom } from './generated-network.ts';

const HUBS = 60;
const NEIGHBOURS = 6;
const HUB_LINKS = 3;

type Place = { readonly x: number; readonly y: number };
export type Roads = { readonly regions: Region[]; readonly nodes: NetworkNode[]; readonly lanes: Lane[] };

const km = (a: Place, b: Place): number => 20 + 1000 * Math.hypot(a.x - b.x, a.y - b.y);

const nodeAt = (index: number, random: () => number): NetworkNode => ({
  node: `N${index}`,
  kind: index < HUBS ? 'HUB' : 'WAREHOUSE',
  region: 'R0',
  tags: [],
  fixedCost: 1,
  lineCost: 0.5,
  handlingMu: 0.4 + random(),
  handlingSigma: 0.3 + 0.3 * random(),
  dailyCapacity: 1e5,
});

/** Trunks between hubs are cheap a kilometre, or fast, or neither. */
const laneOf = (from: number, to: number, distance: number, random: () => number): Lane => {
  const trunk = from < HUBS && to < HUBS;
  const speed = (trunk ? 85 : 45) * (0.7 + 0.6 * random());
  return {
    lane: `L${from}-${to}`,
    from: `N${from}`,
    to: `N${to}`,
    carrier: `C${Math.floor(8 * random())}`,
    mode: 'ROAD',
    service: 'LINE_HAUL',
    tags: [],
    firstCost: 0.5 + random(),
    perKgCost: (trunk ? 0.8 : 1.6) * (distance / 1000) * (0.6 + 0.8 * random()) * (speed / 60),
    shiftHours: 0.5,
    mu: Math.log(1 + distance / speed),
    sigma: 0.15 + 0.25 * random(),
    capacityKg: 1e6,
    open: true,
  };
};

/** Directed pairs of a network with hubs in full mesh, roads to neighbours and to hubs, and the rest by gravity. */
const pairsOf = (places: readonly Place[], lanes: number, random: () => number): Set<number> => {
  const pairs = new Set<number>();
  const nearest = (from: number, among: readonly number[], count: number) =>
    among
      .filter((to) => to !== from)
      .sort((a, b) => km(places[from] as Place, places[a] as Place) - km(places[from] as Place, places[b] as Place))
      .slice(0, count);
  const all = [...places.keys()];
  const hubs = all.slice(0, HUBS);
  const add = (from: number, to: number) => pairs.add(from * places.length + to);
  for (const a of hubs) for (const b of hubs) if (a !== b) add(a, b);
  for (const from of all) {
    for (const to of nearest(from, all, NEIGHBOURS)) add(from, to);
    for (const hub of nearest(from, hubs, HUB_LINKS)) {
      add(from, hub);
      add(hub, from);
    }
  }
  while (pairs.size < lanes) {
    const [from, to] = [Math.floor(places.length * random()), Math.floor(places.length * random())];
    if (from !== to && random() < 100 / km(places[from] as Place, places[to] as Place)) add(from, to);
  }
  return pairs;
};

/** Nodes and the lanes between them, invented from the seed. */
export const generateRoads = (seed: number, size: { readonly nodes: number; readonly lanes: number }): Roads => {
  const random = seededRandom(seed);
  const places = Array.from({ length: size.nodes }, () => ({ x: 3 * random(), y: 3 * random() }));
  const nodes = places.map((_, index) => nodeAt(index, random));
  const lanes = [...pairsOf(places, size.lanes, random)].map((pair) => {
    const [from, to] = [Math.floor(pair / size.nodes), pair % size.nodes];
    return laneOf(from, to, km(places[from] as Place, places[to] as Place), random);
  });
  return { regions: [{ region: 'R0', name: 'R0', lat: 30, lon: 110 }], nodes, lanes };
};
