import type { Delivery } from './delivery.ts';

/** What the last part of a file lacks. */
export type FileTail = {
  /** Promises after it do not count. */
  readonly lastPromiseMs: number;
  /** Share of the broken promises of that moment that the file holds: each late delivery stands for 1 ÷ share of them. */
  readonly seenShare: (promisedAtMs: number) => number;
};

const WHOLE: FileTail = { lastPromiseMs: Number.POSITIVE_INFINITY, seenShare: () => 1 };
/** Where fewer than half of the broken promises are seen, too little is known. */
const LEAST_SEEN = 0.5;

const delaysOf = (past: readonly Delivery[]): Float64Array =>
  Float64Array.from(
    past.flatMap(({ promisedAtMs, deliveredAtMs }) =>
      promisedAtMs !== null && deliveredAtMs !== null && deliveredAtMs > promisedAtMs
        ? [deliveredAtMs - promisedAtMs]
        : [],
    ),
  ).sort();

const shareUpTo = (sorted: Float64Array, value: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
};

/**
 * A file that holds only what was delivered lacks, of its last promises, those that were broken and are still under way: the kept
 * ones alone would look too good. A file that also holds open deliveries lacks nothing.
 */
export const fileTailOf = (past: readonly Delivery[]): FileTail => {
  if (past.some(({ deliveredAtMs }) => deliveredAtMs === null)) return WHOLE;
  const delays = delaysOf(past);
  if (delays.length === 0) return WHOLE;
  const endMs = past.reduce((latest, { deliveredAtMs }) => Math.max(latest, deliveredAtMs ?? latest), 0);
  return {
    lastPromiseMs: endMs - (delays[Math.floor(LEAST_SEEN * delays.length)] as number),
    seenShare: (promisedAtMs) => Math.max(shareUpTo(delays, endMs - promisedAtMs), LEAST_SEEN),
  };
};
