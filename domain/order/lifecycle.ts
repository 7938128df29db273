import * as z from 'zod';

export const ORDER_STATES = [
  'PLACED',
  'SCREENING',
  'ON_HOLD',
  'CONFIRMED',
  'PLANNED',
  'BACKORDERED',
  'FULFILLING',
  'FULFILLED',
  'CLOSED',
  'CANCELLED',
] as const;
export const OrderState = z.enum(ORDER_STATES);
export type OrderState = z.infer<typeof OrderState>;

/** One machine for all channels and kinds of order. Checked when this module loads. */
export const TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  PLACED: ['SCREENING', 'CANCELLED'],
  SCREENING: ['ON_HOLD', 'CONFIRMED', 'CANCELLED'],
  ON_HOLD: ['SCREENING', 'CANCELLED'],
  CONFIRMED: ['PLANNED', 'BACKORDERED', 'ON_HOLD', 'CANCELLED'],
  PLANNED: ['FULFILLING', 'CONFIRMED', 'BACKORDERED', 'ON_HOLD', 'CANCELLED'],
  BACKORDERED: ['SCREENING', 'CONFIRMED', 'PLANNED', 'ON_HOLD', 'CANCELLED'],
  FULFILLING: ['FULFILLED', 'CONFIRMED', 'ON_HOLD', 'CANCELLED'],
  FULFILLED: ['CLOSED'],
  CLOSED: [],
  CANCELLED: [],
};

export class IllegalTransition extends Error {
  override name = 'IllegalTransition';
  constructor(from: string, to: string) {
    super(`an order cannot go from ${from} to ${to}`);
  }
}

export const canMove = (from: OrderState, to: OrderState): boolean => TRANSITIONS[from].includes(to);

/** @throws IllegalTransition */
export const move = (from: OrderState, to: OrderState): OrderState => {
  if (!canMove(from, to)) throw new IllegalTransition(from, to);
  return to;
};

export class BadTransitionTable extends Error {
  override name = 'BadTransitionTable';
}

/** Every target exists, every state is reachable from the first, every state can end. @throws BadTransitionTable */
export const validateTransitions = <S extends string>(
  transitions: Readonly<Record<S, readonly S[]>>,
  first: S,
): void => {
  const states = Object.keys(transitions) as S[];
  const unknown = states.flatMap((state) => transitions[state].filter((to) => !states.includes(to)));
  if (unknown.length > 0) throw new BadTransitionTable(`unknown target ${unknown.join(', ')}`);
  const reach = (from: S, seen = new Set<S>()): Set<S> => {
    if (!seen.has(from)) {
      seen.add(from);
      for (const to of transitions[from]) reach(to, seen);
    }
    return seen;
  };
  const reachable = reach(first);
  const stranded = states.filter((state) => !reachable.has(state));
  if (stranded.length > 0) throw new BadTransitionTable(`never reached: ${stranded.join(', ')}`);
  const endless = states.filter((state) => ![...reach(state)].some((end) => transitions[end].length === 0));
  if (endless.length > 0) throw new BadTransitionTable(`never ends: ${endless.join(', ')}`);
};

validateTransitions(TRANSITIONS, 'PLACED');
