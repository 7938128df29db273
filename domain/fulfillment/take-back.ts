import { isLegEnded, type Leg } from './leg.ts';

/**
 * How a leg is taken back: at once while nobody took it on (RELEASE), by asking the partner that did (RECALL), by asking the carrier
 * once the goods have left (INTERCEPT).
 */
export const WAYS_BACK = ['RELEASE', 'RECALL', 'INTERCEPT'] as const;
type Holds = Pick<Leg, 'state' | 'stock' | 'kind' | 'waitsFor' | 'parcel'>;

export type WayBack = (typeof WAYS_BACK)[number];

/** Null: it has ended, waits for stock, is a visit, or is on its way in a parcel with other orders: there is nothing to take back. */
export const wayBack = ({ state, stock, kind = 'GOODS', waitsFor, parcel }: Holds): WayBack | null => {
  if (kind !== 'GOODS' || waitsFor) return null;
  if (state !== null && isLegEnded(state)) return null;
  // A carrier would stop the goods of the other orders too.
  if (stock === 'SHIPPED' && parcel) return null;
  if (stock === 'SHIPPED' || state === 'IN_PROGRESS') return 'INTERCEPT';
  return state === 'ACCEPTED' ? 'RECALL' : 'RELEASE';
};

/** A partner that does not say within this time that it gives the goods back keeps them. */
export const RECALL_WITHIN_HOURS = 2;
/** Goods on their way are found at the next hub, or not. */
export const INTERCEPT_WITHIN_HOURS = 24;

/** Legs that may be taken back. @param intercept also those whose goods have left */
export const movableLegs = (legs: readonly Leg[], { intercept }: { readonly intercept: boolean }): Leg[] =>
  legs.filter((leg) => {
    const way = wayBack(leg);
    return way !== null && (intercept || way !== 'INTERCEPT');
  });
