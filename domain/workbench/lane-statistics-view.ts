import * as z from 'zod';
import { LaneStatistics } from '../routing/lane-statistics.ts';
import { Instant } from '../time.ts';

/** Which lanes to show; without a filter those with the most legs. */
export const AskLaneStatistics = z.strictObject({
  lane: z.string().min(1).optional(),
  version: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type AskLaneStatistics = z.infer<typeof AskLaneStatistics>;

const Version = z.object({
  version: z.string(),
  learntUntil: Instant,
  legs: z.number().int(),
  lanes: z.number().int(),
  network: z.string(),
  publishedAt: Instant,
});

/** What completed legs have taught; everything empty while there are none. */
export const LaneStatisticsView = z.object({
  version: z.string().nullable(),
  learntUntil: Instant.nullable(),
  legs: z.number().int(),
  lanes: z.array(LaneStatistics.shape.lanes.element.extend({ medianHours: z.number(), seededMedianHours: z.number() })),
  nodes: LaneStatistics.shape.nodes,
  /** Hours that causes cost, by place: the most frequent first. */
  delays: LaneStatistics.shape.delays,
  /** What each level of weather adds to ln(hours), learnt beside what is taken for usual. */
  weather: LaneStatistics.shape.weather.unwrap(),
  /** Published lately, newest first. */
  versions: z.array(Version),
});
export type LaneStatisticsView = z.infer<typeof LaneStatisticsView>;

const byRecords = (a: { records: number }, b: { records: number }): number => b.records - a.records;

export const laneStatisticsView = (
  statistics: LaneStatistics | null,
  { lane, limit }: AskLaneStatistics,
  versions: LaneStatisticsView['versions'],
): LaneStatisticsView => ({
  version: statistics?.version ?? null,
  learntUntil: statistics?.learntUntil ?? null,
  legs: statistics?.legs ?? 0,
  lanes: (statistics?.lanes ?? [])
    .filter((each) => lane === undefined || each.lane === lane)
    .sort(byRecords)
    .slice(0, limit)
    .map((each) => ({ ...each, medianHours: Math.exp(each.mu), seededMedianHours: Math.exp(each.seeded.mu) })),
  nodes: [...(statistics?.nodes ?? [])].sort(byRecords).slice(0, limit),
  delays: [...(statistics?.delays ?? [])].sort(byRecords).slice(0, limit),
  weather: statistics?.weather ?? [],
  versions,
});
