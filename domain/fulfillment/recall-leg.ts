import type { LegId } from '../id.ts';
import { because, type Change, type Context, unchanged } from '../order/change.ts';
import type { OrderRecord } from '../order/order-store.ts';
import type { Outcome } from '../outcome.ts';
import { plusHours } from '../time.ts';
import { legOf } from './dispatch-leg.ts';
import { LegRecallAsked } from './events.ts';
import type { Leg, Recall } from './leg.ts';
import { INTERCEPT_WITHIN_HOURS, RECALL_WITHIN_HOURS, wayBack } from './take-back.ts';
import { hasLeft } from './withdraw-legs.ts';

export type Asking = Change & {
  readonly legs: readonly Leg[];
  /** Nobody needs to be waited for. */
  readonly answer: Outcome | null;
};

const ANSWERS: Readonly<Record<NonNullable<Recall['answer']>, Outcome>> = { GRANTED: 'RECALLED', REFUSED: 'REFUSED' };
const HOURS: Readonly<Record<Recall['way'], number>> = {
  RECALL: RECALL_WITHIN_HOURS,
  INTERCEPT: INTERCEPT_WITHIN_HOURS,
};

/** Under this name an execution waits for the answer of whoever has the leg. */
export const recallCallback = (legId: LegId): string => `recall-${legId}`;

/** Its goods are delivered, or on their way among those of other orders. */
const isKept = (leg: Leg): boolean => leg.state === 'COMPLETED' || hasLeft(leg);

/**
 * Asks whoever has a leg to give it back, once. A leg that nobody took on needs no asking; one whose goods left answers LEFT to a recall:
 * its carrier is to be asked. Asked again it changes nothing and says whether somebody still has to answer.
 */
export const recallLeg = ({ order, legs }: OrderRecord, legId: LegId, way: Recall['way'], context: Context): Asking => {
  const leg = legOf({ legs }, legId);
  const as = (answer: Outcome | null): Asking => ({ ...unchanged(order), legs: [], answer });
  const { compensation } = order;
  if (order.lifecycle.state === 'CANCELLED' || !compensation) return as('CANCELLED');
  if (compensation.state === 'REPLACED') return as('RECALLED');
  const needed = wayBack(leg);
  if (needed === null) return as(isKept(leg) ? 'REFUSED' : 'RECALLED');
  if (needed === 'RELEASE') return as('RECALLED');
  if (needed === 'INTERCEPT' && way === 'RECALL') return as(compensation.intercept ? 'LEFT' : 'REFUSED');
  const { recall } = leg;
  if (recall?.compensationId === compensation.compensationId && recall.way === way)
    return as(recall.answer === null ? null : ANSWERS[recall.answer]);
  return ask(order, leg, { ...compensation, way }, context);
};

const ask = (
  order: OrderRecord['order'],
  leg: Leg,
  { compensationId, reason, way }: Pick<Recall, 'compensationId' | 'way'> & { readonly reason: string },
  context: Context,
): Asking => {
  const answerBy = plusHours(context.now, HOURS[way]);
  const recall: Recall = { compensationId, way, askedAt: context.now, answerBy, answer: null };
  const { legId, node, carrier } = leg;
  const facts = { legId, node, carrier, compensationId, way, answerBy, reason };
  const change = because(unchanged(order), LegRecallAsked, facts, {}, context);
  return { ...change, legs: [{ ...leg, recall }], answer: null };
};
