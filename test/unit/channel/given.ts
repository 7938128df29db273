import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Channel, ChannelSecret, PushRequest, Received } from '#domain/channel/channel.ts';
import { parseMapping } from '#domain/channel/mapping.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { type Message, messageOf, readFixture } from '../../../bin/channel-fixture.ts';
import { at } from '../../support/given.ts';

/** A minute after the fixtures' own time. */
export const NOW = at('2026-06-01T04:01:00.000Z');

const pathOf = (relative: string): string => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** Kuaishou's secrets are keys: base64 of 16 bytes. */
const shaped = ({ id }: Channel, secret: string): string =>
  id === 'kuaishou' ? btoa(secret.slice(0, 16).padEnd(16, '-')) : secret;

export const secretOf = (channel: Channel): ChannelSecret => ({
  appId: channel.id === 'shopify' ? 'orderloom-test.myshopify.com' : 'test-app-1',
  current: shaped(channel, 'the-current-secret'),
  previous: shaped(channel, 'the-previous-secret'),
  ...(channel.id === 'kuaishou' ? { apiSecret: 'the-api-secret' } : {}),
  ...(channel.id === 'amazon' ? { accountId: 'A3ORDERLOOMTEST', marketplaceId: 'AAHKV2X7AFYLW' } : {}),
  encodingKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  callbackUrl: 'https://orders.example.com/channels/shopee',
});

/** What a channel's orders call their own id, where the platform's API answers about them. */
const ID_KEYS: Readonly<Record<string, string>> = {
  shopify: 'id',
  'tiktok-shop': 'id',
  shopee: 'order_sn',
  agiso: 'Tid',
  youzan: 'tid',
  taobao: 'tid',
  kuaishou: 'oid',
  eleme: 'orderId',
  jd: 'orderId',
  pinduoduo: 'order_sn',
  xiaohongshu: 'orderId',
  amazon: 'orderId',
};
export const orderIdKey = (id: string): string => ID_KEYS[id] ?? 'order_id';

/** A secret of the platform's shape that is not the shop's. */
export const guessed = (channel: Channel): ChannelSecret => ({
  ...secretOf(channel),
  current: shaped(channel, 'a-guess'),
});

export const fixtureNames = (channel: Channel): string[] =>
  readdirSync(pathOf(`test/fixtures/channel/${channel.id}`)).map((file) => file.replace(/\.json$/, ''));

export const fixture = (channel: Channel, name: string): Message =>
  messageOf(readFixture(pathOf(`test/fixtures/channel/${channel.id}/${name}.json`)));

export const mappingOf = (channel: Channel) =>
  parseMapping(JSON.parse(readFileSync(pathOf(`catalog/channels/${channel.id}.json`), 'utf8')));

export const signed = (
  channel: Channel,
  { push, topic }: Pick<Message, 'push' | 'topic'>,
  secret: ChannelSecret = secretOf(channel),
  nonce = '4711',
): PushRequest => channel.sign({ body: push, topic, at: NOW, nonce }, secret, nodeCrypto);

export const received = (
  channel: Channel,
  request: PushRequest,
  secrets: readonly ChannelSecret[] = [secretOf(channel)],
): Received => channel.receive(request, secrets, nodeCrypto, NOW);

export const accepted = (channel: Channel, request: PushRequest): Extract<Received, { kind: 'ACCEPTED' }> => {
  const answer = received(channel, request);
  if (answer.kind !== 'ACCEPTED') throw new Error(`${channel.id} did not accept: ${JSON.stringify(answer)}`);
  return answer;
};
