import type { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

/** EventBridge takes no more. */
const TARGETS_A_RULE = 5;

export type RepeatedlyProps = {
  readonly every: Duration;
  readonly call: NodeFunction;
  /** A call for each of these, with it as the event: none waits for another. @default one call */
  readonly each?: readonly object[];
};

/** Calls a function again and again. A missed or failed call is made good by the next: only for work that looks for what is left. */
export class Repeatedly extends Construct {
  constructor(scope: Construct, id: string, { every, call, each }: RepeatedlyProps) {
    super(scope, id);
    const schedule = Schedule.rate(every);
    if (!each) {
      new Rule(this, 'Rule', { schedule, targets: [new LambdaFunction(call.function, { retryAttempts: 0 })] });
      return;
    }
    for (let start = 0; start < each.length; start += TARGETS_A_RULE)
      new Rule(this, `Rule${start}`, {
        schedule,
        targets: each
          .slice(start, start + TARGETS_A_RULE)
          .map(
            (input) =>
              new LambdaFunction(call.function, { retryAttempts: 0, event: RuleTargetInput.fromObject(input) }),
          ),
      });
  }
}
