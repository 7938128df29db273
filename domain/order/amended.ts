import type { Instant } from '../time.ts';
import { fingerprint } from './fingerprint.ts';
import type { AmendedHere, Amounts, Conflict, Order } from './order.ts';

/** The fields of an order that follow from what its channel says. */
type Said = Pick<Order, 'deliverables' | 'amounts' | 'destination' | 'promiseAt' | 'constraints'>;

/** What the channel says an order costs, without what was paid and paid back. */
export const pricesOf = ({ paidMinor: _paid, refundedMinor: _refunded, paidIn: _in, ...prices }: Amounts) => prices;

type PriceMoves = NonNullable<AmendedHere['amounts']>['by'];

const PRICES = ['itemsMinor', 'shippingMinor', 'discountMinor', 'taxMinor', 'totalMinor'] as const;

/** The channel's sums, moved by what was changed here, while it says the same it said then. */
const withMoved = (said: Amounts, amended: AmendedHere['amounts']): Amounts => {
  if (!amended || amended.over !== fingerprint(pricesOf(said))) return said;
  const moved = PRICES.map((price) => [price, said[price] + amended.by[price]]);
  return { ...said, ...Object.fromEntries(moved) };
};

/** How prices moved from one state to another. */
export const priceMoves = (from: Amounts, to: Amounts): PriceMoves =>
  Object.fromEntries(PRICES.map((price) => [price, to[price] - from[price]])) as PriceMoves;

type OneField = 'deliverables' | 'destination' | 'promiseAt';
const FIELDS: readonly OneField[] = ['deliverables', 'destination', 'promiseAt'];

/** What there is to compare of a field: of lines what and how many, for prices are compared as sums. */
const comparable = (field: OneField, value: unknown): unknown =>
  field === 'deliverables'
    ? (value as Order['deliverables']).map(({ lineId, sku, quantity }) => [lineId, sku, quantity])
    : value;

export const saidOf = (field: OneField, value: unknown): string => fingerprint(comparable(field, value));

export type Amending = {
  readonly said: Said;
  readonly amended: AmendedHere | undefined;
  readonly conflicts: Conflict[];
};

const contradiction = (field: string, since: Instant): Conflict => ({
  code: 'CHANGED_HERE_AND_THERE',
  field,
  values: ['changed there, after it was changed here', 'changed here'],
  since,
  chosenBy: "the channel's newer word counts where nothing is handed out yet; else what is under way stands",
});

/**
 * What a person changed here stands over what the channel said then. When the channel changes its word: to the same, and nothing is left
 * to stand over it; to something else, and its newer word counts, flagged.
 */
export const standOver = (said: Said, amended: AmendedHere | undefined, since: Instant): Amending => {
  if (!amended) return { said, amended, conflicts: [] };
  const conflicts: Conflict[] = [];
  const next: AmendedHere = { ...amended };
  const result: Record<string, unknown> = { ...said, amounts: withMoved(said.amounts, amended.amounts) };
  for (const field of FIELDS) {
    const own = amended[field];
    if (!own) continue;
    const now = saidOf(field, said[field]);
    if (now === own.over) {
      result[field] = own.value;
      continue;
    }
    delete next[field];
    if (now !== saidOf(field, own.value)) conflicts.push(contradiction(field, since));
  }
  const { wishes = [] } = amended;
  const constraints = said.constraints.filter(({ type }) => !wishes.includes(type));
  return { said: { ...(result as Said), constraints }, amended: next, conflicts };
};
