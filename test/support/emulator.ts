import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ACCOUNT, type Clients, clientsOf, REGION } from '../../bin/local/clients.ts';
import { startEndpoint } from '../../bin/local/endpoint.ts';
import { LOCAL_DIRECTORY } from '../../bin/local-state.ts';

/** The smallest zip archive: the code of a function that is run elsewhere. */
const EMPTY_ZIP = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');
const ROLE = `arn:aws:iam::${ACCOUNT}:role/contract`;

export type Handler = (event: never) => unknown;
export type Ended = {
  readonly status: string | undefined;
  readonly output: unknown;
  readonly error: string | undefined;
};

export type Emulator = {
  readonly url: string;
  readonly clients: Clients;
  /** Makes a function that is run by this test, through the endpoint's proxy mode. @returns its ARN */
  readonly fn: (name: string, handler: Handler) => Promise<string>;
  /** Makes a machine, runs it once and waits for its end. */
  readonly run: (definition: object, input?: object) => Promise<Ended>;
  readonly machine: (definition: object) => Promise<string>;
  /** Creates a stack of these resources. @returns its outputs */
  readonly stack: (name: string, Resources: object, Outputs?: object) => Promise<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

/** Asks until there is an answer. @throws Error naming what did not come */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | undefined | false | null>,
  withinMs = 20_000,
): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s for ${what}`);
    await sleep(50);
  }
};

const hostHandlers = async (handlers: ReadonlyMap<string, Handler>) => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const handler = handlers.get(String(request.headers['x-amzn-lambda-function-name']));
    try {
      const answer = await handler?.(JSON.parse(Buffer.concat(chunks).toString('utf8')) as never);
      response.end(JSON.stringify(answer ?? null));
    } catch (error) {
      const { name, message } = error as Error;
      response.writeHead(500).end(JSON.stringify({ errorType: name, errorMessage: message }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
};

const runnerOf = (clients: Clients) => {
  let made = 0;
  const machine = async (definition: object): Promise<string> => {
    made += 1;
    const { stateMachineArn = '' } = await clients.sfn.send(
      new CreateStateMachineCommand({
        name: `contract-${made}`,
        definition: JSON.stringify(definition),
        roleArn: ROLE,
      }),
    );
    return stateMachineArn;
  };
  const run = async (definition: object, input: object = {}): Promise<Ended> => {
    const stateMachineArn = await machine(definition);
    const { executionArn } = await clients.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    const ended = await until('the execution to end', async () => {
      const found = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return found.status !== 'RUNNING' && found;
    });
    return { status: ended.status, output: ended.output && JSON.parse(ended.output), error: ended.error };
  };
  return { machine, run };
};

const stackMaker =
  ({ cloudFormation }: Clients) =>
  async (name: string, Resources: object, Outputs: object = {}) => {
    await cloudFormation.send(
      new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify({ Resources, Outputs }) }),
    );
    const stack = await until(`stack ${name}`, async () => {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
      return Stacks[0]?.StackStatus?.endsWith('COMPLETE') && Stacks[0];
    });
    return Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  };

/** The bare endpoint of the pinned release, on a free port, with functions that run in the test. */
export const startEmulator = async (): Promise<Emulator> => {
  const directory = mkdtempSync(join(tmpdir(), 'orderloom-emulator-'));
  const endpoint = await startEndpoint({ directory, home: LOCAL_DIRECTORY, port: 0, progress: () => {} });
  const clients = clientsOf(endpoint.url);
  const handlers = new Map<string, Handler>();
  const host = await hostHandlers(handlers);
  return {
    url: endpoint.url,
    clients,
    ...runnerOf(clients),
    stack: stackMaker(clients),
    fn: async (name, handler) => {
      handlers.set(name, handler);
      await clients.lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Role: ROLE,
          Handler: 'index.handler',
          Code: { ZipFile: EMPTY_ZIP },
          Timeout: 10,
          Environment: { Variables: { MINISTACK_LAMBDA_PROXY_URL: host.url } },
        }),
      );
      return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
    },
    stop: async () => {
      host.close();
      await endpoint.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
