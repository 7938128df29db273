import { CfnOutput, NestedStack, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { Alerts } from './constructs/alerts.ts';
import { ChannelStage, type StagedChannel } from './stages/channel.ts';
import { FulfillmentStage } from './stages/fulfillment.ts';
import { InsightStage } from './stages/insight.ts';
import { LineageStage } from './stages/lineage.ts';
import { OrderStage } from './stages/order.ts';
import { Reactions } from './stages/reactions.ts';
import { RoutingStage } from './stages/routing.ts';
import { Tables } from './stages/tables.ts';
import { Tracing } from './stages/tracing.ts';
import { WorkbenchStage } from './stages/workbench.ts';

export type OrderloomStackProps = StackProps & {
  /** Those of domain/channel/channels.ts. */
  readonly channels: readonly StagedChannel[];
};

/** Everything, in the order an order meets it; `order` after what its lifecycle calls. */
export class OrderloomStack extends Stack {
  constructor(scope: Construct, id: string, props: OrderloomStackProps) {
    super(scope, id, props);
    const alerts = new Alerts(this);
    const tables = new Tables(this, 'Tables');
    const bus = new EventBus(this, 'Bus', { eventBusName: 'fulfillment' });
    const { api } = new WorkbenchStage(this, 'Workbench', { tables });

    // CloudFormation takes 500 resources a stack: docs/decisions/0014.
    const channels = new NestedStack(this, 'Channels', {
      description: 'Sales channels: what they push, are asked and are told',
    });
    new ChannelStage(channels, 'Channel', { api, bus, tables, channels: props.channels });
    const routing = new RoutingStage(this, 'Routing', { api, tables });
    const fulfillment = new FulfillmentStage(this, 'Fulfillment', { api, tables });
    const order = new OrderStage(this, 'Order', { api, bus, tables, routing, fulfillment });
    new LineageStage(this, 'Lineage', { api, bus, tables });
    new Tracing(this, 'Tracing', { api, tables, routing });
    new Reactions(this, 'Reactions', { bus, tables });
    new InsightStage(this, 'Insight', { api, bus, tables, routing });

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

  #tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
