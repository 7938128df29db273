import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { WRITE_BACK_EVENTS } from '../../domain/channel/order-news.ts';
import { type Access, read, readWrite } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { FIVE_MINUTES, RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { Tables } from './tables.ts';

export type WriteBacksProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  /** The channels' secrets: every platform may have to be told. */
  readonly secrets: readonly Access[];
};

/** What happens here, told to the platforms: noted and tried at once, then every minute until the platform shows it. */
export class WriteBacks extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables, secrets }: WriteBacksProps) {
    super(scope, id);
    const timeout = Duration.seconds(60);
    const sending = {
      uses: {
        WRITE_BACKS_TABLE: readWrite(tables.writeBacks),
        ORDERS_TABLE: readWrite(tables.orders),
        NETWORK_TABLE: read(tables.network),
        CATALOG_TABLE: read(tables.catalog),
      },
      may: secrets,
      timeout,
      memoryMb: 1024,
    };
    new BusSubscription(this, 'Plan', {
      bus,
      pattern: { detailType: [...WRITE_BACK_EVENTS] },
      queue: new QueueWithDeadLetters(this, 'Queue', { consumerTimeout: timeout }),
      consumer: new NodeFunction(this, 'PlanWriteBacks', { source: 'channel/plan-write-backs', ...sending }),
    });
    new Repeatedly(this, 'EveryMinute', {
      every: Duration.minutes(1),
      call: new NodeFunction(this, 'SweepWriteBacks', { source: 'channel/sweep-write-backs', ...sending }),
    });
    api.serve(
      'POST /orders/{id}/write-backs/{writeBack}/retries',
      new NodeFunction(this, 'RetryWriteBack', {
        source: 'channel/retry-write-back',
        uses: { WRITE_BACKS_TABLE: readWrite(tables.writeBacks) },
      }),
    );
    new RunbookAlarm(this, 'Failed', {
      metric: new Metric({
        namespace: 'Orderloom',
        metricName: 'WriteBackFailed',
        dimensionsMap: { service: 'channel' },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
      meaning:
        'A platform refused news of an order, or did not show it within a day: buyers see an order that stands still.',
      article: 'failed-write-backs',
    });
  }
}
