import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { read, readObjects, readWrite, readWriteObjects } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

export type NetworkRefreshProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly routing: RoutingStage;
};

/** The whole network worked out whenever something about it changes: by signals at once, by releases and ends of signals within a minute. */
export class NetworkRefresh extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables, routing }: NetworkRefreshProps) {
    super(scope, id);
    const timeout = Duration.seconds(60);
    const refresh = new NodeFunction(this, 'RefreshNetwork', {
      source: 'routing/refresh-network',
      uses: {
        NETWORK_TABLE: readWrite(tables.network),
        NETWORK_BUCKET: readWriteObjects(routing.snapshots, 'snapshots/'),
      },
      // 2,000 nodes and 40,000 lanes: 0.6 GB while they are packed.
      memoryMb: 3008,
      timeout,
    });
    new BusSubscription(this, 'Signals', {
      bus,
      pattern: { detailType: ['NetworkSignalled'] },
      consumer: refresh,
      queue: new QueueWithDeadLetters(this, 'Queue', { consumerTimeout: timeout }),
    });
    new Repeatedly(this, 'EveryMinute', { every: Duration.minutes(1), call: refresh });
    api.serve(
      'GET /network/routes',
      new NodeFunction(this, 'GetRoutes', {
        source: 'routing/get-routes',
        uses: { NETWORK_TABLE: read(tables.network), NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/') },
        memoryMb: 1769,
      }),
    );
  }
}
