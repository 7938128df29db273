import { recipientOf, type Sign } from '#domain/channel/customer-evidence.ts';
import type { DescribedOrder } from '#domain/channel/describe-order.ts';
import { addressMaterial } from '#domain/channel/person.ts';
import type { RemarkReading } from '#domain/channel/remarks-read.ts';
import type { CustomerId } from '#domain/id.ts';
import { asErased } from '#domain/order/erase-order.ts';
import { ChannelOrder, type Order } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';
import { dynamoClearRemarkStore } from './dynamo-clear-remark-store.ts';
import { dynamoCustomerStore } from './dynamo-customer-store.ts';
import { keepPersonal } from './dynamo-personal-store.ts';
import { keyedDigest } from './keyed-digest.ts';

const digestOf = async ({ order: { destination }, person }: DescribedOrder): Promise<string | null> =>
  destination && keyedDigest(addressMaterial(person, destination));

/** What an order tells of who is behind its account; an organisation's tells nothing of one person. */
const signOf = ({ order, person }: DescribedOrder, addressDigest: string | null): Sign | null =>
  order.initiator.organisation !== null
    ? null
    : {
        id: `order:${order.channelOrderId}`,
        at: order.placedAt,
        skus: order.lines.map(({ sku }) => sku).filter((sku) => sku !== ''),
        unionIds: person.unionId ? [person.unionId] : [],
        ownPhone: person.buyerPhone ?? '',
        email: person.email,
        recipient: order.destination && recipientOf(person, order.destination),
        addressDigest: addressDigest ?? '',
      };

/** Keeps remarks with personal words with the customer. @returns the reading, which then names what is kept */
const keepRemarks = async (
  { order: { reading }, clearRemarks }: DescribedOrder,
  customerId: CustomerId,
  at: Instant,
): Promise<RemarkReading | undefined> => {
  if (!reading || clearRemarks.length === 0) return reading;
  const kept = await Promise.all(
    clearRemarks.map(async (remark) => {
      const digest = await keyedDigest(remark.text);
      await dynamoClearRemarkStore.keep(customerId, digest, remark, at);
      return [remark.from, digest] as const;
    }),
  );
  return { ...reading, digests: Object.fromEntries(kept) };
};

/** Adds what only we know: who the customer is, and the digest under which the address is kept; takes in what is personal. */
export const completeOrder = async (described: DescribedOrder, at: Instant): Promise<ChannelOrder> => {
  const { order, person, personal } = described;
  const addressDigest = await digestOf(described);
  const { channelIdentity } = order.initiator;
  const customerId = await dynamoCustomerStore.recognise({
    channel: order.channel,
    // A platform that names no buyer: each order is a customer of its own, found again by the order's id.
    channelIdentity: channelIdentity || `order:${order.channelOrderId}`,
    guest: channelIdentity === '',
    person,
    addressDigest,
    sign: signOf(described, addressDigest),
    at,
  });
  await keepPersonal(customerId, order, personal, at);
  const reading = await keepRemarks(described, customerId, at);
  return ChannelOrder.parse({
    ...order,
    ...(reading ? { reading } : {}),
    initiator: { ...order.initiator, customerId },
    destination: order.destination && { ...order.destination, addressDigest: addressDigest ?? '' },
  });
};

/** What a platform says of an order whose buyer was erased: nothing of the person is kept again. */
export const completeErased = ({ order }: DescribedOrder, known: Order): ChannelOrder => {
  const { customerId } = known.initiator;
  const said = ChannelOrder.parse({
    ...order,
    initiator: { ...order.initiator, customerId },
    destination: order.destination && { ...order.destination, addressDigest: '' },
  });
  return asErased(said, known);
};
