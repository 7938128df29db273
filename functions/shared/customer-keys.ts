import type { CustomerId, EventId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';

/*
 * Table `customers`: the only place with personal data. Nobody else writes these keys. A customer is one account of a channel; a
 * person is the customers that were found to be one human, named by the oldest of them. Digests are keyed, and say nothing.
 *
 * | question                                   | access                                    |
 * |--------------------------------------------|-------------------------------------------|
 * | who is this buyer of a channel?            | pk IDENTITY#channel#openId, sk IDENTITY    |
 * | what is known about the customer?          | pk CUSTOMER#id, sk PROFILE                 |
 * | where do the goods of this order go?       | pk CUSTOMER#id, sk ADDRESS#digest          |
 * | what does this remark say, in the clear?   | pk CUSTOMER#id, sk REMARK#digest          |
 * | what of this order's attributes is personal? | pk CUSTOMER#id, sk PERSONAL#channel#order  |
 * | by what is the customer recognised?        | pk CUSTOMER#id, sk EVIDENCE                |
 * | what did they do besides ordering?         | pk CUSTOMER#id, sk BEHAVIOUR#at#channel#id |
 * | who may be the same person, not surely?    | pk CUSTOMER#id, sk DOUBT#otherId           |
 * | who did what to the customer, when, why?   | pk CUSTOMER#id, sk AUDIT#at#eventId        |
 * | is this behaviour known?                   | pk SIGN#channel#behaviourId, sk SIGN       |
 * | whose person is the customer part of?      | pk MEMBER#id, sk MEMBER: no personal data  |
 * | who is one person, and by whose word?      | pk PERSON#id, sk PERSON: no personal data  |
 * | which customers share this evidence?       | pk BLOCK#digest, sk customer id: no personal data |
 * | how many were seen at this place?          | pk PLACE#digest, sk COUNT: no personal data |
 */
export const identityKey = (channel: string, openId: string) => ({
  pk: `IDENTITY#${channel}#${openId}`,
  sk: 'IDENTITY',
});
export const remarkKey = (id: CustomerId, digest: string) => ({ pk: `CUSTOMER#${id}`, sk: `REMARK#${digest}` });
export const personalAttributesKey = (id: CustomerId, channel: string, channelOrderId: string) => ({
  pk: `CUSTOMER#${id}`,
  sk: `PERSONAL#${channel}#${channelOrderId}`,
});
export const customerPk = (id: CustomerId): string => `CUSTOMER#${id}`;
export const PROFILE = 'PROFILE';
export const profileKey = (id: CustomerId) => ({ pk: customerPk(id), sk: PROFILE });
export const ADDRESSES = 'ADDRESS#';
export const addressKey = (id: CustomerId, digest: string) => ({ pk: customerPk(id), sk: `${ADDRESSES}${digest}` });
export const EVIDENCE = 'EVIDENCE';
export const evidenceKey = (id: CustomerId) => ({ pk: customerPk(id), sk: EVIDENCE });
export const BEHAVIOURS = 'BEHAVIOUR#';
export const behaviourKey = (id: CustomerId, at: Instant, channel: string, behaviourId: string) => ({
  pk: customerPk(id),
  sk: `${BEHAVIOURS}${at}#${channel}#${behaviourId}`,
});
export const DOUBTS = 'DOUBT#';
export const doubtKey = (id: CustomerId, other: CustomerId) => ({ pk: customerPk(id), sk: `${DOUBTS}${other}` });
export const AUDITS = 'AUDIT#';
export const auditKey = (id: CustomerId, at: Instant, eventId: EventId) => ({
  pk: customerPk(id),
  sk: `${AUDITS}${at}#${eventId}`,
});
export const signKey = (channel: string, behaviourId: string) => ({ pk: `SIGN#${channel}#${behaviourId}`, sk: 'SIGN' });
export const memberKey = (id: CustomerId) => ({ pk: `MEMBER#${id}`, sk: 'MEMBER' });
export const personKey = (id: CustomerId) => ({ pk: `PERSON#${id}`, sk: 'PERSON' });
export const blockPk = (digest: string): string => `BLOCK#${digest}`;
export const blockKey = (digest: string, id: CustomerId) => ({ pk: blockPk(digest), sk: id as string });
export const placeKey = (digest: string) => ({ pk: `PLACE#${digest}`, sk: 'COUNT' });
