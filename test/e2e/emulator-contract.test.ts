import { CreateTableCommand, DescribeTimeToLiveCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateEventSourceMappingCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { jest } from '@jest/globals';
import { ACCOUNT, CREDENTIALS, REGION } from '../../bin/local/clients.ts';
import { type Emulator, startEmulator, until } from '../support/emulator.ts';

/*
 * What the local endpoint does, where it matters to us. A test under "gap" holds a difference from AWS that we work round: when an
 * upgrade makes it fail, the gap is closed and the named workaround may go. A test under "relied on" must stay green.
 */
jest.setTimeout(60_000);

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
}, 180_000);
afterAll(() => emulator?.stop());

const JSONATA = { QueryLanguage: 'JSONata' };
const invoke = (FunctionName: string, Payload: object, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
  End: true,
  ...more,
});
const awaiting = (FunctionName: string, more: object = {}) =>
  invoke(
    FunctionName,
    { token: '{% $states.context.Task.Token %}' },
    {
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 5,
      ...more,
    },
  );

const queueUrl = async (name: string): Promise<string> => {
  const { QueueUrl = '' } = await emulator.clients.sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '2' } }),
  );
  return QueueUrl;
};
const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
const received = async (QueueUrl: string): Promise<string[]> => {
  const { Messages = [] } = await emulator.clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = '' }) => Body);
};

const streamedTable = async (name: string): Promise<string> => {
  const { TableDescription } = await emulator.clients.dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  return TableDescription?.LatestStreamArn ?? '';
};
const put = (TableName: string, pk: string) =>
  emulator.clients.dynamo.send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } }));

describe('CloudFormation', () => {
  it("gap: drops a table's time to live (bin/local/complete.ts sets it)", async () => {
    const { Name } = await emulator.stack(
      'ttl',
      {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
          },
        },
      },
      { Name: { Value: { Ref: 'Table' } } },
    );
    const { TimeToLiveDescription } = await emulator.clients.dynamo.send(
      new DescribeTimeToLiveCommand({ TableName: Name }),
    );
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
  });

  it("gap: answers a secret's Ref with its name, not its ARN (lib/constructs/access.ts grants by name)", async () => {
    const { Ref } = await emulator.stack(
      'secret',
      { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'contract/secret', SecretString: '{}' } } },
      { Ref: { Value: { Ref: 'Secret' } } },
    );
    expect(Ref).toBe('contract/secret');
  });

  it("relied on: keeps a queue's redrive policy", async () => {
    const { Url } = await emulator.stack(
      'redrive',
      {
        Letters: { Type: 'AWS::SQS::Queue' },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Letters', 'Arn'] }, maxReceiveCount: 5 },
          },
        },
      },
      { Url: { Value: { Ref: 'Queue' } } },
    );
    const { Attributes } = await emulator.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: Url, AttributeNames: ['All'] }),
    );
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toMatchObject({ maxReceiveCount: 5 });
  });
});

describe('API Gateway', () => {
  it('gap: answers 502 to a route that puts its calls into a queue (lib/constructs/queue-first-route.ts has a function send them)', async () => {
    const { Api, Url } = await emulator.stack(
      'direct',
      {
        Queue: { Type: 'AWS::SQS::Queue' },
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'direct', ProtocolType: 'HTTP' } },
        Stage: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
        },
        Send: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Api' },
            IntegrationType: 'AWS_PROXY',
            IntegrationSubtype: 'SQS-SendMessage',
            PayloadFormatVersion: '1.0',
            RequestParameters: { QueueUrl: { Ref: 'Queue' }, MessageBody: '$request.body' },
          },
        },
        Route: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Api' },
            RouteKey: 'POST /calls',
            Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Send' }]] },
          },
        },
      },
      { Api: { Value: { Ref: 'Api' } }, Url: { Value: { Ref: 'Queue' } } },
    );
    const answer = await fetch(`${emulator.url}/_aws/execute-api/${Api}/calls`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(502);
    expect(await received(Url ?? '')).toEqual([]);
  });
});

describe('Lambda in proxy mode', () => {
  it('relied on: hands event and answer through unchanged', async () => {
    await emulator.fn('echo', (event) => event);
    const event = { 名: '龙井', nested: [1, null, 'ü'] };
    const { Payload } = await emulator.clients.lambda.send(
      new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from(JSON.stringify(event)) }),
    );
    expect(JSON.parse(Buffer.from(Payload ?? []).toString('utf8'))).toEqual(event);
  });

  it('gap: loses the name of what was thrown (machines choose on outcomes, not on errors)', async () => {
    const arn = await emulator.fn('breaks', () => {
      throw new RangeError('too far');
    });
    const { error } = await emulator.run({ ...JSONATA, StartAt: 'A', States: { A: invoke(arn, {}) } });
    expect(error).toBe('Runtime.HandlerError');
  });
});

