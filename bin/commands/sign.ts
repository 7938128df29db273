import { randomInt } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import type { ChannelSecret } from '../../domain/channel/channel.ts';
import { CHANNELS, channelById } from '../../domain/channel/channels.ts';
import { fromEpochMillis, fromIso } from '../../domain/time.ts';
import { signedCall } from '../channel-fixture.ts';
import { writeJsonLine } from '../json-lines.ts';

type Options = {
  readonly channel: string;
  readonly secret: string;
  readonly appId: string;
  readonly encodingKey?: string;
  readonly callbackUrl?: string;
  readonly topic?: string;
  readonly at?: string;
  readonly nonce?: string;
};

const HELP = `
Reads a message in the clear and writes the HTTP call the platform would make with it, as one JSON object
{"method","path","headers","body"}, without a line break added to the body.

Secrets by channel:
  douyin       --secret is the app secret, --app-id the app key
  wechat       --secret is the token, --app-id the app id, --encoding-key the EncodingAESKey (43 characters)
  shopify      --secret is the client secret, --app-id the shop domain, --topic the webhook topic
  xiaohongshu  --secret is the app secret, --app-id the app key
  kuaishou     --secret is the message secret (base64), --app-id the app key
  youzan       --secret is the client_secret, --app-id the client_id; msg is given as an object
  meituan      --secret is the consumer secret, --app-id the app_id, --callback-url; the message is an object of fields
  eleme        --secret is the app secret, --app-id the app key, --topic the message type (10: a new order)
  woocommerce  --secret is the webhook's secret, --app-id the shop's URL, --topic the webhook topic
  tiktok-shop  --secret is the app secret, --app-id the app key
  shopee       --secret is the partner key, --callback-url
  amazon       --secret is the shared secret of a forwarder of notifications
  lazada       --secret is the app secret, --app-id the app key
  douyin-life  --secret is the client secret
  agiso        --secret is the AppSecret, --topic the aopic (2: the buyer paid)
  taobao       --secret is the app secret, --app-id the app key; XML is signed as Qimen's with --topic its method,
               anything else as a frame that a connector posts
  dms          --secret is the shared secret, --app-id the key's name
  pinduoduo    --secret is the client_secret, --app-id the client_id; signs the frames that a connector posts, and for an
               empty message writes the call that opens the message service's socket
  b2b          --secret is the partner's shared secret, --app-id its id; cXML gets it into SharedSecret, X12 and UBL are signed
  jd           --secret is the app secret, --app-id the app key; signs what a connector posts

Example:
  echo -n '[{"tag":"0","msg_id":"0","data":"probe"}]' | npx orderloom sign --channel douyin --app-id key --secret s3cret`;

const MAX_NONCE = 2 ** 47;

const sign = async (options: Options): Promise<void> => {
  const channel = channelById(options.channel);
  const secret: ChannelSecret = {
    appId: options.appId,
    current: options.secret,
    previous: null,
    ...(options.encodingKey === undefined ? {} : { encodingKey: options.encodingKey }),
    ...(options.callbackUrl === undefined ? {} : { callbackUrl: options.callbackUrl }),
  };
  const at = options.at === undefined ? fromEpochMillis(Date.now()) : fromIso(options.at);
  const nonce = options.nonce ?? String(randomInt(MAX_NONCE));
  const body = await readAll(process.stdin);
  await writeJsonLine(process.stdout, signedCall(channel, { body, topic: options.topic }, secret, at, nonce));
};

export const signCommand = (): Command =>
  new Command('sign')
    .description('Signs a message as a sales channel would: method, path, headers and body of its push.')
    .addOption(
      new Option('--channel <channel>', 'which platform signs')
        .choices(CHANNELS.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .requiredOption('--secret <secret>', "the platform's secret")
    .option('--app-id <id>', 'app key, app id or shop domain', 'orderloom')
    .option('--encoding-key <key>', 'wechat: EncodingAESKey')
    .option(
      '--callback-url <url>',
      'shopee, meituan: the URL registered at the platform; without its query for meituan',
    )
    .option('--topic <topic>', 'shopify: webhook topic, such as orders/paid')
    .option('--at <time>', 'ISO time of signing; now without it')
    .option('--nonce <text>', 'what the platform draws at random; random without it')
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        await sign(options);
      } catch (error) {
        command.error(`sign: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
