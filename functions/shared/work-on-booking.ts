import type { BookingAsk, BookingOutcome, Shipment } from '#domain/fulfillment/booker.ts';
import {
  claimBooking,
  hasFailed,
  isBookingDue,
  isClaimed,
  nextStep,
  settleStep,
  shipmentOf,
  talkWith,
} from '#domain/fulfillment/booking.ts';
import { parcelLegs } from '#domain/fulfillment/combine-legs.ts';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { BookingFailed } from '#domain/fulfillment/events.ts';
import { type Booking, type BookingStep, type Leg, Waybill } from '#domain/fulfillment/leg.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { deliveredLines } from '#domain/order/bundle.ts';
import { because, type Context, unchanged } from '#domain/order/change.ts';
import { flag } from '#domain/order/conflicts.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { type BookerWithAccount, bookerFor } from './booking-account.ts';
import { jitter, now } from './clock.ts';
import { type Decision, decideOn } from './decide.ts';
import { dynamoConsigneeStore } from './dynamo-consignee-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { currentNetwork } from './network-snapshot.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { callPlatform } from './platform-call.ts';
import { recordingOf } from './record-actions.ts';
import { setTimer } from './timers.ts';

const orders = dynamoOrderStore();
const skus = currentNetwork((network) => new Map(network.skus.map((each) => [each.sku, each])));

/** Another step of the leg is being asked of its booker: the message is read again when that is over. */
export class BookingUnderWay extends Error {
  override name = 'BookingUnderWay';
}

type Claim = BookerWithAccount & { readonly leg: Leg; readonly booking: Booking; readonly step: BookingStep };

/** Takes up what the leg wants now; null when it wants nothing, when it is not time yet, or somebody is at it. */
const claim = async (orderId: OrderId, legId: LegId): Promise<Claim | null> => {
  const { legs } = await orders.get(orderId);
  const seen = legOf({ legs }, legId);
  const found = nextStep(seen) && (await bookerFor(seen));
  if (!found) return null;
  const { claimed } = await decideOn(orders, orderId, (record, context) => {
    const leg = legOf(record, legId);
    const step = nextStep(leg);
    const none = { ...unchanged(record.order), claimed: null };
    if (!step) return none;
    const { booking: before } = leg;
    if (before && isClaimed(before, context.now)) {
      if (before.step === step) return none;
      throw new BookingUnderWay(`${before.step} of ${legId} is under way: ${step} waits for its end`);
    }
    if (before?.step === step && before.outcome === 'ASKED' && !isBookingDue(before, context.now)) return none;
    const booking = claimBooking(found.booker.id, step, before, context.now);
    const after = { ...leg, booking };
    return { ...unchanged(record.order), legs: [after], claimed: { ...found, leg: after, booking, step } };
  });
  return claimed;
};

const titled = (order: Order, { lines }: Leg) =>
  lines.map((line) => ({
    ...line,
    title: deliveredLines(order).find(({ lineId }) => lineId === line.lineId)?.title ?? '',
  }));

/** What is in the parcel, goods of other orders among it. */
const contentsOf = async (leg: Leg, order: Order) => {
  const others = await Promise.all(
    (leg.parcel?.with ?? []).map(async ({ orderId, legId }) => {
      const record = await orders.get(orderId);
      return titled(record.order, legOf(record, legId));
    }),
  );
  return [...titled(order, leg), ...others.flat()];
};

/** Sender, addressee and goods; personal data, read for this one call. A reason where there is nobody to send it to. */
const shipmentFor = async (
  { leg, account }: Claim,
  { order }: OrderRecord,
): Promise<Shipment | { readonly refusal: string }> => {
  const sender = account.senders[leg.node];
  if (!sender) return { refusal: `senders.${leg.node}: the account names nobody who hands the parcel over` };
  const { destination, initiator } = order;
  const recipient =
    destination && (await dynamoConsigneeStore.consignee(initiator.customerId, destination.addressDigest));
  if (!recipient) return { refusal: 'destination: the addressee is not known, or was erased' };
  if (recipient.encrypted)
    return { refusal: "consignee: the platform's ciphertext cannot be booked: print the label through the platform" };
  const known = await skus();
  return shipmentOf({ lines: await contentsOf(leg, order) }, { sender, recipient }, (sku) => known.get(sku));
};

/** A UUID made of what is asked: the same question has the same one. */
const requestIdOf = (legId: LegId, step: BookingStep): string => {
  const digest = nodeCrypto.sha256Hex(Buffer.from(`${legId}|${step}`));
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
};