describe('Step Functions', () => {
  it('relied on: evaluates all of JSONata, in Map too, and catches on Map', async () => {
    const definition = {
      ...JSONATA,
      StartAt: 'Legs',
      States: {
        Legs: {
          Type: 'Map',
          Items: '{% $states.input.legs[n > 1] %}',
          ItemSelector: { n: '{% $states.context.Map.Item.Value.n %}' },
          ItemProcessor: {
            StartAt: 'Leg',
            States: { Leg: { Type: 'Fail', Error: 'LegFailed', Cause: '{% "leg " & $states.input.n %}' } },
          },
          Catch: [{ ErrorEquals: ['LegFailed'], Output: '{% $states.errorOutput.Cause %}', Next: 'Told' }],
          End: true,
        },
        Told: { Type: 'Pass', End: true },
      },
    };
    expect(await emulator.run(definition, { legs: [{ n: 1 }, { n: 2 }, { n: 3 }] })).toMatchObject({
      status: 'SUCCEEDED',
      output: 'leg 2',
    });
  });

  it('relied on: resumes a waiting task by its token, and fails it by name', async () => {
    const tokens: string[] = [];
    const arn = await emulator.fn('registers', ({ token }: { token: string }) => tokens.push(token));
    const caught = { Catch: [{ ErrorEquals: ['LegRejected'], Output: 'rejected', Next: 'Told' }] };
    const definition = {
      ...JSONATA,
      StartAt: 'A',
      States: { A: awaiting(arn, caught), Told: { Type: 'Pass', End: true } },
    };
    const first = emulator.run(definition);
    const taskToken = await until('a token', async () => tokens[0]);
    await emulator.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"outcome":"COMPLETED"}' }));
    expect((await first).output).toEqual({ outcome: 'COMPLETED' });
    await expect(emulator.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toThrow();
    const second = emulator.run(definition);
    const other = await until('another token', async () => tokens[1]);
    await emulator.clients.sfn.send(new SendTaskFailureCommand({ taskToken: other, error: 'LegRejected' }));
    expect((await second).output).toBe('rejected');
  });

  it('gap: a waiting task whose function throws waits on (functions/shared/callback-task.ts fails it itself)', async () => {
    const arn = await emulator.fn('throws', () => {
      throw new Error('at once');
    });
    const { error } = await emulator.run({
      ...JSONATA,
      StartAt: 'A',
      States: { A: awaiting(arn, { TimeoutSeconds: 2 }) },
    });
    expect(error).toBe('States.Timeout');
  });

  it('gap: takes a name only once, also when the input is the same (functions/shared/executions.ts takes that as done)', async () => {
    const stateMachineArn = await emulator.machine({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 1, End: true } },
    });
    const start = () =>
      emulator.clients.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'once', input: '{}' }));
    await start();
    await expect(start()).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('gap: ignores what a Succeed state says in Output (machines shape their output before it)', async () => {
    const definition = { ...JSONATA, StartAt: 'Done', States: { Done: { Type: 'Succeed', Output: { shaped: true } } } };
    expect((await emulator.run(definition, { raw: true })).output).toEqual({ raw: true });
  });

  it('gap: a child that fails hands up its own error name, where AWS says States.TaskFailed (both are caught by States.ALL)', async () => {
    const StateMachineArn = await emulator.machine({
      StartAt: 'F',
      States: { F: { Type: 'Fail', Error: 'LegRejected' } },
    });
    const definition = {
      ...JSONATA,
      StartAt: 'Leg',
      States: {
        Leg: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Arguments: { StateMachineArn, Input: {} },
          End: true,
        },
      },
    };
    expect((await emulator.run(definition)).error).toBe('LegRejected');
  });

  it("gap: ignores a machine's own time-out (every waiting state has one)", async () => {
    const definition = { TimeoutSeconds: 1, StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 2, End: true } } };
    expect((await emulator.run(definition)).status).toBe('SUCCEEDED');
  });
});

