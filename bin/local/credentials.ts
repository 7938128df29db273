import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { ChannelSecret } from '../../domain/channel/channel.ts';
import type { BookingAccount } from '../../domain/fulfillment/booker.ts';
import { CARRIERS } from '../../domain/fulfillment/carriers.ts';
import type { Network } from '../../domain/routing/network.ts';
import type { ApiKeys } from '../../functions/shared/api-keys.ts';
import type { ChannelAccount } from '../../functions/shared/channel-secret.ts';
import type { LocalState } from '../local-state.ts';
import type { Clients } from './clients.ts';

export type LocalCredentials = Pick<LocalState, 'keys' | 'channels' | 'carriers'>;

const token = (bytes: number): string => randomBytes(bytes).toString('base64url');
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** How most platforms' credentials look; drawn anew at every start. */
const keyAndSecret = (channel: string): ChannelSecret => ({
  appId: `demo-${channel}`,
  current: hex(16),
  previous: null,
});

/** Those that look otherwise. */
const SHOPS: Readonly<Record<string, () => ChannelSecret>> = {
  agiso: () => ({ appId: '2026060100000000001', current: hex(16), previous: null }),
  b2b: () => ({ appId: 'DUNS:901234567', current: hex(32), previous: null }),
  dms: () => ({ appId: 'dealer-portal', current: hex(32), previous: null }),
  douyin: () => ({ appId: '7400000000000000001', current: hex(16), previous: null }),
  wechat: () => ({
    appId: 'wx0rderl00mdem0001',
    current: hex(16),
    previous: null,
    // 43 characters: a 32-byte key in base64 without its last `=`.
    encodingKey: randomBytes(32).toString('base64').slice(0, 43),
  }),
  'douyin-life': () => ({
    appId: 'aworderloomdemo01',
    current: hex(16),
    previous: null,
    accountId: '7300000000000000001',
  }),
  shopify: () => ({ appId: 'orderloom-demo.myshopify.com', current: hex(32), previous: hex(32) }),
  pinduoduo: () => ({ appId: hex(16), current: hex(20), previous: null }),
  jd: () => ({ appId: hex(16).toUpperCase(), current: hex(16), previous: null }),
  eleme: () => ({ appId: `demo${hex(3)}`, current: hex(20), previous: null }),
  woocommerce: () => ({ appId: 'https://orderloom-demo.example/', current: hex(25), previous: null }),
  'tiktok-shop': () => ({ appId: '6orderloomdemo1', current: hex(20), previous: null, shopCipher: `ROW_${token(20)}` }),
  shopee: () => ({
    appId: '2009999',
    current: hex(32),
    previous: null,
    callbackUrl: 'https://orders.example.com/channels/shopee',
  }),
  amazon: () => ({
    appId: 'amzn1.application-oa2-client.orderloomdemo',
    current: hex(32),
    previous: null,
    apiSecret: `amzn1.oa2-cs.v1.${hex(32)}`,
    refreshToken: `Atzr|${token(40)}`,
    accountId: 'A3ORDERLOOMDEMO',
    marketplaceId: 'AAHKV2X7AFYLW',
  }),
  lazada: () => ({ appId: '104096', current: token(24), previous: null }),
  kuaishou: () => ({
    appId: 'ks700000000000000001',
    current: randomBytes(16).toString('base64'),
    previous: null,
    apiSecret: hex(16),
  }),
  xiaohongshu: () => ({ appId: hex(10), current: hex(16), previous: null }),
  meituan: () => ({
    appId: '4200',
    current: hex(16),
    previous: null,
    callbackUrl: 'https://hooks.example.com/channels/meituan',
  }),
  taobao: () => ({ appId: '33800001', current: hex(16), previous: null }),
  youzan: () => ({ appId: hex(9), current: hex(16), previous: null }),
};

/** What a carrier signs with: text of any kind, but for those that take it for a key of a cipher. */
const carrierKey = (carrier: string): string => (carrier === 'ems' ? randomBytes(16).toString('base64') : hex(16));

export const drawCredentials = (channels: readonly string[]): LocalCredentials => ({
  keys: { operator: `op_${token(24)}`, partner: `pt_${token(24)}` },
  channels: Object.fromEntries(
    channels.map((channel) => {
      const shop = SHOPS[channel] ?? (() => keyAndSecret(channel));
      return [channel, { secrets: [shop()], accessToken: token(16) }];
    }),
  ),
  carriers: Object.fromEntries(CARRIERS.map(({ id }) => [id, { secrets: [{ key: carrierKey(id) }] }])),
});

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Partners that the shipped service catalogue names. */
const servicePartners = (): string[] => {
  const folder = fileURLToPath(new URL('../../catalog/services/', import.meta.url));
  return readdirSync(folder).flatMap((file) => {
    const { partners = [] } = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as {
      partners?: { party: string }[];
    };
    return partners.map(({ party }) => party);
  });
};

/** One simulated partner acts for every node, carrier and service partner. */
const apiKeys = ({ keys }: Pick<LocalState, 'keys'>, { nodes, lanes }: Pick<Network, 'nodes' | 'lanes'>): ApiKeys => {
  const parties = [
    ...new Set([...nodes.map(({ node }) => node), ...lanes.map(({ carrier }) => carrier), ...servicePartners()]),
  ];
  return {
    keys: [
      { keyId: 'local-operator', role: 'operator', party: '', sees: 'CLEAR', sha256: sha256(keys.operator) },
      { keyId: 'local-partner', role: 'partner', party: parties.join(','), sha256: sha256(keys.partner) },
    ],
  };
};

/** Fills in who orders carriage, at whom. */
export const fillBookingAccounts = async (
  { secrets }: Clients,
  accounts: Readonly<Record<string, BookingAccount>>,
): Promise<void> => {
  const fills = Object.entries(accounts).map(([booker, account]) =>
    secrets.send(
      new PutSecretValueCommand({
        SecretId: `orderloom/carriers/${booker}/booking`,
        SecretString: JSON.stringify(account),
      }),
    ),
  );
  await Promise.all(fills);
};

/** Fills the secrets that the stack made: who may call, who signs, where the platforms' own API answers. */
export const fillSecrets = async (
  { secrets }: Clients,
  state: Pick<LocalState, 'keys' | 'channels' | 'carriers' | 'simulatorUrl'>,
  network: Pick<Network, 'nodes' | 'lanes'>,
): Promise<void> => {
  const fill = (name: string, value: object) =>
    secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(value) }));
  const accounts = Object.entries(state.channels).map(([channel, { secrets, accessToken }]) => {
    const value: ChannelAccount = {
      secrets: secrets as ChannelSecret[],
      accessToken,
      endpoint: state.simulatorUrl ?? '',
    };
    return fill(`orderloom/channels/${channel}`, value);
  });
  await Promise.all([
    fill('orderloom/api-keys', apiKeys(state, network)),
    ...Object.entries(state.carriers).map(([carrier, value]) => fill(`orderloom/carriers/${carrier}`, value)),
    ...accounts,
  ]);
};
