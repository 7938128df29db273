import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { MOVING_EVENTS } from '../../domain/order/drive-lifecycle.ts';
import { RESTOCKING_EVENTS } from '../../domain/order/restocked-by.ts';
import {
  type Access,
  answerTasks,
  publish,
  putKeys,
  read,
  readKeys,
  readObjects,
  readWrite,
  startMachine,
  stopExecutions,
} from '../constructs/access.ts';
import { AslStateMachine } from '../constructs/asl-state-machine.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction, type NodeFunctionProps } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import type { FulfillmentStage } from './fulfillment.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

export type OrderStageProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly routing: RoutingStage;
  readonly fulfillment: FulfillmentStage;
  /** The key of the digests under which addresses are kept. */
  readonly digestKey: Access;
};

/** A row that carries a bus event: the outbox. */
const NEW_EVENT = { eventName: ['INSERT'], dynamodb: { NewImage: { event: { S: [{ exists: true }] } } } };

/** Rows of the catalog that stored orders follow, as they are written and as their progress is noted. */
const AMENDING = {
  eventName: ['INSERT', 'MODIFY'],
  dynamodb: { NewImage: { entity: { S: ['RECORD', 'MIGRATION'] } } },
};

/** The order's life: its execution, its events on the bus, and what people do to it. */
export class OrderStage extends Construct {
  readonly lifecycle: AslStateMachine;
  readonly #props: OrderStageProps;

  constructor(scope: Construct, id: string, props: OrderStageProps) {
    super(scope, id);
    this.#props = props;
    this.#outbox();
    this.#amend();
    this.lifecycle = this.#machine();
    this.#drive();
    this.#backorders();
    this.#routes();
  }

