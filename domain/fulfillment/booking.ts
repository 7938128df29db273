import type { PlatformRequest } from '../channel/channel.ts';
import { type Instant, plusSeconds } from '../time.ts';
import type { Action, ActionName } from './action.ts';
import type { Booker, BookerAnswer, BookingAccount, BookingAsk, BookingOutcome, Shipment } from './booker.ts';
import { type Booking, type BookingStep, isLegEnded, type Leg, type SharedParcel } from './leg.ts';
import { maskText } from './mask.ts';
import type { RecordAction } from './record-action.ts';

/** Half a minute, then twice as long each time: given up after about an hour, while the partner still waits for the number. */
const FIRST_WAIT_SECONDS = 30;
export const MOST_ATTEMPTS = 8;
/** Longer than all the calls of one attempt together may take. */
const CLAIM_SECONDS = 60;
const MOST_CALLS = 5;

const isOpen = ({ state }: Leg): boolean => state !== null && !isLegEnded(state);
/** Nothing is known of it at the booker that would have to be undone. */
const isNothing = ({ step, outcome }: Booking): boolean => step === 'BOOK' && outcome === 'REFUSED';

/** The partner may have named a parcel of its own meanwhile: what was ordered here is not needed. */
const stillWanted = ({ waybill }: Leg): BookingStep => (waybill === null ? 'BOOK' : 'CANCEL');

/** Its goods have left, and another plan would take its place. */
const isAskedBack = (leg: Leg): boolean => isOpen(leg) && leg.recall?.way === 'INTERCEPT' && leg.recall.answer === null;

/** A carrier that kept the goods once is asked anew when another plan asks for them. */
const isCarried = ({ step, outcome, since }: Booking, askedAt: Instant): boolean =>
  step === 'BOOK' ? outcome === 'DONE' : since < askedAt;

const stepWhileOpen = (leg: Leg, booking: Booking): BookingStep | null => {
  if (leg.recall && isAskedBack(leg)) return isCarried(booking, leg.recall.askedAt) ? 'INTERCEPT' : null;
  return booking.outcome === 'ASKED' ? stillWanted(leg) : null;
};

/** One parcel for several orders is ordered once, and neither forgotten nor stopped for one of them. */
const stepOfLead = (leg: Leg): BookingStep | null => {
  if (!isOpen(leg)) return null;
  const { booking, waybill } = leg;
  if (!booking) return waybill === null ? 'BOOK' : null;
  return booking.step === 'BOOK' && booking.outcome === 'ASKED' ? stillWanted(leg) : null;
};

/** What was ordered for a leg that travels in another's parcel is not needed. */
const stepOfOther = (booking: Booking | undefined): BookingStep | null => {
  if (!booking || isNothing(booking)) return null;
  return booking.step === 'BOOK' || (booking.step === 'CANCEL' && booking.outcome === 'ASKED') ? 'CANCEL' : null;
};

const stepInParcel = (leg: Leg, { lead }: SharedParcel): BookingStep | null =>
  lead === leg.legId ? stepOfLead(leg) : stepOfOther(leg.booking);

/**
 * What is to be asked of the leg's booker now; null: nothing. A leg that is out wants its parcel booked; one that ended before its
 * goods left wants it forgotten, one that was cancelled after that, stopped. Each is asked until it is done, refused or given up.
 */
export const nextStep = (leg: Leg): BookingStep | null => {
  const { booking, state, stock, parcel } = leg;
  if (state === null || state === 'COMPLETED') return null;
  if (parcel) return stepInParcel(leg, parcel);
  if (!booking) return isOpen(leg) && leg.waybill === null ? 'BOOK' : null;
  if (booking.outcome === 'ASKED' && booking.step !== 'BOOK') return booking.step;
  if (isOpen(leg)) return stepWhileOpen(leg, booking);
  if (booking.step !== 'BOOK' || isNothing(booking)) return null;
  if (stock !== 'SHIPPED') return 'CANCEL';
  return state === 'CANCELLED' ? 'INTERCEPT' : null;
};

