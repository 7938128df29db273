import type { ClearRemarkStore } from '#domain/channel/clear-remark-store.ts';
import type { ClearRemark } from '#domain/channel/remarks-read.ts';
import { remarkKey } from './customer-keys.ts';
import { getItem, putItem } from './dynamo.ts';
import { env } from './env.ts';

const table = (): string => env('CUSTOMERS_TABLE');

export const dynamoClearRemarkStore: ClearRemarkStore = {
  keep: async (customerId, digest, remark, at) => {
    const row = { ...remarkKey(customerId, digest), entity: 'REMARK', remark, firstSeenAt: at };
    await putItem(table(), row, { condition: 'attribute_not_exists(pk)' });
  },
  get: async (customerId, digest) => {
    const row = await getItem<{ remark: ClearRemark }>(table(), remarkKey(customerId, digest));
    return row?.remark ?? null;
  },
};
