import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';
import type { Deployed } from './deploy.ts';
import type { Resource, Template } from './synthesize.ts';

/** Properties that the local endpoint's CloudFormation drops, set again by SDK. test/e2e/emulator-contract.test.ts says which it still drops. */
const timeToLive = async ({ dynamo }: Clients, table: string, { Properties }: Resource): Promise<void> => {
  const wanted = Properties?.TimeToLiveSpecification as { AttributeName: string; Enabled: boolean } | undefined;
  if (wanted) await dynamo.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: wanted }));
};

type Redrive = { readonly deadLetterTargetArn: { 'Fn::GetAtt': [string, string] }; readonly maxReceiveCount: number };

const redrive = async ({ sqs }: Clients, url: string, { Properties }: Resource, deployed: Deployed): Promise<void> => {
  const wanted = Properties?.RedrivePolicy as Redrive | undefined;
  if (!wanted) return;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
  );
  if (Attributes?.RedrivePolicy) return;
  const letters = deployed.resources[wanted.deadLetterTargetArn['Fn::GetAtt'][0]] ?? '';
  const { Attributes: found } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: letters, AttributeNames: ['QueueArn'] }),
  );
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: url,
      Attributes: {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: found?.QueueArn,
          maxReceiveCount: wanted.maxReceiveCount,
        }),
      },
    }),
  );
};

/** Driven by the template, so that a new table or queue needs nothing here. */
export const complete = async (clients: Clients, template: Template, deployed: Deployed): Promise<void> => {
  for (const [id, resource] of Object.entries(template.Resources)) {
    const name = deployed.resources[id] ?? '';
    if (resource.Type === 'AWS::DynamoDB::Table') await timeToLive(clients, name, resource);
    if (resource.Type === 'AWS::SQS::Queue') await redrive(clients, name, resource, deployed);
  }
};
