import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** What a partner subscribes with: the sample of docs/events.md. */
export const LEG_DISPATCHED = { source: ['fulfillment.fulfillment'], 'detail-type': ['LegDispatched'] };

export type InboxOptions = {
  readonly endpoint: string;
  readonly region: string;
  readonly bus: string;
  /** Names the rule and the queue: two simulators beside each other need two. */
  readonly name: string;
};

export type DispatchedLeg = { readonly legId: string; readonly node: string; readonly carrier: string };

export type LegInbox = {
  /** Waits up to `seconds` for legs handed out. */
  readonly receive: (
    seconds: number,
    signal: AbortSignal,
  ) => Promise<{ leg: DispatchedLeg; done: () => Promise<void> }[]>;
  readonly close: () => Promise<void>;
};

const legIn = (message: Message): DispatchedLeg =>
  (JSON.parse(message.Body ?? '{}') as { detail: { data: DispatchedLeg } }).detail.data;

const subscribe = async (events: EventBridgeClient, sqs: SQSClient, { bus, name }: InboxOptions): Promise<string> => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = Attributes?.QueueArn ?? '';
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: name, EventBusName: bus, EventPattern: JSON.stringify(LEG_DISPATCHED) }),
  );
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Arn,
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: [{ Id: 'queue', Arn }] }));
  return QueueUrl;
};

/** Subscribes to the bus as a partner would: a rule of its own, into a queue of its own. */
export const openLegInbox = async (options: InboxOptions): Promise<LegInbox> => {
  const { endpoint, region, bus, name } = options;
  const credentials = {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? 'test',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? 'test',
  };
  const events = new EventBridgeClient({ endpoint, region, credentials });
  // The local endpoint names its queues by another host than it listens on.
  const sqs = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
  const QueueUrl = await subscribe(events, sqs, options);
  return {
    receive: async (seconds, signal) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds }),
        { abortSignal: signal },
      );
      return Messages.map((message) => ({
        leg: legIn(message),
        done: async () => {
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        },
      }));
    },
    close: async () => {
      await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: bus, Ids: ['queue'] }));
      await events.send(new DeleteRuleCommand({ Name: name, EventBusName: bus }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      events.destroy();
      sqs.destroy();
    },
  };
};
