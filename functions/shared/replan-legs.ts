import type { LegId, OrderId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import { asChanged, faultOfPendingChange } from '#domain/order/pending-change.ts';
import type { Outcome } from '#domain/outcome.ts';
import { planReplacement, scopeToReplan, standingReplacement } from '#domain/routing/plan-replacement.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { proposedPlans } from './dynamo-plan-store.ts';
import { plannerFor } from './propose-for-order.ts';

const orders = dynamoOrderStore();

export type LegsReplanned = {
  readonly outcome: Outcome;
  readonly why: string;
  /** To be taken back. */
  readonly legs: readonly { readonly legId: LegId }[];
};

/** Plans what takes the place of an order's legs. Asked again it gives the plan that stands. */
export const replanLegs = async (orderId: OrderId): Promise<LegsReplanned> => {
  const { outcome, why, takenBack } = await decideOn(orders, orderId, async (record, context) => {
    const { order } = record;
    const { compensation } = order;
    const standing = standingReplacement(record);
    if (standing || !compensation)
      return standing ?? { ...unchanged(order), outcome: 'CANCELLED' as const, why: '', takenBack: [] };
    const cannot = (why: string) => ({ ...unchanged(order), outcome: 'UNROUTABLE' as const, why, takenBack: [] });
    const fault = faultOfPendingChange(order);
    if (fault) return cannot(fault);
    const scope = scopeToReplan(record, compensation);
    if (scope.lines.length === 0) return cannot('every line is carried');
    const planner = await plannerFor(asChanged(order), scope.lines, context, { returning: scope.movable });
    const { answer } = planner.propose(null);
    return planReplacement(record, compensation, answer, scope, await proposedPlans(orderId), context);
  });
  return { outcome, why, legs: takenBack.map((legId) => ({ legId })) };
};
