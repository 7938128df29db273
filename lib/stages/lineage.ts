import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { read, readWrite } from '../constructs/access.ts';
import { BusSubscription, EVERY_EVENT } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Timers } from '../constructs/timers.ts';
import type { Tables } from './tables.ts';

export type LineageStageProps = { readonly api: HttpApi; readonly bus: IEventBus; readonly tables: Tables };

/** Every event of the bus becomes a node with its cause, its owner and its deadline. */
export class LineageStage extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables }: LineageStageProps) {
    super(scope, id);
    const timers = new Timers(this, 'Timers', {
      prefix: 'sla_',
      of: 'the event that promises, and whether it is at risk or due',
    });
    const watch = {
      LINEAGE_TABLE: readWrite(tables.lineage),
      ORDERS_TABLE: readWrite(tables.orders),
      ...timers.uses,
    };
    new BusSubscription(this, 'Record', {
      bus,
      pattern: EVERY_EVENT,
      consumer: new NodeFunction(this, 'RecordEvent', {
        source: 'lineage/record-event',
        uses: { CATALOG_TABLE: read(tables.catalog), ...watch },
      }),
    });
    timers.wake(new NodeFunction(this, 'RingDeadline', { source: 'lineage/ring-deadline', uses: watch }));
    api.serve(
      'GET /orders/{id}/lineage',
      new NodeFunction(this, 'GetLineage', {
        source: 'lineage/get-lineage',
        uses: { LINEAGE_TABLE: read(tables.lineage) },
      }),
    );
  }
}
