import { createHash } from 'node:crypto';
import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { isLegEnded, type Leg } from '#domain/fulfillment/leg.ts';
import { digestText, evidenceOf, type FrozenEvidence } from '#domain/fulfillment/leg-evidence.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { now } from './clock.ts';
import { getItem, put, TransactionRefused, transact } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { evidenceKey } from './order-keys.ts';

const orders = dynamoOrderStore();
const table = env('ORDERS_TABLE');

type Frozen = Omit<FrozenEvidence, 'reportedSince'>;

const frozen = async (orderId: OrderId, legId: LegId): Promise<Frozen | null> =>
  (await getItem<{ frozen: Frozen }>(table, evidenceKey(orderId, legId)))?.frozen ?? null;

/** The first to ask after the end freezes it. */
const freeze = async (orderId: OrderId, legId: LegId, made: Frozen): Promise<Frozen> => {
  const row = { ...evidenceKey(orderId, legId), entity: 'EVIDENCE', frozen: made };
  try {
    await transact([put(table, row, { condition: 'attribute_not_exists(pk)' })]);
    return made;
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    return (await frozen(orderId, legId)) ?? made;
  }
};

/**
 * What a claim for a leg rests on: as it was frozen, or as it is while the leg is under way.
 * @param allowed throws when the caller may not see the leg
 */
export const collectEvidence = async (
  orderId: OrderId,
  legId: LegId,
  allowed: (leg: Leg) => void,
): Promise<FrozenEvidence> => {
  const [{ order, legs }, actions, events, before] = await Promise.all([
    orders.get(orderId),
    orders.actions(orderId),
    orders.events(orderId),
    frozen(orderId, legId),
  ]);
  const leg = legOf({ legs }, legId);
  allowed(leg);
  const reported = actions.filter((action) => action.legId === legId).length;
  if (before) return { ...before, reportedSince: reported - before.evidence.actions.length };
  const evidence = evidenceOf(order, leg, actions, events, now());
  const digest = createHash('sha256').update(digestText(evidence)).digest('hex');
  const hasEnded = leg.state !== null && isLegEnded(leg.state);
  const made = { evidence, digest, frozenAt: hasEnded ? now() : null };
  return { ...(hasEnded ? await freeze(orderId, legId, made) : made), reportedSince: 0 };
};
