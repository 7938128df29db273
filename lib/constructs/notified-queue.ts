import { ArnFormat, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export type Notifier = {
  /** The platform's AWS account, as it documents it. */
  readonly account: string;
  /** How its partner event buses are named; a rule on one of them may send too. */
  readonly partnerSource: string;
};

/** Who puts messages into our queues. */
export const NOTIFIERS: Readonly<Record<string, Notifier>> = {
  // "Set up notifications (Amazon Simple Queue Service workflow)", Selling Partner API.
  amazon: { account: '437568002678', partnerSource: 'aws.partner/sellingpartnerapi.amazon.com' },
};

export type NotifiedQueueProps = {
  /** The channel's id; the queue is `orderloom-channel-<id>`. */
  readonly channel: string;
  readonly reader: NodeFunction;
};

/**
 * A queue that a platform itself puts its messages into. No message is signed: who may send is all the proof there is. That is the
 * platform's account, and rules of this account on the platform's partner event bus.
 */
export class NotifiedQueue extends Construct {
  constructor(scope: Construct, id: string, { channel, reader }: NotifiedQueueProps) {
    super(scope, id);
    const notifier = NOTIFIERS[channel];
    if (!notifier) throw new Error(`say in lib/constructs/notified-queue.ts who sends the notifications of ${channel}`);
    const { queue } = new QueueWithDeadLetters(this, 'Queue', { name: `orderloom-channel-${channel}` });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AccountPrincipal(notifier.account)],
        actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': this.#rulesOf(notifier) } },
      }),
    );
    new QueueConsumer(this, 'Consumer', { queue, consumer: reader });
  }

  #rulesOf({ partnerSource }: Notifier): string {
    return Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${partnerSource}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
