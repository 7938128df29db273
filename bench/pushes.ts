import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aboutAnother, type Message, messageOf, readFixture } from '../bin/channel-fixture.ts';
import { drawCredentials } from '../bin/local/credentials.ts';
import type { Channel, ChannelSecret, PushRequest } from '../domain/channel/channel.ts';
import { CHANNELS } from '../domain/channel/channels.ts';
import { compileMapping, type MappingContext } from '../domain/channel/compile-mapping.ts';
import { parseLossless } from '../domain/channel/lossless-json.ts';
import { parseMapping } from '../domain/channel/mapping.ts';
import { nodeCrypto } from '../functions/shared/node-crypto.ts';
import type { BenchRow } from './bench-row.ts';

const SECONDS = 1;
const PUSHES = 200;

const fileText = (relative: string): string =>
  readFileSync(fileURLToPath(new URL(`../${relative}`, import.meta.url)), 'utf8');

type Arrived = { readonly request: PushRequest; readonly message: Message };

/** Paid orders of the channel, each signed as its platform signs. */
const arrivals = (channel: Channel, secret: ChannelSecret): Arrived[] => {
  const paid = messageOf(
    readFixture(fileURLToPath(new URL(`../test/fixtures/channel/${channel.id}/order-paid.json`, import.meta.url))),
  );
  return Array.from({ length: PUSHES }, (_, index) => {
    const message = aboutAnother(paid, index + 1);
    const { push, topic, at } = message;
    const request = channel.sign({ body: push, topic, at, nonce: String(index) }, secret, nodeCrypto);
    return { request, message };
  });
};

/** The order as it reaches the mapping: out of the push, or out of the text of the platform's answer. */
const payloadOf = (channel: Channel, { request, message }: Arrived, secrets: readonly ChannelSecret[]): unknown => {
  const received = channel.receive(request, secrets, nodeCrypto, message.at);
  const push = received.kind === 'ACCEPTED' ? received.pushes[0] : undefined;
  if (!push) throw new Error(`${channel.id} took no push of its own fixture`);
  if (!channel.orderRequest) return channel.orderIn(push);
  const fetched = channel.orderRequest.read(200, message.order ?? '', message.at);
  if (fetched.kind !== 'ORDER') throw new Error(`${channel.id}: ${fetched.reason}`);
  return fetched.payload;
};

const rowOf = async (channel: Channel, secret: ChannelSecret): Promise<BenchRow> => {
  const { normalize } = compileMapping(parseMapping(parseLossless(fileText(`catalog/channels/${channel.id}.json`))));
  const arrived = arrivals(channel, secret);
  const round = async (): Promise<void> => {
    for (const each of arrived) {
      const context: MappingContext = { shopId: 'shop', receivedAt: each.message.at };
      const { order } = await normalize(payloadOf(channel, each, [secret]), context);
      if (order.channelOrderId === '') throw new Error(`${channel.id} read no order`);
    }
  };
  await round();
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < SECONDS * 1000) {
    await round();
    done += arrived.length;
  }
  return {
    name: `push ${channel.id}: verified, parsed, normalised`,
    ours: Math.round(done / ((performance.now() - started) / 1000)),
    peer: null,
    peerName: '',
    unit: 'pushes/s',
    ratio: null,
  };
};

/** How many pushes of each channel one core verifies, parses and reads into an order, in process. The aim is 5,000 a second; no peer reads these. */
export const benchPushes = async (): Promise<BenchRow[]> => {
  const { channels } = drawCredentials(CHANNELS.map(({ id }) => id));
  const rows: BenchRow[] = [];
  for (const channel of CHANNELS) rows.push(await rowOf(channel, channels[channel.id]?.secrets[0] as ChannelSecret));
  return rows;
};
