import type { Template } from 'aws-cdk-lib/assertions';
import { functionSources } from '../../bin/build-functions.ts';
import { CHANNELS } from '../../domain/channel/channels.ts';
import { WRITE_BACK_EVENTS } from '../../domain/channel/order-news.ts';
import { BOOKING_EVENTS } from '../../domain/fulfillment/booking-news.ts';
import { CARRIERS } from '../../domain/fulfillment/carriers.ts';
import { PUSHED_EVENTS } from '../../domain/fulfillment/partner-push.ts';
import { NOTED_EVENTS } from '../../domain/insight/exception-notes.ts';
import { MOVING_EVENTS } from '../../domain/order/drive-lifecycle.ts';
import { RESTOCKING_EVENTS } from '../../domain/order/restocked-by.ts';
import { SERIES_EVENTS } from '../../domain/order/series.ts';
import { ROUTES } from '../../domain/workbench/routes.ts';
import type { OrderloomStack } from '../../lib/orderloom-stack.ts';
import {
  type Found,
  orderloomStack,
  ownTemplates,
  permissionsBySource,
  resourcesOf,
  sourceOf,
  templateOf,
} from '../support/orderloom-template.ts';

let stack: OrderloomStack;
let template: Template;

/** What AWS does itself and the local endpoint cannot: docs/local-and-aws.md. */
const LOCAL_ONLY = ['channel/enqueue-push'];

beforeAll(() => {
  stack = orderloomStack();
  template = templateOf(stack);
}, 60_000);

const named = (type: string, word: string): Found => {
  const [found] = resourcesOf(template, type).filter(({ id }) => id.includes(word));
  if (!found) throw new Error(`the template has no ${type} with ${word} in its id`);
  return found;
};

describe('tables', () => {
  const TABLES = ['Inbox', 'Orders', 'Customers', 'Network', 'Lineage', 'Catalog', 'WriteBacks'];

  it.each(TABLES)('keep %s by pk and sk, paid per request, recoverable, encrypted, with a time to live', (name) => {
    const { properties, all } = named('AWS::DynamoDB::Table', `Tables${name}`);
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    expect(all.DeletionPolicy).toBe('Retain');
  });

  it('are these and no others', () => {
    expect(resourcesOf(template, 'AWS::DynamoDB::Table')).toHaveLength(TABLES.length);
  });

  it.each(['Inbox', 'Customers'])('encrypt %s with a key of its own that is rotated', (name) => {
    const { properties } = named('AWS::DynamoDB::Table', `Tables${name}`);
    const { KMSMasterKeyId } = properties.SSESpecification as { KMSMasterKeyId: { 'Fn::GetAtt': [string] } };
    const key = template.findResources('AWS::KMS::Key')[KMSMasterKeyId['Fn::GetAtt'][0]];
    expect(key?.Properties.EnableKeyRotation).toBe(true);
  });

  it.each(['Inbox', 'Orders'])('stream new images of %s', (name) => {
    expect(named('AWS::DynamoDB::Table', `Tables${name}`).properties.StreamSpecification).toEqual({
      StreamViewType: 'NEW_IMAGE',
    });
  });

  it('index orders by their five questions and the inbox by what became of a push', () => {
    const indexesOf = (name: string) =>
      (
        named('AWS::DynamoDB::Table', `Tables${name}`).properties.GlobalSecondaryIndexes as {
          IndexName: string;
          KeySchema: { AttributeName: string }[];
        }[]
      ).map(({ IndexName, KeySchema }) => [IndexName, ...KeySchema.map(({ AttributeName }) => AttributeName)]);
    expect(indexesOf('Orders')).toEqual([
      ['by-channel-order', 'channelKey', 'channelOrderId'],
      ['by-arrival', 'channelKey', 'pk'],
      ['by-customer', 'customerId', 'placedAt'],
      ['by-state', 'state', 'updatedAt'],
      ['by-outbox', 'outbox', 'updatedAt'],
    ]);
    expect(indexesOf('Inbox')).toEqual([
      ['by-outcome', 'outcome', 'receivedAt'],
      ['by-order', 'orderKey', 'receivedAt'],
    ]);
  });
});

