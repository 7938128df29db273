import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** One log group for all functions of a stage: an order's way through it is read in one place. */
export const stageLogs = (scope: Construct, stage: string): LogGroup => {
  const stack = Stack.of(scope);
  const id = `${stage.charAt(0).toUpperCase()}${stage.slice(1)}Logs`;
  const known = stack.node.tryFindChild(id);
  if (known) return known as LogGroup;
  return new LogGroup(stack, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
};
