import type { Channel, ChannelSecret, PlatformRequest } from '#domain/channel/channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, TellableNews, Told } from '#domain/channel/channel-api.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import type { Shown } from '#domain/channel/write-back.ts';
import { maskText } from '#domain/fulfillment/mask.ts';
import type { Instant } from '#domain/time.ts';
import type { ChannelAccount } from './channel-secret.ts';
import { nodeCrypto } from './node-crypto.ts';
import { callPlatform, type PlatformAnswer } from './platform-call.ts';
import { fetchOrder, secretFor } from './platform-client.ts';
import { accessTokenOf, forgetToken } from './platform-token.ts';

/** So many further calls may one piece of news take. */
export const MOST_FOLLOWS = 5;

export type Telling = {
  readonly channel: Channel;
  readonly account: ChannelAccount;
  readonly shopId: string;
  readonly news: TellableNews;
  readonly at: Instant;
};

const silence = ({ channel }: Telling, what: string): { readonly kind: 'LATER'; readonly reason: string } => ({
  kind: 'LATER',
  reason: `${channel.id} ${what}`,
});

/** The credentials, and who asks with them; or why nobody can. @throws Error when no token can be drawn in time */
const askerOf = async (telling: Telling) => {
  const { channel, account, shopId, at } = telling;
  const secret = secretFor(account, shopId);
  if (!secret || account.endpoint === '')
    return silence(
      telling,
      `cannot be told: fill in secrets and endpoint of the secret orderloom/channels/${channel.id}`,
    );
  const token = await accessTokenOf(channel, account, secret, at);
  if (token.kind === 'LATER') return token;
  const ask: ApiAsk = { shopId, at, accessToken: token.accessToken };
  return { kind: 'ASKER' as const, secret, ask };
};

const callFor = async ({ channel, account }: Telling, secret: ChannelSecret, request: PlatformRequest) => {
  const answer = await callPlatform(account.endpoint, request);
  if (answer.status === 401 || answer.status === 403) forgetToken(channel, secret);
  return answer;
};

type Calls = { readonly answer: PlatformAnswer | null; readonly calls: number };

/** All the calls that one piece of news takes, and the last answer; null when it would have gone on. */
const allCalls = async (
  telling: Telling,
  writeBack: ChannelWriteBack,
  secret: ChannelSecret,
  asks: ApiAsk,
): Promise<Calls> => {
  const { news } = telling;
  if (news.kind === 'CONFIRMED') {
    const request = writeBack.confirm?.({ ...asks, news }, secret, nodeCrypto);
    return { answer: request ? await callFor(telling, secret, request) : null, calls: request ? 1 : 0 };
  }
  const ask = { ...asks, news };
  const answers = [await callFor(telling, secret, writeBack.build(ask, secret, nodeCrypto))];
  for (;;) {
    const next = writeBack.follow?.(answers, ask, secret, nodeCrypto) ?? null;
    if (!next) return { answer: answers.at(-1) ?? null, calls: answers.length };
    if (answers.length > MOST_FOLLOWS) return { answer: null, calls: answers.length };
    answers.push(await callFor(telling, secret, next));
  }
};

/** Told with how many calls it took. Whatever keeps the platform from answering is `LATER`. */
export const tellPlatform = async (telling: Telling): Promise<{ readonly told: Told; readonly calls: number }> => {
  const { writeBack } = telling.channel;
  if (!writeBack) return { told: { kind: 'REFUSED', reason: `${telling.channel.id} cannot be told` }, calls: 0 };
  try {
    const asker = await askerOf(telling);
    if (asker.kind === 'LATER') return { told: asker, calls: 0 };
    const { answer, calls } = await allCalls(telling, writeBack, asker.secret, asker.ask);
    if (!answer) return { told: silence(telling, `was not done after ${calls} calls`), calls };
    return { told: worded(writeBack.read(answer.status, answer.body), answer), calls };
  } catch (error) {
    return { told: silence(telling, `API did not answer: ${(error as Error).name}`), calls: 1 };
  }
};

/** A platform's own words may quote a person. */
const worded = (told: Told, answer: PlatformAnswer): Told => {
  if (told.kind === 'DONE') return told;
  const reason = maskText(told.reason);
  if (told.kind === 'REFUSED') return { ...told, reason };
  return { ...told, reason, retryAfterSeconds: Math.max(told.retryAfterSeconds ?? 0, retryAfterIn(answer)) };
};

/** Seconds the platform asks us to wait; 0 where it says nothing, or a date. */
const retryAfterIn = ({ headers }: PlatformAnswer): number => Number(headers['retry-after'] ?? 0) || 0;

/** Whether the platform's answer can be looked at for such news. */
export const canLook = ({ writeBack, orderRequest }: Channel, { kind }: Pick<TellableNews, 'kind'>): boolean =>
  kind !== 'CONFIRMED' && (Boolean(writeBack?.readBack) || (kind !== 'STOCK' && orderRequest !== null));

const lookAtAnswer = async (
  telling: Telling & { readonly news: ChannelNews },
  shows: ChannelWriteBack['shows'],
  secret: ChannelSecret,
  request: PlatformRequest,
): Promise<Shown> => {
  const answer = await callFor(telling, secret, request);
  if (answer.status < 200 || answer.status > 299)
    return { ...silence(telling, `answered HTTP ${answer.status}`), retryAfterSeconds: retryAfterIn(answer) };
  return { kind: shows(parseLossless(answer.body), telling.news) ? 'SHOWN' : 'NOT_SHOWN' };
};

const lookAtOrder = async (
  { channel, account, shopId, news, at }: Telling & { readonly news: ChannelNews },
  shows: ChannelWriteBack['shows'],
): Promise<Shown> => {
  // Stock that cannot be asked for: the platform took it, and that is all there is.
  if (news.kind === 'STOCK') return { kind: 'SHOWN' };
  const fetched = await fetchOrder(channel, account, { channelOrderId: news.channelOrderId, shopId, at });
  if (fetched.kind === 'ORDER') return { kind: shows(fetched.payload, news) ? 'SHOWN' : 'NOT_SHOWN' };
  return { kind: 'LATER', reason: maskText(fetched.reason) };
};

/** Asks whether the platform really shows it. */
export const lookAtPlatform = async (telling: Telling): Promise<Shown> => {
  const { writeBack } = telling.channel;
  const { news } = telling;
  if (!writeBack) return silence(telling, 'cannot be told');
  // A confirmation is a document: its answer is all there is to see.
  if (news.kind === 'CONFIRMED') return { kind: 'SHOWN' };
  const looking = { ...telling, news };
  try {
    const asker = await askerOf(telling);
    if (asker.kind === 'LATER') return asker;
    const { readBack, shows } = writeBack;
    const request = readBack?.({ ...asker.ask, news }, asker.secret, nodeCrypto) ?? null;
    if (!request) return await lookAtOrder(looking, shows);
    return await lookAtAnswer(looking, shows, asker.secret, request);
  } catch (error) {
    return silence(telling, `API did not answer: ${(error as Error).name}`);
  }
};
