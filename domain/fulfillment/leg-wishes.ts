import * as z from 'zod';
import type { ClearRemark } from '../channel/remarks-read.ts';
import { CARE_TYPES, type Constraint, ConstraintType, type Order } from '../order/order.ts';
import { Instant } from '../time.ts';

/** What whoever packs and delivers is to mind; what the plan obeys already (carriers, nodes) is not repeated. */
const MINDED: readonly ConstraintType[] = [
  'NOT_BEFORE',
  'SHIP_BY',
  'DELIVER_BY',
  'DELIVERY_WINDOW',
  'INSURANCE',
  ...CARE_TYPES,
];

export const LegWish = z.object({
  type: ConstraintType,
  /** In the clear while the leg is under way: a phone to call, the text of a card. */
  value: z.union([z.string(), z.number(), z.boolean(), z.object({ from: Instant, to: Instant })]),
  lineId: z.string().nullable(),
  source: z.string(),
});
export type LegWish = z.infer<typeof LegWish>;

/** The value as it was written, where the order carries its mask and the remark is at hand. */
const clearValue = ({ value, said, source }: Constraint, clear: readonly ClearRemark[]): Constraint['value'] => {
  const remark = said && clear.find(({ from }) => source === `remark:${from}`);
  const found = remark?.instructions.find(
    ({ type, span }) => type === said?.instruction && span[0] === said.span[0] && span[1] === said.span[1],
  );
  return found && typeof value === 'string' && value.includes('*') ? found.value : value;
};

/** @param clear the order's remarks as they were written; empty: their masks are told */
export const wishesOf = ({ constraints }: Pick<Order, 'constraints'>, clear: readonly ClearRemark[]): LegWish[] =>
  constraints
    .filter(({ type }) => MINDED.includes(type))
    .map((each) => ({ type: each.type, value: clearValue(each, clear), lineId: each.lineId, source: each.source }));