describe('streams and queues', () => {
  type Streamed = { Records: { dynamodb: { NewImage: { pk: { S: string } }; SequenceNumber: string } }[] };
  const keysIn = ({ Records }: Streamed): string[] => Records.map(({ dynamodb }) => dynamodb.NewImage.pk.S);

  it('relied on: a stream reader that throws gets the same rows again, in order', async () => {
    const batches: string[][] = [];
    await emulator.fn('retries', (event: Streamed) => {
      batches.push(keysIn(event));
      if (batches.length === 1) throw new Error('again');
    });
    const EventSourceArn = await streamedTable('retried');
    await emulator.clients.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: 'retries',
        EventSourceArn,
        StartingPosition: 'TRIM_HORIZON',
      }),
    );
    for (const key of ['a', 'b']) await put('retried', key);
    await until('both rows after the retry', async () => batches.slice(1).flat().includes('b'));
    expect(batches.slice(1).flat().slice(0, batches[0]?.length)).toEqual(batches[0]);
    expect([...new Set(batches.flat())]).toEqual(['a', 'b']);
  });

  it('gap: loses the rows that a stream reader hands back (functions/shared/stream.ts throws instead)', async () => {
    const seen: string[] = [];
    await emulator.fn('returns', (event: Streamed) => {
      seen.push(...keysIn(event));
      return { batchItemFailures: event.Records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
    });
    const EventSourceArn = await streamedTable('returned');
    await emulator.clients.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: 'returns',
        EventSourceArn,
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
    await put('returned', 'first');
    await until('the first row', async () => seen.length > 0);
    await put('returned', 'second');
    await until('the second row', async () => seen.includes('second'));
    expect(seen).toEqual(['first', 'second']);
  });

  it('relied on: a queue reader gets back only what it hands back', async () => {
    const url = await queueUrl('partial');
    const seen: string[] = [];
    await emulator.fn('partial', ({ Records }: { Records: { messageId: string; body: string }[] }) => {
      seen.push(...Records.map(({ body }) => body));
      const failed = Records.filter(({ body }) => body === 'bad' && seen.filter((each) => each === 'bad').length === 1);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await emulator.clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'good' }));
    await emulator.clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'bad' }));
    await emulator.clients.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: 'partial',
        EventSourceArn: queueArn('partial'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
    await until('the bad one again', async () => seen.filter((body) => body === 'bad').length === 2);
    expect(seen.filter((body) => body === 'good')).toHaveLength(1);
  });

  it('relied on: a rule by prefix puts events into a queue as they are', async () => {
    const url = await queueUrl('told');
    await emulator.clients.events.send(new CreateEventBusCommand({ Name: 'contract' }));
    const rule = { Name: 'told', EventBusName: 'contract' };
    await emulator.clients.events.send(
      new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [{ prefix: 'fulfillment.' }] }) }),
    );
    await emulator.clients.events.send(
      new PutTargetsCommand({
        Rule: 'told',
        EventBusName: 'contract',
        Targets: [{ Id: 'queue', Arn: queueArn('told') }],
      }),
    );
    const entry = { EventBusName: 'contract', DetailType: 'OrderPlaced', Detail: '{"orderId":"ord_1"}' };
    await emulator.clients.events.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Source: 'other.order' },
          { ...entry, Source: 'fulfillment.order' },
        ],
      }),
    );
    const [body] = await until('the event', async () => {
      const bodies = await received(url);
      return bodies.length > 0 && bodies;
    });
    expect(JSON.parse(body ?? '')).toMatchObject({ source: 'fulfillment.order', detail: { orderId: 'ord_1' } });
  });

  it('relied on: a one-time schedule puts its message into a queue, at most ten seconds late, and is gone then', async () => {
    const scheduler = new SchedulerClient({ endpoint: emulator.url, region: REGION, credentials: CREDENTIALS });
    const url = await queueUrl('rung');
    const at = new Date(Date.now() + 1000).toISOString().slice(0, 19);
    await scheduler.send(
      new CreateScheduleCommand({
        Name: 'leg_1',
        ScheduleExpression: `at(${at})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: queueArn('rung'), RoleArn: `arn:aws:iam::${ACCOUNT}:role/contract`, Input: '{"legId":"leg_1"}' },
      }),
    );
    const bodies = await until('the alarm', async () => {
      const found = await received(url);
      return found.length > 0 && found;
    });
    expect(bodies).toEqual(['{"legId":"leg_1"}']);
    await expect(scheduler.send(new GetScheduleCommand({ Name: 'leg_1' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('the HTTP API', () => {
  it('relied on: gives the function the body byte by byte', async () => {
    const arn = await emulator.fn('bytes', ({ body, isBase64Encoded }: { body: string; isBase64Encoded: boolean }) => ({
      statusCode: 200,
      body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString('hex'),
    }));
    const { Id } = await emulator.stack(
      'api',
      {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'bytes', ProtocolType: 'HTTP' } },
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Api' },
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: arn,
            PayloadFormatVersion: '2.0',
          },
        },
        Route: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Api' },
            RouteKey: 'POST /bytes',
            Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
          },
        },
        Stage: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
        },
      },
      { Id: { Value: { Ref: 'Api' } } },
    );
    const bodies = ['\ufeff{"a" : 1,\r\n "龙井":"明前" }', 'a=1&b=%20+c&a=2'];
    for (const body of bodies) {
      const response = await fetch(`${emulator.url}/_aws/execute-api/${Id}/bytes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(await response.text()).toBe(Buffer.from(body).toString('hex'));
    }
  });
});
