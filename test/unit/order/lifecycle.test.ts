import {
  BadTransitionTable,
  canMove,
  IllegalTransition,
  move,
  ORDER_STATES,
  TRANSITIONS,
  validateTransitions,
} from '#domain/order/lifecycle.ts';

describe('the order life cycle', () => {
  it('reaches every state from PLACED and can always end', () => {
    expect(() => validateTransitions(TRANSITIONS, 'PLACED')).not.toThrow();
  });

  it('can cancel from every state before FULFILLED and from none after', () => {
    const ended = ['FULFILLED', 'CLOSED', 'CANCELLED'];
    for (const state of ORDER_STATES) expect(canMove(state, 'CANCELLED')).toBe(!ended.includes(state));
  });

  it('refuses to go back from a fulfilled order', () => {
    expect(() => move('FULFILLED', 'PLACED')).toThrow(IllegalTransition);
  });

  it('refuses a table with an unknown target, a stranded state or no end', () => {
    expect(() => validateTransitions({ A: ['B' as 'A'] }, 'A')).toThrow(BadTransitionTable);
    expect(() => validateTransitions<'A' | 'B'>({ A: [], B: ['A'] }, 'A')).toThrow('never reached: B');
    expect(() => validateTransitions<'A' | 'B'>({ A: ['B'], B: ['A'] }, 'A')).toThrow('never ends');
  });
});
