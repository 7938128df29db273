import type { ConsigneeStore } from '#domain/channel/customer-store.ts';
import type { Person } from '#domain/channel/person.ts';
import { addressKey } from './customer-keys.ts';
import { getItem } from './dynamo.ts';
import { env } from './env.ts';

const consignee: ConsigneeStore['consignee'] = async (customerId, addressDigest) => {
  const row = await getItem<{ person: Person }>(env('CUSTOMERS_TABLE'), addressKey(customerId, addressDigest));
  return row?.person ?? null;
};

export const dynamoConsigneeStore: ConsigneeStore = { consignee };
