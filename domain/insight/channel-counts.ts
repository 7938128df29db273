import * as z from 'zod';
import { FieldCounts, mergeCounts, noCounts } from '../channel/field-counts.ts';
import { PUSH_OUTCOMES, type PushOutcome } from '../channel/inbox-store.ts';
import { Instant } from '../time.ts';

/** How a message came: pushed by the platform, fetched from what it keeps, or found missing by a comparison with its list of orders. */
export const ARRIVALS = ['PUSH', 'POLL', 'SWEEP'] as const;
export const Arrival = z.enum(ARRIVALS);
export type Arrival = z.infer<typeof Arrival>;

const Count = z.number().int().min(0);

/** Upper ends of the lag's classes, in seconds; what is later is in the last. */
export const LAG_SECONDS = [1, 2, 5, 15, 30, 60, 120, 300, 900, 1800, 3600, 7200, 21600, 86400] as const;

/** From what happened at the platform to its message being here. */
export const LagCounts = z.object({ classes: z.array(Count), maxSeconds: z.number().min(0) });
export type LagCounts = z.infer<typeof LagCounts>;

const noLag = (): LagCounts => ({ classes: Array.from({ length: LAG_SECONDS.length + 1 }, () => 0), maxSeconds: 0 });

/** What fields cost, by the field's name in problems. Orders once each. */
export const FieldCost = z.object({
  flagged: Count,
  held: Count,
  failed: Count,
  /** Of holds that were lifted. */
  lostSeconds: z.number().min(0),
});
export type FieldCost = z.infer<typeof FieldCost>;

/** What was seen of a channel in some time. Two of them add up to one. */
export const ChannelCounts = z.object({
  fields: FieldCounts,
  outcomes: z.partialRecord(z.enum(PUSH_OUTCOMES), Count),
  lag: z.partialRecord(Arrival, LagCounts),
  costs: z.record(z.string(), FieldCost),
});
export type ChannelCounts = z.infer<typeof ChannelCounts>;

/** An order that waits because of fields: kept until its hold is lifted, so that the time lost is known. */
export const OpenHold = z.object({
  orderId: z.string(),
  holdType: z.string(),
  fields: z.array(z.string()),
  since: Instant,
});
export type OpenHold = z.infer<typeof OpenHold>;

export const noChannelCounts = (): ChannelCounts => ({ fields: noCounts(), outcomes: {}, lag: {}, costs: {} });

export const countOutcome = ({ outcomes }: ChannelCounts, outcome: PushOutcome): void => {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
};

const classOf = (seconds: number): number => {
  const found = LAG_SECONDS.findIndex((end) => seconds <= end);
  return found < 0 ? LAG_SECONDS.length : found;
};

/** Clocks differ by seconds: what comes before it happened came at once. */
export const countLag = ({ lag }: ChannelCounts, arrival: Arrival, seconds: number): void => {
  const late = Math.max(0, seconds);
  const counts = lag[arrival] ?? noLag();
  const at = classOf(late);
  counts.classes[at] = (counts.classes[at] ?? 0) + 1;
  counts.maxSeconds = Math.max(counts.maxSeconds, late);
  lag[arrival] = counts;
};

export const addCost = ({ costs }: ChannelCounts, field: string, more: Partial<FieldCost>): void => {
  const known = Object.hasOwn(costs, field)
    ? (costs[field] as FieldCost)
    : { flagged: 0, held: 0, failed: 0, lostSeconds: 0 };
  costs[field] = {
    flagged: known.flagged + (more.flagged ?? 0),
    held: known.held + (more.held ?? 0),
    failed: known.failed + (more.failed ?? 0),
    lostSeconds: known.lostSeconds + (more.lostSeconds ?? 0),
  };
};

const mergeLag = (a: LagCounts, b: LagCounts): LagCounts => ({
  classes: a.classes.map((count, index) => count + (b.classes[index] ?? 0)),
  maxSeconds: Math.max(a.maxSeconds, b.maxSeconds),
});

/** The sum of several; none of them is changed. */
export const mergeChannelCounts = (all: readonly ChannelCounts[]): ChannelCounts => {
  const sum: ChannelCounts = { ...noChannelCounts(), fields: mergeCounts(all.map(({ fields }) => fields)) };
  for (const { outcomes, lag, costs } of all) {
    for (const [outcome, count] of Object.entries(outcomes))
      sum.outcomes[outcome as PushOutcome] = (sum.outcomes[outcome as PushOutcome] ?? 0) + count;
    for (const arrival of ARRIVALS) {
      const more = lag[arrival];
      if (more) sum.lag[arrival] = mergeLag(sum.lag[arrival] ?? noLag(), more);
    }
    for (const [field, cost] of Object.entries(costs)) addCost(sum, field, cost);
  }
  return sum;
};

const countIn = ({ classes }: LagCounts): number => classes.reduce((sum, count) => sum + count, 0);

/** The end of the class in which a share of the messages has come; the longest seen where that is the last class. */
export const lagPercentile = (lag: LagCounts, share: number): number => {
  let left = share * countIn(lag);
  const at = lag.classes.findIndex((count) => {
    left -= count;
    return left <= 0;
  });
  return Math.min(lag.maxSeconds, LAG_SECONDS[at] ?? lag.maxSeconds);
};

export type LagSummary = {
  readonly messages: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly maxSeconds: number;
};

export const summaryOfLag = (lag: LagCounts): LagSummary => ({
  messages: countIn(lag),
  p50Seconds: lagPercentile(lag, 0.5),
  p95Seconds: lagPercentile(lag, 0.95),
  maxSeconds: lag.maxSeconds,
});
