import * as z from 'zod';
import type { ChannelCrypto, PushAnswer, PushRequest } from '../channel/channel.ts';
import type { Instant } from '../time.ts';
import { ActionName } from './action.ts';

/** One row of a carrier's tracking, in the carrier's words. What it means is data: `scan-mapping.ts`. */
export type Scan = {
  /** Null where the source gives none: it counts from its arrival. */
  readonly occurredAt: Instant | null;
  /** The carrier's code; empty when it sent none. */
  readonly code: string;
  /** The text for people, unmasked: never leaves this process but through `maskText`. */
  readonly text: string;
  readonly location: {
    readonly name: string;
    readonly code: string | null;
    readonly lonLat: [number, number] | null;
  } | null;
};

/** What one call says about one parcel. */
export type Tracking = {
  /** The carrier company by the source's own code, and what it was taken for before, where the source corrects itself. */
  readonly companies: readonly string[];
  readonly number: string;
  /** Ascending by time. */
  readonly scans: readonly Scan[];
  /** Rows that could not be read, with the field and the cure. */
  readonly unreadable: readonly string[];
};

export type TrackingReceived =
  | { readonly kind: 'REFUSED'; readonly reason: string; readonly answer: PushAnswer }
  /** Signed, but not understood: kept whole. */
  | { readonly kind: 'UNREADABLE'; readonly error: string; readonly body: string; readonly answer: PushAnswer }
  | { readonly kind: 'ACCEPTED'; readonly tracking: Tracking; readonly body: string; readonly answer: PushAnswer };

/**
 * A source of tracking: how it signs, what it sends, what it wants to hear back. Pure; what varies is an argument.
 * Adding one: `domain/fulfillment/x.ts`, `functions/fulfillment/x.ts`, `catalog/carriers/x.json`, `test/fixtures/fulfillment/x/`
 * and a line in `carriers.ts`.
 *
 * @example
 * export const kuaidi100: Carrier = { id: 'kuaidi100', receive, sign, failure, … };
 */
export type Carrier = {
  /** Kebab-case, the same word as its files and its URL. */
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Verifies over what was signed and takes the call apart. Never throws for anything a stranger can send. */
  readonly receive: (request: PushRequest, salts: readonly string[], crypto: ChannelCrypto) => TrackingReceived;
  /** What the source would send for this plain message: the other end of `receive`. For tests and simulators. */
  readonly sign: (message: { readonly body: string }, salt: string, crypto: ChannelCrypto) => PushRequest;
  /** The source's own words for "not taken, send it again". */
  readonly failure: PushAnswer;
};

/** What a code means. `refine`: too coarse, the text decides when a rule knows it. */
const CodeMeaning = z.object({
  action: ActionName,
  reason: z.string().optional(),
  refine: z.boolean().optional(),
});

/** Catalog document of a carrier: its codes in our vocabulary, its names for companies in ours. */
export const CarrierMapping = z.object({
  carrier: z.string(),
  version: z.string(),
  /** The source's company code → our carrier id. */
  companies: z.record(z.string(), z.string()),
  codes: z.record(z.string(), CodeMeaning),
});
export type CarrierMapping = z.infer<typeof CarrierMapping>;

/** Catalog document `remark-rules`: what a tracking text says. The first rule that matches counts. */
export const RemarkRules = z.object({
  version: z.string(),
  rules: z.array(z.object({ match: z.string(), action: ActionName, reason: z.string().optional() })),
  tests: z.array(z.object({ text: z.string(), action: ActionName.nullable(), reason: z.string().optional() })),
});
export type RemarkRules = z.infer<typeof RemarkRules>;
