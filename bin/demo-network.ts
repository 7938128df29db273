import { readFileSync } from 'node:fs';
import type { Lane, Network, NetworkNode, Region, Sku, StockLevel } from '../domain/routing/network.ts';
import type { Holidays } from '../domain/routing/timetable.ts';
import { fromIso, plusDays } from '../domain/time.ts';

/** A SKU of the demonstration network with the title people see. */
export type DemoSku = Sku & { readonly title: string };
export type DemoNetwork = Network & { readonly skus: readonly DemoSku[]; readonly stock: readonly StockLevel[] };

type City = { code: string; name: string; english: string; lat: number; lon: number };
type Site = Omit<NetworkNode, 'handlingMu'> & { handlingHours: number };
type Tariff = Pick<Lane, 'carrier' | 'service' | 'mode' | 'tags' | 'shiftHours' | 'sigma' | 'capacityKg'>;
/** Prices are [at 0 km, per 1,000 km]; hours are medians. `reachKm` null: everywhere. */
type Service = Tariff & {
  firstCost: [number, number];
  perKgCost: [number, number];
  kmPerHour: number;
  baseHours: number;
  reachKm: number | null;
};
type StoreService = Tariff & { firstCost: number; perKgCost: number; hours: number };
type Linehaul = Tariff & { firstCost: number; perKgCost: number; kmPerHour: number; baseHours: number };
type Category = {
  code: string;
  title: string;
  tags: string[];
  /** What kind of goods policies take them for. */
  classes?: string[];
  /** Absent: goods of the category need one before they may cross a border. */
  hsCode?: string;
  origin?: string;
  products: string[];
  packs: { title: string; kg: number }[];
};

const read = <Content>(file: string): Content =>
  JSON.parse(readFileSync(new URL(`../catalog/network/${file}.json`, import.meta.url), 'utf8')) as Content;

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** A number in [0, 1) that depends on the key only (FNV-1a, then one more mix): the same network on every machine. */
const shareOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};

const EARTH_KM = 6371;
/** Roads are longer than the great circle by this much on average. */
const ROAD_FACTOR = 1.234;
/** Within one city. */
const LEAST_KM = 20;

export const roadKm = (a: Pick<Region, 'lat' | 'lon'>, b: Pick<Region, 'lat' | 'lon'>): number => {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const haversine =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return Math.max(LEAST_KM, 2 * EARTH_KM * Math.asin(Math.sqrt(haversine)) * ROAD_FACTOR);
};

/** Xinjiang, Tibet, Qinghai, Inner Mongolia: dearer and slower, as in the carriers' public tariffs. */
const REMOTE = new Set(['65', '54', '63', '15']);
const REMOTE_FACTOR = 1.3;

const regionsOf = (): Region[] =>
  read<{ cities: City[] }>('cities').cities.map(({ code, name, english, lat, lon }) => ({
    region: code,
    name,
    lat,
    lon,
    aliases: [english],
  }));

const nodesOf = (): NetworkNode[] =>
  read<{ nodes: Site[] }>('nodes').nodes.map(({ handlingHours, ...site }) => ({
    ...site,
    handlingMu: round(Math.log(handlingHours), 4),
  }));

const laneOf = (from: Region, to: Region, service: Service): Lane | null => {
  const km = roadKm(from, to);
  const { firstCost, perKgCost, kmPerHour, baseHours, reachKm, ...tariff } = service;
  if (reachKm !== null && km > reachKm) return null;
  const remote =
    REMOTE.has(to.region.slice(0, 2)) && from.region.slice(0, 2) !== to.region.slice(0, 2) ? REMOTE_FACTOR : 1;
  const priced = ([base, perThousandKm]: [number, number]): number =>
    round((base + (perThousandKm * km) / 1000) * remote, 2);
  return {
    ...tariff,
    lane: `${from.region}-${to.region}-${service.carrier}-${service.service}`,
    from: from.region,
    to: to.region,
    firstCost: priced(firstCost),
    perKgCost: priced(perKgCost),
    mu: round(Math.log((baseHours + km / kmPerHour) * remote), 4),
    open: true,
  };
};

/** Economy carriers by city: each contracts two of the four. */
const ECONOMY_SHARE = 0.5;
const isContracted = (from: Region, { carrier, service }: Service): boolean =>
  service !== 'ECONOMY' || carrier === 'ZTO' || shareOf(`${from.region}/${carrier}`) < ECONOMY_SHARE;

const deliveryLanes = (origins: readonly Region[], regions: readonly Region[], services: readonly Service[]): Lane[] =>
  origins.flatMap((from) => {
    const contracted = services.filter((service) => isContracted(from, service));
    return regions.flatMap((to) => contracted.flatMap((service) => laneOf(from, to, service) ?? []));
  });

/** Stores deliver within their city by rider. */
const storeLanes = (nodes: readonly NetworkNode[], { hours, ...tariff }: StoreService): Lane[] =>
  nodes
    .filter(({ kind }) => kind === 'STORE')
    .map(({ node, region }) => ({
      ...tariff,
      lane: `${node}-${region}-${tariff.carrier}-${tariff.service}`,
      from: node,
      to: region,
      mu: round(Math.log(hours), 4),
      open: true,
    }));

