import { isKnown } from '#domain/channel/customer-evidence.ts';
import type { CustomerStore, Sighting } from '#domain/channel/customer-store.ts';
import { type CustomerId, newId } from '#domain/id.ts';
import { nextUlid } from './clock.ts';
import { addressKey, identityKey, profileKey } from './customer-keys.ts';
import { getItem, put, putItem, TransactionRefused, transact } from './dynamo.ts';
import { addSign, evidenceOf, settleEvidence } from './dynamo-evidence-store.ts';
import { env } from './env.ts';
import { keyedDigests } from './keyed-digest.ts';
import { linkCustomer } from './link-customers.ts';
import { count } from './observability.ts';

const NEW = { condition: 'attribute_not_exists(pk)' } as const;

type Account = Pick<Sighting, 'channel' | 'channelIdentity'>;

const known = async ({ channel, channelIdentity }: Account): Promise<CustomerId | null> => {
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
        identities: [{ channel, channelIdentity }],
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

/**
 * Adds what the sighting tells to the customer's evidence and compares it with others where it tells something new. Evidence that
 * could not be kept or compared because others wrote the same is taken up with the next push; orders never wait for it.
 */
const gather = async (customerId: CustomerId, { sign, channel, guest }: Sighting): Promise<void> => {
  if (!sign) return;
  const digest = await keyedDigests();
  const before = await evidenceOf(customerId);
  if (before && !before.pending && isKnown(before.evidence, sign)) return;
  const kept = await addSign(customerId, before, sign, { channel, guest }, digest);
  if (!kept) return count('EvidenceLeftOut', { channel });
  if (kept.pending && (await linkCustomer(customerId, kept, digest))) await settleEvidence(customerId, kept);
};

const recognise: CustomerStore['recognise'] = async (sighting) => {
  const found = await known(sighting);
  if (found) await keepAddress(found, sighting);
  const customerId = found ?? (await introduce(sighting));
  await gather(customerId, sighting);
  return customerId;
};

export const dynamoCustomerStore: CustomerStore = { recognise };
