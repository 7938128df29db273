import * as z from 'zod';
import { REQUEST_KINDS, REQUEST_WORDS } from '../channel/channel-api.ts';
import { InstructionType } from '../channel/remark-instruction.ts';
import { RemarkReading, RemarkSource } from '../channel/remarks-read.ts';
import { ConflictId, CustomerId, EventId, HoldId, LegId, OrderId, PlanId, ReviewId, SeriesId } from '../id.ts';
import { AmountMinor, Currency } from '../money.ts';
import { Compensation } from '../routing/compensation.ts';
import { StandingWish } from '../routing/plan-wish.ts';
import { Instant } from '../time.ts';
import { IntentGuess, ServiceOffer } from './intent.ts';
import { OrderState } from './lifecycle.ts';
import { OrderAccount } from './order-account.ts';

export const FulfillmentType = z.enum(['SHIP', 'PICKUP', 'SERVICE', 'VIRTUAL']);
export type FulfillmentType = z.infer<typeof FulfillmentType>;

/** What a deliverable line promises: one thing of one kind. Amounts are of the whole line, in the order's currency. */
export const Line = z.object({
  lineId: z.string().min(1),
  kind: z.enum(['GOODS', 'SERVICE', 'SUBSCRIPTION', 'APPOINTMENT']),
  /** The merchant's own SKU: what stock is kept under. */
  sku: z.string(),
  channelSku: z.string().nullable(),
  title: z.string(),
  quantity: z.number().int(),
  unitPriceMinor: AmountMinor,
  discountMinor: AmountMinor,
  totalMinor: AmountMinor,
  gift: z.boolean(),
});
export type Line = z.infer<typeof Line>;

/** What remarks ask of packing, delivery and papers: for whoever packs and delivers, not for the plan. */
export const CARE_TYPES = [
  'DELIVERY_TIME',
  'DROP_PLACE',
  'DROP_PLACE_AVOIDED',
  'CONTACT',
  'CONTACT_PHONE',
  'URGENCY',
  'PACKAGING',
  'GIFT_MESSAGE',
  'HIDE_PRICE',
  'INVOICE_KIND',
  'INVOICE_TITLE',
  'INVOICE_TAX_ID',
  'VARIANT_SIZE',
  'VARIANT_COLOR',
  'MERGE_WITH',
  'SPLIT',
  'INSPECT_ON_DELIVERY',
  'INSTALL_ON',
  'NO_SUBSTITUTE',
  'SAMPLE_WANTED',
] as const;

export const ConstraintType = z.enum([
  'DELIVER_BY',
  'SHIP_BY',
  'DELIVERY_WINDOW',
  'CARRIER_WANTED',
  'CARRIER_AVOIDED',
  'REGION',
  'LEAD_TIME',
  'COLD_CHAIN',
  'GMP',
  'DANGEROUS_GOODS',
  'HS_CODE',
  'ORIGIN',
  'INSURANCE',
  'PRE_INSPECTION',
  'NODE_WANTED',
  'NOT_BEFORE',
  'SHIP_TOGETHER',
  ...CARE_TYPES,
]);
export type ConstraintType = z.infer<typeof ConstraintType>;

/** Where a remark says what a constraint asks. */
export const Provenance = z.object({
  instruction: InstructionType,
  /** The remark's own words, personal ones masked. */
  words: z.string(),
  /** UTF-16 offsets into the remark as it was written. */
  span: z.tuple([z.number().int(), z.number().int()]),
  /** Version of the reader. */
  reader: z.string(),
  /** Keyed digest of the remark: under it the clear text is kept with the customer. Null: nothing in it is masked. */
  digest: z.string().nullable(),
  /** Who said that it was read rightly, or corrected it; absent: nobody was asked. */
  verdictBy: z.string().optional(),
});
export type Provenance = z.infer<typeof Provenance>;

