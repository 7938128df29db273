import * as z from 'zod';
import { CustomerId, MergeId } from '../id.ts';
import { Instant } from '../time.ts';
import { Apart, Merge } from './person-group.ts';

/** Who asked for it and for what reason, for those who look later. No names, phones or addresses. */
const why = z.string().trim().min(3).max(300);

/** The body of `POST /customers/{id}/merges`. */
export const MergeCustomers = z.strictObject({
  /** Another customer: an account of the same human. */
  with: CustomerId,
  why,
});
export type MergeCustomers = z.infer<typeof MergeCustomers>;

export const CustomersJoined = z.object({
  /** The person's name from now on. */
  customerId: CustomerId,
  customers: z.array(CustomerId),
  merge: Merge,
});

/** The body of `POST /customers/{id}/unmerges`. */
export const UnmergeCustomers = z.strictObject({ mergeId: MergeId, why });
export type UnmergeCustomers = z.infer<typeof UnmergeCustomers>;

export const CustomersParted = z.object({
  mergeId: MergeId,
  /** The two persons it is from now on, with their customers. */
  persons: z.array(z.object({ customerId: CustomerId, customers: z.array(CustomerId), apart: z.array(Apart) })),
});

/** The body of `POST /customers/{id}/erasures`. */
export const EraseCustomer = z.strictObject({ why });
export type EraseCustomer = z.infer<typeof EraseCustomer>;

export const CustomerErasure = z.object({
  customerId: CustomerId,
  customers: z.array(CustomerId),
  /** Orders that were kept, without the person. */
  orders: z.number().int(),
  erasedAt: Instant,
});

/** What people do at a channel besides ordering. */
export const BEHAVIOUR_KINDS = ['VIEWED', 'FOLLOWED', 'CARTED', 'ENQUIRED', 'REVIEWED', 'COMPLAINED'] as const;
export const BehaviourKind = z.enum(BEHAVIOUR_KINDS);

/** The body of `POST /customers/behaviours`. Codes only: what somebody wrote stays at the channel. */
export const RecordBehaviour = z.strictObject({
  /** The channel's own id of it: the same one twice is one. */
  behaviourId: z.string().regex(/^[\w.:-]{1,128}$/, 'use letters, digits and . _ : - only'),
  channel: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'use the id of the channel, such as douyin'),
  /** The channel's id of the buyer, as in its orders. */
  channelIdentity: z.string().min(1).max(256),
  kind: BehaviourKind,
  at: Instant,
  sku: z.string().min(1).max(128).nullable().default(null),
  /** What is known of the account itself; it serves to recognise the person, and is kept with the customer only. */
  unionId: z
    .string()
    .regex(/^[a-z][a-z0-9-]*:\S{1,256}$/, 'write platform:id, such as weixin:oABC')
    .optional(),
  /** The account's own number, which the channel has checked. */
  phone: z.string().max(32).optional(),
  email: z.string().max(256).optional(),
});
export type RecordBehaviour = z.infer<typeof RecordBehaviour>;

export const BehaviourRecorded = z.object({
  /** The person. */
  customerId: CustomerId,
  behaviourId: z.string(),
  isNew: z.boolean(),
});

/** A behaviour as it is kept and shown. */
export const Behaviour = RecordBehaviour.pick({ behaviourId: true, channel: true, kind: true, at: true, sku: true });
export type Behaviour = z.infer<typeof Behaviour>;

/** The query of `GET /customers/{id}`. */
export const GetCustomer = z.strictObject({
  /** `true`: names, phones and addresses in clear; only for keys that may see them, and noted. */
  clear: z.enum(['true', 'false']).default('false'),
  cursor: z.string().min(1).max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});
export type GetCustomer = z.infer<typeof GetCustomer>;
