import { join } from 'node:path';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { type Clients, CREDENTIALS, REGION } from './clients.ts';
import type { Deployed } from './deploy.ts';
import type { HostedFunction } from './function-thread.ts';
import type { Resource } from './synthesize.ts';

/** `functions/order/get-order.ts` → `order/get-order`: NodeFunction writes the file into the description. */
const sourceOf = (description: unknown): string | null =>
  /^functions\/(.+)\.ts$/.exec(typeof description === 'string' ? description : '')?.[1] ?? null;

/** The functions of the stack with the variables that the deployment gave them. */
export const hostedFunctions = async (
  { lambda }: Clients,
  endpoint: string,
  bundles: string,
  templates: Readonly<Record<string, Resource>>,
  deployed: Deployed,
): Promise<HostedFunction[]> => {
  const found = Object.entries(templates).flatMap(([id, { Type, Properties }]) => {
    const source = Type === 'AWS::Lambda::Function' ? sourceOf(Properties?.Description) : null;
    return source ? [{ source, name: deployed.resources[id] ?? '' }] : [];
  });
  return Promise.all(
    found.map(async ({ source, name }) => {
      const config = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      return {
        name,
        source,
        arn: config.FunctionArn ?? '',
        bundle: join(bundles, source, 'index.js'),
        memoryMb: config.MemorySize ?? 128,
        timeoutSeconds: config.Timeout ?? 3,
        env: {
          ...config.Environment?.Variables,
          TZ: 'UTC',
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
          AWS_ENDPOINT_URL: endpoint,
          AWS_LAMBDA_FUNCTION_NAME: name,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.MemorySize ?? 128),
        },
      };
    }),
  );
};
