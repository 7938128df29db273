import * as z from 'zod';
import type { Leg } from '../fulfillment/leg.ts';
import { CompensationId, LegId, OrderId } from '../id.ts';
import { OrderState } from '../order/lifecycle.ts';
import { canonical } from '../order/merge.ts';
import type { Order } from '../order/order.ts';
import { Plan } from './plan.ts';
import { PlanDifference } from './plan-difference.ts';
import { PlanWish } from './plan-wish.ts';
import type { Replacement, Scope } from './replacement.ts';
import { TakenBack, takenBackOf } from './taken-back.ts';

/** The query of `POST /orders/{id}/plan-override`. */
export const AskOverride = z.strictObject({
  /** `true`: shows what would change and stores nothing. */
  dryRun: z.enum(['true', 'false']).default('false'),
});

/** The body of `POST /orders/{id}/plan-override`. */
export const OverridePlan = z.strictObject({
  wish: PlanWish,
  /** For colleagues: why. No names, phones or addresses. */
  reason: z.string().trim().min(1).max(500),
  /** Legs whose goods have left stay, unless their carrier is asked to bring them back. */
  intercept: z.boolean().default(false),
  /** What the dry run answered: the override is carried out as it was shown, or refused. */
  token: z.string().min(1).max(50_000).optional(),
});
export type OverridePlan = z.infer<typeof OverridePlan>;

const Shown = z.object({
  plan: Plan,
  difference: PlanDifference,
  /** Legs that make room for the plan, and how. */
  takenBack: z.array(TakenBack),
  /** Legs that go on as they are. */
  staying: z.array(LegId),
});

/** What a dry run answers. */
export const OverrideShown = z.discriminatedUnion('feasible', [
  Shown.extend({
    orderId: OrderId,
    dryRun: z.literal(true),
    feasible: z.literal(true),
    /** Other plans that keep the wish. */
    alternatives: z.array(z.object({ nodes: z.array(z.string()), cost: z.number(), successProbability: z.number() })),
    /** To be sent with the same wish to have it carried out. */
    token: z.string(),
  }),
  z.object({
    orderId: OrderId,
    dryRun: z.literal(true),
    feasible: z.literal(false),
    /** Parts of the wish that are in the way: each alone, or all together where `together`. Empty: no plan serves even without the wish. */
    binding: z.array(z.object({ field: z.string(), says: z.string() })),
    /** Why no plan keeps the wish. */
    reasons: z.array(z.string()),
    /** What would make it possible, each alone. */
    needed: z.array(z.string()),
  }),
]);
export type OverrideShown = z.infer<typeof OverrideShown>;

/** What a confirmation answers: it is being carried out. */
export const OverrideConfirmed = Shown.extend({
  orderId: OrderId,
  dryRun: z.literal(false),
  compensationId: CompensationId,
});

/** What an override is shown as. */
export const shownOf = (
  plan: Plan,
  difference: PlanDifference,
  { standing }: Pick<Scope, 'standing'>,
  { kept, replaced }: Replacement,
): z.infer<typeof Shown> => ({
  plan,
  difference,
  takenBack: takenBackOf(replaced),
  staying: [...standing, ...kept].map(({ legId }) => legId),
});

/** What `DELETE /orders/{id}/plan-override` answers. */
export const WishWithdrawn = z.object({ orderId: OrderId, state: OrderState });

/** States in which an order has a plan that can be overridden. */
const PLANNED: readonly Order['lifecycle']['state'][] = ['PLANNED', 'FULFILLING'];

/** Why an order's plan cannot be overridden now, with the cure; null when it can. */
export const refusalToOverride = (order: Order, { lines }: Pick<Scope, 'lines'>): string | null => {
  const { state } = order.lifecycle;
  if (order.compensation)
    return `a change of its plan is under way (${order.compensation.compensationId}, by ${order.compensation.actor}): wait until it has ended`;
  if (!PLANNED.includes(state))
    return `the order is ${state}: a plan can be overridden while the order is ${PLANNED.join(' or ')}; before that, release its holds, after it, request a return`;
  return lines.length === 0
    ? 'all goods have left: send "intercept": true to have their carriers bring them back'
    : null;
};

/** What a person saw when they asked: an override is carried out as it was shown, or not at all. */
export const Seen = z.object({
  wish: z.string(),
  intercept: z.boolean(),
  planId: z.string(),
  lines: z.record(z.string(), z.string()),
  destination: z.string().nullable(),
  legs: z.record(z.string(), z.string()),
  parcels: z.array(z.string()),
  costMinor: z.number().int(),
  successProbability: z.number(),
});
export type Seen = z.infer<typeof Seen>;

const wishText = (wish: PlanWish): string => canonical(wish);

type Looked = {
  readonly order: Order;
  readonly legs: readonly Leg[];
  readonly override: Pick<OverridePlan, 'wish' | 'intercept'>;
  readonly plan: Plan;
  readonly difference: PlanDifference;
};

export const seenOf = ({ order, legs, override, plan, difference }: Looked): Seen => ({
  wish: wishText(override.wish),
  intercept: override.intercept,
  planId: plan.planId,
  lines: Object.fromEntries(order.deliverables.map(({ lineId, sku, quantity }) => [lineId, `${quantity} × ${sku}`])),
  destination: order.destination?.addressDigest ?? null,
  legs: Object.fromEntries(legs.map(({ legId, state }) => [legId, state ?? 'NOT_HANDED_OUT'])),
  parcels: plan.legs
    .map(
      ({ node, lane, lines }) =>
        `${node} by ${lane}: ${lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ')}`,
    )
    .sort(),
  costMinor: difference.costMinor.after,
  successProbability: plan.successProbability,
});

/** A chance falls by itself as time goes by; by more than this somebody should look again. */
const CHANCE_SLACK = 0.02;

const changedEntries = (
  what: string,
  seen: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] =>
  [...new Set([...Object.keys(seen), ...Object.keys(now)])]
    .filter((key) => seen[key] !== now[key])
    .map((key) => `${what} ${key}: was ${seen[key] ?? 'not there'}, is ${now[key] ?? 'gone'}`);

/** What is no longer as it was seen, for a person; empty: nothing that matters. */
export const changesSince = (seen: Seen, now: Seen): string[] => [
  ...(seen.wish === now.wish && seen.intercept === now.intercept
    ? []
    : ['wish: it is not the one the token was given for']),
  ...changedEntries('line', seen.lines, now.lines),
  ...(seen.destination === now.destination ? [] : ['destination: it is another one']),
  ...changedEntries('leg', seen.legs, now.legs),
  ...(canonical(seen.parcels) === canonical(now.parcels)
    ? []
    : [`plan: was ${seen.parcels.join('; ')}, is ${now.parcels.join('; ')}`]),
  ...(seen.costMinor === now.costMinor ? [] : [`cost: was ${seen.costMinor}, is ${now.costMinor} minor units`]),
  ...(seen.successProbability - now.successProbability > CHANCE_SLACK
    ? [`success: was ${seen.successProbability}, is ${now.successProbability}`]
    : []),
];
