import * as z from 'zod';
import type { LaneGraph } from '../routing/lane-graph.ts';
import { Reach, type RegionReach, RegionReach as RegionReachShape, reachSummary } from '../routing/reach.ts';
import type { RefreshedNetwork } from '../routing/refreshed-network.ts';
import { bestWay, efficientWays, type Way } from '../routing/route-book.ts';
import { Instant } from '../time.ts';

/** Between two nodes, into one region, or of the network as a whole. */
export const AskRoutes = z.strictObject({
  /** A node; `to` goes with it. */
  from: z.string().min(1).optional(),
  to: z.string().min(1).optional(),
  region: z.string().min(1).optional(),
});
export type AskRoutes = z.infer<typeof AskRoutes>;

const Hop = z.object({ lane: z.string(), from: z.string(), to: z.string(), carrier: z.string(), mode: z.string() });
/** What a parcel of one kilogram costs on it, in major units, and how long it takes on average. */
const WayView = z.object({ hops: z.array(Hop), cost: z.number(), hours: z.number() });

/** Which state of the network was worked out. */
export const RefreshView = z.object({
  version: z.string(),
  refreshedAt: Instant,
  /** Of the released network, and of its lanes' statistics. */
  network: z.string(),
  statistics: z.string().nullable(),
  /** Signals that stood. */
  signals: z.number().int().min(0),
  nodes: z.number().int(),
  /** Open ones between nodes, those left out that another beats in everything. */
  lanes: z.number().int(),
  /** What it took to work out. */
  tookMs: z.number(),
});
export type RefreshView = z.infer<typeof RefreshView>;

export const RoutesView = z.object({
  refresh: RefreshView,
  /** Regions in which a promise can be made with 95 %, whatever the stock. */
  reach: z.array(Reach),
  /** Asked with `region`. */
  region: RegionReachShape.optional(),
  /** Asked with `from` and `to`; null where nothing leads there. `efficient`: none is beaten in cost and in hours; from nodes that keep stock. */
  ways: z
    .object({
      cheapest: WayView.nullable(),
      fastest: WayView.nullable(),
      surest: WayView.nullable(),
      efficient: z.array(WayView),
    })
    .optional(),
});
export type RoutesView = z.infer<typeof RoutesView>;

const hundredths = (value: number): number => Math.round(100 * value) / 100;

const viewOf =
  ({ lanes }: Pick<RefreshedNetwork, 'lanes'>) =>
  ({ lanes: by, cost, hours }: Way): z.infer<typeof WayView> => ({
    hops: by.flatMap((lane) => lanes[lane] ?? []),
    cost: hundredths(cost),
    hours: hundredths(hours),
  });

export class UnknownPlace extends Error {
  override name = 'UnknownPlace';
  constructor(field: string, value: string) {
    super(`${field}: the network has no ${field === 'region' ? 'region' : 'node'} ${value}; use one of its own`);
  }
}

const indexOf = ({ nodeIndex }: LaneGraph, field: string, node: string): number => {
  const index = nodeIndex.get(node);
  if (index === undefined) throw new UnknownPlace(field, node);
  return index;
};

const regionOf = (reach: readonly RegionReach[], region: string): RegionReach => {
  const found = reach.find((each) => each.region === region);
  if (!found) throw new UnknownPlace('region', region);
  return found;
};

/** @throws UnknownPlace */
export const routesView = (
  refresh: RefreshView,
  refreshed: RefreshedNetwork,
  { from, to, region }: AskRoutes,
): RoutesView => {
  const { book, reach } = refreshed;
  const told: RoutesView = { refresh, reach: reachSummary(reach) };
  if (region !== undefined) return { ...told, region: regionOf(reach, region) };
  if (from === undefined || to === undefined) return told;
  const [start, end] = [indexOf(book.graph, 'from', from), indexOf(book.graph, 'to', to)];
  const view = viewOf(refreshed);
  const best = (criterion: Parameters<typeof bestWay>[1]) => {
    const way = bestWay(book, criterion, start, end);
    return way && view(way);
  };
  return {
    ...told,
    ways: {
      cheapest: best('cost'),
      fastest: best('hours'),
      surest: best('sureHours'),
      efficient: efficientWays(book, start, end).map(view),
    },
  };
};
