import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Access, readWrite } from '../constructs/access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import type { Tables } from './tables.ts';

export type FeedProps = { readonly channel: string; readonly secret: Access; readonly tables: Tables };

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
  }
}
