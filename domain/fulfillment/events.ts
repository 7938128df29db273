import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { CompensationId, LegId, OrderId, ParcelId } from '../id.ts';
import { SlaStep } from '../lineage/sla-terms.ts';
import { Instant } from '../time.ts';
import { ActionLocation, ActionName, ProgressLane } from './action.ts';
import { BookingStep, LegLine, Recall, ShortLine } from './leg.ts';
import { LegKind, LegService } from './leg-kind.ts';
import { RouteStep } from './route.ts';
import { StockLine } from './stock-command.ts';

/** Who is responsible for a leg: the node hands over, the carrier carries. */
const inCharge = { legId: LegId, node: z.string(), carrier: z.string() };
const StockLines = z.array(z.object({ sku: z.string(), quantity: z.number().int().positive() }));
const eta = { etaAt: Instant, etaLatestAt: Instant, etaEarliestAt: Instant.optional() };

export const StockReserved = defineEvent(
  'fulfillment',
  'StockReserved',
  'Stock at a node was taken for a leg.',
  z.object({ legId: LegId, node: z.string(), lines: StockLines }),
);

export const StockReleased = defineEvent(
  'fulfillment',
  'StockReleased',
  'Stock that a leg no longer needs was given back to its node.',
  z.object({ legId: LegId, node: z.string(), lines: StockLines, reason: z.string() }),
);

export const StockUnlocked = defineEvent(
  'fulfillment',
  'StockUnlocked',
  'Stock that was kept for an order without a plan was given back: its time is over (`EXPIRED`), or the order ended.',
  z.object({
    lines: z.array(z.object({ sku: z.string(), node: z.string(), quantity: z.number().int().positive() })),
    reason: z.string(),
  }),
);

export const StockMoved = defineEvent(
  'fulfillment',
  'StockMoved',
  'A warehouse or an operator moved stock: adjusted, transferred, expected, received, damaged, spread over rows.',
  z.object({
    by: z.string(),
    commandId: z.string(),
    /** Of which there is more or less, or whose buyers are others. */
    skus: z.array(z.string()),
    lines: z.array(StockLine),
  }),
);

export const StockDrifted = defineEvent(
  'fulfillment',
  'StockDrifted',
  'A balance of stock is not what its movements add up to: somebody changed it past the ledger. It goes on being sold as it stands.',
  z.object({
    sku: z.string(),
    node: z.string(),
    differences: z.array(z.object({ what: z.string(), balance: z.number(), book: z.number() })).min(1),
  }),
);

export const LegDispatched = defineEvent(
  'fulfillment',
  'LegDispatched',
  'A leg was handed out. The partner in charge of `node` fetches it with `GET /legs/{id}` and answers before `acceptBy`.',
  z.object({
    ...inCharge,
    lane: z.string(),
    mode: z.string(),
    lines: z.array(LegLine),
    /** Names of the region only: who and where exactly is told to the partner in charge, on request. */
    destination: z
      .object({ country: z.string(), province: z.string(), city: z.string(), district: z.string() })
      .nullable(),
    ...eta,
    acceptBy: Instant,
    /** Absent: goods. */
    kind: LegKind.optional(),
    /** Of a visit: what is to be done, and by when. */
    service: LegService.optional(),
    /** Where the parcel waits for others of its order, to go on with them as one; absent: nowhere. */
    consolidatesAt: z.string().optional(),
    /** Not to leave before then, and to have left by then; absent: nothing is asked. */
    shipNotBefore: Instant.optional(),
    shipBy: Instant.optional(),
    /** The way over hubs and carriers, with the P50 arrival at the end of each step; absent: one lane. */
    route: z
      .array(RouteStep.pick({ node: true, to: true, lane: true, carrier: true, mode: true }).extend({ etaAt: Instant }))
      .optional(),
    /** Every node and carrier with a part in it: what a hub or a later carrier subscribes by. */
    parties: z.array(z.string()).optional(),
  }),
);

export const LegShortPicked = defineEvent(
  'fulfillment',
  'LegShortPicked',
  'The node has fewer goods of a leg than it was asked for; the lines that are short, and how many of each there are.',
  z.object({ ...inCharge, lines: z.array(ShortLine), reason: z.string().nullable() }),
);

export const LegAccepted = defineEvent(
  'fulfillment',
  'LegAccepted',
  'The partner in charge took the leg.',
  z.object({ ...inCharge, acceptedAt: Instant }),
);

export const LegRejected = defineEvent(
  'fulfillment',
  'LegRejected',
  'The partner in charge will not do the leg, or did not answer in time; the order is planned again without it.',
  z.object({ ...inCharge, reason: z.string() }),
);

export const ActionRecorded = defineEvent(
  'fulfillment',
  'ActionRecorded',
  'Something happened to a leg, as its partner or carrier reports it.',
  z.object({
    ...inCharge,
    actionId: z.string(),
    action: ActionName,
    occurredAt: Instant,
    receivedAt: Instant,
    source: z.string(),
    sourceCode: z.string().nullable(),
    reason: z.string().nullable(),
    location: ActionLocation.nullable(),
    /** Where the leg stands after all that is known, not after this action alone. */
    progress: ProgressLane,
    /** It happened before something that was already known. */
    late: z.boolean(),
    /** It contradicts how the leg ended: the end stands, a person should look. */
    contradictsEnd: z.boolean(),
    ...eta,
  }),
);

