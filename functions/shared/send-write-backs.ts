import type { Channel } from '#domain/channel/channel.ts';
import type { ChannelWriteBack } from '#domain/channel/channel-api.ts';
import { channelById } from '#domain/channel/channels.ts';
import {
  type Attempt,
  afterLook,
  afterTold,
  claim,
  expired,
  inPlatformWords,
  isDue,
  isOpen,
  nextOfOrder,
  postponed,
  refused,
  type WriteBack,
} from '#domain/channel/write-back.ts';
import type { Post } from '#domain/channel/write-back-store.ts';
import { promiseOn } from '#domain/fulfillment/stock-rules.ts';
import type { OrderId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { channelAccount } from './channel-secret.ts';
import { jitter, now } from './clock.ts';
import { sheetOf } from './dynamo-stock-sheet.ts';
import { dynamoWriteBackStore } from './dynamo-write-back-store.ts';
import { mappingFor } from './mapping-library.ts';
import { about, logger } from './observability.ts';
import { settleWriteBack } from './settle-write-back.ts';
import { noteCall, passGate } from './shop-gates.ts';
import { canLook, lookAtPlatform, MOST_FOLLOWS, type Telling, tellPlatform } from './write-back-client.ts';

const store = dynamoWriteBackStore();

/** With room for the further calls that one piece of news may take, where it may. */
const rateOf = ({ follow, requestsPerMinute }: ChannelWriteBack): number =>
  follow ? Math.max(1, requestsPerMinute - MOST_FOLLOWS) : requestsPerMinute;

const attemptNow = (): Attempt => ({ now: now(), jitter: jitter() });

const tell = async (writeBack: WriteBack, telling: Telling, rate: number): Promise<WriteBack> => {
  const { channel, news } = telling;
  const { told, calls } = await tellPlatform(telling);
  await noteCall(store, writeBack, rate, {
    answered: told.kind !== 'LATER',
    furtherCalls: Math.max(0, calls - 1),
    retryAfterSeconds: told.kind === 'LATER' ? (told.retryAfterSeconds ?? 0) : 0,
  });
  const after = afterTold(writeBack, told, attemptNow(), channel.orderRequest?.settlesAfterSeconds);
  return after.state === 'SENT' && !canLook(channel, news) ? afterLook(after, { kind: 'SHOWN' }, attemptNow()) : after;
};

const look = async (writeBack: WriteBack, telling: Telling, rate: number): Promise<WriteBack> => {
  const shown = await lookAtPlatform(telling);
  const retryAfterSeconds = shown.kind === 'LATER' ? (shown.retryAfterSeconds ?? 0) : 0;
  await noteCall(store, writeBack, rate, { answered: shown.kind !== 'LATER', furtherCalls: 0, retryAfterSeconds });
  return afterLook(writeBack, shown, attemptNow());
};

/** Stock is told as it is now, not as it was when it became news. */
const withNewestLevel = async ({ writeBack, shelf }: Post, buffer: number): Promise<WriteBack> => {
  const { news, state } = writeBack;
  if (news.kind !== 'STOCK' || state !== 'PENDING') return writeBack;
  const available = shelf?.paused ? 0 : promiseOn(await sheetOf(news.sku), writeBack.channel, buffer, now()).now;
  return { ...writeBack, news: { ...news, available } };
};

/** The mapping released now, not the one that read the order: a carrier that was missing is there after its cure. */
const wordsOf = async ({ channel, news, id }: WriteBack) => {
  const key = `${channel}#${news.kind === 'STOCK' ? id : news.channelOrderId}`;
  return (await mappingFor(channel, { color: 'default', key, pinned: null })).mapping;
};

/** One call to the platform about one piece of news, if its shop may be called now. */
const attempt = async (post: Post, channel: Channel): Promise<WriteBack> => {
  const claimed = post.writeBack;
  const over = expired(claimed, now());
  if (over !== claimed) return over;
  const api = channel.writeBack;
  if (!api) return refused(claimed, `${channel.id} has no API that could be told`);
  const { carriers, stockBuffer } = await wordsOf(claimed);
  const writeBack = await withNewestLevel(post, stockBuffer);
  const words = inPlatformWords(writeBack, carriers);
  if (words.kind === 'REFUSED') return refused(writeBack, words.reason);
  const until = await passGate(store, writeBack, rateOf(api));
  if (until) return postponed(writeBack, until);
  const account = await channelAccount(channel.id);
  const telling: Telling = { channel, account, shopId: writeBack.shopId, news: words.news, at: now() };
  return writeBack.state === 'PENDING' ? tell(writeBack, telling, rateOf(api)) : look(writeBack, telling, rateOf(api));
};

/** Takes one piece of news as far as it goes now: told, and looked at once. @returns null when somebody else is at it */
const work = async (post: Post): Promise<WriteBack | null> => {
  const channel = channelById(post.writeBack.channel);
  let claimed = await store.save(post, claim(post.writeBack, now()));
  while (claimed) {
    const after = await attempt(claimed, channel);
    const goesOn = claimed.writeBack.state === 'PENDING' && after.state === 'SENT' && isDue(after, now());
    const written = await settleWriteBack(claimed, goesOn ? claim(after, now()) : after);
    if (!goesOn || !written) return written?.writeBack ?? null;
    claimed = written;
  }
  return null;
};

/** Free to be told: nobody has tried yet, or its time has come. */
const isReady = (writeBack: WriteBack, at: Instant): boolean =>
  isDue(writeBack, at) || (writeBack.attempts === 0 && writeBack.claimedUntil === null);

const postponeBehind = async (posts: readonly Post[], first: WriteBack): Promise<void> => {
  const waiting = posts.filter(({ writeBack }) => isOpen(writeBack) && writeBack.id !== first.id);
  const due = waiting.filter(({ writeBack }) => isDue(writeBack, now()));
  if (first.nextAt) for (const post of due) await store.save(post, postponed(post.writeBack, first.nextAt));
};

/** Tells an order's platform its news, one after another: the next one only when the one before has ended. */
export const sendOrder = async (orderId: OrderId): Promise<void> => {
  for (;;) {
    const posts = await store.ofOrder(orderId);
    const first = nextOfOrder(posts.map(({ writeBack }) => writeBack));
    const post = posts.find(({ writeBack }) => writeBack.id === first?.id);
    if (!first || !post) return;
    if (!isReady(first, now())) return postponeBehind(posts, first);
    const after = await work(post);
    if (!after || isOpen(after)) return;
  }
};

/** One shop's news of one round: orders by id, stock by shelf. */
const sendPost = async (post: Post): Promise<void> => {
  const { orderId, channel, id } = post.writeBack;
  try {
    if (orderId) await sendOrder(orderId);
    else await work(post);
  } catch (error) {
    // Its claim runs out, then it is taken up again.
    logger.warn('write-back not attempted', { ...about({ channel, orderId }), writeBackId: id, error: error as Error });
  }
};

/** Shops told at a time; one shop's news one after another, for its gate's sake. */
const AT_A_TIME = 8;

const oncePerOrder = (posts: readonly Post[]): Post[] => [
  ...new Map(posts.map((post) => [post.writeBack.orderId ?? post.writeBack.id, post])).values(),
];

/** Sends what is given, shop by shop. What is left when the time is over, waits for the next round. @returns how many were taken up */
export const sendPosts = async (posts: readonly Post[], until: Instant): Promise<number> => {
  const shops = [
    ...Map.groupBy(oncePerOrder(posts), ({ writeBack: { channel, shopId } }) => `${channel}#${shopId}`).values(),
  ];
  let sent = 0;
  const take = async (): Promise<void> => {
    for (let shop = shops.shift(); shop; shop = shops.shift())
      for (const post of shop) {
        if (now() >= until) return;
        sent += 1;
        await sendPost(post);
      }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, take));
  return sent;
};
