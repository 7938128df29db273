import * as z from 'zod';
import { PaceByMode } from '../fulfillment/pace.ts';
import { Instant } from '../time.ts';
import { LANE_FACTORS, laneKeysOf } from './delivery-groups.ts';
import { GroupBook } from './group-book.ts';
import type { LaneLedger, Tally } from './lane-ledger.ts';
import type { Lane, Network, NetworkNode } from './network.ts';
import { paceFrom } from './pace-samples.ts';
import { WEATHER_LEVELS, WEATHER_SLOWS, WeatherLevel } from './signal.ts';
import { type TransitStatistics, transitStatistics } from './transit-statistics.ts';

const LaneStatistic = z.object({
  lane: z.string(),
  /** Travel is LogNormal(mu, sigma) hours; `seeded` is what the network itself says. */
  mu: z.number(),
  sigma: z.number().nonnegative(),
  seeded: z.object({ mu: z.number(), sigma: z.number() }),
  /** Completed legs of this lane. */
  records: z.number().int().nonnegative(),
  /** What each group adds to the seeded mu, from all legs down to the lane itself; the parts add up. */
  path: z.record(z.string(), z.number()),
});
export type LaneStatistic = z.infer<typeof LaneStatistic>;

/** Hours that a cause costs at a place: `hours` ± `spreadHours`. */
const DelayStatistic = z.object({
  cause: z.string(),
  place: z.string(),
  records: z.number().int().nonnegative(),
  hours: z.number(),
  spreadHours: z.number().nonnegative(),
});

/** What a level of weather adds to ln(hours) of travel; `seeded` is what is taken for usual. */
const WeatherStatistic = z.object({
  level: WeatherLevel,
  slows: z.number(),
  seeded: z.number(),
  records: z.number().int().nonnegative(),
});

const NodeStatistic = z.object({
  node: z.string(),
  handlingMu: z.number(),
  handlingSigma: z.number().nonnegative(),
  seeded: z.object({ mu: z.number(), sigma: z.number() }),
  records: z.number().int().nonnegative(),
});

/** What completed legs say of lanes and nodes; laid over the network before anything is planned. */
export const LaneStatistics = z.object({
  version: z.string(),
  learntUntil: Instant,
  legs: z.number().int().nonnegative(),
  /** Lanes and nodes that differ from the network's own numbers. */
  lanes: z.array(LaneStatistic),
  nodes: z.array(NodeStatistic),
  delays: z.array(DelayStatistic),
  /** Absent in versions of before weather was learnt. */
  weather: z.array(WeatherStatistic).optional(),
  /** What milestones say of the time that remains, by mode. */
  pace: PaceByMode.optional(),
});
export type LaneStatistics = z.infer<typeof LaneStatistics>;

/** The network's own numbers count as much as so many legs: over all, for a lane's spread, for a node. */
const SEEDED_LEGS = 20;
const SEEDED_SPREAD = 12;
const SEEDED_HANDLING = 15;
const SEEDED_WEATHER = 20;
/** Before legs say otherwise: the groups of a factor differ by about an eighth, as if so many groups had shown it. */
const USUAL_SPREAD = 0.12;
const SPREAD_GROUPS = 20;
/** Differences below this are none. */
const LEAST_CHANGE = 1e-4;
const LEAST_SIGMA = 0.02;

/** Mean and variance of a tally around a value. */
const around = ({ weight, sum, squares }: Tally, value: number): { mean: number; square: number } => ({
  mean: sum / weight - value,
  square: Math.max((squares - 2 * value * sum + weight * value * value) / weight, 0),
});

/** Two records that have a lane's weight, mean and spread: what all its legs would say. */
const pairOf = (tally: Tally, mu: number): readonly [number, number] => {
  const { mean, square } = around(tally, mu);
  const deviation = Math.sqrt(Math.max(square - mean * mean, 0));
  return [mean - deviation, mean + deviation];
};

const FACTORS = LANE_FACTORS.length;

/** Codes of the groups each lane is in. */
const groupsOf = (lanes: readonly Lane[]): Int32Array => {
  const book = new GroupBook(FACTORS, 0);
  const groups = new Int32Array(lanes.length * FACTORS);
  lanes.forEach((lane, i) => {
    // Two lanes of one carrier between the same places differ by their service: the lane's own name is its narrowest group.
    const keys = [...laneKeysOf(lane).slice(0, -1), lane.lane];
    keys.forEach((key, factor) => {
      groups[i * FACTORS + factor] = book.codeOf(factor, key);
    });
  });
  return groups;
};

/** Learns how far travel is off the network's own mu, by the groups a lane is in. */
const fitShifts = (lanes: readonly Lane[], groups: Int32Array, tallies: LaneLedger['lanes']): TransitStatistics => {
  const sigmas = lanes.reduce((sum, { sigma }) => sum + sigma, 0) / Math.max(lanes.length, 1);
  const noise = Math.max(sigmas, LEAST_SIGMA);
  const statistics = transitStatistics(FACTORS, 0, null, {
    noise,
    noiseRecords: SEEDED_LEGS,
    spread: USUAL_SPREAD,
    spreadGroups: SPREAD_GROUPS,
  });
  // Records in no group that say "as the network says" hold the overall shift at 0 while there are few others.
  const values = [-noise, noise];
  const weights = [SEEDED_LEGS / 2, SEEDED_LEGS / 2];
  const rows: number[] = [];
  lanes.forEach(({ lane, mu }, i) => {
    const tally = tallies[lane];
    if (!tally || tally.weight === 0) return;
    values.push(...pairOf(tally, mu));
    weights.push(tally.weight / 2, tally.weight / 2);
    rows.push(i, i);
  });
  const own = new Int32Array(values.length * FACTORS).fill(-1);
  rows.forEach((row, at) => {
    own.set(groups.subarray(row * FACTORS, (row + 1) * FACTORS), (at + 2) * FACTORS);
  });
  const records = { values: Float64Array.from(values), weights: Float64Array.from(weights), groups: own };
  if (rows.length > 0) for (let round = 0; round < 3; round += 1) statistics.refit(records);
  return statistics;
};

