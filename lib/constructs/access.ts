import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Table } from './table.ts';

/** What an environment variable names, and the permission that goes with it: a function cannot have one without the other. */
export type Access = {
  readonly value: string;
  readonly grant: (grantee: IGrantable) => void;
  /** Where the permission cannot name each resource: the pattern of cdk-nag's finding, and why it is so. */
  readonly wide?: { readonly resource: string; readonly reason: string };
};

/** Allows exactly these actions on exactly these resources; none when there are none. */
export const allow = (grantee: IGrantable, actions: readonly string[], resources: readonly string[]): void => {
  if (resources.length === 0) return;
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
  );
};

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

/** What DynamoDB does with a table's own key in the name of who writes; the last three when it turns the key over. */
const KEY_WRITE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

const allowKey = (grantee: IGrantable, key: IKey | undefined, actions: readonly string[]): void => {
  if (key) allow(grantee, actions, [key.keyArn]);
};

/** Get and query the table and its indexes. */
export const read = (table: Table): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    allow(grantee, READ, [table.table.tableArn]);
    allow(grantee, ['dynamodb:Query'], table.indexArns);
    allowKey(grantee, table.key, ['kms:Decrypt', 'kms:DescribeKey']);
  },
});

const allowKeys = (
  grantee: IGrantable,
  table: Table,
  actions: readonly string[],
  prefixes: readonly string[],
): void => {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [...actions],
      resources: [table.table.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
      },
    }),
  );
};

/** Get rows whose partition begins so (`MEMBER#`): one by one or at once, nothing else of the table. */
export const readKeys = (table: Table, prefixes: readonly string[]): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    allowKeys(grantee, table, ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], prefixes);
    allowKey(grantee, table.key, ['kms:Decrypt', 'kms:DescribeKey']);
  },
});

/** Read and write rows whose partition begins so, nothing else of the table. */
export const readWriteKeys = (table: Table, prefixes: readonly string[]): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    allowKeys(grantee, table, [...READ, ...WRITE], prefixes);
    allowKey(grantee, table.key, KEY_WRITE);
  },
});

/** Put rows whose partition begins so (`CUSTOMER#`), without reading any. */
export const putKeys = (table: Table, prefixes: readonly string[]): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['dynamodb:PutItem'],
        resources: [table.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
        },
      }),
    );
    allowKey(grantee, table.key, KEY_WRITE);
  },
});

/** Read, and write rows one by one or in transactions. No scans. */
export const readWrite = (table: Table): Access => ({
  value: table.table.tableName,
  grant: (grantee) => {
    allow(grantee, [...READ, ...WRITE], [table.table.tableArn]);
    allow(grantee, ['dynamodb:Query'], table.indexArns);
    allowKey(grantee, table.key, KEY_WRITE);
  },
});

/** Put events on the bus. */
export const publish = (bus: IEventBus): Access => ({
  value: bus.eventBusName,
  grant: (grantee) => allow(grantee, ['events:PutEvents'], [bus.eventBusArn]),
});

/** Put messages into the queue. */
export const send = (queue: IQueue): Access => ({
  value: queue.queueUrl,
  grant: (grantee) => allow(grantee, ['sqs:SendMessage'], [queue.queueArn]),
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

/** Put objects into the bucket below a prefix, and get them. */
export const readWriteObjects = (bucket: IBucket, prefix: string): Access => ({
  ...readObjects(bucket, prefix),
  grant: (grantee) => allow(grantee, ['s3:GetObject', 's3:PutObject'], [bucket.arnForObjects(`${prefix}*`)]),
});

/** Read one secret, by its literal name; the six characters that Secrets Manager adds to it are not known to us. */
export const readSecret = (secret: ISecret, name: string): Access => ({
  value: name,
  grant: (grantee) => {
    const arn = Stack.of(secret).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    allow(grantee, ['secretsmanager:GetSecretValue'], [arn]);
  },
});

/** Start executions of a machine, and list those that run. */
export const startMachine = (machine: { readonly arn: string }): Access => ({
  value: machine.arn,
  grant: (grantee) => allow(grantee, ['states:StartExecution', 'states:ListExecutions'], [machine.arn]),
});

/** End executions of a machine that another one takes over from. */
export const stopExecutions = (machine: { readonly executionArns: string }): Access => ({
  value: machine.executionArns,
  grant: (grantee) => allow(grantee, ['states:StopExecution'], [machine.executionArns]),
  wide: {
    resource: '/^Resource::.*:execution:.*:\\*$/',
    reason: 'executions are named after their orders: those of one machine is as narrow as it gets',
  },
});

/** Answer waiting tasks: whoever holds the token, answers. */
export const answerTasks: Access = {
  value: '*',
  grant: (grantee) => allow(grantee, ['states:SendTaskSuccess', 'states:SendTaskFailure'], ['*']),
  wide: {
    resource: '/^Resource::\\*$/',
    reason:
      'a task token is the resource: SendTaskSuccess and SendTaskFailure take no ARN (service authorization reference)',
  },
};