const askBooker = async (claimed: Claim, record: OrderRecord): Promise<BookingOutcome> => {
  const { booker, account, leg, booking, step } = claimed;
  const shipment = step === 'CANCEL' ? null : await shipmentFor(claimed, record);
  if (shipment && 'refusal' in shipment) return { kind: 'REFUSED', reason: shipment.refusal };
  const ask: BookingAsk = {
    legId: booking.askedAs ?? leg.legId,
    carrier: leg.carrier,
    service: account.services[leg.carrier] ?? '',
    account,
    shipment,
    reference: booking.reference,
    number: leg.waybill?.number ?? null,
    repeated: booking.attempts > 1,
    at: now(),
    requestId: requestIdOf(booking.askedAs ?? leg.legId, step),
    crypto: nodeCrypto,
  };
  try {
    return await talkWith(booker, step, ask, ({ endpoint, request }) => callPlatform(endpoint, request));
  } catch (error) {
    return { kind: 'LATER', reason: `${booker.id} did not answer: ${(error as Error).name}` };
  }
};

/** A number that is none, or that another parcel has, is never put on a leg. */
const checked = async ({ leg }: Claim, outcome: BookingOutcome): Promise<BookingOutcome> => {
  if (outcome.kind !== 'DONE' || outcome.number === null) return outcome;
  const waybill = { carrier: leg.carrier, number: outcome.number };
  if (!Waybill.safeParse(waybill).success)
    return {
      kind: 'REFUSED',
      reason: `the booker answered a waybill number that is none: ${outcome.number.slice(0, 40)}`,
    };
  const taken = leg.waybill?.number !== outcome.number && (await orders.findWaybill(waybill.carrier, waybill.number));
  return taken && !parcelLegs(leg).includes(taken)
    ? { kind: 'REFUSED', reason: `the booker answered ${outcome.number}, which is the parcel of another leg` }
    : outcome;
};

const failure = (leg: Leg, booking: Booking) => ({
  legId: leg.legId,
  node: leg.node,
  carrier: leg.carrier,
  booker: booking.booker,
  step: booking.step,
  outcome: booking.outcome === 'FAILED' ? ('FAILED' as const) : ('REFUSED' as const),
  attempts: booking.attempts,
  reason: booking.reason ?? 'the booker gave no reason',
});

/** Told once, and flagged on the order until a person has seen to it. */
const withFailure = (recording: Decision, leg: Leg, booking: Booking, context: Context): Decision => {
  const facts = failure(leg, booking);
  const told = because(recording, BookingFailed, facts, {}, context);
  const conflict = {
    code: 'BOOKING_FAILED',
    field: `legs.${leg.legId}.booking`,
    values: [`${booking.step} at ${booking.booker}`, facts.reason],
    since: context.now,
    chosenBy: 'the leg goes on: its partner may book it itself',
  };
  return { ...recording, ...flag(told, [conflict], context) };
};

/** Writes down what came of it: the booking, the waybill, the reports and the events in one transaction. */
const settle = async (
  orderId: OrderId,
  { leg: { legId }, booking }: Claim,
  outcome: BookingOutcome,
): Promise<Booking> => {
  const { after } = await decideOn(orders, orderId, async (record, context) => {
    const leg = legOf(record, legId);
    const moment = { now: context.now, jitter: jitter() };
    const { booking: after, reports } = settleStep(leg, { ...booking, ...leg.booking }, outcome, moment);
    const known = await orders.actions(orderId);
    const recording = recordingOf(record, known, legId, () => reports, context);
    const moved = { ...(recording.legs?.[0] ?? leg), booking: after };
    const written: Decision = { ...recording, legs: [moved] };
    return { ...(hasFailed(after) ? withFailure(written, moved, after, context) : written), after };
  });
  if (hasFailed(after)) count('BookingFailed', { service: 'fulfillment' });
  return after;
};

/** One leg wants at most to be booked, then forgotten or stopped. */
const MOST_STEPS = 3;

/** Does what the leg wants of its booker, if anything; a step that cannot be done now sets its own timer. */
export const workOnBooking = async (legId: LegId): Promise<void> => {
  const orderId = await orders.findLeg(legId);
  if (!orderId) return;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const claimed = await claim(orderId, legId);
    if (!claimed) return;
    const outcome = await checked(claimed, await askBooker(claimed, await orders.get(orderId)));
    const { booker, step, attempts, nextAt } = await settle(orderId, claimed, outcome);
    logger.info('booker asked', { legId, orderId, booker, step, outcome: outcome.kind, attempts });
    if (nextAt) return setTimer(`book_${legId}_${step}_${attempts}`, { timer: 'BOOKING', legId }, nextAt);
  }
};
