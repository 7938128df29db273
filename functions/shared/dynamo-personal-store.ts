import type { Attributes } from '#domain/channel/compile-attribute-set.ts';
import type { CustomerId } from '#domain/id.ts';
import type { ChannelOrder, Order } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';
import { personalAttributesKey } from './customer-keys.ts';
import { getItem, putItem } from './dynamo.ts';
import { env } from './env.ts';

type Said = Pick<ChannelOrder, 'channel' | 'channelOrderId' | 'placedAt' | 'saidAt'>;

/** Keeps the personal attributes of an order with its customer; nothing when there are none. The newest word stays. */
export const keepPersonal = async (
  customerId: CustomerId,
  { channel, channelOrderId, placedAt, saidAt }: Said,
  attributes: Attributes,
  at: Instant,
): Promise<void> => {
  if (Object.keys(attributes).length === 0) return;
  const said = saidAt.lines ?? placedAt;
  await putItem(
    env('CUSTOMERS_TABLE'),
    {
      ...personalAttributesKey(customerId, channel, channelOrderId),
      entity: 'PERSONAL_ATTRIBUTES',
      attributes,
      saidAt: said,
      keptAt: at,
    },
    { condition: 'attribute_not_exists(pk) OR saidAt <= :said', values: { ':said': said } },
  );
};

/** The personal attributes of an order, for whoever must act on them; null when it has none. */
export const personalOf = async ({
  initiator,
  channel,
  channelOrderId,
  personalFields = [],
}: Pick<Order, 'initiator' | 'channel' | 'channelOrderId' | 'personalFields'>): Promise<Record<
  string,
  unknown
> | null> => {
  if (personalFields.length === 0) return null;
  const key = personalAttributesKey(initiator.customerId, channel, channelOrderId);
  const row = await getItem<{ attributes: Record<string, unknown> }>(env('CUSTOMERS_TABLE'), key);
  return row?.attributes ?? null;
};
