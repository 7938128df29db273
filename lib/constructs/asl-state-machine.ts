import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { allow } from './access.ts';
import type { NodeFunction } from './node-function.ts';
import { FIVE_MINUTES, RunbookAlarm, type RunbookArticle } from './runbook-alarm.ts';

export type AslStateMachineProps = {
  /** Name of the file in statemachines/, without `.asl.json`. */
  readonly process: string;
  /** `${Placeholder}` → the function it stands for. */
  readonly tasks: Readonly<Record<string, NodeFunction>>;
  /** `${Placeholder}` → a machine it runs and waits for (`startExecution.sync:2`). */
  readonly machines?: Readonly<Record<string, AslStateMachine>>;
  /** Executions that may fail in five minutes before anybody is called: some ends are failures but nobody's fault. @default 0 */
  readonly failuresOften?: number;
  /** Where the cure of a failed execution is written. @default 'failed-executions' */
  readonly article?: RunbookArticle;
  /** Text of the definition instead of the file's; for tests. */
  readonly definition?: string;
};

const fileOf = (process: string): string =>
  readFileSync(fileURLToPath(new URL(`../../statemachines/${process}.asl.json`, import.meta.url)), 'utf8');

const placeholdersIn = (definition: string): string[] =>
  [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();

/** @throws Error naming what is in one and not in the other */
const mustAgree = (process: string, definition: string, values: readonly string[]): void => {
  const placeholders = placeholdersIn(definition);
  const unfilled = placeholders.filter((name) => !values.includes(name));
  const unused = values.filter((name) => !placeholders.includes(name));
  if (unfilled.length > 0)
    throw new Error(`${process}.asl.json has placeholders without a value: ${unfilled.join(', ')}`);
  if (unused.length > 0) throw new Error(`${process}.asl.json has no placeholder for: ${unused.join(', ')}`);
};

/**
 * A state machine from a file that opens in Workflow Studio. Fills its placeholders, grants what the filled ones need and nothing
 * more, logs every state without data, and refuses to synthesise when file and values disagree.
 *
 * @example new AslStateMachine(this, 'OrderLifecycle', { process: 'order-lifecycle', tasks: { ScreenOrder: screenOrder } });
 */
export class AslStateMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: AslStateMachineProps) {
    super(scope, id);
    const definition = props.definition ?? fileOf(props.process);
    const values = {
      ...Object.fromEntries(Object.entries(props.tasks).map(([name, task]) => [name, task.arn])),
      ...Object.fromEntries(Object.entries(props.machines ?? {}).map(([name, child]) => [name, child.arn])),
    };
    mustAgree(props.process, definition, Object.keys(values));
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.machine = new StateMachine(this, 'Resource', {
      definitionBody: DefinitionBody.fromString(JSON.stringify(JSON.parse(definition))),
      definitionSubstitutions: values,
      role,
      comment: props.process,
      tracingEnabled: true,
      logs: { destination: this.#logs(), level: LogLevel.ALL, includeExecutionData: false },
    });
    allow(
      role,
      ['lambda:InvokeFunction'],
      Object.values(props.tasks).map((task) => task.arn),
    );
    if (props.machines) this.#grantChildren(role, Object.values(props.machines));
    this.#suppress();
    this.#alarms(props);
  }

  get arn(): string {
    return this.machine.stateMachineArn;
  }

  /** The executions of this machine, all of them. */
  get executionArns(): string {
    const { stateMachineName } = this.machine;
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Log groups of this prefix need no entry each in the account's log resource policy, which holds ten. */
  #logs(): LogGroup {
    return new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${Stack.of(this).stackName}-${this.node.id}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #grantChildren(role: Role, children: readonly AslStateMachine[]): void {
    allow(
      role,
      ['states:StartExecution'],
      children.map((child) => child.arn),
    );
    allow(
      role,
      ['states:DescribeExecution', 'states:StopExecution'],
      children.map((child) => child.executionArns),
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        resources: [
          Stack.of(this).formatArn({
            service: 'events',
            resource: 'rule',
            resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
          }),
        ],
      }),
    );
  }

  #suppress(): void {
    NagSuppressions.addResourceSuppressions(
      this,
      [
        {
          id: 'AwsSolutions-IAM5',
          reason:
            'log delivery and X-Ray take no resource; executions of a child machine are named after orders and legs, so only the machine part is fixed',
        },
      ],
      true,
    );
  }

  #alarms({ process, failuresOften = 0, article = 'failed-executions' }: AslStateMachineProps): void {
    new RunbookAlarm(this, 'Failed', {
      above: failuresOften,
      metric: this.machine.metricFailed({ period: FIVE_MINUTES }),
      meaning: `An execution of ${process} ended in a fault.`,
      article,
    });
  }
}
