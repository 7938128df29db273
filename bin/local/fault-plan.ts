/** What goes wrong inside the system, between its functions and AWS, and how often out of one call or delivery. */
export const FAULTS = [
  'CRASH_BEFORE',
  'CRASH_AFTER',
  'THROTTLED',
  'CONTENDED',
  'CUT_SHORT',
  'PUT_TWICE',
  'DELIVERED_TWICE',
  'DELIVERED_LATE',
  'POISONED',
] as const;
export type Fault = (typeof FAULTS)[number];

/** At a call of AWS, at a delivery of a stream or queue, or at a message each time it comes. */
export type Occasion = 'CALL' | 'DELIVERY' | 'MESSAGE';

const OCCASIONS: Readonly<Record<Fault, Occasion>> = {
  CRASH_BEFORE: 'CALL',
  CRASH_AFTER: 'CALL',
  THROTTLED: 'CALL',
  CONTENDED: 'CALL',
  CUT_SHORT: 'CALL',
  PUT_TWICE: 'CALL',
  DELIVERED_TWICE: 'DELIVERY',
  DELIVERED_LATE: 'DELIVERY',
  POISONED: 'MESSAGE',
};

export type FaultRates = Readonly<Partial<Record<Fault, number>>>;

/** Worse than any day: hundreds of faults in a minute of traffic. */
export const USUAL_RATES: Required<FaultRates> = {
  CRASH_BEFORE: 0.006,
  CRASH_AFTER: 0.006,
  THROTTLED: 0.03,
  CONTENDED: 0.03,
  CUT_SHORT: 0.1,
  PUT_TWICE: 0.1,
  DELIVERED_TWICE: 0.08,
  DELIVERED_LATE: 0.1,
  POISONED: 0.002,
};

/** A fault at one certain place, whatever the rates say. */
export type Appointment = {
  /** `<stage>/<verb-noun>` */
  readonly source: string;
  readonly fault: Fault;
  /** At its n-th call, delivery or message, from 1. */
  readonly at: number;
};

export type FaultPlan = {
  readonly seed: number;
  readonly rates: FaultRates;
  readonly appointments: readonly Appointment[];
};

/** FNV-1a, then mixed as murmur3 does: the same text, the same number from 0 to below 1. */
const drawn = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

/** Same seed, function, occasion and turn: the same fault, whatever happened elsewhere. At most one at a time. */
export const faultAt = (plan: FaultPlan, source: string, occasion: Occasion, turn: number): Fault | null => {
  const appointed = plan.appointments.find(
    (each) => each.source === source && each.at === turn && OCCASIONS[each.fault] === occasion,
  );
  if (appointed) return appointed.fault;
  let left = drawn(`${plan.seed} ${source} ${occasion} ${turn}`);
  for (const fault of FAULTS) {
    if (OCCASIONS[fault] !== occasion) continue;
    left -= plan.rates[fault] ?? 0;
    if (left < 0) return fault;
  }
  return null;
};

/** Throttling comes in bursts, longer ones than a call is repeated for: how many calls in a row, this one included. */
export const burstOf = (plan: FaultPlan, source: string, turn: number): number =>
  1 + Math.floor(drawn(`${plan.seed} ${source} burst ${turn}`) * 6);

/** How long what is late is late: 100 ms to a second. */
export const latenessMs = (plan: FaultPlan, source: string, turn: number): number =>
  100 + Math.floor(drawn(`${plan.seed} ${source} lateness ${turn}`) * 900);
