import * as z from 'zod';
import type { PaceByMode } from '../fulfillment/pace.ts';
import type { WeatherLevel } from './signal.ts';
import { type DepartureAhead, type Holidays, WeeklyDeparture } from './timetable.ts';

export const NodeKind = z.enum(['WAREHOUSE', 'STORE', 'HUB', 'BONDED', 'PORT', 'RAIL_TERMINAL', 'SERVICE_STATION']);
export type NodeKind = z.infer<typeof NodeKind>;

/** A place that holds or moves goods. Handling time is LogNormal(handlingMu, handlingSigma) hours; costs in major units of the network's currency. */
export const NetworkNode = z.object({
  node: z.string(),
  kind: NodeKind,
  region: z.string(),
  tags: z.array(z.string()),
  fixedCost: z.number(),
  lineCost: z.number(),
  handlingMu: z.number(),
  handlingSigma: z.number(),
  /** Parcels that it takes in a day; in an hour where that is less than a day would let it: none more is planned there. */
  dailyCapacity: z.number(),
  hourlyCapacity: z.number().optional(),
  /** Parcels of one order that come here go on as one. */
  consolidates: z.boolean().optional(),
});
export type NetworkNode = z.infer<typeof NetworkNode>;

/** A way of carrying: `from` and `to` are nodes or regions. Time is shiftHours + LogNormal(mu, sigma) hours. */
export const Lane = z.object({
  lane: z.string(),
  from: z.string(),
  to: z.string(),
  carrier: z.string(),
  mode: z.string(),
  service: z.string(),
  tags: z.array(z.string()),
  firstCost: z.number(),
  perKgCost: z.number(),
  shiftHours: z.number(),
  mu: z.number(),
  sigma: z.number(),
  capacityKg: z.number(),
  open: z.boolean(),
  /** When it departs; absent: at any time. */
  departures: z.array(WeeklyDeparture).min(1).optional(),
});
export type Lane = z.infer<typeof Lane> & {
  /** Its next departures as one order finds them, in place of `departures`. Absent: it goes at any time. */
  readonly ahead?: readonly DepartureAhead[];
  /** The worst that is said of where it goes from and to; its `mu` has it. Absent: fair. */
  readonly weather?: WeatherLevel;
};

export const Region = z.object({
  region: z.string(),
  name: z.string(),
  lat: z.number(),
  lon: z.number(),
  /** Other names addresses use, romanised ones above all; not in the CSV form. */
  aliases: z.array(z.string()).optional(),
  /** ISO 3166 code of its country; China where absent. */
  country: z.string().optional(),
});
export type Region = z.infer<typeof Region>;

export const Sku = z.object({
  sku: z.string(),
  kg: z.number(),
  tags: z.array(z.string()),
  substitutes: z.array(z.object({ sku: z.string(), penalty: z.number() })),
  /** Harmonised System code, digits only, six or more; needed where goods cross a border. */
  hsCode: z.string().optional(),
  /** ISO 3166 code of the country it comes from; needed where goods cross a border. */
  origin: z.string().optional(),
  /** Volume of a piece; absent: it fills nothing. */
  m3: z.number().min(0).optional(),
  /** What kind of goods policies take it for: `LITHIUM_BATTERY`, `PERISHABLE`; not in the CSV form. */
  classes: z.array(z.string()).optional(),
});
export type Sku = z.infer<typeof Sku>;

export const StockLevel = z.object({
  node: z.string(),
  sku: z.string(),
  onHand: z.number().int(),
  reserved: z.number().int(),
  safety: z.number().int(),
});
export type StockLevel = z.infer<typeof StockLevel>;

/** What can still be promised from one stock level. */
export const availableOf = (level: Pick<StockLevel, 'onHand' | 'reserved' | 'safety'>): number =>
  Math.max(0, level.onHand - level.reserved - level.safety);

/** The network as read from its directory (design section 8) or its snapshot; stock is apart because it moves all the time. */
export type Network = {
  readonly regions: readonly Region[];
  readonly nodes: readonly NetworkNode[];
  readonly lanes: readonly Lane[];
  readonly skus: readonly Sku[];
  /** Days on which lanes with a timetable do not depart; absent: none. */
  readonly holidays?: Holidays;
  /** What weather adds to ln(hours), as completed legs have shown; absent: as is usual. */
  readonly weather?: Readonly<Partial<Record<WeatherLevel, number>>>;
  /** What milestones say of the time that remains, as completed legs have shown; absent: none has. */
  readonly pace?: PaceByMode;
};

const HOME = 'CN';

/** Countries in which the network's nodes stand: goods for any other cross a border. */
export const homeCountriesOf = ({ nodes, regions }: Pick<Network, 'nodes' | 'regions'>): Set<string> => {
  const countryOf = new Map(regions.map(({ region, country }) => [region, country ?? HOME]));
  return new Set(nodes.map(({ region }) => countryOf.get(region) ?? HOME));
};