/** Whether the account's owner wants such legs booked: its node is a sender, its carrier is ordered there. */
export const takesLeg = ({ endpoint, services, senders }: BookingAccount, { carrier, node }: Leg): boolean =>
  endpoint !== '' && services[carrier] !== undefined && senders[node] !== undefined;

/** Somebody else is at it: only the end of their claim frees it. */
export const isClaimed = ({ claimedUntil }: Booking, now: Instant): boolean =>
  claimedUntil !== null && claimedUntil > now;

/** Timers go off up to a second early. */
const EARLY_SECONDS = 2;
export const isBookingDue = ({ nextAt }: Booking, now: Instant): boolean =>
  nextAt === null || nextAt <= plusSeconds(now, EARLY_SECONDS);

/** Takes a step up, so that nobody else does at the same time. */
export const claimBooking = (booker: string, step: BookingStep, before: Booking | undefined, now: Instant): Booking => {
  const known = before && before.booker === booker ? before : null;
  const isNew = known?.step !== step;
  return {
    booker,
    step,
    outcome: 'ASKED',
    attempts: isNew ? 1 : known.attempts + 1,
    reference: known?.reference ?? null,
    labelUrl: known?.labelUrl ?? null,
    since: isNew ? now : known.since,
    nextAt: plusSeconds(now, CLAIM_SECONDS),
    claimedUntil: plusSeconds(now, CLAIM_SECONDS),
    reason: null,
  };
};

/** A person wants it: from the beginning, at once. */
export const askedAgain = (booking: Booking, step: BookingStep, now: Instant): Booking => ({
  ...booking,
  step,
  outcome: 'ASKED',
  attempts: 0,
  since: now,
  nextAt: now,
  claimedUntil: null,
  reason: null,
});

/** Spread over the second half of each wait. @param jitter from 0 up to 1 */
const waitSeconds = (attempt: number, jitter: number): number =>
  FIRST_WAIT_SECONDS * 2 ** (attempt - 1) * (0.5 + jitter / 2);

/** What becomes of a claimed step. Texts of the booker's are masked: they like to repeat addresses and phones. */
export const afterAnswer = (
  booking: Booking,
  outcome: BookingOutcome,
  { now, jitter }: { readonly now: Instant; readonly jitter: number },
): Booking => {
  const free = { ...booking, claimedUntil: null, nextAt: null };
  if (outcome.kind === 'DONE')
    return {
      ...free,
      outcome: 'DONE',
      since: now,
      reason: null,
      reference: outcome.reference ?? booking.reference,
      labelUrl: outcome.labelUrl ?? booking.labelUrl,
    };
  const reason = maskText(outcome.reason);
  if (outcome.kind === 'REFUSED') return { ...free, outcome: 'REFUSED', since: now, reason };
  const reference = outcome.reference ?? booking.reference;
  if (booking.attempts >= MOST_ATTEMPTS)
    return {
      ...free,
      outcome: 'FAILED',
      since: now,
      reference,
      reason: `given up after ${MOST_ATTEMPTS} attempts; last: ${reason}`,
    };
  return { ...free, reference, reason, nextAt: plusSeconds(now, waitSeconds(booking.attempts, jitter)) };
};

export const hasFailed = ({ outcome }: Booking): boolean => outcome === 'REFUSED' || outcome === 'FAILED';

const reported = (leg: Leg, booker: string, action: ActionName, now: Instant, number: string | null): RecordAction => {
  const told: Action = {
    actionId: [booker, leg.legId, action, leg.recall?.compensationId].filter((part) => part !== undefined).join('|'),
    legId: leg.legId,
    action,
    occurredAt: now,
    receivedAt: now,
    reason: null,
    location: null,
    source: `carrier:${booker}`,
    sourceCode: null,
    sourceText: null,
    confidence: 'exact',
    retracts: null,
    etaAt: null,
  };
  return { action: told, waybill: number ? { carrier: leg.carrier, number } : null };
};

