import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Access, readWrite } from '../constructs/access.ts';
import { channelMetric } from '../constructs/channel-metric.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { FIVE_MINUTES, RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { Tables } from './tables.ts';

export type FeedProps = { readonly channel: string; readonly secret: Access; readonly tables: Tables };

/** Fifteen minutes, as an alarm on a number of seconds. */
const SILENT_SECONDS = 900;

/** Messages that a platform keeps until they are fetched: a function of the channel's own asks every minute. */
export class Feed extends Construct {
  constructor(scope: Construct, id: string, { channel, secret, tables }: FeedProps) {
    super(scope, id);
    new Repeatedly(this, 'EveryMinute', {
      every: Duration.minutes(1),
      call: new NodeFunction(this, 'Poll', {
        source: `channel/poll-${channel}`,
        uses: { INBOX_TABLE: readWrite(tables.inbox) },
        may: [secret],
        timeout: Duration.seconds(60),
      }),
    });
    new RunbookAlarm(this, 'Silent', {
      metric: channelMetric('PollBehindSeconds', { channel }, { period: FIVE_MINUTES, statistic: 'Maximum' }),
      above: SILENT_SECONDS,
      meaning: `No round has read the messages of ${channel} for fifteen minutes.`,
      article: 'silent-feed',
    });
  }
}
