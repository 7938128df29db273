import type { OrderId } from '#domain/id.ts';
import { amendAttributes } from '#domain/order/amend-attributes.ts';
import { canonical } from '#domain/order/merge.ts';
import type { Order } from '#domain/order/order.ts';
import { type Extension, factsOf } from '#domain/order/order-attributes.ts';
import { decideOn } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { findRecords } from './dynamo-record-store.ts';
import { meaningOfKnown } from './meaning-documents.ts';
import { metaModelOf } from './meta-model-library.ts';

const orders = dynamoOrderStore();

/** Takes what second sources know now into an order that is known; the same records again change nothing. */
export const enrichOrder = async (orderId: OrderId, by: string): Promise<boolean> => {
  let isNews = false;
  await decideOn(orders, orderId, async ({ order }, context) => {
    const meta = await metaModelOf(order);
    const records = await findRecords(meta.packs, factsOf(order.channelView));
    const documents = await meaningOfKnown(order);
    const change = amendAttributes(order, { by, meta, records, documents }, context);
    isNews = change.order !== order;
    return change;
  });
  return isNews;
};

const isFoundAsBefore = (before: Order | null, order: Order): boolean =>
  before !== null && canonical(before.foundBy) === canonical(order.foundBy);

/**
 * A record kept between our look at the records and the order's being written found no order to go into: looked at once more after it,
 * so that whichever came first, the order has it.
 * @param before null: the order is new
 */
export const enrichAgain = async (before: Order | null, order: Order, { meta, records }: Extension): Promise<void> => {
  if (isFoundAsBefore(before, order)) return;
  const facts = factsOf(order.channelView);
  const joining = meta.packs.filter((pack) => pack.keysOf(facts).length > 0);
  if (joining.length === 0) return;
  const found = await findRecords(meta.packs, facts);
  const by = joining.map(({ id, version }) => `enhancement/${id}@${version}`).join(', ');
  if (canonical(found) !== canonical(records)) await enrichOrder(order.orderId, by);
};