/** What a step that has ended says about the leg: its parcel has a number and a label, is stopped, or will not be given back. */
export const reportsOf = (leg: Leg, booking: Booking, outcome: BookingOutcome, now: Instant): RecordAction[] => {
  const { booker, step } = booking;
  const isKept = step === 'INTERCEPT' && hasFailed(booking) && leg.recall?.answer === null;
  if (isKept) return [reported(leg, booker, 'leg.recall_refused', now, null)];
  if (outcome.kind !== 'DONE') return [];
  if (step === 'INTERCEPT') return [reported(leg, booker, 'exception.intercepted', now, null)];
  if (step !== 'BOOK' || outcome.number === null) return [];
  const created = reported(leg, booker, 'shipment.created', now, outcome.number);
  return outcome.labelUrl ? [created, reported(leg, booker, 'label.issued', now, null)] : [created];
};

/** The partner named a parcel of its own while this one was being ordered. */
const isSuperfluous = ({ waybill }: Leg, { step }: Booking, outcome: BookingOutcome): boolean =>
  step === 'BOOK' && outcome.kind === 'DONE' && waybill !== null && waybill.number !== outcome.number;

/** What becomes of a claimed step and of its leg. What turns out not to be needed is to be forgotten at once. */
export const settleStep = (
  leg: Leg,
  claimed: Booking,
  outcome: BookingOutcome,
  moment: { readonly now: Instant; readonly jitter: number },
): { readonly booking: Booking; readonly reports: readonly RecordAction[] } => {
  const booking = afterAnswer(claimed, outcome, moment);
  return isSuperfluous(leg, claimed, outcome)
    ? { booking: askedAgain(booking, 'CANCEL', moment.now), reports: [] }
    : { booking, reports: reportsOf(leg, booking, outcome, moment.now) };
};

const TALKS = { BOOK: 'book', CANCEL: 'cancel', INTERCEPT: 'intercept' } as const;

/** Why the account cannot be used, before anything is called; null when it can. */
const accountGap = ({ id, keys }: Booker, { account }: BookingAsk): string | null => {
  const missing = keys.filter((key) => !account.keys[key]);
  return missing.length > 0
    ? `keys.${missing.join(', keys.')}: fill in the secret orderloom/carriers/${id}/booking`
    : null;
};

export type BookerCall = { readonly endpoint: string; readonly request: PlatformRequest };

/** Holds the talk of one step with a booker. @param call throws when there is no answer in time */
export const talkWith = async (
  booker: Booker,
  step: BookingStep,
  ask: BookingAsk,
  call: (to: BookerCall) => Promise<BookerAnswer>,
): Promise<BookingOutcome> => {
  const talk = booker[TALKS[step]];
  if (!talk)
    return { kind: 'REFUSED', reason: `${booker.title.en} has no call that stops a parcel: ask the carrier by phone` };
  const gap = accountGap(booker, ask);
  if (gap) return { kind: 'LATER', reason: gap };
  const { endpoint, labelEndpoint = endpoint } = ask.account;
  const answers: BookerAnswer[] = [];
  while (answers.length < MOST_CALLS) {
    const turn = talk(ask, answers);
    if (turn.kind !== 'CALL') return turn;
    answers.push(await call({ endpoint: turn.at === 'LABELS' ? labelEndpoint : endpoint, request: turn.request }));
  }
  return { kind: 'LATER', reason: `${booker.id} did not come to an end within ${MOST_CALLS} calls` };
};

/** What goes into the parcel, and how heavy it is; a SKU of unknown weight counts half a kilogram. */
export const shipmentOf = (
  { lines }: { readonly lines: readonly { sku: string; quantity: number; title: string }[] },
  parties: Pick<Shipment, 'sender' | 'recipient'>,
  skus: (sku: string) => { readonly kg: number } | undefined,
): Shipment => ({
  ...parties,
  weightKg:
    Math.round(lines.reduce((kg, { sku, quantity }) => kg + quantity * (skus(sku)?.kg ?? 0.5), 0) * 1000) / 1000,
  goods: lines.map(({ sku, quantity, title }) => ({ title: title || sku, quantity })),
});
