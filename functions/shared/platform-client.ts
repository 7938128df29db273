import type { Channel, Fetched, OrderAsk } from '#domain/channel/channel.ts';
import type { ChannelAccount } from './channel-secret.ts';
import { nodeCrypto } from './node-crypto.ts';

/** Platforms answer in well under a second; 100 rows by 8 at a time with one try each stay within a batch's minute. */
const TIMEOUT_MS = 4000;

/** Asks a platform for an order. Whatever keeps it from answering is `LATER`: nothing is lost while its API is down. */
export const fetchOrder = async (
  channel: Channel,
  account: ChannelAccount,
  ask: Omit<OrderAsk, 'accessToken'>,
): Promise<Fetched> => {
  const { orderRequest } = channel;
  if (!orderRequest) return { kind: 'MISSING', reason: `${channel.id} has no order API: only pushes carry its orders` };
  const secret = account.secrets.find(({ appId }) => appId === ask.shopId) ?? account.secrets[0];
  if (!secret || account.endpoint === '')
    return { kind: 'LATER', reason: `fill in secrets and endpoint of the secret orderloom/channels/${channel.id}` };
  const request = orderRequest.build({ ...ask, accessToken: account.accessToken }, secret, nodeCrypto);
  try {
    const response = await fetch(`${account.endpoint}${request.path}`, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.method === 'POST' ? { body: request.body } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return orderRequest.read(response.status, await response.text(), ask.at);
  } catch (error) {
    return { kind: 'LATER', reason: `${channel.id} order API did not answer: ${(error as Error).name}` };
  }
};
