import { type Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Access, allow } from './access.ts';
import type { NodeFunction } from './node-function.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export type TimersProps = {
  /** How the names of the schedules begin: those may be set, no others. */
  readonly prefix: string;
  /** What a schedule is named after: why not each can be named in a permission. */
  readonly of: string;
  /** The time-out of whom they wake. @default 10 seconds */
  readonly consumerTimeout?: Duration;
};

/**
 * One-time alarm clocks: functions set schedules that put a message into this queue, and one function reads it.
 * @example new Timers(this, 'Timers', { prefix: 'leg_', of: 'the leg it watches' }); timers.uses → TIMER_QUEUE_ARN, TIMER_ROLE_ARN
 */
export class Timers extends Construct {
  readonly #queue: QueueWithDeadLetters;
  readonly #role: Role;
  readonly #props: TimersProps;

  constructor(scope: Construct, id: string, props: TimersProps) {
    super(scope, id);
    this.#props = props;
    this.#queue = new QueueWithDeadLetters(this, 'Queue', {
      ...(props.consumerTimeout ? { consumerTimeout: props.consumerTimeout } : {}),
    });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    allow(this.#role, ['sqs:SendMessage'], [this.#queue.queue.queueArn]);
  }

  /** For a function that sets timers. */
  get uses(): { readonly TIMER_QUEUE_ARN: Access; readonly TIMER_ROLE_ARN: Access } {
    const { prefix, of } = this.#props;
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `default/${prefix}*`,
    });
    return {
      TIMER_QUEUE_ARN: {
        value: this.#queue.queue.queueArn,
        grant: (grantee) => allow(grantee, ['scheduler:CreateSchedule'], [schedules]),
        wide: {
          resource: `/^Resource::.*:schedule/default/${prefix}\\*$/`,
          reason: `a schedule is named after ${of}`,
        },
      },
      TIMER_ROLE_ARN: {
        value: this.#role.roleArn,
        grant: (grantee) => allow(grantee, ['iam:PassRole'], [this.#role.roleArn]),
      },
    };
  }

  /** Whom they wake. */
  wake(consumer: NodeFunction): void {
    new QueueConsumer(this, 'Consumer', { queue: this.#queue.queue, consumer });
  }
}
