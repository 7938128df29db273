import * as z from 'zod';
import { InstructionType } from '../channel/remark-instruction.ts';
import { RemarkSource } from '../channel/remarks-read.ts';
import { defineEvent } from '../event.ts';
import { ConflictId, CustomerId, HoldId, OrderId, ReviewId, SeriesId } from '../id.ts';
import { AmountMinor } from '../money.ts';
import { Instant } from '../time.ts';
import { Intent } from './intent.ts';
import { OrderState } from './lifecycle.ts';
import {
  Amounts,
  Backorder,
  FlaggedConflict,
  FulfillmentType,
  Hold,
  HoldType,
  Line,
  OrderRequest,
  Presale,
  RemarkVerdict,
  SERIES_KINDS,
  Settlement,
} from './order.ts';
import { MoneyDifference } from './order-account.ts';

const place = z.object({ country: z.string(), province: z.string(), city: z.string(), district: z.string() });

export const OrderPlaced = defineEvent(
  'order',
  'OrderPlaced',
  'A channel order became an order of ours, with one id and one life cycle.',
  z.object({
    channel: z.string(),
    shopId: z.string(),
    channelOrderId: z.string(),
    customerId: CustomerId,
    placedAt: Instant,
    promiseAt: Instant.nullable(),
    fulfillmentType: FulfillmentType,
    currency: z.string(),
    amounts: Amounts,
    lines: z.array(Line.pick({ lineId: true, kind: true, sku: true, quantity: true, totalMinor: true })),
    destination: place.nullable(),
    holds: z.array(HoldType),
  }),
);

export const OrderImported = defineEvent(
  'order',
  'OrderImported',
  'An order of the past was taken in as it ended: it starts nothing.',
  OrderPlaced.data.omit({ holds: true }).extend({ source: z.string(), state: OrderState }),
);

export const OrderHeld = defineEvent(
  'order',
  'OrderHeld',
  'A hold was put on the order; it will not move on while one stands.',
  z.object({ hold: Hold }),
);

export const OrderReleased = defineEvent(
  'order',
  'OrderReleased',
  'A hold was lifted; `remaining` says how many still stand.',
  z.object({ holdId: HoldId, type: HoldType, by: z.string(), remaining: z.number().int().min(0) }),
);

export const OrderConfirmed = defineEvent(
  'order',
  'OrderConfirmed',
  'The order was screened, nothing holds it: it may be planned.',
  z.object({ region: z.string().nullable() }),
);

export const OrderAmended = defineEvent(
  'order',
  'OrderAmended',
  'Something about the order changed; names the fields, not personal data.',
  z.object({
    fields: z.array(z.string()).min(1),
    by: z.string(),
    /** What changed, where a person changed it here: each value before and after, places without names and streets. */
    changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })).optional(),
    /** What is open is planned at once, beside legs that go on. */
    besideLegs: z.boolean().optional(),
  }),
);

const dues = {
  /** In minor units of `currency`, above 0. */
  amountMinor: AmountMinor,
  currency: z.string(),
  /** What the buyer paid, and what had gone back before. */
  paidMinor: AmountMinor,
  returnedMinor: AmountMinor,
  /** What it is for, by line: pieces that go, or (below 0) come. */
  lines: MoneyDifference.shape.lines,
  shippingMinor: AmountMinor,
  by: z.string(),
  reason: z.string(),
};

export const RefundDue = defineEvent(
  'order',
  'RefundDue',
  'Money is to go back to the buyer, because lines were cancelled, taken out or returned. Whoever pays acts on it.',
  z.object({
    ...dues,
    /** The same in the currency the buyer paid in, where it is another. */
    inCurrencyPaid: MoneyDifference.shape.inCurrencyPaid,
  }),
);

export const PaymentDue = defineEvent(
  'order',
  'PaymentDue',
  'The buyer owes more than was paid, because lines came or became dearer. Whoever collects acts on it.',
  z.object(dues),
);

export const OrderCancelled = defineEvent(
  'order',
  'OrderCancelled',
  'The order will not be fulfilled; stock and legs are given back.',
  z.object({ reason: z.string(), by: z.string(), from: z.string() }),
);

export const OrderBackordered = defineEvent(
  'order',
  'OrderBackordered',
  'No source has the stock now; the order waits for it.',
  z.object({
    missing: z.array(z.object({ sku: z.string(), reason: z.string() })),
    ...Backorder.pick({ since: true, priority: true }).partial().shape,
  }),
);

export const BackorderFilled = defineEvent(
  'order',
  'BackorderFilled',
  'Stock came for what the order waited for: it is taken, in the order of the queue.',
  z.object({
    lines: Backorder.shape.lines,
    /** What it still waits for. */
    remaining: Backorder.shape.lines,
    priority: Backorder.shape.priority,
    since: Instant,
  }),
);

