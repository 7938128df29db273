import * as z from 'zod';
import type { RollbackRule } from './catalog-document.ts';

/** One order read by both versions. */
export type BothWays = {
  readonly differs: boolean;
  readonly before: Reading;
  readonly after: Reading;
};
export type Reading = { readonly held: boolean; readonly flagged: boolean; readonly failed: boolean };

/** How a trial went so far, in orders. */
export const Comparison = z.object({
  orders: z.number().int().min(0),
  differing: z.number().int().min(0),
  heldBefore: z.number().int().min(0),
  heldAfter: z.number().int().min(0),
  flaggedBefore: z.number().int().min(0),
  flaggedAfter: z.number().int().min(0),
  failedBefore: z.number().int().min(0),
  failedAfter: z.number().int().min(0),
});
export type Comparison = z.infer<typeof Comparison>;

export const NOTHING_COMPARED: Comparison = {
  orders: 0,
  differing: 0,
  heldBefore: 0,
  heldAfter: 0,
  flaggedBefore: 0,
  flaggedAfter: 0,
  failedBefore: 0,
  failedAfter: 0,
};

const one = (is: boolean): number => (is ? 1 : 0);

/** What one order adds to each count: sums commute, so counting side by side is safe. */
export const counted = ({ differs, before, after }: BothWays): Comparison => ({
  orders: 1,
  differing: one(differs),
  heldBefore: one(before.held),
  heldAfter: one(after.held),
  flaggedBefore: one(before.flagged),
  flaggedAfter: one(after.flagged),
  failedBefore: one(before.failed),
  failedAfter: one(after.failed),
});

export const added = (a: Comparison, b: Comparison): Comparison =>
  Object.fromEntries(
    Object.keys(a).map((name) => [name, a[name as keyof Comparison] + b[name as keyof Comparison]]),
  ) as Comparison;

/** Why a trial must end, for people; null while it may go on. */
export const verdictOn = (comparison: Comparison, rule: RollbackRule): string | null => {
  const { orders } = comparison;
  if (orders < rule.minOrders) return null;
  const points = (after: number, before: number): number => ((after - before) / orders) * 100;
  const worse: readonly [string, number, number][] = [
    ['failed', points(comparison.failedAfter, comparison.failedBefore), rule.failedPoints],
    ['held', points(comparison.heldAfter, comparison.heldBefore), rule.heldPoints],
    ['flagged', points(comparison.flaggedAfter, comparison.flaggedBefore), rule.flaggedPoints],
  ];
  const [found] = worse.filter(([, by, most]) => by > most);
  if (!found) return null;
  const [what, by, most] = found;
  return `${by.toFixed(1)} of a hundred orders more are ${what} than by the version before, over ${orders} orders; at most ${most} are allowed`;
};
