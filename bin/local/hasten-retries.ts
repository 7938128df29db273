import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';
import type { Deployed } from './deploy.ts';
import type { Resource } from './synthesize.ts';

/** On AWS a message that failed comes again after a minute; who watches faults does not want to wait for that. */
const VISIBILITY_SECONDS = '2';

/** Lets failed messages of every queue that has dead letters come again soon. */
export const hastenRetries = async (
  { sqs }: Clients,
  templates: Readonly<Record<string, Resource>>,
  { resources }: Deployed,
): Promise<void> => {
  const queues = Object.entries(templates).filter(
    ([, { Type, Properties }]) => Type === 'AWS::SQS::Queue' && Properties?.RedrivePolicy,
  );
  for (const [id] of queues) {
    const named = resources[id] ?? '';
    const { QueueUrl } = named.startsWith('http')
      ? { QueueUrl: named }
      : await sqs.send(new GetQueueUrlCommand({ QueueName: named }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: VISIBILITY_SECONDS } }));
  }
};