/** A typed wish or rule on the fulfilment, with where it came from and how sure we are (0–1). */
export const Constraint = z.object({
  type: ConstraintType,
  value: z.union([z.string(), z.number(), z.boolean(), z.object({ from: Instant, to: Instant })]),
  lineId: z.string().nullable(),
  /** `channel:douyin`, `remark:buyer`, `remark:seller`, `network:skus` */
  source: z.string(),
  confidence: z.number().min(0).max(1),
  /** Only of constraints that a remark asks for. A personal value is masked; the clear one is kept with the customer. */
  said: Provenance.optional(),
});
export type Constraint = z.infer<typeof Constraint>;

/** Where it goes, without personal data: names and streets live in `customers` only. */
export const Destination = z.object({
  country: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  /** GB/T 2260 code of the finest known level, or null. */
  regionCode: z.string().nullable(),
  /** `张**` */
  recipientMasked: z.string(),
  /** `138****0000` */
  phoneMasked: z.string(),
  /** Changes when any part of the full address changes; a keyed digest, says nothing about it. */
  addressDigest: z.string(),
});
export type Destination = z.infer<typeof Destination>;

/** Lines that come, at the price agreed with the buyer, in minor units of the order's currency. */
export const NewLine = z.object({
  sku: z.string(),
  title: z.string(),
  quantity: z.number().int().positive(),
  unitPriceMinor: AmountMinor,
  gift: z.boolean(),
});
export type NewLine = z.infer<typeof NewLine>;

/** What is to change of an order; what is absent stays. */
export const Amendment = z.object({
  kind: z.enum(['AMEND', 'CANCEL']),
  added: z.array(NewLine).readonly().optional(),
  /** By line: the pieces wanted from now on; 0 takes the line out. */
  quantities: z.record(z.string(), z.number().int().min(0)).readonly().optional(),
  destination: Destination.optional(),
  /** By when it is to be there; null: whenever. */
  promiseAt: Instant.nullable().optional(),
  /** Types of constraints that are said anew, and what is said: of these nothing else counts any more. */
  wishes: z
    .object({ types: z.array(ConstraintType).readonly(), constraints: z.array(Constraint).readonly() })
    .optional(),
  /** Goods that have left are brought back by their carriers, where the change allows it. */
  intercept: z.boolean().optional(),
});
export type Amendment = z.infer<typeof Amendment>;

export const HoldType = z.enum([
  'AWAITING_PAYMENT',
  'PLATFORM_RISK',
  'GROUP_BUY',
  'DEPOSIT_ONLY',
  'CUSTOMS',
  'CUSTOMS_DATA',
  'ADDRESS_UNDER_REVIEW',
  'UNKNOWN_SKU',
  'UNKNOWN_ADDRESS',
  'UNKNOWN_CURRENCY',
  'BAD_AMOUNT',
  'BAD_QUANTITY',
  'REFUND_REQUESTED',
  'REFUNDED',
  'CANCEL_REQUESTED',
  'ADDRESS_CHANGE_REQUESTED',
  'SHIPPED_ELSEWHERE',
  'NO_ROUTE',
  'OUT_OF_STOCK',
  'ATTEMPTS_EXHAUSTED',
  'LEG_FAILED',
  'COMPENSATION_STUCK',
  'SYSTEM_FAULT',
  'RECIPIENT_CHANGE_REQUESTED',
  'CONFLICT',
  'IMPORTED',
  'NOT_LAUNCHED',
  'MANUAL',
]);
export type HoldType = z.infer<typeof HoldType>;

/** What lifts a hold: the platform's word, a person, or stock. */
export const ReleaseCondition = z.enum(['CHANNEL_STATUS', 'DATA_CORRECTED', 'STOCK_AVAILABLE', 'PERSON', 'TIME']);

/** What persons hold orders for. */
export const HOLD_TOPICS = ['PAYMENT', 'FRAUD', 'ADDRESS', 'STOCK', 'CUSTOMER', 'OTHER'] as const;

