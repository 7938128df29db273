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
] as const;
export type Outcome = (typeof OUTCOMES)[number];
