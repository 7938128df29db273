import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { TIMED_EVENTS } from '../../domain/order/order-times.ts';
import { readWrite } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Timers } from '../constructs/timers.ts';
import type { Tables } from './tables.ts';

export type OrderTimersProps = { readonly bus: IEventBus; readonly tables: Tables };

/** What is due at a time of an order's own - holds that end, stock kept so long, pre-sales - happens then, by one-time timers. */
export class OrderTimers extends Construct {
  constructor(scope: Construct, id: string, { bus, tables }: OrderTimersProps) {
    super(scope, id);
    const timers = new Timers(this, 'Timers', { prefix: 'order_', of: 'the order it watches' });
    const uses = {
      ORDERS_TABLE: readWrite(tables.orders),
      NETWORK_TABLE: readWrite(tables.network),
      ...timers.uses,
    };
    timers.wake(new NodeFunction(this, 'RingOrder', { source: 'order/ring-order', uses }));
    new BusSubscription(this, 'Watch', {
      bus,
      pattern: { detailType: [...TIMED_EVENTS] },
      consumer: new NodeFunction(this, 'WatchOrder', { source: 'order/watch-order', uses }),
    });
  }
}
