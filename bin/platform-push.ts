import { channelById } from '../domain/channel/channels.ts';
import { fromEpochMillis, type Instant } from '../domain/time.ts';
import { type Message, signedCall } from './channel-fixture.ts';
import type { LocalState } from './local-state.ts';

/** What the platform's API shows of the order of a message: what the fixture says, or what the push itself carries; null without such an API. */
export const shownOrder = (channel: string, { order, push }: Pick<Message, 'order' | 'push'>): string | null => {
  const { orderRequest, writeBack } = channelById(channel);
  return order ?? (orderRequest === null && writeBack?.readBack ? push : null);
};

/** Tells the simulated platform what it should answer when it is asked for the order. */
export const registerOrder = async (
  { simulatorUrl }: Pick<LocalState, 'simulatorUrl'>,
  channel: string,
  message: Pick<Message, 'order' | 'push'>,
): Promise<void> => {
  const order = shownOrder(channel, message);
  if (order === null || simulatorUrl === null) return;
  const response = await fetch(`${simulatorUrl}/_simulator/orders/${channel}`, { method: 'POST', body: order });
  if (!response.ok) throw new Error(`the simulator refused the order: ${response.status} ${await response.text()}`);
};

const secretOf = ({ channels }: Pick<LocalState, 'channels'>, channel: string) => {
  const secret = channels[channel]?.secrets[0];
  if (!secret) throw new Error(`the running system has no secret for ${channel}: start it again with npm start`);
  return secret;
};

export type Delivery = {
  readonly channel: string;
  readonly message: Pick<Message, 'push' | 'topic' | 'orderId' | 'at'>;
  /** Another HTTP API than the running one. */
  readonly endpoint?: string | undefined;
  /** The platform's clock. @default now */
  readonly signedAt?: Instant;
  /** Changes the call after it was signed. */
  readonly edit?: (body: string) => string;
};

/** Signs the message as its platform would and posts it. The same message keeps its number, as a platform's retry does. */
export const deliverPush = async (
  state: LocalState,
  { channel, message, endpoint, signedAt = fromEpochMillis(Date.now()), edit = (body) => body }: Delivery,
): Promise<{ status: number; answer: string; ms: number }> => {
  const { topic, orderId, push, at } = message;
  const nonce = `${channel}-${topic.replaceAll('/', '-')}-${orderId}-${at}`;
  const secret = secretOf(state, channel);
  const call = signedCall(channelById(channel), { body: push, topic }, secret, signedAt, nonce);
  const started = performance.now();
  const response = await fetch(`${endpoint ?? state.apiUrl}${call.path}`, {
    method: call.method,
    headers: { ...call.headers },
    body: edit(call.body),
  });
  const answer = await response.text();
  return { status: response.status, answer, ms: Math.round(performance.now() - started) };
};
