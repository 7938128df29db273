import * as z from 'zod';
import type { Stretch } from '../fulfillment/stretches.ts';
import { hoursBetween, Instant } from '../time.ts';
import type { Lane, Network, NetworkNode } from './network.ts';
import { PaceSamples, withMilestones } from './pace-samples.ts';
import { WeatherLevel } from './signal.ts';
import type { TransitRecord } from './transit-record.ts';

/** Sums over records of which the old count less. */
export const Tally = z.object({
  /** Ever. */
  records: z.number().int().nonnegative(),
  weight: z.number().nonnegative(),
  sum: z.number(),
  squares: z.number().nonnegative(),
});
export type Tally = z.infer<typeof Tally>;

/** All that lanes have shown, in sums: a record is read once. */
export const LaneLedger = z.object({
  /** Weights are as of then. */
  learntUntil: Instant,
  legs: z.number().int().nonnegative(),
  /** Logged hours of travel beyond the lane's shift. */
  lanes: z.record(z.string(), Tally),
  /** Logged hours from dispatch to collection. */
  nodes: z.record(z.string(), Tally),
  /** Hours lost, by cause and place. */
  delays: z.array(z.object({ cause: z.string(), place: z.string(), ...Tally.shape })),
  /** Logged hours of travel in weather, beyond what the lane usually takes, by level; absent: none was seen. */
  weather: z.partialRecord(WeatherLevel, Tally).optional(),
  /** What milestones left; absent in ledgers of before they were kept. */
  pace: PaceSamples.optional(),
});
export type LaneLedger = z.infer<typeof LaneLedger>;

export const emptyLedger = (at: Instant): LaneLedger => ({
  learntUntil: at,
  legs: 0,
  lanes: {},
  nodes: {},
  delays: [],
});

/** A record counts half after so many days. */
const HALF_LIFE_DAYS = 120;
/** Travel is never counted shorter: clocks of two parties differ. */
const LEAST_HOURS = 0.1;

const NOTHING: Tally = { records: 0, weight: 0, sum: 0, squares: 0 };

const plus = (tally: Tally | undefined, value: number): Tally => {
  const { records, weight, sum, squares } = tally ?? NOTHING;
  return { records: records + 1, weight: weight + 1, sum: sum + value, squares: squares + value * value };
};

const faded = ({ records, weight, sum, squares }: Tally, kept: number): Tally => ({
  records,
  weight: weight * kept,
  sum: sum * kept,
  squares: squares * kept,
});

const fadedAll = (tallies: LaneLedger['lanes'], kept: number): LaneLedger['lanes'] =>
  Object.fromEntries(Object.entries(tallies).map(([key, tally]) => [key, faded(tally, kept)]));

const keptUntil = (from: Instant, to: Instant): number =>
  2 ** (-Math.max(hoursBetween(from, to), 0) / (24 * HALF_LIFE_DAYS));

/** Where nobody said when the carrier took it, the node is taken to have needed its usual time. */
const tookOf = (record: TransitRecord, nodeOf: ReadonlyMap<string, NetworkNode>): Stretch[] => {
  const waited = new Map((record.waits ?? []).map(({ lane, hours }) => [lane, hours]));
  return stretchesIn(record, nodeOf).map((stretch) => ({
    ...stretch,
    travelHours: stretch.travelHours === null ? null : stretch.travelHours - (waited.get(stretch.lane) ?? 0),
  }));
};

const stretchesIn = (record: TransitRecord, nodeOf: ReadonlyMap<string, NetworkNode>): readonly Stretch[] => {
  if (record.stretches) return record.stretches;
  const { dispatchedAt, collectedAt, completedAt, lane, node } = record;
  const usual = Math.exp(nodeOf.get(node)?.handlingMu ?? Number.NEGATIVE_INFINITY);
  const handling = collectedAt === null ? null : hoursBetween(dispatchedAt, collectedAt);
  const travelHours = hoursBetween(dispatchedAt, completedAt) - (handling ?? usual);
  return [{ node, lane, handlingHours: handling, travelHours }];
};

const withDelays = (before: LaneLedger['delays'], records: readonly TransitRecord[]): LaneLedger['delays'] => {
  const byKey = new Map(before.map((delay) => [`${delay.cause}\n${delay.place}`, delay]));
  for (const { cause, place, hours } of records.flatMap(({ delays }) => delays)) {
    const key = `${cause}\n${place}`;
    byKey.set(key, { cause, place, ...plus(byKey.get(key), hours) });
  }
  return [...byKey.values()];
};

/** A lane's own legs count once there are so many of them. */
const ENOUGH = 10;

/** ln(hours) that a lane usually takes, as far as is known. */
const usualOf = ({ mu }: Lane, tally: Tally | undefined): number =>
  tally && tally.weight >= ENOUGH ? tally.sum / tally.weight : mu;

/** Takes in new records; those of lanes that are no more teach only of delays. `at` is when the last of them became known. */
export const addTransits = (
  ledger: LaneLedger,
  records: readonly TransitRecord[],
  { lanes, nodes }: Pick<Network, 'lanes' | 'nodes'>,
  at: Instant,
): LaneLedger => {
  const kept = keptUntil(ledger.learntUntil, at);
  const laneOf = new Map(lanes.map((lane) => [lane.lane, lane]));
  const nodeOf = new Map(nodes.map((node) => [node.node, node]));
  const next = { lanes: fadedAll(ledger.lanes, kept), nodes: fadedAll(ledger.nodes, kept) };
  const known = records.filter((record) => laneOf.has(record.lane));
  const weather = fadedAll(ledger.weather ?? {}, kept) as NonNullable<LaneLedger['weather']>;
  const took = known.flatMap((record) =>
    tookOf(record, nodeOf).map((each) => ({ ...each, weathered: record.weather })),
  );
  for (const { lane: id, node, handlingHours, travelHours, weathered } of took) {
    const lane = laneOf.get(id);
    if (lane && travelHours !== null) {
      const travel = Math.log(Math.max(travelHours - lane.shiftHours, LEAST_HOURS));
      const level = weathered?.find((each) => each.lane === id)?.level;
      // What weather did is not the lane's doing.
      if (level === undefined) next.lanes[id] = plus(next.lanes[id], travel);
      else weather[level] = plus(weather[level], travel - usualOf(lane, next.lanes[id]));
    }
    if (handlingHours !== null)
      next.nodes[node] = plus(next.nodes[node], Math.log(Math.max(handlingHours, LEAST_HOURS)));
  }
  return {
    learntUntil: at,
    legs: ledger.legs + records.length,
    ...next,
    ...(Object.keys(weather).length > 0 ? { weather } : {}),
    pace: withMilestones(
      ledger.pace ?? {},
      records.flatMap(({ milestones = [] }) => milestones),
    ),
    delays: withDelays(
      ledger.delays.map((delay) => ({ ...delay, ...faded(delay, kept) })),
      records,
    ),
  };
};
