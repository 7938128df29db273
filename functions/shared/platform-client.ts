import type { Channel, ChannelSecret, Fetched, OrderAsk } from '#domain/channel/channel.ts';
import type { ChannelAccount } from './channel-secret.ts';
import { nodeCrypto } from './node-crypto.ts';
import { callPlatform, type PlatformAnswer } from './platform-call.ts';
import { accessTokenOf, forgetToken } from './platform-token.ts';

type OrderRequest = NonNullable<Channel['orderRequest']>;
type Call = (build: OrderRequest['build']) => Promise<PlatformAnswer>;

/** The credentials of the shop that is asked about; the first where shops are not told apart. */
export const secretFor = ({ secrets }: ChannelAccount, shopId: string): ChannelSecret | undefined =>
  secrets.find(({ appId, accountId }) => appId === shopId || accountId === shopId) ?? secrets[0];

/** The platform takes the token no more. */
export const isDenied = ({ status }: PlatformAnswer): boolean => status === 401 || status === 403;

const askedIn = async ({ build, read, follow }: OrderRequest, call: Call, at: OrderAsk['at']): Promise<Fetched> => {
  const answer = await call(build);
  const order = read(answer.status, answer.body, at);
  if (order.kind !== 'ORDER' || !follow) return order;
  const second = await call(follow.build);
  return follow.read(second.status, second.body, order.payload);
};

/** Asks a platform for an order. Whatever keeps it from answering is `LATER`: nothing is lost while its API is down. */
export const fetchOrder = async (
  channel: Channel,
  account: ChannelAccount,
  ask: Omit<OrderAsk, 'accessToken'>,
): Promise<Fetched> => {
  const { orderRequest } = channel;
  if (!orderRequest) return { kind: 'MISSING', reason: `${channel.id} has no order API: only pushes carry its orders` };
  const secret = secretFor(account, ask.shopId);
  if (!secret || account.endpoint === '')
    return { kind: 'LATER', reason: `fill in secrets and endpoint of the secret orderloom/channels/${channel.id}` };
  try {
    const token = await accessTokenOf(channel, account, secret, ask.at);
    if (token.kind === 'LATER') return token;
    const call: Call = async (build) => {
      const request = build({ ...ask, accessToken: token.accessToken }, secret, nodeCrypto);
      const answer = await callPlatform(account.endpoint, request);
      if (isDenied(answer)) forgetToken(channel, secret);
      return answer;
    };
    return await askedIn(orderRequest, call, ask.at);
  } catch (error) {
    return { kind: 'LATER', reason: `${channel.id} order API did not answer: ${(error as Error).name}` };
  }
};
