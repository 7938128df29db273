import { recallCallback } from '../fulfillment/recall-leg.ts';
import type { LegId } from '../id.ts';
import type { Outcome } from '../outcome.ts';

/** What an event sets in motion: an execution to start, waiting ones to wake, or one to start anew if none waited. */
export type Movement = {
  readonly start?: true;
  readonly wake?: (callback: string) => boolean;
  readonly outcome: Outcome;
  readonly restart?: true;
  /** The execution waits for legs that go on, and something has to be planned now: a new one takes its place. */
  readonly replace?: true;
};

/** Under this name an order's execution waits for its release; under a leg's id for the leg. */
export const RELEASE = 'release';
/** Under this name it waits until its legs are to be handed out. */
export const HAND_OUT = 'hand-out';

const everyone = (): boolean => true;
const isRelease = (name: string): boolean => name === RELEASE;
const isWaitForNews = (name: string): boolean => isRelease(name) || name === HAND_OUT;
/** Whoever waits for a leg: its own execution, and one that asked it back. */
const leg = (data: unknown) => {
  const { legId } = data as { legId: LegId };
  return (name: string): boolean => name === legId || name === recallCallback(legId);
};

/** The events that move executions. The lifecycle queue's rule is made from this list. */
export const MOVING_EVENTS = [
  'OrderPlaced',
  'OrderAmended',
  'OrderReleased',
  'OrderCancelled',
  'BackorderFilled',
  'LegCompleted',
  'LegRejected',
  'LegFailed',
  'LegWithdrawn',
  'LegRecallAnswered',
  'PlanCompensated',
  'CompensationUndone',
] as const;

/** Released from one of these, an order has no execution that waits. */
const STARTS_ANEW = ['SYSTEM_FAULT', 'IMPORTED'];

const MOVEMENTS: Readonly<Record<(typeof MOVING_EVENTS)[number], (data: unknown) => Movement | null>> = {
  OrderPlaced: () => ({ start: true, outcome: 'CLEAR' }),
  // Corrected data may lift what held it: looked at again, and held again if not.
  OrderAmended: (data) => {
    const { besideLegs } = data as { besideLegs?: boolean };
    return { wake: isWaitForNews, outcome: 'CLEAR', ...(besideLegs ? { replace: true as const } : {}) };
  },
  OrderReleased: (data) => {
    const { remaining, type } = data as { remaining: number; type: string };
    if (remaining > 0) return null;
    return { wake: isRelease, outcome: 'CLEAR', ...(STARTS_ANEW.includes(type) ? { restart: true as const } : {}) };
  },
  // Nobody waiting: the execution is between two states and will see it, or gone; a second one ends the same way.
  OrderCancelled: () => ({ wake: everyone, outcome: 'CANCELLED', restart: true }),
  // Its stock is taken already: whoever waits finds the plan standing.
  BackorderFilled: () => ({ wake: isRelease, outcome: 'CLEAR' }),
  LegCompleted: (data) => ({ wake: leg(data), outcome: 'COMPLETED' }),
  LegRejected: (data) => ({ wake: leg(data), outcome: 'REJECTED' }),
  LegFailed: (data) => ({ wake: leg(data), outcome: 'FAILED' }),
  LegWithdrawn: (data) => ({ wake: leg(data), outcome: 'CANCELLED' }),
  LegRecallAnswered: (data) => {
    const { legId, granted } = data as { legId: LegId; granted: boolean };
    return { wake: (name) => name === recallCallback(legId), outcome: granted ? 'RECALLED' : 'REFUSED' };
  },
  // Its legs may have ended meanwhile: it waits for the end of the replacement as for a release.
  PlanCompensated: (data) =>
    (data as { compensationId?: string }).compensationId ? { wake: isRelease, outcome: 'CLEAR' } : null,
  CompensationUndone: () => ({ wake: isRelease, outcome: 'CLEAR' }),
};

export const movementOf = (type: string, data: unknown): Movement | null =>
  type in MOVEMENTS ? MOVEMENTS[type as (typeof MOVING_EVENTS)[number]](data) : null;
