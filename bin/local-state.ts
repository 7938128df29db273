import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** What one shop's platform signs with; the same shape as the channel's secret in Secrets Manager. */
const LocalChannelSecret = z.object({
  appId: z.string(),
  current: z.string(),
  previous: z.string().nullable(),
  encodingKey: z.string().optional(),
  shopCipher: z.string().optional(),
  callbackUrl: z.string().optional(),
  apiSecret: z.string().optional(),
  refreshToken: z.string().optional(),
  accountId: z.string().optional(),
  marketplaceId: z.string().optional(),
});

/** A running local system, as the command line and the tests find it. */
export const LocalState = z.object({
  /** The AWS endpoint: `http://127.0.0.1:4566`. */
  endpoint: z.string(),
  region: z.string(),
  /** Where the HTTP API answers, without a slash at the end. */
  apiUrl: z.string(),
  /** Where the simulated platforms answer; null when the simulators were left out. */
  simulatorUrl: z.string().nullable(),
  keys: z.object({ operator: z.string(), partner: z.string() }),
  channels: z.record(z.string(), z.object({ secrets: z.array(LocalChannelSecret), accessToken: z.string() })),
  carriers: z.record(z.string(), z.object({ secrets: z.array(z.object({ key: z.string() })) })),
  tables: z.object({
    orders: z.string(),
    inbox: z.string(),
    customers: z.string(),
    network: z.string(),
    lineage: z.string(),
    catalog: z.string(),
  }),
  eventBus: z.string(),
  networkBucket: z.string(),
  orderLifecycleArn: z.string(),
  /** The process that runs it. */
  pid: z.number().int(),
});
export type LocalState = z.infer<typeof LocalState>;

/** What every start of this checkout shares: the endpoint's virtual environment. */
export const LOCAL_DIRECTORY = fileURLToPath(new URL('../.local', import.meta.url));

/** Where the running system keeps its state; another one for a second system beside it. */
export const STATE_DIRECTORY = process.env.ORDERLOOM_DIRECTORY || LOCAL_DIRECTORY;

const fileIn = (directory: string): string => join(directory, 'state.json');

export class NotRunning extends Error {
  override name = 'NotRunning';
}

export const writeLocalState = (state: LocalState, directory = STATE_DIRECTORY): void => {
  const file = fileIn(directory);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
};

export const forgetLocalState = (directory = STATE_DIRECTORY): void => rmSync(fileIn(directory), { force: true });

/** @throws NotRunning with the cure, when nothing was started here */
export const readLocalState = (directory = STATE_DIRECTORY): LocalState => {
  try {
    return LocalState.parse(JSON.parse(readFileSync(fileIn(directory), 'utf8')));
  } catch (error) {
    throw new NotRunning('no local system is running: start one with `npm start` in another terminal', {
      cause: error,
    });
  }
};