/** Between hubs, by rail. */
const linehaulLanes = (
  nodes: readonly NetworkNode[],
  regions: ReadonlyMap<string, Region>,
  { kmPerHour, baseHours, ...tariff }: Linehaul,
): Lane[] => {
  const hubs = nodes.filter(({ kind }) => kind === 'HUB');
  return hubs.flatMap((from) =>
    hubs
      .filter((to) => to !== from)
      .map((to) => {
        const km = roadKm(regions.get(from.region) as Region, regions.get(to.region) as Region);
        return {
          ...tariff,
          lane: `${from.node}-${to.node}-${tariff.service}`,
          from: from.node,
          to: to.node,
          mu: round(Math.log(baseHours + km / kmPerHour), 4),
          open: true,
        };
      }),
  );
};

const skusOf = (): DemoSku[] =>
  read<{ categories: Category[] }>('assortment').categories.flatMap(
    ({ code, title, tags, classes, hsCode, origin, products, packs }) =>
      products
        .flatMap((product) => packs.map((pack) => ({ product, pack })))
        .map(({ product, pack }, index, all) => {
          const idAt = (place: number): string => `OL-${code}-${String(place + 1).padStart(3, '0')}`;
          // The next pack of the same product stands in for it, at a price.
          const next = all[index + 1]?.product === product ? index + 1 : null;
          return {
            sku: idAt(index),
            title: `${product} ${pack.title}（${title}）`,
            kg: pack.kg,
            tags,
            substitutes: next === null ? [] : [{ sku: idAt(next), penalty: 1.5 }],
            ...(classes === undefined ? {} : { classes }),
            ...(hsCode === undefined ? {} : { hsCode }),
            ...(origin === undefined ? {} : { origin }),
          };
        }),
  );

/** How many places keep a SKU, and how many pieces: popular ones more of both. */
const FEWEST_PLACES = 5;
const MORE_PLACES = 9;
const PIECES: Readonly<Partial<Record<NetworkNode['kind'], [number, number]>>> = {
  WAREHOUSE: [40, 400],
  BONDED: [30, 200],
  PORT: [100, 600],
  STORE: [3, 20],
};
const STORE_SHARE = 0.2;

const levelAt = ({ node, kind }: NetworkNode, sku: string): StockLevel => {
  const [least, more] = PIECES[kind] ?? [0, 0];
  const onHand = least + Math.floor(more * shareOf(`${node}/${sku}/pieces`) ** 2);
  return { node, sku, onHand, reserved: 0, safety: kind === 'STORE' ? 1 : 5 };
};

const stockOf = (nodes: readonly NetworkNode[], skus: readonly Sku[]): StockLevel[] =>
  skus.flatMap(({ sku, tags }) => {
    const able = nodes.filter((node) => PIECES[node.kind] && tags.every((tag) => node.tags.includes(tag)));
    const places = FEWEST_PLACES + Math.floor(MORE_PLACES * shareOf(sku));
    const depots = able
      .filter(({ kind }) => kind !== 'STORE')
      .sort((a, b) => shareOf(`${a.node}/${sku}`) - shareOf(`${b.node}/${sku}`))
      .slice(0, places);
    const stores = able.filter(({ node, kind }) => kind === 'STORE' && shareOf(`${node}/${sku}`) < STORE_SHARE);
    return [...depots, ...stores].map((node) => levelAt(node, sku));
  });

/** Days in a row, by calendar. */
const holidaysOf = (): Holidays => {
  const { calendars } = read<{ calendars: Record<string, [first: string, name: string, days: number][]> }>('holidays');
  const daysOf = ([first, , days]: [string, string, number]): string[] =>
    Array.from({ length: days }, (_, day) => plusDays(fromIso(`${first}T00:00:00Z`), day).slice(0, 10));
  return Object.fromEntries(Object.entries(calendars).map(([calendar, spans]) => [calendar, spans.flatMap(daysOf)]));
};

/**
 * The demonstration network: real Chinese cities (`region` is the GB/T 2260 prefecture code), invented sites, tariffs in CNY and stock.
 * Always the same.
 */
export const demoNetwork = (): DemoNetwork => {
  const { services, storeService, linehaul } = read<{
    services: Service[];
    storeService: StoreService;
    linehaul: Linehaul;
  }>('services');
  const regions = regionsOf();
  const byCode = new Map(regions.map((region) => [region.region, region]));
  const nodes = nodesOf();
  const skus = skusOf();
  const shipping = nodes.filter(({ kind }) => kind === 'WAREHOUSE' || kind === 'BONDED' || kind === 'PORT');
  const origins = [...new Set(shipping.map(({ region }) => region))].flatMap((region) => byCode.get(region) ?? []);
  const lanes = [
    ...deliveryLanes(origins, regions, services),
    ...storeLanes(nodes, storeService),
    ...linehaulLanes(nodes, byCode, linehaul),
  ];
  return { regions, nodes, lanes, skus, holidays: holidaysOf(), stock: stockOf(nodes, skus) };
};
