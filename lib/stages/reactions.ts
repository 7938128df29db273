import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { read, readWrite } from '../constructs/access.ts';
import { BusSubscription, EVERY_EVENT } from '../constructs/bus-subscription.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { Timers } from '../constructs/timers.ts';
import type { Tables } from './tables.ts';

export type ReactionsProps = { readonly bus: IEventBus; readonly tables: Tables };

/** What operators let follow on events: one rule for all of them, matched by the documents' own patterns. */
export class Reactions extends Construct {
  constructor(scope: Construct, id: string, { bus, tables }: ReactionsProps) {
    super(scope, id);
    const timers = new Timers(this, 'Timers', { prefix: 'react_', of: 'the event and the reaction it is for' });
    const timeout = Duration.seconds(30);
    const uses = {
      CATALOG_TABLE: read(tables.catalog),
      ORDERS_TABLE: readWrite(tables.orders),
      NETWORK_TABLE: readWrite(tables.network),
      WRITE_BACKS_TABLE: readWrite(tables.writeBacks),
    };
    new BusSubscription(this, 'React', {
      bus,
      pattern: EVERY_EVENT,
      queue: new QueueWithDeadLetters(this, 'Queue', { consumerTimeout: timeout }),
      consumer: new NodeFunction(this, 'ReactToEvent', {
        source: 'workbench/react-to-event',
        uses: { ...uses, ...timers.uses },
        timeout,
      }),
    });
    timers.wake(new NodeFunction(this, 'ReactLater', { source: 'workbench/react-later', uses }));
  }
}
