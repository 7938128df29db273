import { disputedIn, furthestOf, STATUS_RANK } from './contradicted.ts';
import { mergeLineChanges } from './line-changes.ts';
import type { Aspect, ChannelOrder } from './order.ts';
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
    'personalFields',
    'mappingVersion',
  ],
  address: ['destination'],
  amount: ['currency', 'amounts', 'conflicts'],
  remark: ['remarks', 'reading'],
} as const satisfies Record<Exclude<Aspect, 'refund'>, readonly (keyof ChannelOrder)[]>;

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

/** Two readings of one text: the later reader's counts. */
const readsLater = (b: ChannelOrder, a: ChannelOrder): boolean => {
  const [textA, textB] = [canonical(a.remarks), canonical(b.remarks)];
  if (textA !== textB) return textB > textA;
  const [readerA, readerB] = [Number(a.reading?.reader ?? 0), Number(b.reading?.reader ?? 0)];
  if (readerA !== readerB) return readerB > readerA;
  return canonical(fieldsOf(b, 'remark')) > canonical(fieldsOf(a, 'remark'));
};

/** Of two words of one moment, or of unknown ones. */
const beats = (b: ChannelOrder, a: ChannelOrder, aspect: Aspect): boolean =>
  aspect === 'remark' ? readsLater(b, a) : canonical(fieldsOf(b, aspect)) > canonical(fieldsOf(a, aspect));

/** True when `b`'s word on the aspect replaces `a`'s. Total and antisymmetric, so the merge does not depend on arrival. */
const overrules = (b: ChannelOrder, a: ChannelOrder, aspect: Aspect): boolean => {
  // A cancellation is final wherever it stands in time: no platform takes it back.
  if (aspect === 'status' && (a.status === 'CANCELLED') !== (b.status === 'CANCELLED')) return b.status === 'CANCELLED';
  const [saidA, saidB] = [a.saidAt[aspect], b.saidAt[aspect]];
  if (saidA === undefined && saidB === undefined) return beats(b, a, aspect);
  if (!saidB || !saidA) return !saidA && saidB !== undefined;
  if (saidA !== saidB) return saidB > saidA;
  if (aspect === 'status' && a.status !== b.status) return STATUS_RANK[b.status] > STATUS_RANK[a.status];
  // Money goes back piece by piece: of two words of one moment the larger sum is the later.
  if (aspect === 'refund') return b.amounts.refundedMinor > a.amounts.refundedMinor;
  return beats(b, a, aspect);
};

/**
 * The channel's word after both pushes: per aspect the newest said wins. Commutative, associative, idempotent
 * (held by property tests): any permutation and repetition of pushes gives the same view.
 */
export const mergeChannelOrders = (a: ChannelOrder, b: ChannelOrder): ChannelOrder => {
  const winners = ASPECTS.map((aspect) => ({ aspect, winner: overrules(b, a, aspect) ? b : a }));
  const { refundedMinor, reading, ...fields } = Object.assign(
    {},
    ...winners.map(({ aspect, winner }) => fieldsOf(winner, aspect)),
  );
  const saidAt: ChannelOrder['saidAt'] = Object.fromEntries(
    winners.flatMap(({ aspect, winner }) => (winner.saidAt[aspect] ? [[aspect, winner.saidAt[aspect]]] : [])),
  );
  const { lineChanges: _changes, reading: _reading, furthest: _furthest, disputed: _disputed, ...whole } = a;
  const lineChanges = mergeLineChanges(a, b, saidAt.lines);
  const furthest = furthestOf(a, b, fields.status);
  const disputed = disputedIn(a, b, saidAt);
  return {
    ...whole,
    ...fields,
    amounts: { ...fields.amounts, refundedMinor },
    ...(lineChanges.length > 0 ? { lineChanges } : {}),
    ...(reading ? { reading } : {}),
    ...(furthest ? { furthest } : {}),
    ...(disputed ? { disputed } : {}),
    saidAt,
  };
};
