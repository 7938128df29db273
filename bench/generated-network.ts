import type { Lane, Network, NetworkNode, Region, Sku, StockLevel } from '../domain/routing/network.ts';
import type { PlanRequest } from '../domain/routing/plan.ts';

/** mulberry32: a small seeded generator; the same seed gives the same network everywhere. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

type Random = () => number;
export type GeneratedSize = {
  readonly warehouses: number;
  readonly regions: number;
  readonly skus: number;
  readonly orders: number;
  /** Fewest and most lines of every order; as shops see them when absent. */
  readonly lines?: readonly [number, number];
};
export type Generated = { readonly network: Network; readonly stock: StockLevel[]; readonly orders: PlanRequest[] };

const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

/** Name, tags, price at 0 km and per 1,000 km, per kg likewise, hours at 0 km, km per hour, spread, longest distance in km. */
const SERVICES = [
  ['AIR', [], 18, 9, 3, 6, 7, 260, 0.3, 1e9],
  ['EXPRESS', [], 11, 4, 1.5, 2.4, 7, 70, 0.4, 1e9],
  ['STANDARD', [], 6, 2, 1, 1.4, 12, 52, 0.6, 1e9],
  ['ECONOMY', [], 3.6, 1.5, 0.8, 1.1, 16, 44, 0.7, 1e9],
  ['INTRACITY', ['COLD'], 7, 0, 1, 0, 2, 30, 0.4, 60],
  ['COLD', ['COLD'], 15, 6, 2.6, 2.4, 6, 64, 0.4, 1800],
  ['LTL', ['DG'], 24, 6, 0.5, 0.7, 18, 42, 0.5, 1e9],
  ['POST', ['DG'], 6.5, 2, 1.4, 1.6, 15, 46, 0.7, 1e9],
] as const;

const kmBetween = (a: Region, b: Region): number => 30 + 111 * Math.hypot(a.lat - b.lat, (a.lon - b.lon) * 0.83);

const lanesBetween = (random: Random, from: Region, to: Region): Lane[] => {
  const km = kmBetween(from, to);
  const noise = (): number => between(random, 0.85, 1.15);
  const offered = SERVICES.filter(([, , , , , , , , , longestKm]) => km <= longestKm);
  return offered.map(([service, tags, first, firstPerKm, perKg, perKgPerKm, hours, kmPerHour, sigma], index) => ({
    lane: `${from.region}>${to.region}:${service}`,
    from: from.region,
    to: to.region,
    carrier: `C${index}`,
    mode: service === 'AIR' ? 'AIR' : 'ROAD',
    service,
    tags: [...tags],
    firstCost: (first + (firstPerKm * km) / 1000) * noise(),
    perKgCost: (perKg + (perKgPerKm * km) / 1000) * noise(),
    shiftHours: between(random, 3, 10),
    mu: Math.log((hours + km / kmPerHour) * noise() * 0.6),
    sigma: sigma * noise(),
    capacityKg: 1e9,
    open: true,
  }));
};

const nodeIn = (random: Random, region: string, index: number): NetworkNode => ({
  node: `W${index}`,
  kind: 'WAREHOUSE',
  region,
  tags: ['COLD', 'DG'],
  fixedCost: between(random, 1.3, 3),
  lineCost: between(random, 0.3, 0.9),
  handlingMu: between(random, 0.5, 1.5),
  handlingSigma: between(random, 0.35, 0.55),
  dailyCapacity: 1e6,
});

const skuAt = (random: Random, index: number): Sku => {
  const kind = random();
  return {
    sku: `S${index}`,
    kg: Math.exp(between(random, -2.5, 1.5)),
    tags: kind < 0.05 ? ['COLD'] : kind < 0.07 ? ['DG'] : [],
    substitutes: [],
  };
};

/** What share of all SKUs a warehouse keeps: few keep nearly all, some a good part, most a little. */
const assortmentOf = (random: Random, index: number, warehouses: number): number => {
  const rank = index / warehouses;
  if (rank < 0.02) return 0.92;
  if (rank < 0.2) return between(random, 0.25, 0.7);
  return between(random, 0.1, 0.66) ** 3;
};

/** Popular SKUs (low numbers) are kept in more places. */
const stockOf = (random: Random, nodes: readonly NetworkNode[], skus: readonly Sku[]): StockLevel[] =>
  nodes.flatMap(({ node }, index) => {
    const assortment = assortmentOf(random, index, nodes.length);
    return skus.flatMap(({ sku }, rank) => {
      const kept = random() < assortment * (1.7 - (1.4 * rank) / skus.length);
      return kept ? [{ node, sku, onHand: 1 + Math.floor(400 * random() ** 3), reserved: 0, safety: 0 }] : [];
    });
  });

/** Share of orders with up to so many lines: 58 % one line, 2 % eight to twelve. */
const LINE_COUNTS = [
  [0.58, 1],
  [0.78, 2],
  [0.88, 3],
  [0.93, 4],
  [0.955, 5],
  [0.97, 6],
  [0.98, 7],
  [0.986, 8],
  [0.99, 9],
  [0.994, 10],
  [0.997, 11],
  [1, 12],
] as const;

const lineCountOf = (share: number, lines: GeneratedSize['lines']): number => {
  if (lines) return lines[0] + Math.floor(share * (lines[1] - lines[0] + 1));
  return LINE_COUNTS.find(([upTo]) => share < upTo)?.[1] ?? 1;
};

const orderAt = (
  random: Random,
  regions: readonly Region[],
  skus: readonly Sku[],
  index: number,
  lines: GeneratedSize['lines'],
): PlanRequest => {
  const count = lineCountOf(random(), lines);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(skus.length * random() ** 2));
  return {
    orderId: `O${index}`,
    placedAt: '2026-03-02T02:00:00.000Z',
    region: pick(random, regions).region,
    deadlineHours: pick(random, [36, 48, 72, 96, 144]),
    minSuccess: pick(random, [0.9, 0.95]),
    lines: [...chosen].map((sku) => ({ sku: `S${sku}`, quantity: random() < 0.85 ? 1 : 2 })),
  };
};

/** A network, its stock and orders, all invented from the seed. */
export const generateNetwork = (seed: number, size: GeneratedSize): Generated => {
  const random = seededRandom(seed);
  const regions = Array.from({ length: size.regions }, (_, index) => ({
    region: `R${index}`,
    name: `R${index}`,
    lat: between(random, 20, 46),
    lon: between(random, 90, 125),
  }));
  const nodes = Array.from({ length: size.warehouses }, (_, index) =>
    nodeIn(random, pick(random, regions).region, index),
  );
  const origins = regions.filter(({ region }) => nodes.some((node) => node.region === region));
  const lanes = origins.flatMap((from) => regions.flatMap((to) => lanesBetween(random, from, to)));
  const skus = Array.from({ length: size.skus }, (_, index) => skuAt(random, index));
  const stock = stockOf(random, nodes, skus);
  const orders = Array.from({ length: size.orders }, (_, index) => orderAt(random, regions, skus, index, size.lines));
  return { network: { regions, nodes, lanes, skus }, stock, orders };
};
