import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { SERIES_EVENTS } from '../../domain/order/series.ts';
import { read, readWrite } from '../constructs/access.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Timers } from '../constructs/timers.ts';
import type { Tables } from './tables.ts';

export type SeriesStageProps = { readonly api: HttpApi; readonly bus: IEventBus; readonly tables: Tables };

/** Orders that bring about others: subscriptions and follow-ups, by one-time timers. */
export class SeriesStage extends Construct {
  constructor(scope: Construct, id: string, { api, bus, tables }: SeriesStageProps) {
    super(scope, id);
    const timers = new Timers(this, 'Timers', { prefix: 'srs_', of: 'the series it watches' });
    const uses = { ORDERS_TABLE: readWrite(tables.orders), CATALOG_TABLE: read(tables.catalog), ...timers.uses };
    timers.wake(new NodeFunction(this, 'RingSeries', { source: 'order/ring-series', uses }));
    new BusSubscription(this, 'Due', {
      bus,
      pattern: { detailType: [...SERIES_EVENTS] },
      consumer: new NodeFunction(this, 'RunSeries', { source: 'order/run-series', uses }),
    });
    api.serve(
      'POST /orders/{id}/series/{series}',
      new NodeFunction(this, 'ChangeSeries', {
        source: 'order/change-series',
        uses: { ORDERS_TABLE: readWrite(tables.orders) },
      }),
    );
  }
}
