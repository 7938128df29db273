import type { CustomerId } from '#domain/id.ts';

/*
 * Table `customers`: the only place with personal data. Nobody else writes these keys.
 *
 * | question                                   | access                                    |
 * |--------------------------------------------|-------------------------------------------|
 * | who is this buyer of a channel?            | pk IDENTITY#channel#openId, sk IDENTITY    |
 * | what is known about the customer?          | pk CUSTOMER#id, sk PROFILE                 |
 * | where do the goods of this order go?       | pk CUSTOMER#id, sk ADDRESS#digest          |
 * | what does this remark say, in the clear?   | pk CUSTOMER#id, sk REMARK#digest          |
 * | what of this order's attributes is personal? | pk CUSTOMER#id, sk PERSONAL#channel#order  |
 */
export const identityKey = (channel: string, openId: string) => ({
  pk: `IDENTITY#${channel}#${openId}`,
  sk: 'IDENTITY',
});
export const profileKey = (id: CustomerId) => ({ pk: `CUSTOMER#${id}`, sk: 'PROFILE' });
export const addressKey = (id: CustomerId, digest: string) => ({ pk: `CUSTOMER#${id}`, sk: `ADDRESS#${digest}` });
export const remarkKey = (id: CustomerId, digest: string) => ({ pk: `CUSTOMER#${id}`, sk: `REMARK#${digest}` });
export const personalAttributesKey = (id: CustomerId, channel: string, channelOrderId: string) => ({
  pk: `CUSTOMER#${id}`,
  sk: `PERSONAL#${channel}#${channelOrderId}`,
});
