import * as z from 'zod';
import { type CheckupReader, type FieldReport, GAPS } from '../channel/checkup.ts';
import { coverageOf, isProblemOf, JsonType } from '../channel/field-counts.ts';
import { PUSH_OUTCOMES } from '../channel/inbox-store.ts';
import { Instant, secondsBetween } from '../time.ts';
import {
  type ChannelCounts,
  type FieldCost,
  mergeChannelCounts,
  type OpenHold,
  summaryOfLag,
} from './channel-counts.ts';
import type { KeptCheckup } from './checkup-store.ts';

const Count = z.number().int().min(0);
const Lag = z.object({ messages: Count, p50Seconds: z.number(), p95Seconds: z.number(), maxSeconds: z.number() });
const Share = z.number().min(0).max(1);

/** What to ask of `GET /insight/channels`. */
export const AskChannels = z.strictObject({
  channel: z.string().min(1).optional(),
  /** Left out: seven days ago. What is older than an hour counts by whole days (UTC). */
  since: Instant.optional(),
  format: z.enum(['json', 'html']).optional(),
});
export type AskChannels = z.infer<typeof AskChannels>;

export const CheckedField = z.object({
  field: z.string(),
  mappedTo: z.array(z.string()),
  /** Null: nothing is wrong. */
  gap: z.enum(GAPS).nullable(),
  coverage: Share,
  /** Of the time before that is as long; null: not seen then. */
  coverageBefore: Share.nullable(),
  types: z.partialRecord(JsonType, Count),
  typesBefore: z.partialRecord(JsonType, Count),
  unseenWords: z.record(z.string(), Count),
  /** Not seen in the time before, in which the channel was. */
  isNew: z.boolean(),
  /** What the gap cost: orders once each, hours that orders were held. */
  cost: z.object({ flagged: Count, held: Count, failed: Count, hoursLost: z.number().min(0) }),
  /** Coverage by part of the time; null where the field could not stand. */
  strip: z.array(Share.nullable()),
  /** Parts in which types or words came up that were not there before. */
  drifts: z.array(Count),
});
export type CheckedField = z.infer<typeof CheckedField>;

export const ChannelCheckup = z.object({
  channel: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  from: Instant,
  to: Instant,
  payloads: Count,
  outcomes: z.partialRecord(z.enum(PUSH_OUTCOMES), Count),
  /** Pushed, fetched, and found by comparing with the platform's list: those no message told of in time. */
  lag: z.object({ PUSH: Lag.nullable(), POLL: Lag.nullable(), SWEEP: Lag.nullable() }),
  /** Beginnings of the parts of the time. */
  parts: z.array(z.string()),
  fields: z.array(CheckedField),
});
export type ChannelCheckup = z.infer<typeof ChannelCheckup>;

export const ChannelCheckups = z.object({ from: Instant, to: Instant, channels: z.array(ChannelCheckup) });
export type ChannelCheckups = z.infer<typeof ChannelCheckups>;

const dayOf = (at: Instant): string => at.slice(0, 'yyyy-MM-dd'.length);

/**
 * What is kept of a channel as the days since a moment, and the sum of what was before. Days are whole; of what is not in its day yet,
 * the moment counts.
 */
export const partsOf = (
  { days, sightings }: Pick<KeptCheckup, 'days' | 'sightings'>,
  from: Instant,
): { readonly parts: readonly Part[]; readonly before: ChannelCounts } => {
  const first = dayOf(from);
  const all = [
    ...days.map(({ day, counts }) => ({ day, counts, isBefore: day < first })),
    ...sightings.map(({ at, counts }) => ({ day: dayOf(at), counts, isBefore: at < from })),
  ];
  const byDay = Map.groupBy(
    all.filter(({ isBefore }) => !isBefore),
    ({ day }) => day,
  );
  const sumOf = (some: typeof all): ChannelCounts => mergeChannelCounts(some.map(({ counts }) => counts));
  return {
    parts: [...byDay.keys()].sort().map((label) => ({ label, counts: sumOf(byDay.get(label) ?? []) })),
    before: sumOf(all.filter(({ isBefore }) => isBefore)),
  };
};

/** A part of the time that is looked at: a day, say. */
export type Part = { readonly label: string; readonly counts: ChannelCounts };

export type CheckupInput = {
  readonly channel: string;
  readonly title: ChannelCheckup['title'];
  readonly from: Instant;
  readonly to: Instant;
  /** Oldest first. */
  readonly parts: readonly Part[];
  /** The time before that is as long. */
  readonly before: ChannelCounts;
  /** Orders that wait still. */
  readonly open: readonly OpenHold[];
};

