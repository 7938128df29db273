import { mergeLineChanges } from './line-changes.ts';
import type { Aspect, ChannelOrder, ChannelStatus } from './order.ts';
import { ASPECTS } from './order.ts';

/** Which fields an aspect's news is about. Together they are the whole view, so a merge never mixes halves of one field. */
const FIELDS_OF = {
  status: ['status', 'holds'],
  lines: [
    'placedAt',
    'fulfillmentType',
    'initiator',
    'lines',
    'constraints',
    'promiseAt',
    'attributes',
    'mappingVersion',
  ],
  address: ['destination'],
  amount: ['currency', 'amounts', 'conflicts'],
  remark: ['remarks'],
} as const satisfies Record<Exclude<Aspect, 'refund'>, readonly (keyof ChannelOrder)[]>;

/** Later in an order's life beats earlier when both were said in the same second. */
const STATUS_RANK: Readonly<Record<ChannelStatus, number>> = {
  CREATED: 0,
  PAID_HOLD: 1,
  READY: 2,
  PART_SHIPPED: 3,
  SHIPPED: 4,
  DELIVERED: 5,
  COMPLETED: 6,
  CANCELLED: 7,
};

/** JSON with sorted keys: equal values, equal text. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

type Fields = Partial<ChannelOrder> | { readonly refundedMinor: number };

/** What was paid back is a part of the amounts with a time of its own: a refund does not undo a changed price, nor the reverse. */
const fieldsOf = (view: ChannelOrder, aspect: Aspect): Fields => {
  if (aspect === 'refund') return { refundedMinor: view.amounts.refundedMinor };
  const fields = Object.fromEntries(FIELDS_OF[aspect].map((field) => [field, view[field]]));
  return aspect === 'amount' ? { ...fields, amounts: { ...view.amounts, refundedMinor: 0 } } : fields;
};

/** True when `b`'s word on the aspect replaces `a`'s. Total and antisymmetric, so the merge does not depend on arrival. */
const overrules = (b: ChannelOrder, a: ChannelOrder, aspect: Aspect): boolean => {
  // A cancellation is final wherever it stands in time: no platform takes it back.
  if (aspect === 'status' && (a.status === 'CANCELLED') !== (b.status === 'CANCELLED')) return b.status === 'CANCELLED';
  const [saidA, saidB] = [a.saidAt[aspect], b.saidAt[aspect]];
  if (saidA === undefined && saidB === undefined)
    return canonical(fieldsOf(b, aspect)) > canonical(fieldsOf(a, aspect));
  if (!saidB || !saidA) return !saidA && saidB !== undefined;
  if (saidA !== saidB) return saidB > saidA;
  if (aspect === 'status' && a.status !== b.status) return STATUS_RANK[b.status] > STATUS_RANK[a.status];
  // Money goes back piece by piece: of two words of one moment the larger sum is the later.
  if (aspect === 'refund') return b.amounts.refundedMinor > a.amounts.refundedMinor;
  return canonical(fieldsOf(b, aspect)) > canonical(fieldsOf(a, aspect));
};

/**
 * The channel's word after both pushes: per aspect the newest said wins. Commutative, associative, idempotent
 * (held by property tests): any permutation and repetition of pushes gives the same view.
 */
export const mergeChannelOrders = (a: ChannelOrder, b: ChannelOrder): ChannelOrder => {
  const winners = ASPECTS.map((aspect) => ({ aspect, winner: overrules(b, a, aspect) ? b : a }));
  const { refundedMinor, ...fields } = Object.assign(
    {},
    ...winners.map(({ aspect, winner }) => fieldsOf(winner, aspect)),
  );
  const saidAt: ChannelOrder['saidAt'] = Object.fromEntries(
    winners.flatMap(({ aspect, winner }) => (winner.saidAt[aspect] ? [[aspect, winner.saidAt[aspect]]] : [])),
  );
  const { lineChanges: _changes, ...whole } = a;
  const lineChanges = mergeLineChanges(a, b, saidAt.lines);
  return {
    ...whole,
    ...fields,
    amounts: { ...fields.amounts, refundedMinor },
    ...(lineChanges.length > 0 ? { lineChanges } : {}),
    saidAt,
  };
};
