import * as z from 'zod';
import type { ChannelCrypto, PushAnswer, PushRequest } from '../channel/channel.ts';
import type { Instant } from '../time.ts';
import { ActionName } from './action.ts';

/** One row of a carrier's tracking, in the carrier's words. What it means is data: `scan-mapping.ts`. */
export type Scan = {
  /** Null where the source gives none: it counts from its arrival. */
  readonly occurredAt: Instant | null;
  /** How far the clock that the source wrote the time by is ahead of UTC, as `+08:00`; absent where it is not known. */
  readonly offset?: string | undefined;
  /** The carrier's code; empty when it sent none. */
  readonly code: string;
  /** Which of the source's lists the code is of, where they overlap: `order`. Absent: its list of scans. */
  readonly codeList?: string | undefined;
  /** What the source says more coarsely beside the code: counts where nobody knows the code. */
  readonly coarseCode?: string | undefined;
  /** What makes the code finer, where the source tells it apart: a problem type, a reason code. */
  readonly detail?: string | undefined;
  /** The text for people, unmasked: never leaves this process but through `maskText`. */
  readonly text: string;
  readonly location: {
    readonly name: string;
    readonly code: string | null;
    readonly lonLat: [number, number] | null;
  } | null;
  /** The source's own id of the event: the same event has the same id however often and however worded it comes. */
  readonly eventId?: string | undefined;
  /** The `eventId` that this row takes back. Sources without ids say it by code: `retracts` of the mapping. */
  readonly retractsEvent?: string | undefined;
  /** The parcel was labelled anew and goes on (or back) under this number. */
  readonly renamedTo?: string | undefined;
  /** When the source now expects arrival; the mapping calls the row `eta.updated`. */
  readonly etaAt?: Instant | undefined;
};

/** What one call says about one parcel. */
export type Tracking = {
  /** The carrier company by the source's own code, and what it was taken for before, where the source corrects itself. */
  readonly companies: readonly string[];
  readonly number: string;
  /** What else the source calls it by: a booking beside its bill of lading, a container. */
  readonly otherNumbers?: readonly string[] | undefined;
  /** What we told the carrier to call the shipment by (a leg's id), where the source sends it back. */
  readonly reference?: string | undefined;
  /** Ascending by time. */
  readonly scans: readonly Scan[];
  /** Rows that could not be read, with the field and the cure. */
  readonly unreadable: readonly string[];
};

/** A message taken apart. Without trackings and without complaints: there was nothing to tell. */
export type TrackingReading = {
  readonly trackings: readonly Tracking[];
  /** What belongs to no parcel and could not be read, with the field and the cure. */
  readonly unreadable: readonly string[];
};

/** What a carrier's verification needs. Several are valid at once, so that one can be exchanged for another. */
export type CarrierSecret = {
  /** What the carrier signs (or encrypts) with; where it does neither, the token its calls carry. */
  readonly key: string;
  /** Who we are at the carrier, where its calls say so: client id, app key, account. Absent: not compared. */
  readonly account?: string;
};

/** How a call ended, to be said in the carrier's own words. */
export type Verdict =
  | { readonly kind: 'TAKEN' }
  /** All but these parcels; carriers that have no word for it are told FAILED and send all of it again, which changes nothing. */
  | { readonly kind: 'PARTLY'; readonly missed: readonly string[] }
  /** Not taken, send it again. */
  | { readonly kind: 'FAILED' }
  | {
      readonly kind: 'REFUSED';
      readonly status: 401 | 405 | 413;
      readonly reason: 'SIGNATURE' | 'METHOD' | 'TOO_LARGE';
    };

/** What an answer may be made of. */
export type AnsweredCall = {
  readonly request: PushRequest;
  /** The message in the clear; null when the call was refused before it was opened. */
  readonly message: string | null;
  readonly now: Instant;
  readonly crypto: ChannelCrypto;
};