export const Hold = z.object({
  holdId: HoldId,
  type: HoldType,
  /** For a person: what is wrong, which field, and the cure. */
  reason: z.string(),
  /** `channel:douyin`, `person:alice`, `system:screen-order` */
  actor: z.string(),
  since: Instant,
  releaseCondition: ReleaseCondition,
  /** What it is about; only of holds that persons put. */
  topic: z.enum(HOLD_TOPICS).optional(),
  /** Who sees to it. Absent: whoever put it. */
  owner: z.string().optional(),
  /** It is lifted by itself then. */
  until: Instant.optional(),
  /** It is lifted by itself once the order is paid. */
  releaseWhen: z.literal('PAID').optional(),
});
export type Hold = z.infer<typeof Hold>;

/** Where the platform says the order stands (channels.md §3). */
export const ChannelStatus = z.enum([
  'CREATED',
  'PAID_HOLD',
  'READY',
  'PART_SHIPPED',
  'SHIPPED',
  'DELIVERED',
  'COMPLETED',
  'CANCELLED',
]);
export type ChannelStatus = z.infer<typeof ChannelStatus>;

export const Amounts = z.object({
  itemsMinor: AmountMinor,
  shippingMinor: AmountMinor,
  discountMinor: AmountMinor,
  taxMinor: AmountMinor,
  totalMinor: AmountMinor,
  paidMinor: AmountMinor,
  refundedMinor: AmountMinor,
  /** What the buyer paid, in the currency they paid in, where the shop keeps its books in another. */
  paidIn: z.object({ currency: Currency, paidMinor: AmountMinor }).optional(),
});
export type Amounts = z.infer<typeof Amounts>;

/** Two statements that cannot both hold: both values (the first one counts), since when, which rule chose. */
export const Conflict = z.object({
  code: z.string(),
  field: z.string(),
  values: z.array(z.string()),
  since: Instant,
  chosenBy: z.string(),
});
export type Conflict = z.infer<typeof Conflict>;

/** How a conflict ended: a person chose, or the statements agree by now. */
export const Settlement = z.object({
  by: z.string(),
  at: Instant,
  /** Index of the value that counts from then on; null: the statements came to agree. */
  choice: z.number().int().min(0).nullable(),
  reason: z.string(),
});
export type Settlement = z.infer<typeof Settlement>;

/** A conflict as an order carries it. */
export const FlaggedConflict = Conflict.extend({
  /** Absent in orders flagged before conflicts had ids: the code names it. */
  conflictId: ConflictId.optional(),
  /** Who may settle it: a role of API keys. */
  settler: z.enum(['operator']).optional(),
  /** Shipping would be unsafe: the order waits until it is settled. */
  holds: z.boolean().optional(),
  /** Absent: open. */
  settled: Settlement.optional(),
});
export type FlaggedConflict = z.infer<typeof FlaggedConflict>;

/** What a remark seems to say, not surely enough to be obeyed: a person is asked. */
export const RemarkReview = z.object({
  reviewId: ReviewId,
  from: RemarkSource,
  type: InstructionType,
  /** Masked where personal, like `words`. */
  value: z.string(),
  words: z.string(),
  span: Provenance.shape.span,
  confidence: z.number().min(0).max(1),
  reader: z.string(),
  since: Instant,
});
export type RemarkReview = z.infer<typeof RemarkReview>;

/** What a person said of a reading; it stands for every later reading that says the same. */
export const RemarkVerdict = RemarkReview.omit({ confidence: true, since: true }).extend({
  verdict: z.enum(['RIGHT', 'WRONG', 'CORRECTED']),
  /** What it really says; only where corrected. */
  instead: z.object({ type: InstructionType, value: z.string() }).nullable(),
  by: z.string(),
  at: Instant,
});
export type RemarkVerdict = z.infer<typeof RemarkVerdict>;

/** A part of the order whose news has its own time, so that old news of one part never overwrites new news of another. */
export const ASPECTS = ['status', 'lines', 'address', 'amount', 'refund', 'remark'] as const;
export const Aspect = z.enum(ASPECTS);
export type Aspect = z.infer<typeof Aspect>;

/**
 * What a document says about single lines of an order it does not repeat (a change order of B2B). Changes are kept beside the last
 * statement of all lines and applied to it by their time, so they may come in any order, and before it.
 */
