import * as z from 'zod';
import type { Lane, NetworkNode } from './network.ts';
import { networkTimesOf, onTimeTable } from './on-time-table.ts';

/** Promises that customers compare, in hours. */
export const REACH_HOURS = [12, 24, 48, 72, 96, 120] as const;
/** A promise that is kept so often can be made. */
export const SURE = 0.95;

/** The surest way of one lane into a region for one promise. */
const SurestWay = z.object({ withinHours: z.number(), node: z.string(), lane: z.string(), probability: z.number() });

/** What could be promised in a region from anywhere, stock apart; a promise that no way keeps with 1 % is left out. */
export const RegionReach = z.object({ region: z.string(), ways: z.array(SurestWay) });
export type RegionReach = z.infer<typeof RegionReach>;

/** By promise, how many regions it can be made in. */
export const Reach = z.object({ withinHours: z.number(), regions: z.number().int() });
export type Reach = z.infer<typeof Reach>;

const LEAST = 0.01;

type Best = { readonly probability: number; readonly node: number; readonly lane: number };

/**
 * For every region and promise the surest way there is, by the table of all of them.
 * @param closed nodes that take nothing
 */
export const reachOf = (
  network: { readonly nodes: readonly NetworkNode[]; readonly lanes: readonly Lane[] },
  closed: ReadonlySet<string> = new Set(),
): RegionReach[] => {
  const nodes = network.nodes.filter(({ node }) => !closed.has(node));
  const times = networkTimesOf({ nodes, lanes: network.lanes });
  const table = onTimeTable(times.ways, REACH_HOURS);
  const { start, firstLane } = times.ways;
  const best = new Map<string, (Best | null)[]>();
  times.nodes.forEach((node, source) => {
    for (let way = start[source] as number; way < (start[source + 1] as number); way += 1) {
      const lane = times.lanes[(firstLane[source] as number) + way - (start[source] as number)] as number;
      const { to } = network.lanes[lane] as Lane;
      const known = best.get(to) ?? REACH_HOURS.map(() => null);
      best.set(to, known);
      REACH_HOURS.forEach((_, promise) => {
        const probability = table[way * REACH_HOURS.length + promise] as number;
        if (probability > (known[promise]?.probability ?? LEAST)) known[promise] = { probability, node, lane };
      });
    }
  });
  return [...best].map(([region, ways]) => ({
    region,
    ways: ways.flatMap((way, promise) =>
      way
        ? [
            {
              withinHours: REACH_HOURS[promise] as number,
              node: (nodes[way.node] as NetworkNode).node,
              lane: (network.lanes[way.lane] as Lane).lane,
              probability: Math.round(way.probability * 1e4) / 1e4,
            },
          ]
        : [],
    ),
  }));
};

export const reachSummary = (regions: readonly RegionReach[]): Reach[] =>
  REACH_HOURS.map((withinHours) => ({
    withinHours,
    regions: regions.filter(({ ways }) =>
      ways.some((way) => way.withinHours === withinHours && way.probability >= SURE),
    ).length,
  }));
