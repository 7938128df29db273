import * as z from 'zod';
import type { Leg } from '../fulfillment/leg.ts';
import type { Order } from '../order/order.ts';
import { liveLegs } from './order-health.ts';

export const ProgressStep = z.object({
  step: z.enum(['PLACED', 'CONFIRMED', 'PLANNED', 'ACCEPTED', 'SHIPPED', 'DELIVERED', 'CANCELLED']),
  title: z.object({ en: z.string(), zh: z.string() }),
  /** One step at most is CURRENT: what the order is waiting for. */
  status: z.enum(['DONE', 'CURRENT', 'NEXT']),
});
export type ProgressStep = z.infer<typeof ProgressStep>;

type Step = {
  readonly step: ProgressStep['step'];
  readonly title: ProgressStep['title'];
  readonly isDone: (order: Order, live: readonly Leg[]) => boolean;
};

const CONFIRMED_STATES: readonly string[] = [
  'CONFIRMED',
  'PLANNED',
  'BACKORDERED',
  'FULFILLING',
  'FULFILLED',
  'CLOSED',
];
const isDelivered = ({ lifecycle: { state } }: Order): boolean => state === 'FULFILLED' || state === 'CLOSED';
const everyLeg = (live: readonly Leg[], holds: (leg: Leg) => boolean): boolean => live.length > 0 && live.every(holds);

const STEPS: readonly Step[] = [
  { step: 'PLACED', title: { en: 'Placed', zh: '已下单' }, isDone: () => true },
  {
    step: 'CONFIRMED',
    title: { en: 'Confirmed', zh: '已确认' },
    isDone: ({ lifecycle, planId }) => planId !== null || CONFIRMED_STATES.includes(lifecycle.state),
  },
  { step: 'PLANNED', title: { en: 'Planned', zh: '已规划' }, isDone: (_order, live) => live.length > 0 },
  {
    step: 'ACCEPTED',
    title: { en: 'Accepted by the warehouse', zh: '仓库已接单' },
    isDone: (_order, live) => everyLeg(live, ({ state }) => state !== null && state !== 'DISPATCHED'),
  },
  {
    step: 'SHIPPED',
    title: { en: 'Shipped', zh: '已发货' },
    isDone: (_order, live) => everyLeg(live, ({ stock, state }) => stock === 'SHIPPED' || state === 'COMPLETED'),
  },
  { step: 'DELIVERED', title: { en: 'Delivered', zh: '已送达' }, isDone: isDelivered },
];

/** How far the order is: steps done, the one it waits for, those to come. A step counts only when those before it are done. */
export const progressOf = (order: Order, legs: readonly Leg[]): ProgressStep[] => {
  const live = liveLegs(legs);
  const open = isDelivered(order) ? -1 : STEPS.findIndex(({ isDone }) => !isDone(order, live));
  const done = open < 0 ? STEPS.length : open;
  const shown = STEPS.map(({ step, title }, index): ProgressStep => {
    const status = index < done ? 'DONE' : index === done ? 'CURRENT' : 'NEXT';
    return { step, title, status };
  });
  if (order.lifecycle.state !== 'CANCELLED') return shown;
  const reached = shown.filter(({ status }) => status === 'DONE');
  return [...reached, { step: 'CANCELLED', title: { en: 'Cancelled', zh: '已取消' }, status: 'DONE' }];
};
