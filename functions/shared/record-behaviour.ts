import type { Behaviour, RecordBehaviour } from '#domain/channel/customer-requests.ts';
import type { Person } from '#domain/channel/person.ts';
import type { CustomerId } from '#domain/id.ts';
import { now } from './clock.ts';
import { behaviourKey, signKey } from './customer-keys.ts';
import { getItem, put, TransactionRefused, transact } from './dynamo.ts';
import { dynamoCustomerStore } from './dynamo-customer-store.ts';
import { personOf } from './dynamo-person-store.ts';
import { env } from './env.ts';

const NOBODY: Person = {
  name: '',
  phone: '',
  email: '',
  country: '',
  province: '',
  city: '',
  district: '',
  street: '',
  detail: '',
  postalCode: '',
  encrypted: false,
  openAddressId: '',
};

const recogniseBy = ({ channel, channelIdentity, behaviourId, at, sku, unionId, phone, email }: RecordBehaviour) =>
  dynamoCustomerStore.recognise({
    channel,
    channelIdentity,
    guest: false,
    person: NOBODY,
    addressDigest: null,
    sign: {
      id: `behaviour:${behaviourId}`,
      at,
      skus: sku === null ? [] : [sku],
      unionIds: unionId === undefined ? [] : [unionId],
      ownPhone: phone ?? '',
      email: email ?? '',
      recipient: null,
      addressDigest: '',
    },
    at: now(),
  });

/** Keeps what somebody did at a channel besides ordering, with the customer it was. The same one twice is one. */
export const recordBehaviour = async (said: RecordBehaviour) => {
  const { behaviourId, channel, kind, at, sku } = said;
  const table = env('CUSTOMERS_TABLE');
  const known = await getItem<{ customerId: CustomerId }>(table, signKey(channel, behaviourId));
  if (known) return { customerId: await personOf(known.customerId), behaviourId, isNew: false };
  const customerId = await recogniseBy(said);
  const behaviour: Behaviour = { behaviourId, channel, kind, at, sku };
  try {
    await transact([
      put(
        table,
        { ...signKey(channel, behaviourId), entity: 'SIGN', customerId },
        { condition: 'attribute_not_exists(pk)' },
      ),
      put(table, { ...behaviourKey(customerId, at, channel, behaviourId), entity: 'BEHAVIOUR', behaviour }),
    ]);
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    return { customerId: await personOf(customerId), behaviourId, isNew: false };
  }
  return { customerId: await personOf(customerId), behaviourId, isNew: true };
};
