import { maskName, maskPhone } from '#domain/channel/masking.ts';
import { addressMaterial, type Person } from '#domain/channel/person.ts';
import type { OrderId } from '#domain/id.ts';
import type { Destination } from '#domain/order/order.ts';
import { resolveRegion } from '#domain/routing/resolve-region.ts';
import type { AddressAsked } from '#domain/workbench/change-requests.ts';
import { Problem } from './api.ts';
import { now } from './clock.ts';
import { addressKey } from './customer-keys.ts';
import { putItem } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { keyedDigest } from './keyed-digest.ts';
import { planningNetwork } from './planning-network.ts';

const orders = dynamoOrderStore();

const personOf = (address: AddressAsked): Person => ({ ...address, email: '', encrypted: false, openAddressId: '' });

/**
 * An address a person gave as the order shows it: masked, with the digest under which the clear one is kept.
 * @throws Problem 422 for a place the network does not know
 */
export const destinationOf = async (address: AddressAsked): Promise<Destination> => {
  const { country, province, city, district, name, phone } = address;
  const masks = { recipientMasked: maskName(name), phoneMasked: maskPhone(phone) };
  const place = { country, province, city, district, regionCode: null, ...masks, addressDigest: '' };
  const { prepared } = await planningNetwork(now());
  if (resolveRegion(place, [...prepared.regions.values()]) === null) {
    const problem = `address: "${province} ${city}" is no region of the network: correct province and city`;
    throw new Problem(422, 'Unprocessable Content', problem, { errors: [{ field: 'address', problem }] });
  }
  return { ...place, addressDigest: await keyedDigest(addressMaterial(personOf(address), masks)) };
};

/** Keeps the address in the clear with the order's customer, encrypted, before the order names it by its digest. */
export const keepAddress = async (
  orderId: OrderId,
  address: AddressAsked,
  { addressDigest }: Destination,
): Promise<void> => {
  const { order } = await orders.get(orderId);
  await putItem(
    env('CUSTOMERS_TABLE'),
    {
      ...addressKey(order.initiator.customerId, addressDigest),
      entity: 'ADDRESS',
      person: personOf(address),
      firstSeenAt: now(),
    },
    { condition: 'attribute_not_exists(pk)' },
  );
};
