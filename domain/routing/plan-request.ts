import { deliveredLines } from '../order/bundle.ts';
import type { Line, Order } from '../order/order.ts';
import { fromIso, hoursBetween, type Instant } from '../time.ts';
import type { PlanRequest } from './plan.ts';
import { requirementsOf } from './plan-requirements.ts';

/** What is promised when neither the channel nor a constraint says more. */
export type PromisePolicy = { readonly deadlineHours: number; readonly minSuccess: number };

/** A promise already past still needs a plan: as fast as can be, rather than none. */
const LEAST_HOURS = 1;

/** The goods of an order: what a plan has to move. */
export const goodsOf = (order: Order): Line[] =>
  deliveredLines(order).filter(({ kind, quantity }) => kind === 'GOODS' && quantity > 0);

/** How long the order must wait before anything may leave. */
const waitHoursOf = ({ placedAt, constraints }: Order): number =>
  Math.max(
    0,
    ...constraints
      .filter(({ type, value }) => type === 'NOT_BEFORE' && typeof value === 'string')
      .map(({ value }) => hoursBetween(placedAt, value as Instant)),
  );

/**
 * The planner's request for an order. The channel's promise tightens the policy's deadline (`DELIVER_BY` and `DELIVERY_WINDOW` do so in
 * the planner), which runs from when the order may be sent; parties that refused the order are avoided, be they node or carrier.
 * @param region region of the network the destination resolves to (`resolveRegion`)
 * @param lines the goods still to be planned; all of the order's by default
 * @param closed nodes that take nothing now
 */
export const planRequestOf = (
  order: Order,
  region: string,
  policy: PromisePolicy,
  lines: readonly Line[] = goodsOf(order),
  closed: ReadonlySet<string> = new Set(),
): PlanRequest => {
  const usualHours = policy.deadlineHours + waitHoursOf(order);
  const promisedHours = order.promiseAt === null ? usualHours : hoursBetween(order.placedAt, order.promiseAt);
  return {
    orderId: order.orderId,
    placedAt: order.placedAt,
    region,
    deadlineHours: Math.max(LEAST_HOURS, Math.min(usualHours, promisedHours)),
    minSuccess: policy.minSuccess,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    constraints: [
      ...order.constraints.map(({ type, value }) => ({ type, value })),
      ...[...closed].map((node) => ({ type: 'NODE_AVOIDED', value: node })),
      ...order.lifecycle.refusedBy.flatMap((party) => [
        { type: 'NODE_AVOIDED', value: party },
        { type: 'CARRIER_AVOIDED', value: party },
      ]),
    ],
  };
};

/** Constraints that hold for any order like it, wherever and whenever. */
const LASTING = new Set(['COLD_CHAIN', 'GMP', 'DANGEROUS_GOODS', 'SUBSTITUTES_ALLOWED']);

/** What an order asks of the network, as others like it will ask again. */
export const demandIn = ({ constraints = [], ...request }: PlanRequest): PlanRequest => {
  const lasting = constraints.filter(({ type }) => LASTING.has(type));
  return lasting.length === 0 ? request : { ...request, constraints: lasting };
};

/** Hours after `placedAt` by which everything must be there: the deadline, or an earlier time the order's constraints ask for. */
export const deadlineHoursOf = ({ placedAt, deadlineHours, constraints }: PlanRequest): number =>
  Math.min(deadlineHours, requirementsOf(fromIso(placedAt), constraints).withinHours ?? Number.POSITIVE_INFINITY);
