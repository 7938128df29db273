import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { BOOKERS } from '../../domain/fulfillment/bookers.ts';
import { BOOKING_EVENTS } from '../../domain/fulfillment/booking-news.ts';
import { type Access, read, readObjects, readWrite } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { pascalCase } from '../constructs/pascal-case.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { FIVE_MINUTES, RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { Secret } from '../constructs/secret.ts';
import { Timers } from '../constructs/timers.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

export type BookingsProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly routing: RoutingStage;
};

/** Orders the carriage of legs whose nodes do not do so themselves: booked, forgotten or stopped as the legs want it. */
export class Bookings extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables, routing }: BookingsProps) {
    super(scope, id);
    const timeout = Duration.seconds(28);
    const timers = new Timers(this, 'Timers', {
      prefix: 'book_',
      of: 'the leg and how often it was asked for',
      consumerTimeout: timeout,
    });
    const asking = {
      uses: {
        ORDERS_TABLE: readWrite(tables.orders),
        CUSTOMERS_TABLE: read(tables.customers),
        NETWORK_TABLE: read(tables.network),
        NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
        ...timers.uses,
      },
      may: this.#accounts(),
      timeout,
      memoryMb: 1024,
    };
    new BusSubscription(this, 'Book', {
      bus,
      pattern: { detailType: [...BOOKING_EVENTS] },
      queue: new QueueWithDeadLetters(this, 'Queue', { consumerTimeout: timeout }),
      consumer: new NodeFunction(this, 'BookLeg', { source: 'fulfillment/book-leg', ...asking }),
    });
    timers.wake(new NodeFunction(this, 'BookLegAgain', { source: 'fulfillment/book-leg-again', ...asking }));
    api.serve(
      'POST /legs/{id}/bookings',
      new NodeFunction(this, 'AskBooker', { source: 'fulfillment/ask-booker', ...asking }),
    );
    this.#alarm();
  }

  #accounts(): Access[] {
    return BOOKERS.map(
      ({ id, title }) =>
        new Secret(this, `${pascalCase(id)}Account`, {
          name: `orderloom/carriers/${id}/booking`,
          description: `Account that parcels are ordered with at ${title.en}; nothing is ordered while it is empty`,
          empty: { endpoint: '', keys: {}, services: {}, senders: {} },
        }).read,
    );
  }

  #alarm(): void {
    new RunbookAlarm(this, 'Failed', {
      metric: new Metric({
        namespace: 'Orderloom',
        metricName: 'BookingFailed',
        dimensionsMap: { service: 'fulfillment' },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
      meaning: 'A carrier did not take, forget or stop the parcel of a leg, and is not asked again by itself.',
      article: 'failed-bookings',
    });
  }
}