const pathOf = (statistics: TransitStatistics, groups: Int32Array, row: number): LaneStatistic['path'] => {
  const effects = LANE_FACTORS.map(
    (factor, f) => [factor, statistics.effect(f, groups[row * FACTORS + f] as number)] as const,
  );
  return Object.fromEntries([['ALL', statistics.base()] as const, ...effects].filter(([, effect]) => effect !== 0));
};

/** The seeded spread, moved by what the lane's own legs show around their mean. */
const spreadOf = (seeded: number, tally: Tally | undefined, mu: number, seededLegs: number): number => {
  if (!tally) return seeded;
  const { square } = around(tally, mu);
  const variance = (seededLegs * seeded * seeded + tally.weight * square) / (seededLegs + tally.weight);
  return Math.max(Math.sqrt(variance), LEAST_SIGMA);
};

const differs = (a: number, b: number): boolean => Math.abs(a - b) > LEAST_CHANGE;

const nodeStatistics = (nodes: readonly NetworkNode[], tallies: LaneLedger['nodes']): LaneStatistics['nodes'] =>
  nodes.flatMap(({ node, handlingMu, handlingSigma }) => {
    const tally = tallies[node];
    if (!tally || tally.weight === 0) return [];
    const mu = (SEEDED_HANDLING * handlingMu + tally.sum) / (SEEDED_HANDLING + tally.weight);
    return [
      {
        node,
        handlingMu: mu,
        handlingSigma: spreadOf(handlingSigma, tally, mu, SEEDED_HANDLING),
        seeded: { mu: handlingMu, sigma: handlingSigma },
        records: tally.records,
      },
    ];
  });

/** In worse weather nothing goes faster than in better. */
const weatherStatistics = (tallies: LaneLedger['weather'] = {}): NonNullable<LaneStatistics['weather']> => {
  let least = 0;
  return WEATHER_LEVELS.flatMap((level) => {
    const tally = tallies[level];
    const seeded = WEATHER_SLOWS[level];
    if (!tally || level === 'FAIR') return [];
    const slows = Math.max(least, (SEEDED_WEATHER * seeded + tally.sum) / (SEEDED_WEATHER + tally.weight));
    least = slows;
    return [{ level, slows, seeded, records: tally.records }];
  });
};

/**
 * Fits the statistics of every lane from what all have shown: a lane with few legs stays with its corridor, carrier and mode, and
 * those with the network's own numbers.
 */
export const fitLaneStatistics = (
  ledger: LaneLedger,
  { lanes, nodes }: Pick<Network, 'lanes' | 'nodes'>,
  version: string,
): LaneStatistics => {
  const groups = groupsOf(lanes);
  const statistics = fitShifts(lanes, groups, ledger.lanes);
  return {
    version,
    learntUntil: ledger.learntUntil,
    legs: ledger.legs,
    lanes: lanes.flatMap(({ lane, mu: seededMu, sigma: seededSigma }, row) => {
      const tally = ledger.lanes[lane];
      const mu = seededMu + statistics.mean(groups, row * FACTORS);
      const sigma = spreadOf(seededSigma, tally, mu, SEEDED_SPREAD);
      if (!tally && !differs(mu, seededMu)) return [];
      return [
        {
          lane,
          mu,
          sigma,
          seeded: { mu: seededMu, sigma: seededSigma },
          records: tally?.records ?? 0,
          path: pathOf(statistics, groups, row),
        },
      ];
    }),
    nodes: nodeStatistics(nodes, ledger.nodes),
    weather: weatherStatistics(ledger.weather),
    ...(ledger.pace ? { pace: paceFrom(ledger.pace) } : {}),
    delays: ledger.delays.map(({ cause, place, records, weight, sum, squares }) => ({
      cause,
      place,
      records,
      hours: sum / weight,
      spreadHours: Math.sqrt(Math.max(squares / weight - (sum / weight) ** 2, 0)),
    })),
  };
};

/** The network with what its legs have shown instead of what it was seeded with. */
export const withLaneStatistics = (network: Network, { lanes, nodes, pace, weather = [] }: LaneStatistics): Network => {
  const ofLane = new Map(lanes.map((statistic) => [statistic.lane, statistic]));
  const ofNode = new Map(nodes.map((statistic) => [statistic.node, statistic]));
  return {
    ...network,
    ...(pace ? { pace } : {}),
    ...(weather.length > 0 ? { weather: Object.fromEntries(weather.map(({ level, slows }) => [level, slows])) } : {}),
    lanes: network.lanes.map((lane) => {
      const learnt = ofLane.get(lane.lane);
      return learnt ? { ...lane, mu: learnt.mu, sigma: learnt.sigma } : lane;
    }),
    nodes: network.nodes.map((node) => {
      const learnt = ofNode.get(node.node);
      return learnt ? { ...node, handlingMu: learnt.handlingMu, handlingSigma: learnt.handlingSigma } : node;
    }),
  };
};
