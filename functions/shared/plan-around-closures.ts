import { planAround } from '#domain/routing/reallocate.ts';
import { beginsAt, closes, type NetworkSignal, stands, subjectOf } from '#domain/routing/signal.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { now } from './clock.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { dynamoSignalStore } from './dynamo-signal-store.ts';
import { pagesInState } from './orders-in-state.ts';
import { planningNetwork } from './planning-network.ts';

const orders = dynamoOrderStore();

/** Looked at side by side: each is a read and, where it is hit, one write; the planning is done by executions of their own. */
const SIDE_BY_SIDE = 20;

/**
 * Plans around what signals close: every order whose goods have not left, a few at a time. Told again it finds them under way.
 * @returns how many orders are planned again
 */
export const planAroundClosures = async (signals: readonly NetworkSignal[]): Promise<number> => {
  if (!signals.some(closes)) return 0;
  const { prepared, closed } = await planningNetwork(now());
  const open = new Set(prepared.lanes.filter((lane) => lane.open).map(({ lane }) => lane));
  const standing = { nodes: closed, isOpenLane: (lane: string) => open.has(lane) };
  const reason =
    signals.flatMap((signal) => (signal.kind === 'CLOSURE' ? [signal.reason] : [])).join('; ') || 'no room';
  let hit = 0;
  for (const state of ['PLANNED', 'FULFILLING'] as const)
    for await (const page of pagesInState(state, SIDE_BY_SIDE)) {
      const decided = await Promise.all(
        page.map(({ orderId }) =>
          decideOn(orders, orderId, (record, context) => planAround(record, standing, reason, context)),
        ),
      );
      hit += decided.filter(({ events }) => events.length > 0).length;
    }
  return hit;
};

/** Looked at once more after it took effect: a plan that was being committed in that moment is found then. */
const LOOKED_AT_AGAIN_SECONDS = 15 * 60;

/** Plans around what began to be closed of late: what its timer missed, and what was committed meanwhile. */
export const planAroundRecentClosures = async (at: Instant): Promise<number> => {
  const since = plusSeconds(at, -LOOKED_AT_AGAIN_SECONDS);
  const signals = await dynamoSignalStore.standing();
  return planAroundClosures(signals.filter((signal) => stands(signal, at) && beginsAt(signal) >= since));
};

/** Plans around what this subject closes, if it still does: a later word may have opened it. */
export const planAroundSubject = async (subject: string): Promise<number> => {
  const at = now();
  const signals = await dynamoSignalStore.standing();
  return planAroundClosures(signals.filter((signal) => subjectOf(signal) === subject && stands(signal, at)));
};
