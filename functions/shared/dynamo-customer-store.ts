import type { CustomerStore, Sighting } from '#domain/channel/customer-store.ts';
import type { Person } from '#domain/channel/person.ts';
import { type CustomerId, newId } from '#domain/id.ts';
import { nextUlid } from './clock.ts';
import { addressKey, identityKey, profileKey } from './customer-keys.ts';
import { getItem, put, putItem, TransactionRefused, transact } from './dynamo.ts';
import { env } from './env.ts';

const NEW = { condition: 'attribute_not_exists(pk)' } as const;

const known = async ({ channel, channelIdentity }: Sighting): Promise<CustomerId | null> => {
  const row = await getItem<{ customerId: CustomerId }>(env('CUSTOMERS_TABLE'), identityKey(channel, channelIdentity));
  return row?.customerId ?? null;
};

const addressRow = (customerId: CustomerId, { person, addressDigest, at }: Sighting) =>
  addressDigest === null
    ? null
    : { ...addressKey(customerId, addressDigest), entity: 'ADDRESS', person, firstSeenAt: at };

/** Identity, profile and address are written together: a customer is never half there. */
const introduce = async (sighting: Sighting): Promise<CustomerId> => {
  const { channel, channelIdentity, at } = sighting;
  const table = env('CUSTOMERS_TABLE');
  const customerId = newId('cus', nextUlid);
  const address = addressRow(customerId, sighting);
  try {
    await transact([
      put(table, { ...identityKey(channel, channelIdentity), entity: 'IDENTITY', customerId, firstSeenAt: at }, NEW),
      put(table, {
        ...profileKey(customerId),
        entity: 'PROFILE',
        identities: [`${channel}:${channelIdentity}`],
        firstSeenAt: at,
      }),
      ...(address ? [put(table, address)] : []),
    ]);
    return customerId;
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    const first = await known(sighting);
    if (!first) throw error;
    await keepAddress(first, sighting);
    return first;
  }
};

const keepAddress = async (customerId: CustomerId, sighting: Sighting): Promise<void> => {
  const address = addressRow(customerId, sighting);
  if (address) await putItem(env('CUSTOMERS_TABLE'), address, NEW);
};

const recognise: CustomerStore['recognise'] = async (sighting) => {
  const customerId = await known(sighting);
  if (!customerId) return introduce(sighting);
  await keepAddress(customerId, sighting);
  return customerId;
};

const consignee: CustomerStore['consignee'] = async (customerId, addressDigest) => {
  const row = await getItem<{ person: Person }>(env('CUSTOMERS_TABLE'), addressKey(customerId, addressDigest));
  return row?.person ?? null;
};

export const dynamoCustomerStore: CustomerStore = { recognise, consignee };
