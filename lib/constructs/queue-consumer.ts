import type { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './access.ts';
import type { NodeFunction } from './node-function.ts';

export type QueueConsumerProps = {
  readonly queue: IQueue;
  readonly consumer: NodeFunction;
  /** Wait this long to fill a batch. @default deliver at once */
  readonly gather?: Duration;
};

/** Feeds a queue's messages to a function, ten at a time; it hands back only those it could not do. */
export class QueueConsumer extends Construct {
  constructor(scope: Construct, id: string, { queue, consumer, gather }: QueueConsumerProps) {
    super(scope, id);
    const mapping = new EventSourceMapping(this, 'Resource', {
      target: consumer.function,
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      ...(gather ? { maxBatchingWindow: gather } : {}),
    });
    allow(
      consumer.function,
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      [queue.queueArn],
    );
    mapping.node.addDependency(consumer.function.role ?? consumer.function);
  }
}
