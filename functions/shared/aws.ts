import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { optionalEnv } from './env.ts';

/** An AWS service's refusal: `name` is its error code, e.g. `ConditionalCheckFailedException`. */
export class AwsRefusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status: number, body: Readonly<Record<string, unknown>>) {
    super(message);
    this.name = code;
    this.status = status;
    this.body = body;
  }
}

const region = optionalEnv('AWS_REGION') ?? optionalEnv('AWS_DEFAULT_REGION') ?? 'us-east-1';

const client = new AwsClient({
  accessKeyId: optionalEnv('AWS_ACCESS_KEY_ID') ?? '',
  secretAccessKey: optionalEnv('AWS_SECRET_ACCESS_KEY') ?? '',
  sessionToken: optionalEnv('AWS_SESSION_TOKEN') || undefined,
  region,
  // 50 ms doubling: the third retry has waited 350 ms in all; longer trouble is left to the caller's own retry.
  retries: 3,
});

const THROTTLED = /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|TransactionInProgress/;
const THROTTLE_WAITS_MS = [50, 150, 450];

/** AWS China is a partition of its own. */
const DOMAIN = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';

export const endpointOf = (service: string): string =>
  optionalEnv('AWS_ENDPOINT_URL') ?? `https://${service}.${region}.${DOMAIN}`;

const refusal = (status: number, text: string): AwsRefusal => {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    body = { message: text };
  }
  const code = String(body.__type ?? body.code ?? `Http${status}`).replace(/^.*#/, '');
  return new AwsRefusal(code, String(body.message ?? body.Message ?? code), status, body);
};

const sendOnce = async (service: string, target: string, body: unknown, version: '1.0' | '1.1'): Promise<string> => {
  const response = await client.fetch(`${endpointOf(service)}/`, {
    method: 'POST',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body: JSON.stringify(body),
    aws: { service },
  });
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  return text;
};

/**
 * One call of an AWS JSON-protocol service (DynamoDB, EventBridge, Step Functions, Secrets Manager), signed with SigV4.
 * @param service signing name and host: `dynamodb`, `events`, `states`, `secretsmanager`
 * @param target operation: `DynamoDB_20120810.PutItem`
 * @throws AwsRefusal named by the service's error code
 */
export const awsJson = async <T>(
  service: string,
  target: string,
  body: unknown,
  version: '1.0' | '1.1' = '1.1',
): Promise<T> => {
  for (const wait of [...THROTTLE_WAITS_MS, null]) {
    try {
      const text = await sendOnce(service, target, body, version);
      return (text === '' ? {} : JSON.parse(text)) as T;
    } catch (error) {
      if (wait === null || !(error instanceof AwsRefusal) || !THROTTLED.test(error.name)) throw error;
      await sleep(wait);
    }
  }
  throw new Error('unreachable: the last attempt returns or throws');
};

/** A signed REST call (S3, Scheduler). The caller reads the response. */
export const awsRest = (service: string, path: string, init: RequestInit = {}): Promise<Response> =>
  client.fetch(`${endpointOf(service)}${path}`, { ...init, aws: { service } });
