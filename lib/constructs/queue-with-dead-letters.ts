import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { FIVE_MINUTES, RunbookAlarm } from './runbook-alarm.ts';

/** What nobody could handle, kept for 14 days, with an alarm on its first message. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, meaning: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    NagSuppressions.addResourceSuppressions(this.queue, [
      { id: 'AwsSolutions-SQS3', reason: 'this queue is the dead-letter queue: its alarm is where messages end' },
    ]);
    new RunbookAlarm(this, 'NotEmpty', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES }),
      meaning,
      article: 'dead-letters',
    });
  }
}

export type QueueWithDeadLettersProps = {
  /** The consumer's time-out; visibility is six times it, as Lambda asks. @default 10 seconds */
  readonly consumerTimeout?: Duration;
  /** Attempts before a message is dead. @default 5 */
  readonly attempts?: number;
  /** For those outside who send to it. @default CloudFormation's */
  readonly name?: string;
};

/** A queue that never loses or loops: after some attempts a message moves to the dead letters and rings. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: IQueue;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps = {}) {
    super(scope, id);
    const consumer = props.consumerTimeout ?? Duration.seconds(10);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', `A message of ${id} failed every attempt and waits.`);
    const queue = new Queue(this, 'Resource', {
      ...(props.name ? { queueName: props.name } : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(consumer.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: props.attempts ?? 5 },
    });
    this.queue = queue;
    new RunbookAlarm(this, 'Late', {
      metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES }),
      above: 300,
      meaning: `Messages of ${id} wait longer than five minutes.`,
      article: 'late-queue',
    });
  }
}
