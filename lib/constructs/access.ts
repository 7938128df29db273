import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Table } from './table.ts';

/** What an environment variable names, and the permission that goes with it: a function cannot have one without the other. */
export type Access = {
  readonly value: string;
  readonly grant: (grantee: IGrantable) => void;
  /** Where the permission cannot name each resource: the pattern of cdk-nag's finding, and why it is so. */
  readonly wide?: { readonly resource: string; readonly reason: string };
};

/** Allows exactly these actions on exactly these resources. */
export const allow = (grantee: IGrantable, actions: readonly string[], resources: readonly string[]): void => {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
  );
};

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

const allowKey = (grantee: IGrantable, key: IKey | undefined, actions: readonly string[]): void => {
  if (key) allow(grantee, actions, [key.keyArn]);
};

/** Get and query the table and its indexes. */
export const read = (table: Table): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    allow(grantee, READ, [table.table.tableArn]);
    if (table.indexArns.length > 0) allow(grantee, ['dynamodb:Query'], table.indexArns);
    allowKey(grantee, table.key, ['kms:Decrypt', 'kms:DescribeKey']);
  },
});

/** Read, and write rows one by one or in transactions. No scans. */
export const readWrite = (table: Table): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    allow(grantee, [...READ, ...WRITE], [table.table.tableArn]);
    if (table.indexArns.length > 0) allow(grantee, ['dynamodb:Query'], table.indexArns);
    allowKey(grantee, table.key, ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey']);
  },
});

/** Put events on the bus. */
export const publish = (bus: IEventBus): Access => ({
  value: bus.eventBusName,
  grant: (grantee) => allow(grantee, ['events:PutEvents'], [bus.eventBusArn]),
});

/** Get objects of the bucket below a prefix (`snapshots/`). */
export const readObjects = (bucket: IBucket, prefix: string): Access => ({
  value: bucket.bucketName,
  grant: (grantee) => allow(grantee, ['s3:GetObject'], [bucket.arnForObjects(`${prefix}*`)]),
  wide: {
    resource: `/^Resource::<.*>/${prefix}\\*$/`,
    reason: 'objects are named by version: one prefix of one bucket is as narrow as it gets',
  },
});

/** Read one secret, by its literal name. */
export const readSecret = (secret: ISecret, name: string): Access => ({
  value: name,
  grant: (grantee) => allow(grantee, ['secretsmanager:GetSecretValue'], [secret.secretArn]),
});

const START = ['states:StartExecution', 'states:ListExecutions'];
const ANSWER = ['states:SendTaskSuccess', 'states:SendTaskFailure'];

/** Start executions of a machine, list them, and answer their waiting tasks. */
export const runMachine = (machine: { readonly arn: string }): Access => ({
  value: machine.arn,
  grant: (grantee) => {
    allow(grantee, [...START, ...ANSWER], [machine.arn]);
  },
});

/** Answer the waiting tasks of a machine, known by their tokens. */
export const answerTasks = (machine: { readonly arn: string }): Access => ({
  value: machine.arn,
  grant: (grantee) => allow(grantee, ANSWER, [machine.arn]),
});
