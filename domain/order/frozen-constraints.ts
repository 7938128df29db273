import type { OrderState } from './lifecycle.ts';
import { canonical } from './merge.ts';
import type { Constraint, ConstraintType, Order } from './order.ts';

/** From which state on a constraint of a type cannot be obeyed any more; types that are not here: from PLANNED on. */
const AT_PACKING: readonly ConstraintType[] = [
  'PACKAGING',
  'GIFT_MESSAGE',
  'HIDE_PRICE',
  'VARIANT_SIZE',
  'VARIANT_COLOR',
  'MERGE_WITH',
  'SPLIT',
  'NO_SUBSTITUTE',
  'SAMPLE_WANTED',
];
const AT_DELIVERY: readonly ConstraintType[] = [
  'DELIVERY_TIME',
  'DROP_PLACE',
  'DROP_PLACE_AVOIDED',
  'CONTACT',
  'CONTACT_PHONE',
  'INSPECT_ON_DELIVERY',
  'INSTALL_ON',
  'INVOICE_KIND',
  'INVOICE_TITLE',
  'INVOICE_TAX_ID',
  'URGENCY',
];

const DELIVERED: readonly OrderState[] = ['FULFILLED', 'CLOSED'];
const HANDED_OUT: readonly OrderState[] = ['FULFILLING', ...DELIVERED];
const PLANNED: readonly OrderState[] = ['PLANNED', ...HANDED_OUT];

const isTooLateFor = (type: ConstraintType, state: OrderState): boolean => {
  if (AT_DELIVERY.includes(type)) return DELIVERED.includes(state);
  if (AT_PACKING.includes(type)) return HANDED_OUT.includes(state);
  return PLANNED.includes(state);
};

export type TakenConstraints = {
  readonly taken: Constraint[];
  /** What stands although something else is asked now; null where nothing is asked too late. */
  readonly late: { readonly stands: readonly Constraint[]; readonly said: readonly Constraint[] } | null;
};

/** Of newly asked constraints those that can still be obeyed; of the others the old ones stand. */
export const frozenConstraints = (
  { constraints, lifecycle: { state } }: Order,
  asked: readonly Constraint[],
): TakenConstraints => {
  const isFrozen = ({ type }: Constraint): boolean => isTooLateFor(type, state);
  const [stands, said] = [constraints.filter(isFrozen), asked.filter(isFrozen)];
  if (canonical(stands) === canonical(said)) return { taken: [...asked], late: null };
  return { taken: [...stands, ...asked.filter((each) => !isFrozen(each))], late: { stands, said } };
};
