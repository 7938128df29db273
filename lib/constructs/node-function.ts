import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import type { EnvName } from '../../functions/shared/env.ts';
import type { Access } from './access.ts';
import { bundleOf } from './bundles.ts';
import { FIVE_MINUTES, RunbookAlarm } from './runbook-alarm.ts';

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
 * A Lambda function of functions/: Node 24 on arm64, its bundle, its role, its log group and its alarm.
 * @example new NodeFunction(this, 'GetOrder', { source: 'order/get-order', uses: { ORDERS_TABLE: read(orders) } });
 */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const stage = props.source.split('/')[0] ?? '';
    const logs = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.#role(logs);
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

  #role(logs: LogGroup): Role {
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        logs: new PolicyDocument({
          statements: [
            new PolicyStatement({
              effect: Effect.ALLOW,
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logs.logGroupArn],
            }),
          ],
        }),
      },
    });
  }

  get arn(): string {
    return this.function.functionArn;
  }
}
