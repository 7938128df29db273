import type { CompiledAttributeSet } from '../channel/compile-attribute-set.ts';
import { migrateAttributes } from '../channel/migrate-attributes.ts';
import { amendAttributes } from './amend-attributes.ts';
import { type Change, type Context, unchanged } from './change.ts';
import { flag } from './conflicts.ts';
import type { MeaningDocuments } from './meaning.ts';
import type { Conflict, Order } from './order.ts';
import type { MetaModel } from './order-attributes.ts';

export type MigrateOrder = {
  readonly meta: MetaModel;
  readonly set: CompiledAttributeSet;
  /** What decides about remarks and intent: attributes are signs of it. */
  readonly documents?: MeaningDocuments;
};

export type MigratedOrder = Change & {
  /** Values that could not be converted: taken out and flagged. */
  readonly dropped: number;
};

/**
 * Takes a new version of the channel's attribute set into an order that is stored: its migrations, what it is found by, and the pin.
 * An order that the version decided about already is left as it is.
 */
export const migrateOrder = (order: Order, { meta, set, documents }: MigrateOrder, context: Context): MigratedOrder => {
  const name = `attribute-set/${set.id}`;
  if (Number(order.pinned[name] ?? 0) >= Number(set.version)) return { ...unchanged(order), dropped: 0 };
  const by = `${name}@${set.version}`;
  const { attributes, failed } = migrateAttributes(order.channelView.attributes, set, order.currency);
  const conflicts = failed.map(
    ({ field, value, expected }): Conflict => ({
      code: 'VALUE_UNREADABLE',
      field,
      values: [value, `expected ${expected}`],
      since: context.now,
      chosenBy: by,
    }),
  );
  const viewed: Order = {
    ...order,
    channelView: { ...order.channelView, attributes, conflicts: [...order.channelView.conflicts, ...conflicts] },
    pinned: { ...order.pinned, ...meta.pins },
  };
  const change = flag(amendAttributes(viewed, { by, meta, documents }, context), conflicts, context);
  return { ...change, dropped: failed.length };
};