export const OrderFulfilled = defineEvent(
  'order',
  'OrderFulfilled',
  'Every leg of the order is completed.',
  z.object({ legs: z.number().int().positive(), onTime: z.boolean().nullable() }),
);

export const OrderClosed = defineEvent(
  'order',
  'OrderClosed',
  'The channel closed the deal: nothing more is expected.',
  z.object({ by: z.string() }),
);

export const ConflictFlagged = defineEvent(
  'channel',
  'ConflictFlagged',
  'Two statements about the order cannot both hold; both values and the rule that chose are kept.',
  z.object({ conflict: FlaggedConflict }),
);

export const ConflictSettled = defineEvent(
  'channel',
  'ConflictSettled',
  'A conflict ended: a person chose which value counts, or the statements came to agree (`choice` null).',
  z.object({
    conflictId: ConflictId.nullable(),
    code: z.string(),
    field: z.string(),
    chosen: z.string().nullable(),
    ...Settlement.shape,
  }),
);

const review = { reviewId: ReviewId, from: RemarkSource, type: InstructionType };

export const RemarkDoubted = defineEvent(
  'order',
  'RemarkDoubted',
  'A remark seems to ask for something, not surely enough to be obeyed: a person is asked.',
  z.object({ ...review, confidence: z.number(), reader: z.string() }),
);

export const RemarkJudged = defineEvent(
  'order',
  'RemarkJudged',
  'A person said whether a remark was read rightly; the order obeys the verdict.',
  z.object({
    ...review,
    verdict: RemarkVerdict.shape.verdict,
    insteadType: InstructionType.nullable(),
    by: z.string(),
  }),
);

export const IntentRecognised = defineEvent(
  'order',
  'IntentRecognised',
  'What the order is really for, as likely as the intent model finds it, and the services that suit it.',
  z.object({
    intents: z.array(z.object({ intent: Intent, probability: z.number() })),
    offers: z.array(z.string()),
    model: z.string(),
  }),
);

const request = {
  ...OrderRequest.pick({ requestId: true, kind: true, reason: true, askedAt: true, approvesItselfAt: true }).shape,
  /** The channel it was made at. */
  channel: z.string(),
};

export const ChannelRequestReceived = defineEvent(
  'channel',
  'ChannelRequestReceived',
  'A buyer asks at the platform to cancel, or for another address; unanswered, the request approves itself at `approvesItselfAt`.',
  z.object(request),
);

export const ChannelRequestDue = defineEvent(
  'channel',
  'ChannelRequestDue',
  'A request is still unanswered and will soon approve itself.',
  z.object({ ...request, remainingSeconds: z.number().int().positive() }),
);

export const ChannelRequestEnded = defineEvent(
  'channel',
  'ChannelRequestEnded',
  'A request was answered or withdrawn; LAPSED: its time ran out, and the order as the platform shows it is the answer.',
  z.object({ ...request, state: OrderRequest.shape.state }),
);

const series = { seriesId: SeriesId, kind: z.enum(SERIES_KINDS), document: z.string() };

export const SeriesStarted = defineEvent(
  'order',
  'SeriesStarted',
  'The order brings about others, one after the other: the periods of its subscription, the steps of its follow-up.',
  z.object({
    ...series,
    lineId: z.string().nullable(),
    orders: z.array(z.object({ number: z.number().int(), dueAt: Instant })),
  }),
);

export const SeriesOrderPlaced = defineEvent(
  'order',
  'SeriesOrderPlaced',
  'An order of a series was due, and is placed: an order of its own, which names this one as its origin.',
  z.object({ ...series, number: z.number().int(), dueAt: Instant, placed: OrderId.nullable() }),
);

export const SeriesChanged = defineEvent(
  'order',
  'SeriesChanged',
  'A series was paused, resumed or called off, or one of its orders skipped.',
  z.object({ ...series, do: z.string(), number: z.number().int().nullable(), by: z.string(), reason: z.string() }),
);

export const SeriesEnded = defineEvent(
  'order',
  'SeriesEnded',
  'Nothing more of a series is to come.',
  z.object({ ...series, state: z.enum(['ENDED', 'CANCELLED']), placed: z.number().int() }),
);

export const PresaleOpened = defineEvent(
  'order',
  'PresaleOpened',
  'The order is of goods that are sold before they can be sent: what is still to be paid by when, and when they are sent.',
  Presale,
);

export const PresaleLapsed = defineEvent(
  'order',
  'PresaleLapsed',
  'What was still to be paid of a pre-sale was not paid in time; `deposit` says what becomes of what was.',
  Presale.pick({ document: true, depositMinor: true, finalMinor: true, unpaid: true, deposit: true }),
);
