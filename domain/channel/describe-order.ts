import type { Attributes, CompiledAttributeSet } from './compile-attribute-set.ts';
import type { Normalized } from './compile-mapping.ts';

/** A mapped order whose attributes are what the channel's attribute set says they are. */
export type DescribedOrder = Normalized & {
  /** For the customer's record only; empty where there are none. */
  readonly personal: Attributes;
};

/**
 * Reads the attributes of a mapped order by the channel's attribute set: typed, checked, personal ones taken out. What does not fit is
 * flagged; the order goes on.
 */
export const describeOrder = (mapped: Normalized, set: CompiledAttributeSet | null): DescribedOrder => {
  if (!set) return { ...mapped, personal: {} };
  const { order, sources, problems, missing } = mapped;
  const { attributes, personal, personalFields, problems: found } = set.describe(order, sources);
  const since = order.saidAt.lines ?? order.placedAt;
  return {
    ...mapped,
    personal,
    order: {
      ...order,
      attributes,
      ...(personalFields.length > 0 ? { personalFields } : {}),
      conflicts: found.length === 0 ? order.conflicts : [...order.conflicts, ...set.conflictsOf(found, since)],
    },
    problems: found.length === 0 ? problems : [...problems, ...found],
    missing: [...missing, ...found.filter(({ problem }) => problem === 'is missing').map(({ target }) => target)],
  };
};
