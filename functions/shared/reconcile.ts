import { RELEASE } from '#domain/order/drive-lifecycle.ts';
import { isImportedUnfinished } from '#domain/order/import-order.ts';
import type { Order } from '#domain/order/order.ts';
import { isKeptTooLong, ringOrder } from '#domain/order/order-times.ts';
import { type Instant, plusSeconds, toEpochMillis } from '#domain/time.ts';
import { contextNow } from './decide.ts';
import { env } from './env.ts';
import { runningExecutions } from './executions.ts';
import { fillBackorders } from './fill-backorders.ts';
import { restartLifecycle, startLifecycle } from './lifecycle.ts';
import { ordersInState } from './orders-in-state.ts';
import { resume } from './resume.ts';
import { ringNow } from './tend-order.ts';

/** States in which an execution should be at work or waiting. */
const OPEN = ['PLACED', 'SCREENING', 'ON_HOLD', 'CONFIRMED', 'PLANNED', 'BACKORDERED', 'FULFILLING'] as const;

/** An order written more recently may have an execution that is just being started. */
const SETTLED_SECONDS = 120;

/** Its timer should have rung by now. */
const isDue = (order: Order, now: Instant): boolean =>
  ringOrder(order, contextNow()).events.length > 0 || isKeptTooLong(order, now);

/** Ids of the orders that execution names begin with: the first run is named by the id alone, later ones by id and run. */
const ordersIn = (names: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...names].map((name) => name.replace(/-r\d+$/, '')));

const minuteOf = (now: Instant): number => Math.floor(toEpochMillis(now) / 60_000);

/**
 * The order's truth is in its table, executions are disposable: starts again what should be running and is not, does what is due
 * and whose timer did not ring, and gives orders that wait for stock what came while nobody told them.
 */
export const reconcile = async (now: Instant): Promise<{ restarted: number; restocked: number }> => {
  const running = ordersIn(await runningExecutions(env('ORDER_LIFECYCLE_ARN')));
  const open = (await Promise.all(OPEN.map(ordersInState))).flat();
  for (const { orderId } of open.filter((order) => isDue(order, now))) await ringNow(orderId);
  let restarted = 0;
  for (const order of open.filter((each) => !isImportedUnfinished(each))) {
    if (!running.has(order.orderId)) {
      if (order.updatedAt > plusSeconds(now, -SETTLED_SECONDS)) continue;
      const first = order.lifecycle.state === 'PLACED' && (await startLifecycle(order.orderId, order.traceId));
      // A run that began at this version and was lost has used its name up.
      const again = first || (await restartLifecycle(order)) || (await restartLifecycle(order, `-r${minuteOf(now)}`));
      if (again) restarted += 1;
    } else if (order.lifecycle.state === 'BACKORDERED' && !order.backorder) {
      // Backordered before there was a queue: planned again, it takes its place.
      await resume(order.orderId, (name) => name === RELEASE, 'CLEAR');
    }
  }
  const waiting = open.flatMap(({ backorder }) => backorder?.lines.map(({ sku }) => sku) ?? []);
  return { restarted, restocked: await fillBackorders([...new Set(waiting)]) };
};
