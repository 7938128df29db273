import { randomInt } from 'node:crypto';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { CHANNELS, channelById } from '../../domain/channel/channels.ts';
import { fromEpochMillis, type Instant } from '../../domain/time.ts';
import {
  aboutAnother,
  asOfNow,
  BadFixture,
  type HttpCall,
  type Message,
  messageOf,
  readFixture,
  signedCall,
} from '../channel-fixture.ts';
import { writeJsonLine } from '../json-lines.ts';
import { type LocalState, readLocalState } from '../local-state.ts';

const HELP = `
Signs a fixture as its platform would and posts it to the running system (npm start), after telling the simulated platform
about the order, so that it can be fetched. Times in the fixture are moved to this hour.

Writes a line per push: {"channel","topic","channelOrderId","status","answer","ms"}

Examples:
  npx orderloom send douyin test/fixtures/channel/douyin/order-paid.json
  npx orderloom send shopify test/fixtures/channel/shopify/order-paid.json --repeat 2        the same push twice: one order
  npx orderloom send wechat test/fixtures/channel/wechat/order-paid.json --repeat 20 --new   twenty orders`;

type Options = {
  readonly endpoint?: string;
  readonly directory?: string;
  readonly repeat: number;
  readonly new?: boolean;
  readonly asIs?: boolean;
};

const positive = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('a whole number from 1 is needed');
  return Number(text);
};

/** Tells the simulated platform what it should answer when it is asked for the order. */
const register = async (simulatorUrl: string | null, channel: string, { order }: Message): Promise<void> => {
  if (order === null || simulatorUrl === null) return;
  const response = await fetch(`${simulatorUrl}/_simulator/orders/${channel}`, { method: 'POST', body: order });
  if (!response.ok) throw new Error(`the simulator refused the order: ${response.status} ${await response.text()}`);
};

const post = async (endpoint: string, { method, path, headers, body }: HttpCall) => {
  const started = performance.now();
  const response = await fetch(`${endpoint}${path}`, { method, headers: { ...headers }, body });
  const answer = await response.text();
  return { status: response.status, answer, ms: Math.round(performance.now() - started) };
};

const secretOf = (state: LocalState, channel: string) => {
  const secret = state.channels[channel]?.secrets[0];
  if (!secret) throw new Error(`the running system has no secret for ${channel}: start it again with npm start`);
  return secret;
};

type Sent = { readonly status: number };

const sendOne = async (channelId: string, message: Message, state: LocalState, endpoint: string): Promise<Sent> => {
  const { topic, orderId, push, at } = message;
  await register(state.simulatorUrl, channelId, message);
  // Shopify numbers its events: the same message keeps its number, as a platform's retry does.
  const nonce = `${channelId}-${topic.replaceAll('/', '-')}-${orderId}-${at}`;
  const signedAt: Instant = fromEpochMillis(Date.now());
  const call = signedCall(channelById(channelId), { body: push, topic }, secretOf(state, channelId), signedAt, nonce);
  const answered = await post(endpoint, call);
  await writeJsonLine(process.stdout, { channel: channelId, topic, channelOrderId: orderId, ...answered });
  return answered;
};

const send = async (channel: string, file: string, options: Options): Promise<void> => {
  const fixture = messageOf(readFixture(file));
  const message = options.asIs ? fixture : asOfNow(fixture, fromEpochMillis(Date.now()));
  const state = readLocalState(options.directory);
  const endpoint = (options.endpoint ?? state.apiUrl).replace(/\/$/, '');
  const first = randomInt(1e9);
  let refused = 0;
  for (let index = 0; index < options.repeat; index += 1) {
    const each = options.new ? aboutAnother(message, first + index) : message;
    const { status } = await sendOne(channel, each, state, endpoint);
    if (status >= 300) refused += 1;
  }
  process.stderr.write(`${options.repeat} sent, ${refused} refused\n`);
  if (refused > 0) process.exitCode = 1;
};

export const sendCommand = (): Command =>
  new Command('send')
    .description('Sends a signed platform push to the running system.')
    .addArgument(new Argument('<channel>', 'which platform sends').choices(CHANNELS.map(({ id }) => id)))
    .argument('<fixture>', 'a file of test/fixtures/channel/<channel>/')
    .option('--endpoint <url>', 'another HTTP API than the running one')
    .option('--directory <directory>', 'where the running system keeps its state; .local without it')
    .option('--repeat <n>', 'send it n times', positive, 1)
    .option('--new', 'every push is about an order of its own')
    .option('--as-is', 'keep the times of the fixture')
    .addHelpText('after', HELP)
    .action(async (channel: string, fixture: string, options: Options, command: Command) => {
      try {
        await send(channel, fixture, options);
      } catch (error) {
        if (!(error instanceof BadFixture)) throw error;
        command.error(`send: ${error.message}`, { exitCode: 2 });
      }
    });
