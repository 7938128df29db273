import * as z from 'zod';
import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import type { HoldType, Order } from '../order/order.ts';
import type { Instant } from '../time.ts';

/** How worried to be, worst first: `FAILED` needs a person, `HELD` waits for what its holds name, `LATE` is past its promise. */
export const HEALTHS = ['FAILED', 'HELD', 'LATE', 'AT_RISK', 'OK'] as const;
export const Health = z.enum(HEALTHS);
export type Health = z.infer<typeof Health>;

export type HealthReport = { readonly health: Health; readonly reason: string | null };

export type Eta = { readonly etaAt: Instant; readonly etaLatestAt: Instant };

const isLive = ({ state }: Leg): boolean => state === null || !['REJECTED', 'FAILED', 'CANCELLED'].includes(state);

/** Legs that serve the order: those that came to nothing are history. */
export const liveLegs = (legs: readonly Leg[]): Leg[] => legs.filter(isLive);

/** When everything is expected to be there, from the legs that serve the order; null while none does. */
export const etaOf = (legs: readonly Leg[]): Eta | null => {
  const times = (read: (leg: Leg) => Instant): Instant | undefined => liveLegs(legs).map(read).sort().at(-1);
  const etaAt = times((leg) => leg.etaAt);
  const etaLatestAt = times((leg) => leg.etaLatestAt);
  return etaAt && etaLatestAt ? { etaAt, etaLatestAt } : null;
};

const FAULTS: readonly HoldType[] = ['SYSTEM_FAULT', 'LEG_FAILED', 'ATTEMPTS_EXHAUSTED'];
const STUCK: readonly string[] = ['blocked', 'attempted', 'returning'];

type Rule = (given: {
  readonly order: Order;
  readonly legs: readonly Leg[];
  readonly eta: Eta | null;
  readonly now: Instant;
}) => HealthReport | null;

const failed: Rule = ({ order }) => {
  const hold = order.holds.find(({ type }) => FAULTS.includes(type));
  return hold ? { health: 'FAILED', reason: hold.reason } : null;
};
const held: Rule = ({ order }) => {
  const [hold] = order.holds;
  return hold ? { health: 'HELD', reason: hold.reason } : null;
};
const late: Rule = ({ order: { promiseAt, lifecycle }, eta, now }) => {
  if (promiseAt === null) return null;
  const isDelivered = lifecycle.state === 'FULFILLED' || lifecycle.state === 'CLOSED';
  const arrival = isDelivered ? (eta?.etaAt ?? promiseAt) : now;
  if (arrival <= promiseAt) return null;
  return { health: 'LATE', reason: `promised for ${promiseAt}${isDelivered ? `, completed ${arrival}` : ''}` };
};
const backordered: Rule = ({ order }) =>
  order.lifecycle.state === 'BACKORDERED' ? { health: 'AT_RISK', reason: 'no source has the stock now' } : null;
const calledOff: Rule = ({ order: { channel, lifecycle } }) =>
  lifecycle.channelStatus === 'CANCELLED'
    ? {
        health: 'AT_RISK',
        reason: `${channel} cancelled it while its legs are out: cancel it here, or recall the goods`,
      }
    : null;
const expectedLate: Rule = ({ order: { promiseAt }, eta }) =>
  promiseAt !== null && eta !== null && eta.etaAt > promiseAt
    ? { health: 'AT_RISK', reason: `expected ${eta.etaAt}, promised for ${promiseAt}` }
    : null;
const stuckLeg: Rule = ({ legs }) => {
  const leg = liveLegs(legs).find(({ state, progress }) => state && !isLegEnded(state) && STUCK.includes(progress));
  return leg ? { health: 'AT_RISK', reason: `${leg.legId} is ${leg.progress}: ask ${leg.carrier}` } : null;
};
const unanswered: Rule = ({ legs, now }) => {
  const leg = legs.find(({ state, acceptBy }) => state === 'DISPATCHED' && acceptBy !== null && acceptBy < now);
  return leg ? { health: 'AT_RISK', reason: `${leg.node} has not accepted ${leg.legId} by ${leg.acceptBy}` } : null;
};

const ENDED: readonly Rule[] = [late];
const RUNNING: readonly Rule[] = [failed, held, late, backordered, calledOff, expectedLate, stuckLeg, unanswered];

/** The first rule that applies decides, and says why. A cancelled order is well: it ended as it was asked to. */
export const healthOf = (order: Order, legs: readonly Leg[], now: Instant): HealthReport => {
  const { state } = order.lifecycle;
  if (state === 'CANCELLED') return { health: 'OK', reason: null };
  const rules = state === 'FULFILLED' || state === 'CLOSED' ? ENDED : RUNNING;
  const given = { order, legs, eta: etaOf(legs), now };
  for (const rule of rules) {
    const report = rule(given);
    if (report) return report;
  }
  return { health: 'OK', reason: null };
};
