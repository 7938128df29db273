import { because, type Change, type Context, unchanged } from './change.ts';
import { OrderAmended } from './events.ts';
import { type MeaningDocuments, understand } from './meaning.ts';
import { canonical } from './merge.ts';
import type { Order } from './order.ts';
import { attributesOf, type Extension, hasAttributes } from './order-attributes.ts';

/** A second source, or a document that migrates: what it changes about an order that is known. */
export type AmendAttributes = Pick<Extension, 'meta'> &
  Partial<Extension> & {
    /** `enhancement/douyin-content@2` */
    readonly by: string;
    /** What decides about remarks and intent: attributes are signs of it. */
    readonly documents?: MeaningDocuments | undefined;
  };

/** Takes what is newly known about an order's attributes into it; nothing when the order says so already. */
export const amendAttributes = (
  order: Order,
  { by, meta, records = {}, documents }: AmendAttributes,
  context: Context,
): Change => {
  const view = order.channelView;
  const next = attributesOf(view, order.enhancements, records, meta);
  if (hasAttributes(order, next)) return unchanged(order);
  const pinned = { ...order.pinned, ...meta.pins };
  const fields = (['attributes', 'tags'] as const).filter(
    (field) => canonical(next[field]) !== canonical(order[field]),
  );
  if (fields.length === 0) return unchanged({ ...order, ...next, pinned });
  const told = because(unchanged(order), OrderAmended, { fields, by }, { ...next, pinned }, context);
  return documents ? understand(told, { view, documents, before: order }, context) : told;
};
