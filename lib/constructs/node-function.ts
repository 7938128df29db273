import { Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import type { EnvName } from '../../functions/shared/env.ts';
import { type Access, allow } from './access.ts';
import { bundleOf } from './bundles.ts';
import { FunctionRole } from './function-role.ts';
import { FIVE_MINUTES, RunbookAlarm } from './runbook-alarm.ts';
import { stageLogs } from './stage-logs.ts';

export type NodeFunctionProps = {
  /** `<stage>/<verb-noun>`: the file under functions/, its folder under dist/ and the description of the function. */
  readonly source: string;
  /** Environment variable and permission, in one line each. */
  readonly uses?: Partial<Record<EnvName, Access>>;
  /** Permissions that need no variable: a secret known by its literal name. */
  readonly may?: readonly Access[];
  /** @default 10 seconds: API Gateway gives up at 29, a queue's visibility is six times this */
  readonly timeout?: Duration;
  /** CPU grows with it. @default 512 MB */
  readonly memoryMb?: number;
};

/**
 * A Lambda function of functions/: Node 24 on arm64, its bundle, its role and its alarm; it logs into its stage's group.
 * @example new NodeFunction(this, 'GetOrder', { source: 'order/get-order', uses: { ORDERS_TABLE: read(orders) } });
 */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const stage = props.source.split('/')[0] ?? '';
    const logs = stageLogs(this, stage);
    const role = new FunctionRole(this, 'Role');
    allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logs.logGroupArn]);
    this.role = role;
    this.function = new LambdaFunction(this, 'Resource', {
      description: `functions/${props.source}.ts`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundleOf(this, props.source), { exclude: ['*.map'] }),
      role,
      logGroup: logs,
      memorySize: props.memoryMb ?? 512,
      timeout: props.timeout ?? Duration.seconds(10),
      tracing: Tracing.ACTIVE,
      environment: {
        POWERTOOLS_SERVICE_NAME: stage,
        ...Object.fromEntries(Object.entries(props.uses ?? {}).map(([name, access]) => [name, access.value])),
      },
    });
    const accesses = [...Object.values(props.uses ?? {}), ...(props.may ?? [])];
    for (const access of accesses) access.grant(role);
    NagSuppressions.addResourceSuppressions(
      role,
      [
        ...accesses.flatMap(({ wide }) =>
          wide ? [{ id: 'AwsSolutions-IAM5', reason: wide.reason, appliesTo: [{ regex: wide.resource }] }] : [],
        ),
        {
          id: 'AwsSolutions-IAM5',
          reason: 'X-Ray takes no resource: PutTraceSegments and PutTelemetryRecords are allowed on * only',
          appliesTo: ['Resource::*'],
        },
      ],
      true,
    );
    new RunbookAlarm(this, 'Failures', {
      metric: this.function.metricErrors({ period: FIVE_MINUTES }),
      meaning: `${props.source} threw: what it was doing is tried again or waits in a dead-letter queue.`,
      article: 'failed-functions',
    });
  }

  get arn(): string {
    return this.function.functionArn;
  }
}
