import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Channel } from '../../domain/channel/channel.ts';
import { type Access, answerTasks, read, readWrite } from '../constructs/access.ts';
import { channelMetric } from '../constructs/channel-metric.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { NotifiedQueue } from '../constructs/notified-queue.ts';
import { pascalCase } from '../constructs/pascal-case.ts';
import { QueueFirstRoute } from '../constructs/queue-first-route.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { FIVE_MINUTES, RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { Secret } from '../constructs/secret.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import { Timers } from '../constructs/timers.ts';
import { Customers } from './customers.ts';
import { Feed } from './feed.ts';
import { Reconciliation } from './reconciliation.ts';
import type { Tables } from './tables.ts';
import { WriteBacks } from './write-backs.ts';

/** What the stage asks of a channel. */
export type StagedChannel = Pick<Channel, 'id' | 'intake' | 'feed' | 'listing'>;

export type ChannelStageProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  /** Those of domain/channel/channels.ts. */
  readonly channels: readonly StagedChannel[];
};

/** Fifteen minutes, as an alarm on a number of seconds. */
const SILENT_SECONDS = 900;

/** A push that was just kept and waits to be read. */
const FRESH_PUSH = { eventName: ['INSERT'], dynamodb: { NewImage: { outcome: { S: ['RECEIVED'] } } } };

/** Platforms push into the inbox, or are asked; what lies there becomes orders. What happens to them is told back. */
export class ChannelStage extends Construct {
  /** The key of the digests by which customers and addresses are found again. */
  readonly digestKey: Access;

  constructor(scope: Construct, id: string, { api, bus, tables, channels }: ChannelStageProps) {
    super(scope, id);
    const secrets = channels.map((channel) => this.#adapter(channel, api, tables));
    const timers = this.#requestTimers(tables);
    this.digestKey = this.#digestKey().read;
    const normalizing = {
      uses: {
        INBOX_TABLE: readWrite(tables.inbox),
        ORDERS_TABLE: readWrite(tables.orders),
        // Warehouses that report by a platform's protocol book stock out.
        NETWORK_TABLE: readWrite(tables.network),
        CUSTOMERS_TABLE: readWrite(tables.customers),
        CATALOG_TABLE: readWrite(tables.catalog),
        DIGEST_KEY_SECRET: this.digestKey,
        ...timers.uses,
      },
      may: secrets.map((secret) => secret.read),
      timeout: Duration.seconds(60),
      memoryMb: 1024,
    };
    new StreamReader(this, 'ReadInbox', {
      table: tables.inbox,
      reader: new NodeFunction(this, 'NormalizePush', { source: 'channel/normalize-push', ...normalizing }),
      filter: FRESH_PUSH,
    });
    new Repeatedly(this, 'EveryMinute', {
      every: Duration.minutes(1),
      call: new NodeFunction(this, 'SweepInbox', { source: 'channel/sweep-inbox', ...normalizing }),
    });
    this.#asking(channels, secrets, tables);
    api.serve(
      'POST /replays',
      new NodeFunction(this, 'ReplayPushes', { source: 'channel/replay-pushes', ...normalizing }),
    );
    // Reads messages again as they are normalised, so it may what that may.
    api.serve(
      'POST /exceptions/actions',
      new NodeFunction(this, 'ActOnExceptions', {
        source: 'insight/act-on-exceptions',
        ...normalizing,
        uses: {
          ...normalizing.uses,
          LINEAGE_TABLE: readWrite(tables.lineage),
          WRITE_BACKS_TABLE: readWrite(tables.writeBacks),
        },
        may: [...normalizing.may, answerTasks],
      }),
    );
    api.serve(
      'POST /history/{source}',
      new NodeFunction(this, 'ImportHistory', {
        source: 'channel/import-history',
        uses: { INBOX_TABLE: readWrite(tables.inbox), CATALOG_TABLE: read(tables.catalog) },
        timeout: Duration.seconds(29),
      }),
    );
    api.serve(
      'POST /enhancements/{pack}/records',
      new NodeFunction(this, 'KeepRecords', {
        source: 'channel/keep-records',
        uses: { CATALOG_TABLE: readWrite(tables.catalog) },
        timeout: Duration.seconds(29),
      }),
    );
    new Customers(this, 'Customers', { api, tables, digestKey: this.digestKey });
    new WriteBacks(this, 'WriteBacks', { api, bus, tables, secrets: secrets.map((secret) => secret.read) });
  }

  /** One function, one secret and one route per channel: a shop that floods us slows no other. */
  #adapter({ id: channel, intake }: StagedChannel, api: HttpApi, tables: Tables): Secret {
    const id = pascalCase(channel);
    const secret = new Secret(this, `${id}Secret`, {
      name: `orderloom/channels/${channel}`,
      description: `What ${channel} signs with, and the token of its API`,
      empty: { secrets: [], accessToken: '', endpoint: '' },
    });
    const receive = new NodeFunction(this, id, {
      source: `channel/${channel}`,
      uses: { INBOX_TABLE: readWrite(tables.inbox) },
      may: [secret.read],
    });
    if (intake === 'QUEUE_FIRST') {
      const route = { api, route: 'POST /channels/{channel}', fixed: { channel }, reader: receive } as const;
      new QueueFirstRoute(this, `${id}Calls`, route);
      return secret;
    }
    api.serve('POST /channels/{channel}', receive, { channel });
    api.serve('GET /channels/{channel}', receive, { channel });
    if (intake === 'NOTIFIED') this.#notified(channel, id, tables);
    return secret;
  }

  /** What platforms are asked for: messages that they keep until fetched, and lists of their orders. */
  #asking(channels: readonly StagedChannel[], secrets: readonly Secret[], tables: Tables): void {
    for (const [index, { id, feed }] of channels.entries()) {
      const secret = secrets[index];
      if (feed && secret) new Feed(this, `${pascalCase(id)}Feed`, { channel: id, secret: secret.read, tables });
    }
    new RunbookAlarm(this, 'SilentFeed', {
      metric: channelMetric('PollBehindSeconds', { period: FIVE_MINUTES, statistic: 'Maximum' }),
      above: SILENT_SECONDS,
      meaning: 'No round has read the messages of a polled shop for fifteen minutes.',
      article: 'silent-feed',
    });
    const listed = channels.filter(({ listing }) => listing).map(({ id }) => id);
    const may = secrets.map((secret) => secret.read);
    new Reconciliation(this, 'Reconciliation', { tables, channels: listed, secrets: may });
  }

  /** Requests that approve themselves: their owner is told before, and the order is read again after. */
  #requestTimers(tables: Tables): Timers {
    const timers = new Timers(this, 'RequestTimers', { prefix: 'req_', of: 'the request it watches' });
    timers.wake(
      new NodeFunction(this, 'ExpireRequest', {
        source: 'channel/expire-request',
        uses: { ORDERS_TABLE: readWrite(tables.orders), INBOX_TABLE: readWrite(tables.inbox) },
      }),
    );
    return timers;
  }

  #notified(channel: string, id: string, tables: Tables): void {
    const reader = new NodeFunction(this, `Read${id}`, {
      source: `channel/read-${channel}`,
      uses: { INBOX_TABLE: readWrite(tables.inbox) },
    });
    new NotifiedQueue(this, `${id}Notifications`, { channel, reader });
  }

  #digestKey(): Secret {
    return new Secret(this, 'DigestKey', {
      name: 'orderloom/digest-key',
      description: 'Keys the digests by which a customer is found again without keeping phone numbers in the clear',
    });
  }
}
