import { randomInt } from 'node:crypto';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { CHANNELS } from '../../domain/channel/channels.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import { aboutAnother, asOfNow, BadFixture, type Message, messageOf, readFixture } from '../channel-fixture.ts';
import { writeJsonLine } from '../json-lines.ts';
import { type LocalState, readLocalState } from '../local-state.ts';
import { deliverPush, registerOrder } from '../platform-push.ts';

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

type Sent = { readonly status: number };

const sendOne = async (
  channel: string,
  message: Message,
  state: LocalState,
  endpoint: string | undefined,
): Promise<Sent> => {
  await registerOrder(state, channel, message);
  const { topic, orderId } = message;
  const answered = await deliverPush(state, { channel, message, endpoint });
  await writeJsonLine(process.stdout, { channel, topic, channelOrderId: orderId, ...answered });
  return answered;
};

const send = async (channel: string, file: string, options: Options): Promise<void> => {
  const fixture = messageOf(readFixture(file));
  const message = options.asIs ? fixture : asOfNow(fixture, fromEpochMillis(Date.now()));
  const state = readLocalState(options.directory);
  const endpoint = options.endpoint?.replace(/\/$/, '');
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
