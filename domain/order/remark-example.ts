import * as z from 'zod';
import { standIn } from '../channel/masked-words.ts';
import { InstructionType } from '../channel/remark-instruction.ts';
import type { RemarkSource } from '../channel/remarks-read.ts';
import { Instant } from '../time.ts';
import type { Order } from './order.ts';
import { sortReading } from './remark-constraints.ts';
import type { RemarkPolicy } from './remark-policy.ts';

/** A remark with what it says, as people settled it: a line of catalog/remarks/examples.jsonl. */
export const RemarkExample = z.object({
  id: z.string(),
  placedAt: Instant,
  source: z.enum(['buyer_remark', 'seller_remark']),
  text: z.string(),
  gold: z.array(z.object({ type: InstructionType, value: z.string() })),
});
export type RemarkExample = z.infer<typeof RemarkExample>;

/**
 * The example that an order's remark makes; null while a part of it still waits for a verdict. What was masked has stand-ins, so that
 * it can be read and scored, and tells nobody.
 */
export const exampleOf = (
  order: Pick<Order, 'orderId' | 'channelView' | 'verdicts'>,
  from: RemarkSource,
  policy: Pick<RemarkPolicy, 'trustFrom' | 'trustFromOf'>,
): RemarkExample | null => {
  const { reading, remarks, placedAt } = order.channelView;
  const { taken, doubtful } = sortReading(reading, policy, order.verdicts ?? []);
  if (doubtful.some((said) => said.from === from)) return null;
  return {
    id: `${order.orderId}-${from}`,
    placedAt,
    source: `${from}_remark`,
    text: standIn(remarks[from]),
    gold: taken.filter((said) => said.from === from).map(({ type, value }) => ({ type, value: standIn(value) })),
  };
};
