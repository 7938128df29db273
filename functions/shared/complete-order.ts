import { utf8 } from '#domain/channel/bytes.ts';
import type { DescribedOrder } from '#domain/channel/describe-order.ts';
import { addressMaterial } from '#domain/channel/person.ts';
import type { RemarkReading } from '#domain/channel/remarks-read.ts';
import type { CustomerId } from '#domain/id.ts';
import { ChannelOrder } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';
import { dynamoClearRemarkStore } from './dynamo-clear-remark-store.ts';
import { dynamoCustomerStore } from './dynamo-customer-store.ts';
import { keepPersonal } from './dynamo-personal-store.ts';
import { env } from './env.ts';
import { nodeCrypto } from './node-crypto.ts';
import { secretText } from './secrets.ts';

/** 128 bits tell addresses apart; keyed, so that nobody can find an address by trying. */
const DIGEST_BYTES = 16;

export const keyedDigest = async (text: string): Promise<string> => {
  const key = await secretText(env('DIGEST_KEY_SECRET'));
  const digest = nodeCrypto.hmacSha256(utf8(key), utf8(text));
  return Buffer.from(digest.subarray(0, DIGEST_BYTES)).toString('hex');
};

const digestOf = async ({ order: { destination }, person }: DescribedOrder): Promise<string | null> =>
  destination ? keyedDigest(addressMaterial(person, destination)) : null;

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
  const customerId = await dynamoCustomerStore.recognise({
    channel: order.channel,
    // A platform that names no buyer: each order is a customer of its own, found again by the order's id.
    channelIdentity: order.initiator.channelIdentity || `order:${order.channelOrderId}`,
    person,
    addressDigest,
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
