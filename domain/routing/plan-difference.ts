import * as z from 'zod';
import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { fromIso, Instant, laterOf } from '../time.ts';
import type { Plan } from './plan.ts';

const Load = z.object({ sku: z.string(), quantity: z.number().int().positive() });

/** A parcel of a plan, whether it runs already or is only proposed. */
export const ComparedLeg = z.object({
  /** Null: proposed, not committed. */
  legId: z.string().nullable(),
  node: z.string(),
  lane: z.string(),
  carrier: z.string(),
  mode: z.string(),
  lines: z.array(Load),
  costMinor: z.number().int(),
  /** P50 and P90 arrival. */
  etaAt: Instant,
  etaLatestAt: Instant,
});
export type ComparedLeg = z.infer<typeof ComparedLeg>;

/** One side of a comparison: what is to be delivered how, by when, and how surely. */
export type PlanSide = {
  readonly legs: readonly ComparedLeg[];
  /** Chance that everything arrives in time; null where nobody has worked it out. */
  readonly successProbability: number | null;
  readonly promiseAt: Instant | null;
};

const Promised = z.object({
  promiseAt: Instant.nullable(),
  /** When the last parcel arrives, P50 and P90; null without parcels. */
  etaAt: Instant.nullable(),
  etaLatestAt: Instant.nullable(),
  /** Whether the P90 arrival keeps the promise; null where nothing is promised or nothing is sent. */
  isKept: z.boolean().nullable(),
});

/** What another plan changes for money, stock, legs and promise. Costs are minor units of the network's currency. */
export const PlanDifference = z.object({
  costMinor: z.object({ before: z.number().int(), after: z.number().int(), difference: z.number().int() }),
  successProbability: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  promise: z.object({ before: Promised, after: Promised }),
  /** Pieces taken at a node: above 0 more is taken, below 0 given back. Nothing where it stays. */
  stock: z.array(z.object({ node: z.string(), sku: z.string(), difference: z.number().int() })),
  legs: z.object({ kept: z.array(ComparedLeg), gone: z.array(ComparedLeg), fresh: z.array(ComparedLeg) }),
});
export type PlanDifference = z.infer<typeof PlanDifference>;

/** Parcels that are under way or about to be; ended ones take nothing any more. */
export const legsCompared = (legs: readonly Leg[]): ComparedLeg[] =>
  legs
    .filter(({ state }) => state === null || !isLegEnded(state))
    .map(({ legId, node, lane, carrier, mode, lines, costMinor, etaAt, etaLatestAt }) => ({
      legId,
      node,
      lane,
      carrier,
      mode,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
      costMinor,
      etaAt,
      etaLatestAt,
    }));

/** Parcels of a proposed plan. */
export const planCompared = ({ legs }: Pick<Plan, 'legs'>): ComparedLeg[] =>
  legs.map(({ node, lane, carrier, mode, lines, cost, etaAt, etaLatestAt }) => ({
    legId: null,
    node,
    lane,
    carrier,
    mode,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    costMinor: Math.round(cost * 100),
    etaAt: fromIso(etaAt),
    etaLatestAt: fromIso(etaLatestAt),
  }));

const costOf = (legs: readonly ComparedLeg[]): number => legs.reduce((sum, { costMinor }) => sum + costMinor, 0);

const latest = (times: readonly Instant[]): Instant | null =>
  times.reduce<Instant | null>((last, at) => (last === null ? at : laterOf(last, at)), null);

const promisedBy = ({ legs, promiseAt }: PlanSide): z.infer<typeof Promised> => {
  const etaLatestAt = latest(legs.map((leg) => leg.etaLatestAt));
  return {
    promiseAt,
    etaAt: latest(legs.map((leg) => leg.etaAt)),
    etaLatestAt,
    isKept: promiseAt === null || etaLatestAt === null ? null : etaLatestAt <= promiseAt,
  };
};

const loadsOf = (legs: readonly ComparedLeg[]): Map<string, { node: string; sku: string; quantity: number }> => {
  const loads = new Map<string, { node: string; sku: string; quantity: number }>();
  for (const { node, lines } of legs)
    for (const { sku, quantity } of lines) {
      const key = JSON.stringify([node, sku]);
      loads.set(key, { node, sku, quantity: quantity + (loads.get(key)?.quantity ?? 0) });
    }
  return loads;
};

const stockBetween = (before: readonly ComparedLeg[], after: readonly ComparedLeg[]): PlanDifference['stock'] => {
  const [was, is] = [loadsOf(before), loadsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .map((key) => {
      const { node, sku } = (is.get(key) ?? was.get(key)) as { node: string; sku: string };
      return { node, sku, difference: (is.get(key)?.quantity ?? 0) - (was.get(key)?.quantity ?? 0) };
    })
    .filter(({ difference }) => difference !== 0);
};

/** The same parcel: one leg, or two of which one is proposed and both carry the same the same way. */
const isSame = (a: ComparedLeg, b: ComparedLeg): boolean =>
  a.legId !== null && b.legId !== null
    ? a.legId === b.legId
    : JSON.stringify([a.node, a.lane, a.carrier, a.lines]) === JSON.stringify([b.node, b.lane, b.carrier, b.lines]);

const legsBetween = (before: readonly ComparedLeg[], after: readonly ComparedLeg[]): PlanDifference['legs'] => {
  const gone = [...before];
  const kept: ComparedLeg[] = [];
  const fresh: ComparedLeg[] = [];
  for (const leg of after) {
    const index = gone.findIndex((other) => isSame(other, leg));
    if (index < 0) fresh.push(leg);
    else kept.push(...gone.splice(index, 1));
  }
  return { kept, gone, fresh };
};

/** What changes when `after` takes the place of `before`. */
export const planDifference = (before: PlanSide, after: PlanSide): PlanDifference => {
  const [was, is] = [costOf(before.legs), costOf(after.legs)];
  return {
    costMinor: { before: was, after: is, difference: is - was },
    successProbability: { before: before.successProbability, after: after.successProbability },
    promise: { before: promisedBy(before), after: promisedBy(after) },
    stock: stockBetween(before.legs, after.legs),
    legs: legsBetween(before.legs, after.legs),
  };
};
