import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Carrier } from '../../domain/fulfillment/carrier.ts';
import { PUSHED_EVENTS } from '../../domain/fulfillment/partner-push.ts';
import { TRACKING_QUERIES } from '../../domain/fulfillment/tracking-query.ts';
import { answerTasks, read, readWrite } from '../constructs/access.ts';
import { AslStateMachine } from '../constructs/asl-state-machine.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction, type NodeFunctionProps } from '../constructs/node-function.ts';
import { pascalCase } from '../constructs/pascal-case.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { Secret } from '../constructs/secret.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import { Timers } from '../constructs/timers.ts';
import type { Tables } from './tables.ts';

/** A leg goes by a number that nobody knew: its pointer of functions/shared/order-keys.ts. */
const NEW_WAYBILL = { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'WAYBILL#' }] } } } };

/** What the stage asks of a carrier. */
export type StagedCarrier = Pick<Carrier, 'id' | 'title'>;

export type FulfillmentStageProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  /** Those of domain/fulfillment/carriers.ts. */
  readonly carriers: readonly StagedCarrier[];
};

/** Hands legs to warehouses and carriers, and hears how they go. */
export class FulfillmentStage extends Construct {
  readonly legFulfillment: AslStateMachine;
  /** For functions that hand legs out too. */
  readonly legTimers: Timers;

  constructor(scope: Construct, id: string, { api, bus, tables, carriers }: FulfillmentStageProps) {
    super(scope, id);
    const orders = { ORDERS_TABLE: readWrite(tables.orders) };
    const ledger = { ...orders, NETWORK_TABLE: readWrite(tables.network) };
    const timers = new Timers(this, 'Timers', { prefix: 'leg_', of: 'the leg it watches' });
    this.legTimers = timers;
    timers.wake(
      new NodeFunction(this, 'ExpireLeg', { source: 'fulfillment/expire-leg', uses: { ...orders, ...timers.uses } }),
    );
    const tasks = {
      DispatchLeg: new NodeFunction(this, 'DispatchLeg', {
        source: 'fulfillment/dispatch-leg',
        // The terms of subscriptions.
        uses: { ...orders, ...timers.uses, CATALOG_TABLE: read(tables.catalog) },
        may: [answerTasks],
      }),
      ReleaseLeg: new NodeFunction(this, 'ReleaseLeg', { source: 'fulfillment/release-leg', uses: ledger }),
    };
    this.legFulfillment = new AslStateMachine(this, 'LegFulfillment', {
      process: 'leg-fulfillment',
      // A refused or cancelled leg ends red and is planned again; many at once are a partner's trouble.
      failuresOften: 20,
      tasks,
    });
    api.serve(
      'GET /legs/{id}',
      new NodeFunction(this, 'GetLeg', {
        source: 'fulfillment/get-leg',
        uses: { ORDERS_TABLE: read(tables.orders), CUSTOMERS_TABLE: read(tables.customers) },
      }),
    );
    api.serve(
      'GET /legs/{id}/timeline',
      new NodeFunction(this, 'GetTimeline', {
        source: 'fulfillment/get-timeline',
        uses: { ORDERS_TABLE: read(tables.orders) },
      }),
    );
    api.serve(
      'GET /legs/{id}/evidence',
      new NodeFunction(this, 'GetEvidence', {
        source: 'fulfillment/get-evidence',
        // The first to ask after the end freezes it.
        uses: { ORDERS_TABLE: readWrite(tables.orders) },
      }),
    );
    api.serve(
      'POST /legs/{id}/actions',
      new NodeFunction(this, 'RecordAction', { source: 'fulfillment/record-action', uses: ledger }),
    );
    this.#pushes(bus, tables);
    this.#waybills(tables, { ...ledger, INBOX_TABLE: readWrite(tables.inbox) });
    for (const carrier of carriers) this.#tracking(carrier, api, { ...ledger, INBOX_TABLE: readWrite(tables.inbox) });
  }

  /** A leg's new waybill: what came for it before is taken in, and who answers questions only is asked every minute. */
  #waybills({ orders }: Tables, uses: NodeFunctionProps['uses']): void {
    const accounts = TRACKING_QUERIES.map(
      ({ id }) =>
        new Secret(this, `${pascalCase(id)}QueryAccount`, {
          name: `orderloom/carriers/${id}/query`,
          description: `Account that tracking is asked for with at ${id}; nobody is asked while it is empty`,
          empty: { endpoint: '', headers: {}, carriers: [], perMinute: 10 },
        }).read,
    );
    const reading = { uses, may: accounts, timeout: Duration.seconds(60) };
    new StreamReader(this, 'ReadWaybills', {
      table: orders,
      reader: new NodeFunction(this, 'PlaceTracking', { source: 'fulfillment/place-tracking', ...reading }),
      filter: NEW_WAYBILL,
    });
    new Repeatedly(this, 'EveryMinute', {
      every: Duration.minutes(1),
      call: new NodeFunction(this, 'AskForTracking', { source: 'fulfillment/ask-for-tracking', ...reading }),
      each: TRACKING_QUERIES.map(({ id }) => ({ source: id })),
    });
  }

  /** News of legs to partners that have no rule on the bus. */
  #pushes(bus: IEventBus, tables: Tables): void {
    const partners = new Secret(this, 'PartnersSecret', {
      name: 'orderloom/partners',
      description: 'Partners that take news of their legs over HTTP: where, and what calls are signed with',
      empty: { partners: [] },
    });
    // Ten events in a row, each waiting four seconds for a partner that does not answer.
    const timeout = Duration.seconds(60);
    new BusSubscription(this, 'Pushes', {
      bus,
      queue: new QueueWithDeadLetters(this, 'PushQueue', { consumerTimeout: timeout }),
      pattern: { detailType: [...PUSHED_EVENTS] },
      consumer: new NodeFunction(this, 'PushToPartners', {
        source: 'fulfillment/push-to-partners',
        uses: { ORDERS_TABLE: read(tables.orders) },
        may: [partners.read],
        timeout,
      }),
    });
  }

  /** One function, one secret and one route per carrier: one that floods us slows no other. */
  #tracking({ id: carrier, title }: StagedCarrier, api: HttpApi, uses: NodeFunctionProps['uses']): void {
    const id = pascalCase(carrier);
    const secret = new Secret(this, `${id}Secret`, {
      name: `orderloom/carriers/${carrier}`,
      description: `What ${title.en} signs its tracking pushes with`,
      empty: { secrets: [] },
    });
    api.serve(
      'POST /carriers/{carrier}/tracking',
      new NodeFunction(this, id, { source: `fulfillment/${carrier}`, uses, may: [secret.read] }),
      { carrier },
    );
  }
}