  #machine(): AslStateMachine {
    const { tables, routing, fulfillment } = this.#props;
    const orders = { ORDERS_TABLE: readWrite(tables.orders) };
    const network = {
      NETWORK_TABLE: read(tables.network),
      NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
    };
    const task = (id: string, source: string, more: Partial<NodeFunctionProps> = {}) =>
      new NodeFunction(this, id, { source: `order/${source}`, uses: orders, ...more });
    return new AslStateMachine(this, 'OrderLifecycle', {
      process: 'order-lifecycle',
      tasks: {
        ScreenOrder: task('ScreenOrder', 'screen-order', {
          uses: { ...orders, ...network, CATALOG_TABLE: read(tables.catalog) },
        }),
        AwaitRelease: task('AwaitRelease', 'await-release', { may: [answerTasks] }),
        AwaitHandOut: task('AwaitHandOut', 'await-hand-out', { may: [answerTasks] }),
        ExpireOrder: task('ExpireOrder', 'expire-order'),
        CommitPlan: routing.commitPlan,
        WithdrawPlan: routing.withdrawPlan,
        SettleOrder: task('SettleOrder', 'settle-order'),
        RecordFault: task('RecordFault', 'record-fault'),
      },
      machines: { LegFulfillment: fulfillment.legFulfillment },
    });
  }

  /**
   * Table stream → bus; what the stream left, the sweeper sends. The relay gives up as late as the stream itself forgets: an event
   * set aside earlier would be overtaken by the next one of its order.
   */
  #outbox(): void {
    const { tables, bus } = this.#props;
    const sending = {
      uses: {
        ORDERS_TABLE: readWrite(tables.orders),
        EVENT_BUS: publish(bus),
      },
      timeout: Duration.seconds(30),
    };
    const relay = new NodeFunction(this, 'PublishEvents', { source: 'order/publish-events', ...sending });
    const relaying = { filter: NEW_EVENT, giveUpAfter: Duration.hours(24) };
    new StreamReader(this, 'RelayOrders', { table: tables.orders, reader: relay, ...relaying });
    new StreamReader(this, 'RelayInbox', { table: tables.inbox, reader: relay, ...relaying });
    new StreamReader(this, 'RelayCatalog', { table: tables.catalog, reader: relay, ...relaying });
    new StreamReader(this, 'RelayNetwork', { table: tables.network, reader: relay, ...relaying });
    new Repeatedly(this, 'EveryMinute', {
      every: Duration.minutes(1),
      call: new NodeFunction(this, 'SweepOutbox', { source: 'order/sweep-outbox', ...sending }),
    });
  }

  /** Records of second sources and migrations of attribute sets, into the orders that are stored. */
  #amend(): void {
    const { catalog, orders } = this.#props.tables;
    const reader = new NodeFunction(this, 'AmendOrders', {
      source: 'order/amend-orders',
      uses: { ORDERS_TABLE: readWrite(orders), CATALOG_TABLE: readWrite(catalog) },
      timeout: Duration.minutes(2),
    });
    new StreamReader(this, 'AmendByCatalog', {
      table: catalog,
      reader,
      filter: AMENDING,
      giveUpAfter: Duration.hours(24),
    });
  }

  /** Bus → executions; what should be running and is not, the reconciler starts. */
  #drive(): void {
    const { tables, bus } = this.#props;
    const driving = {
      uses: { ORDERS_TABLE: readWrite(tables.orders), ORDER_LIFECYCLE_ARN: startMachine(this.lifecycle) },
      may: [answerTasks, stopExecutions(this.lifecycle)],
    };
    new BusSubscription(this, 'Lifecycle', {
      bus,
      pattern: { detailType: [...MOVING_EVENTS] },
      consumer: new NodeFunction(this, 'DriveLifecycle', { source: 'order/drive-lifecycle', ...driving }),
    });
    new Repeatedly(this, 'EveryFiveMinutes', {
      every: Duration.minutes(5),
      call: new NodeFunction(this, 'ReconcileExecutions', {
        source: 'order/reconcile-executions',
        ...driving,
        ...this.#planning({ ...driving.uses }),
        timeout: Duration.minutes(2),
      }),
    });
  }

  /** What came in is given to those who wait for it, in their order. */
  #backorders(): void {
    const timeout = Duration.minutes(1);
    new BusSubscription(this, 'Restocked', {
      bus: this.#props.bus,
      pattern: { detailType: [...RESTOCKING_EVENTS] },
      queue: new QueueWithDeadLetters(this, 'RestockedQueue', { consumerTimeout: timeout }),
      consumer: new NodeFunction(this, 'FillBackorders', {
        source: 'order/fill-backorders',
        ...this.#planning({}),
        timeout,
      }),
    });
  }

  /** A function that plans orders as CommitPlan does, and hands legs out as DispatchLeg does. */
  #planning(more: NodeFunctionProps['uses']): Pick<NodeFunctionProps, 'uses' | 'memoryMb'> {
    const { tables, routing, fulfillment } = this.#props;
    return {
      uses: {
        ORDERS_TABLE: readWrite(tables.orders),
        NETWORK_TABLE: readWrite(tables.network),
        CATALOG_TABLE: readWrite(tables.catalog),
        NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
        ...fulfillment.legTimers.uses,
        ...more,
      },
      memoryMb: 1769,
    };
  }

  #routes(): void {
    const { api, tables } = this.#props;
    // Who is one person: ids only, of the table with personal data.
    const persons = { CUSTOMERS_TABLE: readKeys(tables.customers, ['MEMBER#', 'PERSON#']) };
    const reading = { ORDERS_TABLE: read(tables.orders) };
    const writing = { ORDERS_TABLE: readWrite(tables.orders) };
    const serve = (id: string, source: string, uses: NodeFunctionProps['uses']) =>
      new NodeFunction(this, id, { source: `order/${source}`, uses });
    const views = { CATALOG_TABLE: readKeys(tables.catalog, ['VIEWS']) };
    api.serve('GET /orders', serve('ListOrders', 'list-orders', { ...reading, ...persons, ...views }));
    api.serve('POST /orders/actions', serve('ActOnOrders', 'act-on-orders', writing));
    const snapshot = {
      ...reading,
      ...persons,
      WRITE_BACKS_TABLE: read(tables.writeBacks),
      CATALOG_TABLE: read(tables.catalog),
    };
    api.serve('GET /orders/{id}', serve('GetOrder', 'get-order', snapshot));
    api.serve('POST /orders/{id}/holds', serve('PlaceHold', 'place-hold', writing));
    api.serve('DELETE /orders/{id}/holds/{hold}', serve('ReleaseHold', 'release-hold', writing));
    const meaning = { ...writing, CATALOG_TABLE: read(tables.catalog) };
    api.serve('POST /orders/{id}/conflicts/{conflict}', serve('SettleConflict', 'settle-conflict', meaning));
    api.serve('GET /remarks/reviews', serve('ListRemarkReviews', 'list-remark-reviews', reading));
    api.serve('POST /remarks/reviews/{id}', serve('JudgeRemark', 'judge-remark', meaning));
    this.#changes();
  }

  /** Changes of persons: they plan to tell what a change would mean, with as much CPU as the planner has. */
  #changes(): void {
    const { api, tables, routing, digestKey } = this.#props;
    const planning = {
      ORDERS_TABLE: readWrite(tables.orders),
      NETWORK_TABLE: readWrite(tables.network),
      CATALOG_TABLE: read(tables.catalog),
      NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
    };
    const serve = (id: string, source: string, uses: NodeFunctionProps['uses']) =>
      new NodeFunction(this, id, {
        source: `order/${source}`,
        uses: { ...planning, ...uses },
        memoryMb: 1769,
        timeout: Duration.seconds(29),
      });
    // A new address is kept with the customer, nowhere else.
    const keeping = { CUSTOMERS_TABLE: putKeys(tables.customers, ['CUSTOMER#']), DIGEST_KEY_SECRET: digestKey };
    api.serve('POST /orders/{id}/amendments', serve('AmendOrder', 'amend-order', keeping));
    api.serve('POST /orders/{id}/cancellations', serve('CancelOrder', 'cancel-order', {}));
  }
}
