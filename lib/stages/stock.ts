import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { read, readObjects, readWrite } from '../constructs/access.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { stageMetric } from '../constructs/stage-metric.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

export type StockStageProps = { readonly api: HttpApi; readonly tables: Tables; readonly routing: RoutingStage };

/** The stock ledger: what people and warehouses do to it, what they are told of it, and that its books agree. */
export class StockStage extends Construct {
  constructor(scope: Construct, id: string, { api, tables, routing }: StockStageProps) {
    super(scope, id);
    const ledger = {
      NETWORK_TABLE: readWrite(tables.network),
      NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
    };
    api.serve(
      'POST /stock/movements',
      new NodeFunction(this, 'MoveStock', { source: 'fulfillment/move-stock', uses: ledger, memoryMb: 1024 }),
    );
    api.serve(
      'GET /stock',
      new NodeFunction(this, 'GetStock', {
        source: 'fulfillment/get-stock',
        uses: { NETWORK_TABLE: read(tables.network) },
      }),
    );
    api.serve(
      'GET /stock/promise',
      new NodeFunction(this, 'PromiseStock', {
        source: 'fulfillment/promise-stock',
        // A channel's buffer is in its mapping.
        uses: { NETWORK_TABLE: read(tables.network), CATALOG_TABLE: read(tables.catalog) },
      }),
    );
    new Repeatedly(this, 'EveryHour', {
      every: Duration.hours(1),
      call: new NodeFunction(this, 'CheckStock', {
        source: 'fulfillment/check-stock',
        uses: ledger,
        timeout: Duration.minutes(5),
        memoryMb: 1024,
      }),
    });
    new RunbookAlarm(this, 'Drifted', {
      metric: stageMetric('fulfillment', 'StockDrifted', { period: Duration.hours(1), statistic: 'Maximum' }),
      meaning: 'A balance of stock is not what its movements add up to.',
      article: 'drifted-stock',
    });
  }
}
