import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { read, readObjects, readWrite } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

/** After these a leg may be no part of its shared parcel any more. */
const ENDS = ['LegWithdrawn', 'LegRejected', 'LegFailed', 'StockReleased', 'PlanCompensated'];

export type ParcelsProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly routing: RoutingStage;
};

/** Parcels of several orders: put together and taken apart by persons, and by themselves as their legs end. */
export class Parcels extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables, routing }: ParcelsProps) {
    super(scope, id);
    const orders = { ORDERS_TABLE: readWrite(tables.orders) };
    api.serve(
      'POST /parcels',
      new NodeFunction(this, 'ChangeParcel', {
        source: 'fulfillment/change-parcel',
        uses: {
          ...orders,
          NETWORK_TABLE: read(tables.network),
          CATALOG_TABLE: readWrite(tables.catalog),
          NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
        },
        memoryMb: 1769,
        timeout: Duration.seconds(25),
      }),
    );
    new BusSubscription(this, 'Ends', {
      bus,
      pattern: { detailType: [...ENDS] },
      queue: new QueueWithDeadLetters(this, 'Queue', {}),
      consumer: new NodeFunction(this, 'TidyParcels', {
        source: 'fulfillment/tidy-parcels',
        uses: orders,
      }),
    });
  }
}