describe('functions', () => {
  it('are deployed for every file under functions/, and for nothing else', () => {
    const deployed = resourcesOf(template, 'AWS::Lambda::Function').map(sourceOf);
    expect(deployed.sort()).toEqual(functionSources().filter((source) => !LOCAL_ONLY.includes(source)));
  });

  it('run on Node 24, arm64, with tracing and a time-out', () => {
    for (const { properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
      expect(properties.Timeout).toBeGreaterThanOrEqual(10);
    }
  });

  it('write logs that end', () => {
    for (const { properties } of resourcesOf(template, 'AWS::Logs::LogGroup'))
      expect(properties.RetentionInDays).toBe(30);
  });
});

describe('the stack', () => {
  it('stays clear of the 500 resources that CloudFormation takes, and so do those within it', () => {
    const sizes = ownTemplates(stack).map((own) => Object.keys(own.toJSON().Resources as object).length);
    expect(sizes).toHaveLength(5);
    for (const size of sizes) expect(size).toBeLessThan(495);
  });
});

describe('the bus', () => {
  it('is called fulfillment', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'fulfillment' });
  });

  it('feeds every event to the queues of lineage and reactions, the moving ones to the lifecycle queue, news to the write-backs, ends to the insight, news of legs to their partners', () => {
    const patterns = resourcesOf(template, 'AWS::Events::Rule').flatMap(
      ({ properties }) => properties.EventPattern ?? [],
    );
    const every = { source: [{ prefix: 'fulfillment.' }] };
    expect(patterns.filter((pattern) => JSON.stringify(pattern) === JSON.stringify(every))).toHaveLength(2);
    expect(patterns).toContainEqual({ 'detail-type': [...MOVING_EVENTS] });
    expect(patterns).toContainEqual({ 'detail-type': [...WRITE_BACK_EVENTS] });
    expect(patterns).toContainEqual({ 'detail-type': ['LegCompleted', 'LegFailed', 'LegRejected', 'OrderFulfilled'] });
    expect(patterns).toContainEqual({ 'detail-type': [...PUSHED_EVENTS] });
    expect(patterns).toContainEqual({ 'detail-type': [...RESTOCKING_EVENTS] });
    expect(patterns).toContainEqual({ 'detail-type': [...SERIES_EVENTS] });
    expect(patterns).toContainEqual({ 'detail-type': [...NOTED_EVENTS] });
    expect(patterns).toContainEqual({ 'detail-type': [...BOOKING_EVENTS] });
  });

  it('has queues between its rules and functions, each with dead letters', () => {
    const onBus = resourcesOf(template, 'AWS::Events::Rule').filter(({ properties }) => properties.EventPattern);
    for (const { properties } of onBus) {
      for (const target of properties.Targets as { Arn: { 'Fn::GetAtt': [string] }; DeadLetterConfig?: object }[]) {
        expect(template.findResources('AWS::SQS::Queue')).toHaveProperty(target.Arn['Fn::GetAtt'][0]);
        expect(target.DeadLetterConfig).toBeDefined();
      }
    }
  });
});

describe('what is done again and again', () => {
  type Target = { readonly Arn: { 'Fn::GetAtt': [string] }; readonly Input?: string };
  const calls = () =>
    resourcesOf(template, 'AWS::Events::Rule').flatMap(({ properties }) =>
      ((properties.ScheduleExpression ? properties.Targets : []) as Target[]).map((target) => ({
        source: sourceOf(
          resourcesOf(template, 'AWS::Lambda::Function').find(({ id }) => id === target.Arn['Fn::GetAtt'][0]) as Found,
        ),
        every: properties.ScheduleExpression,
        input: target.Input && (JSON.parse(target.Input) as object),
      })),
    );

  it('polls each channel that has a feed every minute, by a function of its own that reads no other secret', () => {
    const polled = CHANNELS.filter(({ feed }) => feed).map(({ id }) => id);
    const polls = calls().filter(({ source }) => source.startsWith('channel/poll-'));
    expect(polls).toEqual(
      polled.map((id) => ({ source: `channel/poll-${id}`, every: 'rate(1 minute)', input: undefined })),
    );
    for (const id of polled) {
      const permissions = JSON.stringify(permissionsBySource(template).get(`channel/poll-${id}`));
      expect([...permissions.matchAll(/secret:(orderloom\/[a-z/-]+)-\?/g)].map(([, name]) => name)).toEqual([
        `orderloom/channels/${id}`,
      ]);
    }
  });

  it('compares each channel that lists its orders every half hour, each in a call of its own', () => {
    const listed = CHANNELS.filter(({ listing }) => listing).map(({ id }) => id);
    expect(calls().filter(({ source }) => source === 'channel/reconcile-channel')).toEqual(
      listed.map((channel) => ({
        source: 'channel/reconcile-channel',
        every: 'rate(30 minutes)',
        input: { channel },
      })),
    );
  });
});

