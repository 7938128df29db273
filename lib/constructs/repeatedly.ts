import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

/** Calls a function again and again. A missed or failed call is made good by the next: only for work that looks for what is left. */
export class Repeatedly extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { every, call }: { readonly every: Duration; readonly call: NodeFunction },
  ) {
    super(scope, id);
    new Rule(this, 'Rule', {
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(call.function, { retryAttempts: 0 })],
    });
  }
}