export const LegCompleted = defineEvent(
  'fulfillment',
  'LegCompleted',
  'The goods of a leg are with the customer, or with who took them in for the customer.',
  z.object({ ...inCharge, action: ActionName, completedAt: Instant }),
);

export const LegFailed = defineEvent(
  'fulfillment',
  'LegFailed',
  'A leg ended without delivery.',
  z.object({ ...inCharge, action: ActionName, reason: z.string(), failedAt: Instant }),
);

export const LegWithdrawn = defineEvent(
  'fulfillment',
  'LegWithdrawn',
  'A leg is taken back because the order changed or another plan takes its place. Stop working on it; its stock is given back.',
  z.object({
    ...inCharge,
    reason: z.string(),
    /** Whether the partner in charge had it in hand. */
    wasHandedOut: z.boolean(),
  }),
);

export const LegSplit = defineEvent(
  'fulfillment',
  'LegSplit',
  'A person divided a leg: its pieces go in several parcels from where they are. The leg itself is taken back; the order is as it was.',
  z.object({ ...inCharge, into: z.array(LegId).min(2) }),
);

export const LegsMerged = defineEvent(
  'fulfillment',
  'LegsMerged',
  'A person put legs of an order together: their pieces go in one parcel. The legs themselves are taken back; the order is as it was.',
  z.object({ ...inCharge, from: z.array(LegId).min(2) }),
);

const LegRef = z.object({ orderId: OrderId, legId: LegId });

export const LegCombined = defineEvent(
  'fulfillment',
  'LegCombined',
  'A leg travels with legs of other orders in one parcel from now on, or with others than before: pack them together, under one waybill. `lead` is the leg whose carriage is ordered.',
  z.object({
    ...inCharge,
    parcelId: ParcelId,
    lead: LegId,
    with: z.array(LegRef).min(1),
    lane: z.string(),
    /** Its share of what the parcel costs. */
    costMinor: z.number().int(),
    etaAt: Instant,
    by: z.string(),
    reason: z.string(),
  }),
);

export const LegParted = defineEvent(
  'fulfillment',
  'LegParted',
  'A leg travels by itself again: it was taken out of its shared parcel, ended, or is the last that is left of it.',
  z.object({ ...inCharge, parcelId: ParcelId, by: z.string(), reason: z.string() }),
);

const recalled = { ...inCharge, compensationId: CompensationId, way: Recall.shape.way };

export const LegRecallAsked = defineEvent(
  'fulfillment',
  'LegRecallAsked',
  'Another plan would take the place of a leg: RECALL asks the partner that took it on, INTERCEPT its carrier. Answer leg.recalled or leg.recall_refused to `POST /legs/{id}/actions` before `answerBy`; no answer keeps the leg.',
  z.object({ ...recalled, answerBy: Instant, reason: z.string() }),
);

export const LegRecallAnswered = defineEvent(
  'fulfillment',
  'LegRecallAnswered',
  'Whoever has a leg gives it back, or keeps it.',
  z.object({ ...recalled, granted: z.boolean(), reason: z.string().nullable() }),
);

export const LegReinstated = defineEvent(
  'fulfillment',
  'LegReinstated',
  'A leg that was asked back goes on as before: its plan stays after all.',
  z.object({ ...inCharge, reason: z.string() }),
);

/** What is late or about to be. Of a leg: which, and who has it; of a hold or a return neither. */
const sla = {
  legId: LegId.optional(),
  node: z.string().optional(),
  carrier: z.string().optional(),
  /** Node or carrier it depends on; of a hold, who is to end it. */
  responsible: z.string(),
  /** The step that holds it up. Absent in events of before steps were named: `DELIVERY`. */
  step: SlaStep.optional(),
  /** `node:…`, `carrier:…`, `role:operator`, `channel:…`. */
  owner: z.string().optional(),
  /** Where the goods were last heard of: the outlet, by its code at the source. */
  outlet: z.object({ code: z.string().nullable(), name: z.string() }).nullable().optional(),
  dueAt: Instant.optional(),
  promiseAt: Instant.optional(),
  /** Of a scan that does not come: since when nothing was heard, in hours. */
  silence: z.object({ since: Instant, hours: z.number() }).optional(),
};

export const SlaAtRisk = defineEvent(
  'fulfillment',
  'SlaAtRisk',
  'A step is about to miss its deadline, or a leg is now expected later than the order was promised; `responsible` is the provider it depends on.',
  z.object({ ...sla, etaAt: Instant.optional(), etaLatestAt: Instant.optional(), etaEarliestAt: Instant.optional() }),
);

export const SlaBreached = defineEvent(
  'fulfillment',
  'SlaBreached',
  'A step missed its deadline, or a leg was completed after the promised time; `responsible` is the provider it depended on.',
  z.object({ ...sla, completedAt: Instant.optional() }),
);

export const BookingFailed = defineEvent(
  'fulfillment',
  'BookingFailed',
  'A carrier did not take, forget or stop the parcel of a leg, and is not asked again by itself.',
  z.object({
    ...inCharge,
    /** Whose API was called. */
    booker: z.string(),
    step: BookingStep,
    outcome: z.enum(['REFUSED', 'FAILED']),
    attempts: z.number().int().positive(),
    /** Names the field and the cure; without personal data. */
    reason: z.string(),
  }),
);
