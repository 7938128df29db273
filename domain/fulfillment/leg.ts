import * as z from 'zod';
import { CompensationId, LegId, OrderId, ParcelId, PlanId } from '../id.ts';
import { validateTransitions } from '../order/lifecycle.ts';
import { Handling } from '../routing/planning-advice.ts';
import { Instant } from '../time.ts';
import { HeldDeparture } from './held-departure.ts';
import { LegKind, LegService } from './leg-kind.ts';
import { Slot } from './node-slots.ts';
import { Pace } from './pace.ts';
import { Route } from './route.ts';
import { TakenFrom } from './stock-sheet.ts';

export const LEG_STATES = [
  'DISPATCHED',
  'ACCEPTED',
  'IN_PROGRESS',
  'COMPLETED',
  'REJECTED',
  'FAILED',
  'CANCELLED',
] as const;
export const LegState = z.enum(LEG_STATES);
export type LegState = z.infer<typeof LegState>;

export const LEG_TRANSITIONS: Readonly<Record<LegState, readonly LegState[]>> = {
  DISPATCHED: ['ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'REJECTED', 'FAILED', 'CANCELLED'],
  ACCEPTED: ['IN_PROGRESS', 'COMPLETED', 'REJECTED', 'FAILED', 'CANCELLED'],
  IN_PROGRESS: ['COMPLETED', 'FAILED', 'CANCELLED'],
  COMPLETED: [],
  REJECTED: [],
  FAILED: [],
  CANCELLED: [],
};
validateTransitions(LEG_TRANSITIONS, 'DISPATCHED');

export const canMoveLeg = (from: LegState, to: LegState): boolean => LEG_TRANSITIONS[from].includes(to);
export const isLegEnded = (state: LegState): boolean => LEG_TRANSITIONS[state].length === 0;

export const LegLine = z.object({
  lineId: z.string(),
  sku: z.string(),
  quantity: z.number().int().positive(),
  /** Which lots and shards its pieces are taken from; absent: the node's one balance. */
  from: z.array(TakenFrom).optional(),
});
export type LegLine = z.infer<typeof LegLine>;

/** A line of which less was there than the plan took. */
export const ShortLine = LegLine.extend({ picked: z.number().int().nonnegative() });
export type ShortLine = z.infer<typeof ShortLine>;

/** Whose number, and the number as printed: what a carrier's tracking names the parcel by. */
export const Waybill = z.object({
  carrier: z.string().min(1).max(64),
  number: z.string().regex(/^[A-Za-z0-9-]{6,40}$/),
});
export type Waybill = z.infer<typeof Waybill>;

/** What a booker is asked: to carry a parcel, to forget it before it was handed over, to stop it on its way and bring it back. */
export const BOOKING_STEPS = ['BOOK', 'CANCEL', 'INTERCEPT'] as const;
export const BookingStep = z.enum(BOOKING_STEPS);
export type BookingStep = z.infer<typeof BookingStep>;

/** How far the carrier's order for a leg's parcel is: the step asked of the booker last, and what became of it. */
export const Booking = z.object({
  /** Whose API is called: `sf`, `kuaidi100`, `easypost`. */
  booker: z.string(),
  step: BookingStep,
  /** ASKED: under way, or tried again at `nextAt`. REFUSED: the booker will never do it. FAILED: given up, it may have happened. */
  outcome: z.enum(['ASKED', 'DONE', 'REFUSED', 'FAILED']),
  /** Calls of this step so far. */
  attempts: z.number().int().min(0),
  /** The booker's own id of the order; null until it is known. */
  reference: z.string().nullable(),
  /** Where the label is to be had. Whoever holds it reads name and address: told to the partner in charge only. */
  labelUrl: z.string().nullable(),
  since: Instant,
  /** When it is tried again; null: not by itself. */
  nextAt: Instant.nullable(),
  /** Somebody is at it until then. */
  claimedUntil: Instant.nullable(),
  /** Why it is not done; names the field and the cure. */
  reason: z.string().nullable(),
  /** The leg it was ordered for, where another took its parcel over. Absent: its own. */
  askedAs: LegId.optional(),
});
export type Booking = z.infer<typeof Booking>;

/** The question to a partner (RECALL) or, once the goods have left, to the carrier (INTERCEPT) to give a leg back. */
export const Recall = z.object({
  compensationId: CompensationId,
  way: z.enum(['RECALL', 'INTERCEPT']),
  askedAt: Instant,
  /** No answer by then: the leg is kept. */
  answerBy: Instant,
  /** Null: not answered. */
  answer: z.enum(['GRANTED', 'REFUSED']).nullable(),
});
export type Recall = z.infer<typeof Recall>;

/** Legs of several orders that travel in one parcel: one waybill serves all, and each knows the others. */
export const SharedParcel = z.object({
  parcelId: ParcelId,
  /** Whose carriage is ordered, if it is ordered here. */
  lead: LegId,
  with: z.array(z.object({ orderId: OrderId, legId: LegId })).min(1),
});
export type SharedParcel = z.infer<typeof SharedParcel>;

/** One parcel (or visit) of a plan: who hands what over by which lane, and how far it is. Held as `LEG#…` beside the order. */
export const Leg = z.object({
  legId: LegId,
  orderId: OrderId,
  /** The plan that made it; a later plan of the same order leaves it behind. */
  planId: PlanId,
  /** Null until DISPATCHED: committed by the plan, not yet handed out. */
  state: LegState.nullable(),
  since: Instant,
  node: z.string(),
  lane: z.string(),
  carrier: z.string(),
  mode: z.string(),
  lines: z.array(LegLine),
  costMinor: z.number().int(),
  /** P50 arrival; `etaLatestAt` is P90. */
  etaAt: Instant,
  etaLatestAt: Instant,
  /** P10. Absent: never estimated since it was handed out. */
  etaEarliestAt: Instant.optional(),
  /** No answer by then is a rejection. */
  acceptBy: Instant.nullable(),
  waybill: Waybill.nullable(),
  /** Numbers the parcel went by before it was labelled anew, oldest first: it is still found by them. */
  formerWaybills: z.array(Waybill).optional(),
  /** Stock taken for it: HELD until the goods leave, then SHIPPED; RELEASED when given back. NONE: nothing was ever taken. */
  stock: z.enum(['HELD', 'SHIPPED', 'RELEASED', 'NONE']),
  /** Room held for it at its node; absent where nobody counts. */
  slots: z.array(Slot).optional(),
  /** Where it meets the order's other parcels, to go on with them as one. Absent: it goes its own way. */
  consolidatesAt: z.string().optional(),
  /** Room held for it on departures of its lanes; absent where nobody counts. */
  departures: z.array(HeldDeparture).optional(),
  /** Coarse lane of the last effective action (carriers vocabulary): created, moving, blocked, out, attempted, waiting, delivered, returning, closed. */
  progress: z.string(),
  endReason: z.string().nullable(),
  /** How the parcel is to be treated beyond being carried; absent: as usual. */
  handling: z.array(Handling).optional(),
  /** Its way over hubs and carriers, with the times the plan took them to need. Absent: one lane, times unknown. */
  route: Route.optional(),
  /** What milestones say of the time that remains, as legs of its mode had shown when it was planned. Absent: our judgement. */
  pace: Pace.optional(),
  /** What the node has fewer of than it was asked for, by its newest short pick. Absent: nothing. */
  short: z.array(ShortLine).optional(),
  /** STOCK: its line is nowhere in stock, who hands it over is decided when it comes. SERIES: its orders come one by one. Absent: nothing. */
  waitsFor: z.enum(['STOCK', 'SERIES']).optional(),
  /** What it delivers; absent: goods. */
  kind: LegKind.optional(),
  /** Of a visit: what is to be done, and its deadlines. */
  service: LegService.optional(),
  /** Not ended by then, it has failed. Set with DISPATCHED. */
  endBy: Instant.optional(),
  /** What the plan said when the leg was handed out: every later estimate is measured from it. Set with DISPATCHED. */
  planned: z.object({ from: Instant, etaAt: Instant, etaLatestAt: Instant }).optional(),
  /** Absent while nobody here ordered its carriage: the partner does so itself. */
  booking: Booking.optional(),
  /** Whoever has it is asked to give it back, because another plan would take its place. Absent: nobody is. */
  recall: Recall.optional(),
  /** Goods of other orders travel with it. Absent: nobody's. */
  parcel: SharedParcel.optional(),
  /** A person divided a leg: this one carries a part of it. */
  splitFrom: LegId.optional(),
  /** A person divided it: these carry its pieces. */
  splitInto: z.array(LegId).optional(),
  /** A person put legs together: this one carries their pieces. */
  mergedFrom: z.array(LegId).optional(),
  /** A person put it together with others: this one carries its pieces. */
  mergedInto: LegId.optional(),
});
export type Leg = z.infer<typeof Leg>;

/** A booking without its label. */
export const ShownBooking = Booking.omit({ labelUrl: true, claimedUntil: true });
export const ShownLeg = Leg.extend({ booking: ShownBooking.optional() });
export type ShownLeg = z.infer<typeof ShownLeg>;

/** The leg for people who need not read the addressee off its label. */
export const withoutLabel = ({ booking, ...leg }: Leg): ShownLeg =>
  booking ? { ...leg, booking: ShownBooking.parse(booking) } : leg;
