import type { Attributes } from '#domain/channel/compile-attribute-set.ts';
import type { CustomerId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { personalAttributesKey } from './customer-keys.ts';
import { putItem } from './dynamo.ts';
import { env } from './env.ts';

/** Keeps the personal attributes of an order with its customer; nothing when there are none. The newest word stays. */
export const keepPersonal = async (
  customerId: CustomerId,
  { channel, channelOrderId }: { readonly channel: string; readonly channelOrderId: string },
  attributes: Attributes,
  at: Instant,
): Promise<void> => {
  if (Object.keys(attributes).length === 0) return;
  await putItem(env('CUSTOMERS_TABLE'), {
    ...personalAttributesKey(customerId, channel, channelOrderId),
    entity: 'PERSONAL_ATTRIBUTES',
    attributes,
    keptAt: at,
  });
};
