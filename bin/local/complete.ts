import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { Clients } from './clients.ts';
import type { Deployed } from './deploy.ts';
import type { Resource } from './synthesize.ts';

type TimeToLive = { readonly AttributeName: string; readonly Enabled: boolean };

/**
 * Sets what the local endpoint's CloudFormation drops: today the time to live of tables. Driven by the template, so that a new
 * table needs nothing here; test/e2e/emulator-contract.test.ts says when this may go.
 */
export const complete = async (
  { dynamo }: Clients,
  templates: Readonly<Record<string, Resource>>,
  { resources }: Deployed,
): Promise<void> => {
  for (const [id, { Type, Properties }] of Object.entries(templates)) {
    const wanted =
      Type === 'AWS::DynamoDB::Table' ? (Properties?.TimeToLiveSpecification as TimeToLive | undefined) : undefined;
    if (!wanted) continue;
    await dynamo.send(new UpdateTimeToLiveCommand({ TableName: resources[id], TimeToLiveSpecification: wanted }));
  }
};
