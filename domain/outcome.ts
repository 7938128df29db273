/** Expected outcomes that state machines choose on. Closed list: a machine that meets another word ends in its fault branch. */
export const OUTCOMES = [
  'CLEAR',
  'HELD',
  'BACKORDERED',
  'CANCELLED',
  'COMMITTED',
  'COMPLETED',
  'REJECTED',
  'FAILED',
  'REPLAN',
  'FULFILLED',
  // Of a plan that is replaced.
  'PLANNED',
  'UNROUTABLE',
  'RECALLED',
  'REFUSED',
  'LEFT',
  'REPLACED',
  'SHORT',
  'SENT',
  'COMPENSATED',
  'UNDONE',
] as const;
export type Outcome = (typeof OUTCOMES)[number];
