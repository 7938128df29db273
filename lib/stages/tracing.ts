import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { read, readObjects } from '../constructs/access.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

export type TracingProps = { readonly api: HttpApi; readonly tables: Tables; readonly routing: RoutingStage };

/** What would become of a payload: it may read what decides, and write nothing. */
export class Tracing extends Construct {
  constructor(scope: Construct, id: string, { api, tables, routing }: TracingProps) {
    super(scope, id);
    api.serve(
      'POST /workbench/trace',
      new NodeFunction(this, 'TracePayload', {
        source: 'workbench/trace-payload',
        uses: {
          ORDERS_TABLE: read(tables.orders),
          NETWORK_TABLE: read(tables.network),
          CATALOG_TABLE: read(tables.catalog),
          NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
        },
        memoryMb: 1769,
        timeout: Duration.seconds(20),
      }),
    );
  }
}