export const LineChange = z.object({
  /** Null: what the change says about the order as a whole. */
  lineId: z.string().nullable(),
  saidAt: Instant,
  /** The line as it is from then on; null takes it out. */
  line: Line.nullable(),
  constraints: z.array(Constraint),
  promiseAt: Instant.nullable(),
  conflicts: z.array(Conflict),
});
export type LineChange = z.infer<typeof LineChange>;

/**
 * What a channel says an order is, after mapping: the same shape for every channel. It is merged aspect by aspect
 * (domain/order/merge.ts), so any order of arrival and any repetition end in the same view.
 */
export const ChannelOrder = z.object({
  channel: z.string().min(1),
  shopId: z.string(),
  channelOrderId: z.string().min(1),
  placedAt: Instant,
  fulfillmentType: FulfillmentType,
  currency: z.string(),
  amounts: Amounts,
  status: ChannelStatus,
  /** Typed holds the platform's status asks for (paid but must not ship …). */
  holds: z.array(z.object({ type: HoldType, reason: z.string() })),
  initiator: z.object({
    channelIdentity: z.string(),
    customerId: CustomerId,
    organisation: z.string().nullable(),
    tier: z.string().nullable(),
  }),
  lines: z.array(Line),
  /** Absent: none. */
  lineChanges: z.array(LineChange).readonly().optional(),
  destination: Destination.nullable(),
  constraints: z.array(Constraint),
  /** Personal words masked. */
  remarks: z.object({ buyer: z.string(), seller: z.string() }),
  /** What was read in the remarks. Absent: they say nothing. */
  reading: RemarkReading.optional(),
  /** The furthest the platform ever said the order was. Absent: as far as `status`. */
  furthest: z.object({ status: ChannelStatus, saidAt: Instant }).optional(),
  /** Differing statements of one moment, of an aspect: digests of what was said, sorted. */
  disputed: z.partialRecord(Aspect, z.object({ saidAt: Instant, values: z.array(z.string()) })).optional(),
  promiseAt: Instant.nullable(),
  attributes: z.record(z.string(), z.unknown()),
  /** Paths of attributes that only the customer's record keeps. Absent: none. */
  personalFields: z.array(z.string()).readonly().optional(),
  /** Per aspect: when the platform said so. Absent: this push says nothing about that aspect. */
  saidAt: z.partialRecord(Aspect, Instant),
  conflicts: z.array(Conflict),
  /** Version of the mapping that read it. */
  mappingVersion: z.string(),
});
export type ChannelOrder = z.infer<typeof ChannelOrder>;

/** Why somebody at the channel wants the order kept back: an undecided return or request, and the hold it asks for. */
export const AskedHold = z.object({
  /** Of the return or the request. */
  id: z.string(),
  actor: z.string(),
  type: HoldType,
  reason: z.string(),
});
export type AskedHold = z.infer<typeof AskedHold>;

/**
 * A request at the platform that approves itself when nobody answers. LAPSED: its time ran out, and the order as the platform showed
 * it afterwards is the answer.
 */
export const RequestState = z.enum([...REQUEST_WORDS, 'LAPSED']);
export const OrderRequest = z.object({
  requestId: z.string(),
  kind: z.enum(REQUEST_KINDS),
  state: RequestState,
  saidAt: Instant,
  reason: z.string(),
  /** Null: only an answer was heard so far. */
  askedAt: Instant.nullable(),
  approvesItselfAt: Instant.nullable(),
  /** When its owner was told that time runs out. */
  remindedAt: Instant.nullable(),
});
export type OrderRequest = z.infer<typeof OrderRequest>;

const over = {
  /** Fingerprint of what the channel said when it was changed here. */
  over: z.string(),
};

/** What persons changed of the order here, standing over what its channel said then. */
export const AmendedHere = z.object({
  deliverables: z.object({ ...over, value: z.array(Line) }).optional(),
  destination: z.object({ ...over, value: Destination }).optional(),
  promiseAt: z.object({ ...over, value: Instant.nullable() }).optional(),
  /** Differences to the sums the channel says. */
  amounts: z
    .object({
      ...over,
      by: z.object({
        itemsMinor: z.number().int(),
        shippingMinor: z.number().int(),
        discountMinor: z.number().int(),
        taxMinor: z.number().int(),
        totalMinor: z.number().int(),
      }),
    })
    .optional(),
  /** Types of constraints that persons decided about: what channel and remarks ask of these does not count. */
  wishes: z.array(ConstraintType).optional(),
});
export type AmendedHere = z.infer<typeof AmendedHere>;

