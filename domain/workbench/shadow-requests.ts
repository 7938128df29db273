import * as z from 'zod';
import { ShadowOrder, ShadowVerdict } from '../routing/shadow-order.ts';

const MOST_ORDERS = 100;

/** Orders that another system routed. The same order again takes the place of what was said before. */
export const FeedShadow = z.strictObject({ orders: z.array(ShadowOrder).min(1).max(MOST_ORDERS) });
export const ShadowVerdicts = z.object({ verdicts: z.array(ShadowVerdict) });
