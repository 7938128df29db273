import type { Channel, ChannelSecret, Fetched, OrderAsk } from '#domain/channel/channel.ts';
import type { ChannelAccount } from './channel-secret.ts';
import { nodeCrypto } from './node-crypto.ts';
import { callPlatform } from './platform-call.ts';

/** The credentials of the shop that is asked about; the first where shops are not told apart. */
export const secretFor = ({ secrets }: ChannelAccount, shopId: string): ChannelSecret | undefined =>
  secrets.find(({ appId, accountId }) => appId === shopId || accountId === shopId) ?? secrets[0];

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
  const request = orderRequest.build({ ...ask, accessToken: account.accessToken }, secret, nodeCrypto);
  try {
    const { status, body } = await callPlatform(account.endpoint, request);
    return orderRequest.read(status, body, ask.at);
  } catch (error) {
    return { kind: 'LATER', reason: `${channel.id} order API did not answer: ${(error as Error).name}` };
  }
};
