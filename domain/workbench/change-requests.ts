import * as z from 'zod';
import { CompensationId, LegId, OrderId } from '../id.ts';
import { AmountMinor } from '../money.ts';
import { OrderState } from '../order/lifecycle.ts';
import { ConstraintType } from '../order/order.ts';
import { MoneyDifference } from '../order/order-account.ts';
import { UnroutableReason } from '../routing/plan.ts';
import { PlanDifference } from '../routing/plan-difference.ts';
import { TakenBack } from '../routing/taken-back.ts';
import { Moment } from './moment.ts';

const Pieces = z.number().int().min(1).max(100_000);

/** What every change has beside what changes. */
const change = {
  /** For colleagues, without names, phones or addresses. */
  reason: z.string().trim().min(1).max(200),
  /** Yours: the same key twice is one change. */
  key: z.string().min(1).max(64).optional(),
  /** From the dry run: the change is made only if everything it was worked out on is still so. */
  token: z.string().min(1).max(400).optional(),
};

/** The query of every change. */
export const DryRun = z.strictObject({
  /** `true`: answers what would change, and writes nothing. */
  dryRun: z.enum(['true', 'false']).default('false'),
});

export const AddressAsked = z.strictObject({
  name: z.string().trim().min(1).max(100),
  phone: z.string().trim().min(5).max(30),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is an ISO country code, as CN')
    .default('CN'),
  province: z.string().trim().min(1).max(60),
  city: z.string().trim().min(1).max(60),
  district: z.string().trim().max(60).default(''),
  street: z.string().trim().max(120).default(''),
  detail: z.string().trim().min(1).max(200),
  postalCode: z.string().trim().max(16).default(''),
});
export type AddressAsked = z.infer<typeof AddressAsked>;

const LineAsked = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('ADD'),
    sku: z.string().min(1).max(64),
    title: z.string().max(200).default(''),
    quantity: Pieces,
    /** As agreed with the buyer, in minor units of the order's currency. */
    unitPriceMinor: AmountMinor.min(0),
    gift: z.boolean().default(false),
  }),
  z.strictObject({ do: z.literal('REMOVE'), lineId: z.string().min(1) }),
  z.strictObject({ do: z.literal('QUANTITY'), lineId: z.string().min(1), quantity: Pieces }),
]);
export type LineAsked = z.infer<typeof LineAsked>;

const Carrier = z.string().min(1).max(64);
const Window = z
  .strictObject({ from: Moment, to: Moment })
  .refine(({ from, to }) => from < to, { error: 'ends before it begins', path: ['to'] });

const asked = {
  lines: z.array(LineAsked).min(1).max(100).optional(),
  address: AddressAsked.optional(),
  /** By when it is to be there; null: no deadline any more. */
  deliverBy: Moment.nullable().optional(),
  window: Window.nullable().optional(),
  carriers: z.strictObject({ wanted: z.array(Carrier).default([]), avoided: z.array(Carrier).default([]) }).optional(),
  /** Everything said of these types from now on: what channel and remarks ask of them no longer counts. */
  constraints: z
    .array(
      z.strictObject({
        type: ConstraintType,
        value: z.union([z.string(), z.number(), z.boolean(), Window]),
        lineId: z.string().nullable().default(null),
      }),
    )
    .min(1)
    .max(20)
    .optional(),
};

/** The body of `POST /orders/{id}/amendments`. Confirmed with the token that its dry run gave. */
export const AmendOrder = z
  .strictObject({
    ...change,
    ...asked,
    /** Of another address: goods that have left are brought back by their carrier. */
    intercept: z.boolean().default(false),
  })
  .refine((body) => Object.keys(asked).some((part) => body[part as keyof typeof asked] !== undefined), {
    error: `name what changes: ${Object.keys(asked).join(', ')}`,
    path: ['lines'],
  });
export type AmendOrder = z.infer<typeof AmendOrder>;

/** The body of `POST /orders/{id}/cancellations`. */
export const CancelOrder = z.strictObject({
  ...change,
  /** What of the order is cancelled: whole lines, or some pieces. Left out: all of it. */
  lines: z
    .array(z.strictObject({ lineId: z.string().min(1), quantity: Pieces.optional() }))
    .min(1)
    .max(100)
    .optional(),
});
export type CancelOrder = z.infer<typeof CancelOrder>;

export const ShownRefusal = z.object({
  legId: LegId.nullable(),
  /** Of the table of cut-offs (docs/changes.md): what is changed, and how far the leg is. */
  rule: z.string(),
  does: z.enum(['INTERCEPT', 'REFUSE']),
  reason: z.object({ en: z.string(), zh: z.string() }),
});

/** What a change does, or would do. */
export const OrderChange = z.object({
  orderId: OrderId,
  state: OrderState,
  dryRun: z.boolean(),
  /** Whether it can be made; `refusals` says why not. */
  allowed: z.boolean(),
  refusals: z.array(ShownRefusal),
  /** Send it with the same body to make the change. Only of a dry run that is allowed. */
  token: z.string().optional(),
  /** Each field before and after; an address by its place only. */
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  money: MoneyDifference,
  /** Legs that are taken back, and planned again as far as their goods are still wanted. */
  withdrawn: z.array(LegId),
  /** Of another address while legs are out: how each gives way. The order changes when all have, and not at all when one does not. */
  takenBack: z.array(TakenBack).optional(),
  /** What carries that out (docs/override.md). Absent in a dry run, and where the change is made at once. */
  compensationId: CompensationId.optional(),
  /** Cost, chance, promise, stock and legs before and after; null where nothing is to be planned before or after. */
  plan: PlanDifference.nullable(),
  /** Why no plan serves what would be open: the order would wait or be held. */
  unroutable: z.array(UnroutableReason),
  /** It was made before, under the same key. */
  repeated: z.boolean(),
});
export type OrderChange = z.infer<typeof OrderChange>;

export const OrderCancellation = OrderChange.extend({ reason: z.string().nullable() });
export type OrderCancellation = z.infer<typeof OrderCancellation>;
