import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { LegCompleted, LegFailed, LegRejected } from '../../domain/fulfillment/events.ts';
import { NOTED_EVENTS } from '../../domain/insight/exception-notes.ts';
import { OrderAmended, OrderFulfilled, OrderImported, OrderPlaced } from '../../domain/order/events.ts';
import { read, readKeys, readObjects, readWrite, readWriteKeys } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

export type InsightStageProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly routing: RoutingStage;
};

/** How things turned out: what lanes learn from, and whether what was foretold came true. */
export class InsightStage extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables, routing }: InsightStageProps) {
    super(scope, id);
    new BusSubscription(this, 'Outcomes', {
      bus,
      pattern: { detailType: [LegCompleted.type, LegFailed.type, LegRejected.type, OrderFulfilled.type] },
      consumer: new NodeFunction(this, 'RecordOutcome', {
        source: 'insight/record-outcome',
        uses: { ORDERS_TABLE: read(tables.orders), NETWORK_TABLE: readWrite(tables.network) },
      }),
    });
    api.serve(
      'GET /insight/providers',
      new NodeFunction(this, 'GetProviders', {
        source: 'insight/get-providers',
        uses: { NETWORK_TABLE: read(tables.network) },
      }),
    );
    api.serve(
      'GET /insight/forecasts',
      new NodeFunction(this, 'GetForecasts', {
        source: 'insight/get-forecasts',
        uses: {
          NETWORK_TABLE: read(tables.network),
          NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
        },
      }),
    );
    this.#channels(api, tables);
    this.#exceptions(api, bus, tables);
    this.#search(api, bus, tables);
  }

  /** What is stuck, as events tell it; what lies unread in the inbox is looked up there. */
  #exceptions(api: HttpApi, bus: IEventBus, tables: Tables): void {
    new BusSubscription(this, 'Exceptions', {
      bus,
      pattern: { detailType: [...NOTED_EVENTS] },
      consumer: new NodeFunction(this, 'NoteException', {
        source: 'insight/note-exception',
        uses: { LINEAGE_TABLE: readWrite(tables.lineage) },
      }),
    });
    api.serve(
      'GET /exceptions',
      new NodeFunction(this, 'ListExceptions', {
        source: 'insight/list-exceptions',
        uses: {
          LINEAGE_TABLE: readWrite(tables.lineage),
          INBOX_TABLE: read(tables.inbox),
          ORDERS_TABLE: read(tables.orders),
          CATALOG_TABLE: readKeys(tables.catalog, ['VIEWS']),
        },
      }),
    );
  }

  /** What orders are found by, and the questions worth asking again. */
  #search(api: HttpApi, bus: IEventBus, tables: Tables): void {
    new BusSubscription(this, 'Search', {
      bus,
      pattern: { detailType: [OrderPlaced.type, OrderImported.type, OrderAmended.type] },
      consumer: new NodeFunction(this, 'IndexOrder', {
        source: 'order/index-order',
        uses: { ORDERS_TABLE: readWrite(tables.orders) },
      }),
    });
    const keep = new NodeFunction(this, 'KeepViews', {
      source: 'workbench/keep-views',
      uses: { CATALOG_TABLE: readWriteKeys(tables.catalog, ['VIEWS']) },
    });
    api.serve('GET /views', keep);
    api.serve('PUT /views/{id}', keep);
    api.serve('DELETE /views/{id}', keep);
  }

  /** What channels really send: counted as it is read, added up by day. */
  #channels(api: HttpApi, tables: Tables): void {
    api.serve(
      'GET /insight/channels',
      new NodeFunction(this, 'GetChannels', {
        source: 'insight/get-channels',
        uses: { INBOX_TABLE: read(tables.inbox), CATALOG_TABLE: read(tables.catalog) },
        timeout: Duration.seconds(29),
        memoryMb: 1024,
      }),
    );
    new Repeatedly(this, 'EveryQuarter', {
      every: Duration.minutes(15),
      call: new NodeFunction(this, 'FoldChannels', {
        source: 'insight/fold-channels',
        uses: { INBOX_TABLE: readWrite(tables.inbox), ORDERS_TABLE: read(tables.orders) },
        timeout: Duration.minutes(5),
      }),
    });
  }
}
