import type { LegId } from '../id.ts';
import { because, type Change, type Context } from '../order/change.ts';
import { LegWithdrawn, StockReleased } from './events.ts';
import { isLegEnded, type Leg } from './leg.ts';

/** How a leg ends that we take back because another plan takes its place: nobody failed, and nobody is asked why. */
export const WITHDRAWN = 'WITHDRAWN';

export const isWithdrawn = ({ state, endReason }: Pick<Leg, 'state' | 'endReason'>): boolean =>
  state === 'CANCELLED' && (endReason?.startsWith(WITHDRAWN) ?? false);

/** Goods of it have left, are on their way or lost: it cannot be taken back, only intercepted. */
export const hasLeft = ({ stock, state }: Pick<Leg, 'stock' | 'state'>): boolean =>
  stock === 'SHIPPED' && state !== 'FAILED';

export class LegHasLeft extends Error {
  override name = 'LegHasLeft';
  constructor(legIds: readonly LegId[]) {
    super(`goods of ${legIds.join(', ')} have left: they cannot be withdrawn, only intercepted`);
  }
}

export type WithdrawnLegs = Change & {
  readonly legs: readonly Leg[];
  /** Legs whose stock goes back with this change. */
  readonly givenBack: readonly Leg[];
};

/**
 * Takes legs back whose goods have not left: each ends as CANCELLED, its stock goes back, and a partner that had it in hand is told by
 * `LegWithdrawn`. Legs that have ended stay as they are; doing it again changes nothing.
 * @param reason a code, as `AMENDED`
 * @throws LegHasLeft
 */
export const withdrawLegs = (change: Change, legs: readonly Leg[], reason: string, context: Context): WithdrawnLegs => {
  const open = legs.filter(({ state }) => state === null || !isLegEnded(state));
  const left = open.filter(hasLeft);
  if (left.length > 0) throw new LegHasLeft(left.map(({ legId }) => legId));
  const givenBack = open.filter(({ stock }) => stock === 'HELD');
  const told = open.reduce((acc, { legId, node, carrier, state, stock, lines }) => {
    const facts = { legId, node, carrier, reason, wasHandedOut: state !== null };
    const withdrawn = because(acc, LegWithdrawn, facts, {}, context);
    if (stock !== 'HELD') return withdrawn;
    const loads = lines.map(({ sku, quantity }) => ({ sku, quantity }));
    return because(withdrawn, StockReleased, { legId, node, lines: loads, reason }, {}, context);
  }, change);
  return {
    ...told,
    givenBack,
    legs: open.map((leg) => ({
      ...leg,
      state: 'CANCELLED',
      since: context.now,
      progress: 'closed',
      endReason: `${WITHDRAWN}: ${reason}`,
      stock: leg.stock === 'HELD' ? 'RELEASED' : leg.stock,
    })),
  };
};