const NO_COST: FieldCost = { flagged: 0, held: 0, failed: 0, lostSeconds: 0 };

const costOf = (
  { field, unseenWords }: FieldReport,
  { costs }: ChannelCounts,
  input: CheckupInput,
): CheckedField['cost'] => {
  const isOf = (name: string): boolean => isProblemOf(name, field, Object.keys(unseenWords).length > 0);
  const found = Object.entries(costs).filter(([name]) => isOf(name));
  const total = found.reduce(
    (sum, [, cost]) => ({
      flagged: sum.flagged + cost.flagged,
      held: sum.held + cost.held,
      failed: sum.failed + cost.failed,
      lostSeconds: sum.lostSeconds + cost.lostSeconds,
    }),
    NO_COST,
  );
  const waiting = input.open
    .filter(({ fields }) => fields.some(isOf))
    .reduce((sum, { since }) => sum + Math.max(0, secondsBetween(since, input.to)), 0);
  const { lostSeconds, ...counts } = total;
  return { ...counts, hoursLost: Math.round((lostSeconds + waiting) / 3.6) / 1000 };
};

type Seen = { readonly types: readonly string[]; readonly words: readonly string[] };

const NEVER: Seen = { types: [], words: [] };

const hasOther = (known: readonly string[], found: readonly string[]): boolean =>
  found.some((each) => !known.includes(each));

const seenOf = ({ fields }: ChannelCounts, path: string, unseen: Readonly<Record<string, number>>): Seen => {
  const field = Object.hasOwn(fields.fields, path) ? fields.fields[path] : undefined;
  if (!field) return NEVER;
  return {
    types: Object.keys(field.types).filter((type) => type !== 'null'),
    words: Object.keys(field.words).filter((word) => Object.hasOwn(unseen, word)),
  };
};

/** Parts in which a type came up that the field did not have before, or a word that nobody knows. */
const driftsIn = (
  path: string,
  { parts, before }: CheckupInput,
  unseen: Readonly<Record<string, number>>,
): number[] => {
  let known = seenOf(before, path, unseen);
  return parts.flatMap(({ counts }, index) => {
    const { types, words } = seenOf(counts, path, unseen);
    const isOtherType = (known.types.length > 0 || types.length > 1) && hasOther(known.types, types);
    const isNews = isOtherType || hasOther(known.words, words);
    known = { types: [...known.types, ...types], words: [...known.words, ...words] };
    return isNews ? [index] : [];
  });
};

const worstFirst = (a: CheckedField, b: CheckedField): number =>
  b.cost.failed + b.cost.held - (a.cost.failed + a.cost.held) ||
  Number(b.gap !== null) - Number(a.gap !== null) ||
  b.cost.flagged - a.cost.flagged;

/** How a channel is read: what fits, what drifted, and what that cost, field by field, the costliest first. */
export const checkChannel = (input: CheckupInput, reader: CheckupReader): ChannelCheckup => {
  const { channel, title, from, to, parts, before } = input;
  const sum = mergeChannelCounts(parts.map(({ counts }) => counts));
  const wasSeen = before.fields.payloads > 0;
  const fieldOf = (report: FieldReport): CheckedField => {
    const { field, mappedTo, gap, coverage, types, unseenWords } = report;
    const earlier = Object.hasOwn(before.fields.fields, field) ? before.fields.fields[field] : undefined;
    return {
      field,
      mappedTo: [...mappedTo],
      gap,
      coverage,
      coverageBefore: wasSeen ? coverageOf(before.fields, field) : null,
      types,
      typesBefore: earlier?.types ?? {},
      unseenWords,
      isNew: wasSeen && !earlier && Object.hasOwn(sum.fields.fields, field),
      cost: costOf(report, sum, input),
      strip: parts.map(({ counts }) => coverageOf(counts.fields, field)),
      drifts: driftsIn(field, input, unseenWords),
    };
  };
  const lag = (arrival: 'PUSH' | 'POLL' | 'SWEEP') => {
    const counts = sum.lag[arrival];
    return counts ? summaryOfLag(counts) : null;
  };
  const reports = sum.fields.payloads > 0 ? reader.report(sum.fields, wasSeen ? before.fields : undefined) : [];
  return {
    channel,
    title,
    from,
    to,
    payloads: sum.fields.payloads,
    outcomes: sum.outcomes,
    lag: { PUSH: lag('PUSH'), POLL: lag('POLL'), SWEEP: lag('SWEEP') },
    parts: parts.map(({ label }) => label),
    fields: reports.map(fieldOf).sort(worstFirst),
  };
};
