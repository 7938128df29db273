import * as z from 'zod';
import { Behaviour } from '../channel/customer-requests.ts';
import { maskName, maskPhone } from '../channel/masking.ts';
import type { Person } from '../channel/person.ts';
import { Apart, Merge, MergeGround } from '../channel/person-group.ts';
import { CustomerId, MergeId } from '../id.ts';
import { Instant } from '../time.ts';
import { OrderSummary } from './order-snapshot.ts';

const Account = z.object({
  customerId: CustomerId,
  identities: z.array(z.object({ channel: z.string(), channelIdentity: z.string() })),
  firstSeenAt: Instant,
  erasedAt: Instant.nullable(),
});

/** Somebody an order went to. Masked: name and phone by their masks, of the address its district. */
const Contact = z.object({
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  street: z.string(),
  detail: z.string(),
});

export const CustomerAuditEntry = z.object({
  act: z.enum(['MERGED', 'UNMERGED', 'ERASED', 'SHOWN']),
  by: z.string(),
  at: Instant,
  why: z.string(),
  mergeId: MergeId.nullable(),
  eventId: z.string(),
});

const Moment = { at: Instant, id: z.string(), customerId: CustomerId };

/** A moment of the person's history, on whatever channel. */
export const HistoryEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ORDER'), ...Moment, order: OrderSummary }),
  z.object({ kind: z.literal('BEHAVIOUR'), ...Moment, behaviour: Behaviour }),
]);
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** A person: the accounts, who says that they are one, and one history of all channels. */
export const CustomerView = z.object({
  /** The person's name: the oldest customer's id. Any of `customers` finds it. */
  customerId: CustomerId,
  shown: z.enum(['MASKED', 'CLEAR']),
  customers: z.array(Account),
  contacts: z.array(Contact),
  merges: z.array(Merge),
  apart: z.array(Apart),
  /** Who may be the same person, not surely enough to be joined by evidence: for a person to decide. */
  doubts: z.array(
    z.object({
      customerId: CustomerId,
      other: CustomerId,
      confidence: z.number(),
      ground: MergeGround,
      why: z.string(),
    }),
  ),
  audit: z.array(CustomerAuditEntry),
  /** Newest first. */
  history: z.array(HistoryEntry),
  cursor: z.string().nullable(),
});
export type CustomerView = z.infer<typeof CustomerView>;

const HIDDEN = '***';
const hidden = (text: string): string => (text === '' ? '' : HIDDEN);

/** `moon@mail.com` → `m***@mail.com` */
const maskEmail = (email: string): string => email.replace(/^(.)[^@]*/, `$1${HIDDEN}`);

/** `oABCdef` → `oAB***`: enough to tell accounts apart, not to call them. */
export const maskIdentity = (identity: string): string => `${identity.slice(0, 3)}${HIDDEN}`;

/** What is shown of somebody an order went to. */
export const contactOf = (person: Person, shown: CustomerView['shown']): z.infer<typeof Contact> => {
  const { province, city, district } = person;
  if (shown === 'CLEAR') return Contact.parse(person);
  return {
    name: person.encrypted ? HIDDEN : maskName(person.name),
    phone: person.encrypted ? HIDDEN : maskPhone(person.phone),
    email: maskEmail(person.email),
    province,
    city,
    district,
    street: hidden(person.street),
    detail: hidden(person.detail),
  };
};