/** A change that was asked for under a key: asked for again, it is answered and not made again. */
export const KeyedChange = z.object({ key: z.string(), asked: z.string(), at: Instant });

/** What a second source says about an order, under the key they are joined by: when it was true, and its values by field. */
export const JoinedRecord = z.object({ observedAt: Instant, values: z.record(z.string(), z.unknown()) });
export type JoinedRecord = z.infer<typeof JoinedRecord>;

/** What the customer is interested in, and which link, in which version, concluded it. */
export const Tag = z.object({
  tag: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  link: z.string(),
  version: z.string(),
});
export type Tag = z.infer<typeof Tag>;

export const Fulfiller = z.object({
  legId: LegId,
  role: z.enum(['WAREHOUSE', 'CARRIER', 'SERVICE_PARTNER']),
  party: z.string(),
});
export type Fulfiller = z.infer<typeof Fulfiller>;

export const SERIES_KINDS = ['SUBSCRIPTION', 'FOLLOW_UP'] as const;

/** The order and the series that another order comes from. */
export const Origin = z.object({
  orderId: OrderId,
  seriesId: SeriesId,
  kind: z.enum(SERIES_KINDS),
  number: z.number().int().positive(),
});
export type Origin = z.infer<typeof Origin>;

/** What was agreed on goods that are sold before they can be sent, when the order was first looked at. */
export const Presale = z.object({
  /** Document and version: `new-tea@2`. */
  document: z.string(),
  /** Paid when it was ordered, and still to be paid. */
  depositMinor: AmountMinor,
  finalMinor: AmountMinor,
  /** Not paid by then, it lapses; null: all is paid. */
  finalDueAt: Instant.nullable(),
  /** Nothing is sent before; null: at once. */
  launchAt: Instant.nullable(),
  unpaid: z.enum(['CANCEL', 'HOLD']),
  deposit: z.enum(['FORFEIT', 'REFUND']),
});
export type Presale = z.infer<typeof Presale>;

/** A line as the buyer sees it, and the lines that are delivered for it. */
export const BundledLine = z.object({
  lineId: z.string(),
  /** Document and version: `tea-gift-set@2`. */
  document: z.string(),
  whenShort: z.enum(['TOGETHER', 'SPLIT']),
  parts: z.array(Line),
});
export type BundledLine = z.infer<typeof BundledLine>;

/** Goods an order waits for, as they were short when it was last planned. */
export const Backorder = z.object({
  /** When it first waited for them. */
  since: Instant,
  /** Greater is served first; a policy says. */
  priority: z.number().int().min(0).max(9),
  /** Whether lines may go one by one as they come. */
  divisible: z.boolean(),
  lines: z.array(z.object({ lineId: z.string(), sku: z.string(), quantity: z.number().int().positive() })),
});
export type Backorder = z.infer<typeof Backorder>;

