import * as z from 'zod';

/** How parcels are to be treated beyond being carried; told to the partner in charge with each leg. */
export const HANDLING = [
  'INSURE',
  'SIGN_ON_DELIVERY',
  'COLLECT_CASH',
  'NO_PRICE_LIST',
  'GIFT_WRAP',
  'COLD_PACK',
  'FRAGILE_PACK',
  'LEAKPROOF_PACK',
  'BATTERY_LABEL',
  'CUSTOMS_PAPERS',
  'TAIL_LIFT',
] as const;
export const Handling = z.enum(HANDLING);
export type Handling = z.infer<typeof Handling>;

/** What policies ask that may be given up where no plan meets it. What the customer asks is none of them, but for times. */
export const YIELDING = [
  'KEEP_TOGETHER',
  'NODE_KINDS',
  'SERVICES',
  'MODES',
  'CARRIERS',
  'MIN_SUCCESS',
  'DEADLINE',
] as const;
export const Yielding = z.enum(YIELDING);
export type Yielding = z.infer<typeof Yielding>;

/** What waits for goods that are nowhere: the order, a person, or nobody. */
export const WhenShort = z.enum(['BACKORDER', 'HOLD', 'CANCEL']);
export type WhenShort = z.infer<typeof WhenShort>;

const Names = z.array(z.string().min(1)).min(1);
const Choice = z.strictObject({ wanted: Names, avoided: Names }).partial();
const NodeKind = z.enum(['WAREHOUSE', 'STORE', 'HUB', 'BONDED', 'PORT', 'RAIL_TERMINAL', 'SERVICE_STATION']);
const Money = z.number().min(0);

/** What a policy may say about how an order is planned: the outputs of its decision table. Money in major units of the network's currency. */
export const PlanningAdvice = z
  .strictObject({
    /** Least chance to arrive in time. */
    minSuccess: z.number().gt(0).lt(1),
    /** Promised where the order itself promises nothing. */
    deadlineHours: z.number().positive(),
    /** Added to it: cut-offs missed, holidays. */
    extraHours: z.number().min(0),
    /** What a plan's cost, an hour, a late order, a further parcel, goods from another province are worth when plans are compared. */
    weights: z.strictObject({ cost: Money, hour: Money, late: Money, parcel: Money, otherProvince: Money }).partial(),
    carriers: Choice,
    modes: Choice,
    services: Choice,
    nodeKinds: z
      .strictObject({
        avoided: z.array(NodeKind).min(1),
        preferred: z.array(NodeKind).min(1),
        /** What it is worth that everything comes from preferred nodes. */
        preferredWorth: Money,
      })
      .partial(),
    /** Every node and lane must have the tag of it. */
    demands: z.array(z.enum(['COLD_CHAIN', 'GMP', 'DANGEROUS_GOODS'])).min(1),
    /** All in one parcel. */
    keepTogether: z.boolean(),
    /** Whether another SKU may stand in: yes, no, or up to this penalty a piece. */
    substitutes: z.union([z.boolean(), Money]),
    handling: z.array(Handling).min(1),
    surchargePerParcel: Money,
    whenShort: WhenShort,
    /** Whether lines in stock go now and the rest when it comes. */
    sendPart: z.boolean(),
    /** Whose turn is first when goods come that several wait for: 9 before 0. */
    priority: z.number().int().min(0).max(9),
    /** What gives way first where no plan meets everything. */
    yields: z.array(Yielding),
    /** How long a plan waits before its legs are handed out, so that it can be considered together with those that come meanwhile. */
    handOutAfterMinutes: z
      .number()
      .min(0)
      .max(24 * 60),
  })
  .partial();
export type PlanningAdvice = z.infer<typeof PlanningAdvice>;

/** Which policy said what, and by which of its rules. */
export const PolicyVerdict = z.object({
  policy: z.string(),
  version: z.number().int(),
  rule: z.string(),
  description: z.string(),
  says: PlanningAdvice,
});
export type PolicyVerdict = z.infer<typeof PolicyVerdict>;
