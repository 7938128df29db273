import * as z from 'zod';
import { Conflict, Constraint, Hold, Order, Tag } from '../order/order.ts';
import { PlanAnswer } from '../routing/plan.ts';
import { Color } from './catalog-document.ts';
import { ShownAttribute } from './shown-attributes.ts';

/** A raw payload of a channel, to see what would become of it. */
export const TraceRequest = z.strictObject({
  channel: z.string().min(1),
  /** The order as the platform's API answers it, or a push that carries it. As a text, integers beyond 2^53 are kept. */
  payload: z.union([z.string().min(1), z.looseObject({})]),
  shopId: z.string().max(100).default(''),
  /** Read it as traffic of this colour is read. */
  color: Color.default('default'),
});
export type TraceRequest = z.infer<typeof TraceRequest>;

/** What would become of it, step by step. Nothing of it is kept. */
export const Trace = z.object({
  /** Which versions of which documents decided. */
  versions: z.record(z.string(), z.string()),
  mapping: z.object({
    problems: z.array(z.looseObject({ field: z.string(), problem: z.string(), cure: z.string() })),
    missing: z.array(z.string()),
    /** The mapping's reading; what only a running order has is left out. */
    order: z.looseObject({ channel: z.string(), channelOrderId: z.string() }),
  }),
  meaning: z.object({
    constraints: z.array(Constraint),
    conflicts: z.array(Conflict),
    holds: z.array(Hold),
    intents: Order.shape.intents,
    offers: Order.shape.offers,
    attributes: z.array(ShownAttribute),
    tags: z.array(Tag),
  }),
  /** Events the order would begin with. */
  events: z.array(z.string()),
  /** Null while a hold keeps it from being planned, or when there is nothing to move. */
  plan: PlanAnswer.nullable(),
});
export type Trace = z.infer<typeof Trace>;
