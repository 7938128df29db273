import { CfnOutput, NestedStack, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { Alerts } from './constructs/alerts.ts';
import { Bookings } from './stages/bookings.ts';
import { ChannelStage, type StagedChannel } from './stages/channel.ts';
import { CompensationStage } from './stages/compensation.ts';
import { FulfillmentStage, type StagedCarrier } from './stages/fulfillment.ts';
import { InsightStage } from './stages/insight.ts';
import { LineageStage } from './stages/lineage.ts';
import { NetworkRefresh } from './stages/network-refresh.ts';
import { OrderStage } from './stages/order.ts';
import { OrderTimers } from './stages/order-timers.ts';
import { Parcels } from './stages/parcels.ts';
import { Reactions } from './stages/reactions.ts';
import { RoutingStage } from './stages/routing.ts';
import { SeriesStage } from './stages/series.ts';
import { StockStage } from './stages/stock.ts';
import { Tables } from './stages/tables.ts';
import { Tracing } from './stages/tracing.ts';
import { WorkbenchStage } from './stages/workbench.ts';

export type OrderloomStackProps = StackProps & {
  /** Those of domain/channel/channels.ts. */
  readonly channels: readonly StagedChannel[];
  /** Those of domain/fulfillment/carriers.ts. */
  readonly carriers: readonly StagedCarrier[];
};

/** Everything, in the order an order meets it; `order` after what its lifecycle calls. */
export class OrderloomStack extends Stack {
  constructor(scope: Construct, id: string, props: OrderloomStackProps) {
    super(scope, id, props);
    const alerts = new Alerts(this);
    const tables = new Tables(this, 'Tables');
    const bus = new EventBus(this, 'Bus', { eventBusName: 'fulfillment' });
    const { api } = new WorkbenchStage(this, 'Workbench', { tables });

    const channels = this.#within('Channels', 'Sales channels: what they push, are asked and are told');
    const channel = new ChannelStage(channels, 'Channel', { api, bus, tables, channels: props.channels });
    const routing = new RoutingStage(this, 'Routing', { api, tables });
    const legs = this.#within('Legs', 'Legs, their partners and carriers');
    const fulfillment = new FulfillmentStage(legs, 'Fulfillment', { api, bus, tables, carriers: props.carriers });
    new StockStage(legs, 'Stock', { api, tables, routing });
    new Bookings(legs, 'Bookings', { api, bus, tables, routing });
    new Parcels(legs, 'Parcels', { api, bus, tables, routing });
    const order = new OrderStage(this, 'Order', {
      api,
      bus,
      tables,
      routing,
      fulfillment,
      digestKey: channel.digestKey,
    });
    // Of orders, but beside the legs: the stack itself has no room for them.
    new SeriesStage(legs, 'Series', { api, bus, tables });
    new OrderTimers(legs, 'OrderTimers', { bus, tables });
    const compensations = this.#within(
      'Compensations',
      'Plans under way that are replaced, and the network they go by',
    );
    new CompensationStage(compensations, 'Compensation', { api, bus, tables, routing, lifecycle: order.lifecycle });
    new NetworkRefresh(compensations, 'NetworkRefresh', { api, bus, tables, routing });
    const insights = this.#within('Insights', 'What is remembered and learned: lineage and insight');
    new LineageStage(insights, 'Lineage', { api, bus, tables });
    new InsightStage(insights, 'Insight', { api, bus, tables, routing });
    new Tracing(this, 'Tracing', { api, tables, routing });
    new Reactions(this, 'Reactions', { bus, tables });

    this.#tell({
      ApiUrl: api.url,
      EventBusName: bus.eventBusName,
      OrderLifecycleArn: order.lifecycle.arn,
      OrdersTable: tables.orders.table.tableName,
      InboxTable: tables.inbox.table.tableName,
      CustomersTable: tables.customers.table.tableName,
      NetworkTable: tables.network.table.tableName,
      LineageTable: tables.lineage.table.tableName,
      CatalogTable: tables.catalog.table.tableName,
      WriteBacksTable: tables.writeBacks.table.tableName,
      NetworkBucket: routing.snapshots.bucketName,
      AlertsTopic: alerts.topic.topicArn,
    });
  }

  /** A stack within the stack: CloudFormation takes 500 resources in each, docs/decisions/0014. */
  #within(id: string, description: string): NestedStack {
    return new NestedStack(this, id, { description });
  }

  #tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
