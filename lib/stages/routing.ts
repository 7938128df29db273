import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { read, readObjects, readWrite, readWriteObjects } from '../constructs/access.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import type { Tables } from './tables.ts';

export type RoutingStageProps = { readonly api: HttpApi; readonly tables: Tables };

/** Decides how an order is best fulfilled, and takes the stock in the same transaction. */
export class RoutingStage extends Construct {
  readonly snapshots: Bucket;
  readonly commitPlan: NodeFunction;
  readonly withdrawPlan: NodeFunction;

  constructor(scope: Construct, id: string, { api, tables }: RoutingStageProps) {
    super(scope, id);
    this.snapshots = this.#bucket();
    this.commitPlan = new NodeFunction(this, 'CommitPlan', {
      source: 'routing/commit-plan',
      uses: {
        ORDERS_TABLE: readWrite(tables.orders),
        NETWORK_TABLE: readWrite(tables.network),
        // Policies; and how those on trial go.
        CATALOG_TABLE: readWrite(tables.catalog),
        NETWORK_BUCKET: readObjects(this.snapshots, 'snapshots/'),
      },
      // The planner is the only heavy computation: a whole vCPU.
      memoryMb: 1769,
      timeout: Duration.seconds(20),
    });
    this.withdrawPlan = new NodeFunction(this, 'WithdrawPlan', {
      source: 'routing/withdraw-plan',
      uses: { ORDERS_TABLE: readWrite(tables.orders), NETWORK_TABLE: readWrite(tables.network) },
    });
    api.serve(
      'GET /orders/{id}/plans',
      new NodeFunction(this, 'GetPlans', { source: 'routing/get-plans', uses: { ORDERS_TABLE: read(tables.orders) } }),
    );
    this.#signals(api, tables);
    this.#promises(api, tables);
    this.#laneStatistics(api, tables);
    this.#prices(api, tables);
    this.#shadow(api, tables);
  }

  /** Customers wait for the answer before they buy: as much CPU as the planner of orders has. */
  #promises(api: HttpApi, { network }: Tables): void {
    api.serve(
      'POST /promises',
      new NodeFunction(this, 'QuotePromises', {
        source: 'routing/quote-promises',
        uses: { NETWORK_TABLE: read(network), NETWORK_BUCKET: readObjects(this.snapshots, 'snapshots/') },
        memoryMb: 1769,
      }),
    );
  }

  /** How the network is now, by whoever knows. */
  #signals(api: HttpApi, { network }: Tables): void {
    api.serve(
      'POST /network/signals',
      new NodeFunction(this, 'SignalNetwork', {
        source: 'routing/signal-network',
        uses: { NETWORK_TABLE: readWrite(network), NETWORK_BUCKET: readObjects(this.snapshots, 'snapshots/') },
        memoryMb: 1024,
      }),
    );
    api.serve(
      'GET /network/signals',
      new NodeFunction(this, 'ListSignals', { source: 'routing/list-signals', uses: { NETWORK_TABLE: read(network) } }),
    );
  }

  /** Every five minutes completed legs become the next version of what plans take lanes to be. */
  #laneStatistics(api: HttpApi, tables: Tables): void {
    new Repeatedly(this, 'EveryFiveMinutes', {
      every: Duration.minutes(5),
      call: new NodeFunction(this, 'FitLanes', {
        source: 'routing/fit-lanes',
        uses: {
          NETWORK_TABLE: readWrite(tables.network),
          NETWORK_BUCKET: readWriteObjects(this.snapshots, 'snapshots/'),
        },
        memoryMb: 1769,
        timeout: Duration.minutes(2),
      }),
    });
    api.serve(
      'GET /network/lane-statistics',
      new NodeFunction(this, 'GetLaneStatistics', {
        source: 'routing/get-lane-statistics',
        uses: {
          NETWORK_TABLE: read(tables.network),
          NETWORK_BUCKET: readObjects(this.snapshots, 'snapshots/'),
        },
      }),
    );
  }

  /** Every five minutes the orders of late become prices of what they use up. */
  #prices(api: HttpApi, { network }: Tables): void {
    new Repeatedly(this, 'PricedEveryFiveMinutes', {
      every: Duration.minutes(5),
      call: new NodeFunction(this, 'PriceScarcity', {
        source: 'routing/price-scarcity',
        uses: { NETWORK_TABLE: readWrite(network), NETWORK_BUCKET: readWriteObjects(this.snapshots, 'snapshots/') },
        memoryMb: 1769,
        timeout: Duration.minutes(2),
      }),
    });
    api.serve(
      'GET /network/prices',
      new NodeFunction(this, 'GetPrices', {
        source: 'routing/get-prices',
        uses: { NETWORK_TABLE: read(network), NETWORK_BUCKET: readObjects(this.snapshots, 'snapshots/') },
      }),
    );
  }

  /** Orders that others route, beside what would be done here. */
  #shadow(api: HttpApi, { network }: Tables): void {
    api.serve(
      'POST /shadow/orders',
      new NodeFunction(this, 'FeedShadow', {
        source: 'routing/feed-shadow',
        uses: { NETWORK_TABLE: readWrite(network), NETWORK_BUCKET: readObjects(this.snapshots, 'snapshots/') },
        memoryMb: 1769,
        timeout: Duration.seconds(20),
      }),
    );
    api.serve(
      'GET /shadow/orders',
      new NodeFunction(this, 'GetShadow', { source: 'routing/get-shadow', uses: { NETWORK_TABLE: read(network) } }),
    );
  }

  #bucket(): Bucket {
    const bucket = new Bucket(this, 'Snapshots', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ prefix: 'snapshots/', expiration: Duration.days(400) }],
    });
    NagSuppressions.addResourceSuppressions(bucket, [
      {
        id: 'AwsSolutions-S1',
        reason:
          'holds versions of the network (places, lanes, costs), no personal data; who released which is in the catalog',
      },
    ]);
    return bucket;
  }
}
