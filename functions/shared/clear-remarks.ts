import type { ClearRemark } from '#domain/channel/remarks-read.ts';
import type { Order } from '#domain/order/order.ts';
import { dynamoClearRemarkStore } from './dynamo-clear-remark-store.ts';

/** The order's remarks with personal words in them, as they were written; without those that were erased. */
export const clearRemarksOf = async ({ initiator, channelView: { reading } }: Order): Promise<ClearRemark[]> => {
  const digests = Object.values(reading?.digests ?? {});
  const kept = await Promise.all(digests.map((digest) => dynamoClearRemarkStore.get(initiator.customerId, digest)));
  return kept.filter((remark) => remark !== null);
};
