import * as z from 'zod';
import type { MilestoneRecord } from '../fulfillment/milestone-record.ts';
import { AS_CLAIMED, hasHubsAhead, type Pace, type PaceByMode, type PaceRow, usualRow } from '../fulfillment/pace.ts';
import { normalCdf } from './normal-distribution.ts';

/** The newest of what milestones have shown, by mode and milestone: `[elapsed, left, share]`, null as in `MilestoneRecord`. */
const Sample = z.tuple([z.number().nullable(), z.number().nullable(), z.number()]);
type Sample = z.infer<typeof Sample>;
export const PaceSamples = z.record(z.string(), z.record(z.string(), z.array(Sample)));
export type PaceSamples = z.infer<typeof PaceSamples>;

/** Enough that P10 and P90 are known to a hundredth; the older go. */
const KEPT = 1000;
/** With hubs ahead what is kept was said with earlier rows: only the newest are. */
const KEPT_BEFORE_HUBS = 300;
/** Our judgement counts as much as so many legs. */
const JUDGED = 20;
/** Clocks and habits differ: an estimate never claims to be surer than this. */
const LEAST_SPREAD = 0.05;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export const withMilestones = (samples: PaceSamples, records: readonly MilestoneRecord[]): PaceSamples => {
  const next: PaceSamples = Object.fromEntries(Object.entries(samples).map(([mode, own]) => [mode, { ...own }]));
  for (const { mode, milestone, elapsed, left, share } of records) {
    const own = next[mode] ?? {};
    next[mode] = own;
    const sample: Sample = [elapsed && rounded(elapsed), left && rounded(left), rounded(share)];
    const kept = hasHubsAhead(milestone) ? KEPT_BEFORE_HUBS : KEPT;
    own[milestone] = [...(own[milestone] ?? []).slice(1 - kept), sample];
  }
  return next;
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The value below which a share of them lies, between neighbours by straight line. */
const quantile = (sorted: readonly number[], share: number): number => {
  const place = share * sorted.length - 0.5;
  const low = Math.min(Math.max(Math.floor(place), 0), sorted.length - 1);
  const high = Math.min(low + 1, sorted.length - 1);
  const [below, above] = [sorted[low] as number, sorted[high] as number];
  return below + (above - below) * Math.min(Math.max(place - low, 0), 1);
};

/** Where P10, P50, P90 really lay, drawn to what was claimed while few have shown it. */
const sharesFrom = (turnedOut: readonly number[]): PaceRow['shares'] => {
  const sorted = turnedOut.toSorted((a, b) => a - b);
  const learnt = (claimed: number): number =>
    (JUDGED * claimed + sorted.length * quantile(sorted, claimed)) / (JUDGED + sorted.length);
  return [rounded(learnt(AS_CLAIMED[0])), rounded(learnt(AS_CLAIMED[1])), rounded(learnt(AS_CLAIMED[2]))];
};

type Shown = { readonly elapsed: number | null; readonly left: number };

/** By least squares; a slope only where the beginning of the lane is known, and drawn to none. */
const slopeOf = (shown: readonly Shown[], pivot: number): number => {
  const known = shown.filter((each): each is { elapsed: number; left: number } => each.elapsed !== null);
  if (known.length < 2) return 0;
  const middle = mean(known.map(({ left }) => left));
  const together = known.reduce((sum, { elapsed, left }) => sum + (elapsed - pivot) * (left - middle), 0);
  const square = known.reduce((sum, { elapsed }) => sum + (elapsed - pivot) ** 2, 0);
  return together / (square + JUDGED * 0.1);
};

const rowFrom = (milestone: string, shown: readonly Shown[]): PaceRow => {
  const judged = usualRow(milestone);
  const elapsed = shown.flatMap((each) => (each.elapsed === null ? [] : [each.elapsed]));
  const pivot = elapsed.length === 0 ? 0 : mean(elapsed);
  const slope = slopeOf(shown, pivot);
  const lefts = shown.map((each) => each.left - slope * ((each.elapsed ?? pivot) - pivot));
  const weight = JUDGED + shown.length;
  const bias = (JUDGED * judged.bias + lefts.reduce((sum, left) => sum + left, 0)) / weight;
  const squares = lefts.reduce((sum, left) => sum + (left - bias) ** 2, 0);
  const spread = Math.max(Math.sqrt((JUDGED * judged.spread ** 2 + squares) / weight), LEAST_SPREAD);
  const shares = sharesFrom(lefts.map((left) => normalCdf((left - bias) / spread)));
  return { bias: rounded(bias), slope: rounded(slope), pivot: rounded(pivot), spread: rounded(spread), shares };
};

const learntRow = (milestone: string, samples: readonly Sample[]): PaceRow => {
  const shown = samples.flatMap(([elapsed, left]) => (left === null ? [] : [{ elapsed, left }]));
  const turnedOut = sharesFrom(samples.map(([, , share]) => share));
  if (shown.length === 0) return { ...usualRow(milestone), shares: turnedOut };
  const row = rowFrom(milestone, shown);
  // With hubs ahead the row is of the lane to the next hub, its shares of the whole way.
  return hasHubsAhead(milestone) ? { ...row, shares: turnedOut } : row;
};

/** What milestones say from now on. */
export const paceFrom = (samples: PaceSamples): PaceByMode =>
  Object.fromEntries(
    Object.entries(samples).map(([mode, own]): [string, Pace] => [
      mode,
      Object.fromEntries(Object.entries(own).map(([milestone, each]) => [milestone, learntRow(milestone, each)])),
    ]),
  );
