import { AwsRefusal, awsJson } from './aws.ts';

const call = <T>(operation: string, body: unknown): Promise<T> =>
  awsJson<T>('states', `AWSStepFunctions.${operation}`, body, '1.0');

const unless = async (names: readonly string[], work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof AwsRefusal && names.includes(error.name)) return false;
    throw error;
  }
};

/** Starts an execution under a name of its own; false when that name already ran, which is as good. */
export const startExecution = (stateMachineArn: string, name: string, input: unknown): Promise<boolean> =>
  unless(['ExecutionAlreadyExists'], call('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) }));

/** Ends an execution that another one takes over from; false when it had ended. */
export const stopExecution = (stateMachineArn: string, name: string, cause: string): Promise<boolean> =>
  unless(
    ['ExecutionDoesNotExist'],
    call('StopExecution', {
      executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
      error: 'Replaced',
      cause,
    }),
  );

/** Lets a waiting task go on; false when nobody waits for that token any more. */
export const succeedTask = (taskToken: string, output: unknown): Promise<boolean> =>
  unless(
    ['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken'],
    call('SendTaskSuccess', { taskToken, output: JSON.stringify(output) }),
  );

/** Fails a waiting task by name; false when nobody waits for that token any more. */
export const failTask = (taskToken: string, error: string, cause: string): Promise<boolean> =>
  unless(
    ['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken'],
    call('SendTaskFailure', { taskToken, error, cause: cause.slice(0, 32_000) }),
  );

/** Names of all running executions of a machine. */
export const runningExecutions = async (stateMachineArn: string): Promise<Set<string>> => {
  const names = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page: { executions: { name: string }[]; nextToken?: string } = await call('ListExecutions', {
      stateMachineArn,
      statusFilter: 'RUNNING',
      maxResults: 1000,
      ...(nextToken ? { nextToken } : {}),
    });
    for (const { name } of page.executions) names.add(name);
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
};
