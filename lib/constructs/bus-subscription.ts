import { type EventPattern, type IEventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export type BusSubscriptionProps = {
  readonly bus: IEventBus;
  readonly pattern: EventPattern;
  readonly consumer: NodeFunction;
  /** Share a queue that others feed too. @default a queue of its own */
  readonly queue?: QueueWithDeadLetters;
};

/** Every event the product puts on the bus. */
export const EVERY_EVENT: EventPattern = { source: Match.prefix('fulfillment.') };

/**
 * Events of the bus to a function, through a queue: a rule straight to a function would lose what the function throws on.
 * @example new BusSubscription(this, 'RecordEvents', { bus, pattern: EVERY_EVENT, consumer: recordEvent });
 */
export class BusSubscription extends Construct {
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: BusSubscriptionProps) {
    super(scope, id);
    const { queue, deadLetters } = props.queue ?? new QueueWithDeadLetters(this, 'Queue');
    this.queue = queue;
    new Rule(this, 'Rule', {
      eventBus: props.bus,
      eventPattern: props.pattern,
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters.queue })],
    });
    new QueueConsumer(this, 'Consumer', { queue, consumer: props.consumer });
  }
}