/**
 * A source of tracking: how it signs, what it sends, what it wants to hear back. Pure; what varies is an argument; nothing of it may
 * be believed before `open`. `receive-tracking.ts` puts the parts together, the same way for each.
 * Adding one: `domain/fulfillment/x.ts`, `functions/fulfillment/x.ts`, `catalog/carriers/x.json`, `test/fixtures/fulfillment/x/`
 * and a line in `carriers.ts` (docs/carriers.md).
 *
 * @example
 * export const zto: Carrier = { id: 'zto', title, ...signedForm({ … }), read, answer };
 */
export type Carrier = {
  /** Kebab-case, the same word as its files and its URL. */
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** The answer to a call that only asks whether we are there; null for any other. Absent where the source never asks. */
  readonly probe?: (
    request: PushRequest,
    secrets: readonly CarrierSecret[],
    crypto: ChannelCrypto,
  ) => PushAnswer | null;
  /** The message in the clear when this secret proves who sent it, else null. */
  readonly open: (request: PushRequest, secret: CarrierSecret, crypto: ChannelCrypto) => string | null;
  /** The message without its wrapping, proven or not; null when it is encrypted or wrapped otherwise. For `npx orderloom track`. */
  readonly unwrap: (request: PushRequest) => string | null;
  /** Takes a message apart: pushes, and what the source's query API answers. @throws anything: then it is kept as unreadable */
  readonly read: (message: string) => TrackingReading;
  readonly answer: (verdict: Verdict, call: AnsweredCall) => PushAnswer;
  /** What the source would send for this message: the other end of `open`. For tests and simulators. */
  readonly sign: (message: string, secret: CarrierSecret, crypto: ChannelCrypto) => PushRequest;
};

/**
 * How we know what a code means: the source's own documents; seen in what it sends or in what others run; told by third parties, as its
 * documents are behind a login; a guess.
 */
export const Basis = z.enum(['DOCUMENTED', 'OBSERVED', 'REPORTED', 'GUESSED']);

/** What a code means. */
const CodeMeaning = z.object({
  action: ActionName,
  reason: z.string().optional(),
  /** Too coarse: the text decides when a rule knows it; a list says between which actions it may. */
  refine: z.union([z.boolean(), z.array(ActionName)]).optional(),
  /** With `event.retracted`: the codes of which the latest row is taken back. */
  retracts: z.array(z.string()).optional(),
  /** What the source calls it, for people. */
  means: z.string().optional(),
  /** How we know, where it is otherwise than for the rest of the document. */
  basis: Basis.optional(),
});
export type CodeMeaning = z.infer<typeof CodeMeaning>;

/** Catalog document of a carrier: its codes in our vocabulary, its names for companies in ours. */
export const CarrierMapping = z.object({
  carrier: z.string(),
  version: z.string(),
  /** The source's company code → our carrier id. */
  companies: z.record(z.string(), z.string()),
  basis: Basis.optional(),
  /** `11`, and finer `11/A9` (code and detail): the finer counts where there is one. `order:4` is of another list than `4`.
   * An asterisk in place of the code, before the slash, stands for any: the detail alone says it. */
  codes: z.record(z.string(), CodeMeaning),
});
export type CarrierMapping = z.infer<typeof CarrierMapping>;

/** Catalog document `remark-rules`: what a tracking text says. The first rule that matches counts. */
export const RemarkRules = z.object({
  version: z.string(),
  rules: z.array(
    z.object({
      match: z.string(),
      /** Western texts come in any case. */
      ignoreCase: z.boolean().optional(),
      action: ActionName,
      reason: z.string().optional(),
    }),
  ),
});
export type RemarkRules = z.infer<typeof RemarkRules>;

/** Texts and what they say, beside the rules that read them: every rule has one. Null: nothing about the parcel. */
export const RemarkExamples = z.object({
  examples: z.array(z.object({ text: z.string(), action: ActionName.nullable(), reason: z.string().optional() })),
});