/** The order head: five dimensions (initiator, deliverables, constraints, fulfillers, lifecycle) and the core fields. */
export const Order = z.object({
  orderId: OrderId,
  channel: z.string(),
  shopId: z.string(),
  channelOrderId: z.string(),
  placedAt: Instant,
  promiseAt: Instant.nullable(),
  fulfillmentType: FulfillmentType,
  currency: Currency.or(z.string()),
  amounts: Amounts,
  initiator: ChannelOrder.shape.initiator,
  deliverables: z.array(Line),
  constraints: z.array(Constraint),
  fulfillers: z.array(Fulfiller),
  lifecycle: z.object({
    state: OrderState,
    since: Instant,
    /** How often fulfilment was attempted; bounds replanning. */
    attempts: z.number().int().min(0),
    /** Parties that refused this order: not asked again. */
    refusedBy: z.array(z.string()),
    cancelReason: z.string().nullable(),
    channelStatus: ChannelStatus,
    /** The plan no longer fits the order: what is open is planned again, also while other legs run. Absent: it fits. */
    planAgain: z.literal(true).optional(),
    /** Attempts that ended by our own wish, not by a refusal: they do not count towards giving up. Absent: none. */
    attemptsExcused: z.number().int().min(0).optional(),
    /** Its legs are handed out no earlier: until then its plan may still be exchanged. Absent: at once. */
    handOutAt: Instant.optional(),
  }),
  holds: z.array(Hold),
  /** What is undecided at the channel now; put as holds while nothing is handed out. */
  asked: z.array(AskedHold).optional(),
  /** Requests at the platform, of each id the newest. */
  requests: z.array(OrderRequest).optional(),
  destination: Destination.nullable(),
  remarks: ChannelOrder.shape.remarks,
  /** What the remarks may say, and a person is asked about. */
  reviews: z.array(RemarkReview).optional(),
  /** What persons said of readings. */
  verdicts: z.array(RemarkVerdict).optional(),
  /** What the order is really for, the likeliest first. */
  intents: z.array(IntentGuess).optional(),
  /** Services that suit it. */
  offers: z.array(ServiceOffer).optional(),
  /** What the channel adds, by its attribute set, with what second sources know. */
  attributes: z.record(z.string(), z.unknown()),
  personalFields: ChannelOrder.shape.personalFields,
  /** What the order is joined with, by enhancement pack and join key. Absent: nothing. */
  enhancements: z.record(z.string(), z.record(z.string(), JoinedRecord)).optional(),
  tags: z.array(Tag).optional(),
  /** What it is found by: `videoId=7613…`, `tag=tea-lover`. Written beside it as index rows. */
  foundBy: z.array(z.string()).optional(),
  conflicts: z.array(FlaggedConflict),
  /** Absent: nobody changed it here. */
  amended: AmendedHere.optional(),
  /** What its lines are worth and what of them is gone. Absent: nothing went or came since it was placed. */
  account: OrderAccount.optional(),
  /** The last changes asked for under keys, newest last. */
  keyed: z.array(KeyedChange).optional(),
  planId: PlanId.nullable(),
  /** Of an order that another one brought about: a period of its subscription, a step of its follow-up. */
  origin: Origin.optional(),
  /** Of goods that are sold before they can be sent. */
  presale: Presale.optional(),
  /** Lines that are made of parts, or bring gifts: what is really delivered of them. */
  bundles: z.array(BundledLine).optional(),
  /** Lines that no document of the service catalogue knows: nobody here delivers them. */
  unserved: z.array(z.string()).optional(),
  /** Stock is kept for it before it has a plan, and goes back then. */
  stockKeptUntil: Instant.optional(),
  /** Absent: it waits for no stock. */
  backorder: Backorder.optional(),
  /** Its plan is being replaced while it is under way. Absent: it stands. */
  compensation: Compensation.optional(),
  /** What a person wished of its plans. Absent: the planner decides. */
  wish: StandingWish.optional(),
  /** What of it changes when that replacement succeeds, by its actor and for its reason; nothing of it when it does not. */
  pendingChange: Amendment.optional(),
  /** The merged word of the channel: what the next push is compared with. */
  channelView: ChannelOrder,
  /** Of an order of the past: where it was imported from, and when. */
  imported: z.object({ source: z.string(), at: Instant }).optional(),
  /** Versions of the documents that decided about this order: `mapping/douyin` → `3`. */
  pinned: z.record(z.string(), z.string()),
  color: z.string(),
  traceId: z.string(),
  lastEventId: EventId,
  /** Number of events written so far; the next one is `EVENT#version+1`. */
  version: z.number().int().min(0),
  /** Optimistic lock: counts every write of the head, also those without an event. */
  revision: z.number().int().min(0),
  updatedAt: Instant,
  /** When the buyer's personal data was erased from it. Absent: never. */
  erasedAt: Instant.optional(),
});
export type Order = z.infer<typeof Order>;
