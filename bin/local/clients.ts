import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** SDK clients of a local endpoint; null: of AWS itself, with the region and credentials of the AWS command line. */
export const clientsOf = (endpoint: string | null) => {
  const config = endpoint ? { endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 3 } : {};
  return {
    api: new ApiGatewayV2Client(config),
    cloudFormation: new CloudFormationClient(config),
    dynamo: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
    // Without the prefix `sync-`, which no local name resolves.
    sfn: new SFNClient({ ...config, disableHostPrefix: true }),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
  };
};
export type Clients = ReturnType<typeof clientsOf>;
