import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from './clients.ts';
import { Failure } from './failure.ts';
import type { Assembly, Asset, Resource, Template } from './synthesize.ts';
import { zipFolder } from './zip.ts';

export const STACK = 'Orderloom';
/** Pins the id, hence the URL, of the HTTP API on the local endpoint: the same after every start. */
const API_ID = 'orderloom';

export type Deployed = {
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical id → physical id. */
  readonly resources: Readonly<Record<string, string>>;
};

const makeBucket = async ({ s3 }: Clients, bucket: string): Promise<void> => {
  await s3.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: Error) => {
    if (!error.name.startsWith('BucketAlready')) throw error;
  });
};

const uploadAssets = async (clients: Clients, assets: readonly Asset[]): Promise<void> => {
  const { s3 } = clients;
  for (const bucket of new Set(assets.map((asset) => asset.bucket))) await makeBucket(clients, bucket);
  await Promise.all(
    assets.map(({ folder, bucket, key }) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: zipFolder(folder) })),
    ),
  );
};

const withVariable = (resource: Resource, name: string, value: string): Resource => {
  const properties = resource.Properties ?? {};
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  return { ...resource, Properties: { ...properties, Environment: { Variables: { ...Variables, [name]: value } } } };
};

type Statement = {
  readonly Effect?: string;
  readonly Condition?: { readonly Bool?: Readonly<Record<string, unknown>> };
};

/** The rule "refuse what comes without TLS" would refuse everything here. */
const withoutTlsRule = (resource: Resource): Resource => {
  const policy = resource.Properties?.PolicyDocument as { Statement?: readonly Statement[] } | undefined;
  if (!policy?.Statement) return resource;
  const kept = policy.Statement.filter(
    ({ Effect, Condition }) => Effect !== 'Deny' || !Condition?.Bool?.['aws:SecureTransport'],
  );
  return { ...resource, Properties: { ...resource.Properties, PolicyDocument: { ...policy, Statement: kept } } };
};

const isResourcePolicy = ({ Type }: Resource): boolean => /^AWS::(SQS::Queue|SNS::Topic|S3::Bucket)Policy$/.test(Type);

/**
 * What only this machine needs to be told: where the functions run, and a name for the API. The check for a bootstrapped account
 * is left out: there is none to bootstrap; so are the demand for TLS and the rule to keep data. The rest stays as on AWS.
 */
export const localized = (
  { Parameters = {}, Resources, Outputs }: Template,
  functionHost: string | null,
): Template => ({
  Parameters: Object.fromEntries(Object.entries(Parameters).filter(([name]) => name !== 'BootstrapVersion')),
  ...(Outputs ? { Outputs } : {}),
  Resources: Object.fromEntries(
    Object.entries(Resources).map(([id, retained]) => {
      const resource = { ...retained, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
      if (resource.Type === 'AWS::Lambda::Function' && functionHost) {
        return [id, withVariable(resource, 'MINISTACK_LAMBDA_PROXY_URL', functionHost)];
      }
      if (isResourcePolicy(resource)) return [id, withoutTlsRule(resource)];
      if (resource.Type === 'AWS::ApiGatewayV2::Api') {
        const tags = (resource.Properties?.Tags ?? {}) as Record<string, string>;
        return [id, { ...resource, Properties: { ...resource.Properties, Tags: { ...tags, 'ms-custom-id': API_ID } } }];
      }
      return [id, resource];
    }),
  ),
});

const whyFailed = async ({ cloudFormation }: Clients): Promise<string> => {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: STACK }));
  const first = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED')).at(-1);
  return first ? `${first.LogicalResourceId}: ${first.ResourceStatusReason}` : 'no reason given';
};

const awaitStack = async (clients: Clients): Promise<Record<string, string>> => {
  for (;;) {
    const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
    const [stack] = Stacks;
    const status = stack?.StackStatus ?? 'GONE';
    if (status === 'CREATE_COMPLETE') {
      return Object.fromEntries(
        (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    }
    if (!status.endsWith('_IN_PROGRESS'))
      throw new Failure(`The stack was not created (${status}). ${await whyFailed(clients)}`);
    await sleep(50);
  }
};

const stackStatus = async ({ cloudFormation }: Clients): Promise<string | undefined> => {
  const found = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK })).catch(() => null);
  return found?.Stacks?.[0]?.StackStatus;
};

/** An endpoint that the user runs may hold the stack of an earlier start: this one is to be fresh. */
export const removeStack = async (clients: Clients): Promise<void> => {
  if (!(await stackStatus(clients))) return;
  await clients.cloudFormation.send(new DeleteStackCommand({ StackName: STACK }));
  for (;;) {
    const status = await stackStatus(clients);
    if (!status || status === 'DELETE_COMPLETE') return;
    if (status === 'DELETE_FAILED')
      throw new Failure(`The stack of an earlier start cannot be deleted. ${await whyFailed(clients)}`);
    await sleep(50);
  }
};

/** Those of the stack and of the stacks within it. */
const deployedResources = async (clients: Clients, stack: string): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  let token: string | undefined;
  do {
    const page = await clients.cloudFormation.send(
      new ListStackResourcesCommand({ StackName: stack, NextToken: token }),
    );
    for (const { LogicalResourceId = '', PhysicalResourceId = '', ResourceType } of page.StackResourceSummaries ?? []) {
      found[LogicalResourceId] = PhysicalResourceId;
      if (ResourceType === NESTED_STACK) Object.assign(found, await deployedResources(clients, PhysicalResourceId));
    }
    token = page.NextToken;
  } while (token);
  return found;
};

const NESTED_STACK = 'AWS::CloudFormation::Stack';
const TEMPLATES = 'orderloom-templates';

type Placed = { readonly bucket: string; readonly key: string };

/** Inline, CloudFormation takes 51,200 bytes. */
const uploadTemplate = async (clients: Clients, template: Template, { bucket, key }: Placed): Promise<void> => {
  await makeBucket(clients, bucket);
  await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(template) }));
};

/** Creates the stack by CloudFormation from the synthesised templates, its code uploaded before. */
export const deploy = async (
  clients: Clients,
  endpoint: string,
  { template, nested, assets }: Assembly,
  functionHost: string | null,
): Promise<Deployed> => {
  await uploadAssets(clients, assets);
  const main = { bucket: TEMPLATES, key: `${STACK}.json` };
  for (const each of [{ template, ...main }, ...nested])
    await uploadTemplate(clients, localized(each.template, functionHost), each);
  await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: STACK,
      TemplateURL: `${endpoint}/${main.bucket}/${main.key}`,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    }),
  );
  const outputs = await awaitStack(clients);
  return { outputs, resources: await deployedResources(clients, STACK) };
};

export const apiUrlOf = (endpoint: string): string => `${endpoint}/_aws/execute-api/${API_ID}`;