describe('queues', () => {
  const isDeadLetters = ({ id }: Found): boolean => id.includes('DeadLetters');

  it('move a message that failed five times to their dead letters', () => {
    const working = resourcesOf(template, 'AWS::SQS::Queue').filter((queue) => !isDeadLetters(queue));
    expect(working.length).toBeGreaterThanOrEqual(3);
    for (const { properties } of working) expect(properties.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
  });

  it('keep dead letters for 14 days and ring on the first', () => {
    const letters = resourcesOf(template, 'AWS::SQS::Queue').filter(isDeadLetters);
    const alarms = JSON.stringify(resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties));
    for (const { id, properties } of letters) {
      expect(properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
      expect(alarms).toContain(`"Value":{"Fn::GetAtt":["${id}","QueueName"]}`);
    }
  });

  it('are encrypted and refuse to speak without TLS', () => {
    const policies = JSON.stringify(resourcesOf(template, 'AWS::SQS::QueuePolicy'));
    for (const { id, properties } of resourcesOf(template, 'AWS::SQS::Queue')) {
      expect(properties.SqsManagedSseEnabled).toBe(true);
      expect(policies).toContain(`"${id}"`);
    }
    for (const { properties } of resourcesOf(template, 'AWS::SQS::QueuePolicy')) {
      expect(JSON.stringify(properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('let Amazon put its notifications into its own, by its account or a rule on its partner bus, and nobody else', () => {
    const [queue] = resourcesOf(template, 'AWS::SQS::Queue').filter(
      ({ properties }) => properties.QueueName === 'orderloom-channel-amazon',
    );
    const [policy] = resourcesOf(template, 'AWS::SQS::QueuePolicy').filter(({ properties }) =>
      JSON.stringify(properties.Queues).includes(`"${queue?.id}"`),
    );
    const document = policy?.properties.PolicyDocument as { Statement: { Effect: string }[] } | undefined;
    const Resource = { 'Fn::GetAtt': [queue?.id, 'Arn'] };
    const root = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::437568002678:root']] };
    const rules = {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':events:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          ':rule/aws.partner/sellingpartnerapi.amazon.com/*',
        ],
      ],
    };
    expect(document?.Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      { Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes'], Effect: 'Allow', Principal: { AWS: root }, Resource },
      {
        Action: 'sqs:SendMessage',
        Condition: { ArnLike: { 'aws:SourceArn': rules } },
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Resource,
      },
    ]);
  });

  it('give their consumer six times its time-out', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    const queues = template.findResources('AWS::SQS::Queue');
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
      JSON.stringify(properties.EventSourceArn).includes('Queue'),
    );
    expect(mappings.length).toBeGreaterThanOrEqual(3);
    for (const { properties } of mappings) {
      const {
        'Fn::GetAtt': [queue = ''],
      } = properties.EventSourceArn as { 'Fn::GetAtt': string[] };
      const { Ref } = properties.FunctionName as { Ref: string };
      expect(queues[queue]?.Properties.VisibilityTimeout).toBe(6 * functions[Ref]?.Properties.Timeout);
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
  });
});

describe('stream readers', () => {
  const readers = () =>
    resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
      JSON.stringify(properties.EventSourceArn).includes('StreamArn'),
    );

  it('get inserted rows with an event for the relay, received pushes for the normaliser, and new waybills for what waits for them', () => {
    const filters = readers()
      .map(({ properties }) =>
        JSON.parse((properties.FilterCriteria as { Filters: { Pattern: string }[] }).Filters[0]?.Pattern ?? ''),
      )
      .map(({ eventName, dynamodb }) => [eventName, dynamodb.NewImage ?? dynamodb.Keys]);
    expect(filters.filter(([, image]) => 'event' in image)).toEqual([
      [['INSERT'], { event: { S: [{ exists: true }] } }],
      [['INSERT'], { event: { S: [{ exists: true }] } }],
      [['INSERT'], { event: { S: [{ exists: true }] } }],
      [['INSERT'], { event: { S: [{ exists: true }] } }],
    ]);
    expect(filters.filter(([, image]) => 'outcome' in image)).toEqual([[['INSERT'], { outcome: { S: ['RECEIVED'] } }]]);
    expect(filters.filter(([, keys]) => 'pk' in keys)).toEqual([[['INSERT'], { pk: { S: [{ prefix: 'WAYBILL#' }] } }]]);
    expect(filters.filter(([, image]) => 'entity' in image)).toEqual([
      [['INSERT', 'MODIFY'], { entity: { S: ['RECORD', 'MIGRATION'] } }],
    ]);
  });

  it('start at the oldest record, halve what fails and leave it to the dead letters: the relay not before the stream forgets', () => {
    for (const { properties } of readers()) {
      // Nobody sweeps up after the relay, nor after what amends orders.
      const patient = /exists|MIGRATION/.test(JSON.stringify(properties.FilterCriteria));
      expect(properties).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        MaximumRecordAgeInSeconds: patient ? 86_400 : 3600,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
      // Partial answers are lost on the local endpoint, and our handlers throw instead.
      expect(properties.FunctionResponseTypes).toBeUndefined();
    }
  });
});

describe('the HTTP API', () => {
  const keyOf = (method: string, path: string) => `${method} ${path}`;
  const expected = ROUTES.flatMap(({ method, path, access }) => {
    if (path.includes('{channel}'))
      return CHANNELS.filter(({ intake }) => intake !== 'QUEUE_FIRST' || method === 'POST').map(({ id }) => ({
        key: keyOf(method, path.replace('{channel}', id)),
        access,
      }));
    if (path.includes('{carrier}'))
      return CARRIERS.map(({ id }) => ({ key: keyOf(method, path.replace('{carrier}', id)), access }));
    return [{ key: keyOf(method, path), access }];
  });
  const routes = () =>
    new Map(
      resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => [properties.RouteKey, properties]),
    );

  it('serves the routes that are listed, and no others', () => {
    expect([...routes().keys()].sort()).toEqual(expected.map(({ key }) => key).sort());
  });

  it.each(expected)('asks for a key at $key unless it is signed ($access)', ({ key, access }) => {
    const route = routes().get(key);
    const isKeyed = access === 'operator' || access === 'partner';
    expect(route?.AuthorizationType).toBe(isKeyed ? 'CUSTOM' : 'NONE');
    expect(route?.AuthorizerId !== undefined).toBe(isKeyed);
  });

  it('binds each route to the function that is listed for it', () => {
    const integrations = template.findResources('AWS::ApiGatewayV2::Integration');
    const functions = new Map(
      resourcesOf(template, 'AWS::Lambda::Function').map((found) => [found.id, sourceOf(found)]),
    );
    for (const { method, path, functionFile } of ROUTES) {
      const [name = ''] = path.includes('{channel}') ? CHANNELS.map(({ id }) => id) : ['kuaidi100'];
      const key = keyOf(method, path.replace(/\{(channel|carrier)\}/, name));
      const target = JSON.stringify(routes().get(key)?.Target);
      const bound = Object.entries(integrations)
        .filter(([id]) => target.includes(`"${id}"`))
        .map(([, { Properties }]) => functions.get(Properties.IntegrationUri['Fn::GetAtt'][0]));
      expect([key, bound]).toEqual([key, [functionFile.replace(/\{(channel|carrier)\}/, name)]]);
    }
  });

  it('puts the calls of a channel that waits 500 ms into a queue itself, body and signature, and may do no more', () => {
    const queueFirst = CHANNELS.filter(({ intake }) => intake === 'QUEUE_FIRST').map(({ id }) => id);
    expect(queueFirst).toEqual(['lazada']);
    const target = JSON.stringify(routes().get('POST /channels/lazada')?.Target);
    const [integration] = Object.entries(template.findResources('AWS::ApiGatewayV2::Integration'))
      .filter(([id]) => target.includes(`"${id}"`))
      .map(([, { Properties }]) => Properties);
    const [queue] = resourcesOf(template, 'AWS::SQS::Queue').filter(({ id }) =>
      /^ChannelLazadaCallsQueue(?!DeadLetters)/.test(id),
    );
    expect(integration).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'SQS-SendMessage',
      PayloadFormatVersion: '1.0',
      RequestParameters: {
        QueueUrl: { Ref: queue?.id },
        MessageBody: '$request.body',
        MessageAttributes:
          // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway fills it in.
          '{"authorization":{"DataType":"String","StringValue":"${request.header.authorization}"}}',
      },
    });
    const role = integration?.CredentialsArn['Fn::GetAtt'][0];
    const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) =>
      JSON.stringify(properties.Roles).includes(`"${role}"`),
    );
    expect(policies.map(({ properties }) => (properties.PolicyDocument as { Statement: unknown }).Statement)).toEqual([
      [{ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: { 'Fn::GetAtt': [queue?.id, 'Arn'] } }],
    ]);
  });

  it('is throttled and writes access logs', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 4000 },
    });
    expect(named('AWS::ApiGatewayV2::Stage', 'Stage').properties.AccessLogSettings).toBeDefined();
  });

  it('keeps the answer of the authorizer for a minute', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: ['$request.header.Authorization'],
    });
  });
});

describe('schedules', () => {
  it('sweep inbox, outbox and write-backs and ask for tracking every minute, reconcile executions, learn lanes and price what is scarce every five, compare stock every hour', () => {
    const functions = new Map(
      resourcesOf(template, 'AWS::Lambda::Function').map((found) => [found.id, sourceOf(found)]),
    );
    const schedules = resourcesOf(template, 'AWS::Events::Rule')
      .filter(({ properties }) => properties.ScheduleExpression)
      .map(({ properties }) => {
        const [target] = properties.Targets as { Arn: { 'Fn::GetAtt': [string] } }[];
        return [functions.get(target?.Arn['Fn::GetAtt'][0] ?? ''), properties.ScheduleExpression];
      })
      .sort();
    const ofChannels = /^channel\/(poll|reconcile)-/;
    expect(schedules.filter(([source]) => !ofChannels.test(String(source)))).toEqual([
      ['channel/sweep-inbox', 'rate(1 minute)'],
      ['channel/sweep-write-backs', 'rate(1 minute)'],
      ['fulfillment/ask-for-tracking', 'rate(1 minute)'],
      ['fulfillment/check-stock', 'rate(1 hour)'],
      ['insight/fold-channels', 'rate(15 minutes)'],
      ['order/reconcile-executions', 'rate(5 minutes)'],
      ['order/sweep-outbox', 'rate(1 minute)'],
      ['routing/fit-lanes', 'rate(5 minutes)'],
      ['routing/price-scarcity', 'rate(5 minutes)'],
      ['routing/reconcile-compensations', 'rate(5 minutes)'],
      ['routing/reconsider-plans', 'rate(1 minute)'],
      ['routing/refresh-network', 'rate(1 minute)'],
    ]);
  });
});

describe('state machines', () => {
  it('are standard, traced, and log every state without its data', () => {
    const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(3);
    for (const { properties } of machines) {
      expect(properties.StateMachineType ?? 'STANDARD').toBe('STANDARD');
      expect(properties.TracingConfiguration).toEqual({ Enabled: true });
      expect(properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    }
  });
});
