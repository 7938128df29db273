import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { read, readWrite } from '../constructs/access.ts';
import { BusSubscription, EVERY_EVENT } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { Tables } from './tables.ts';

export type LineageStageProps = { readonly api: HttpApi; readonly bus: IEventBus; readonly tables: Tables };

/** Every event of the bus becomes a node with its cause, its owner and its deadline. */
export class LineageStage extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables }: LineageStageProps) {
    super(scope, id);
    new BusSubscription(this, 'Record', {
      bus,
      pattern: EVERY_EVENT,
      consumer: new NodeFunction(this, 'RecordEvent', {
        source: 'lineage/record-event',
        uses: { LINEAGE_TABLE: readWrite(tables.lineage) },
      }),
    });
    api.serve(
      'GET /orders/{id}/lineage',
      new NodeFunction(this, 'GetLineage', {
        source: 'lineage/get-lineage',
        uses: { LINEAGE_TABLE: read(tables.lineage) },
      }),
    );
  }
}
