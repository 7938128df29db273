import type { Channel, Reading } from '#domain/channel/channel.ts';
import type { AskLater, ChannelFeed, FeedCursor, FeedPage } from '#domain/channel/channel-api.ts';
import type { CursorStore, Turn } from '#domain/channel/cursor-store.ts';
import type { PutResult } from '#domain/channel/inbox-store.ts';
import { type Clock, type Instant, plusSeconds, secondsBetween } from '#domain/time.ts';
import type { Arrival } from './keep-pushes.ts';
import { askShop, type ShopApi } from './shop-api.ts';

export type FeedStores = {
  readonly cursors: CursorStore;
  readonly keep: (channel: Channel, arrival: Arrival, reading: Reading) => Promise<readonly PutResult[]>;
};

export type FeedRound = {
  /** Names the round; nobody else has the same. */
  readonly id: string;
  readonly now: Clock;
  /** No page is begun after it. */
  readonly endsAt: Instant;
};

export type FeedReport = {
  readonly pages: number;
  readonly messages: number;
  /** Why the round ended before everything was read; null when it is. */
  readonly trouble: string | null;
  /** How long ago a round last succeeded. */
  readonly behindSeconds: number;
};

/** Longer than a round can last, so that a turn ends by itself only where its round has died. */
const TURN_SECONDS = 75;

type Feed = { readonly shop: ShopApi; readonly feed: ChannelFeed; readonly now: Clock };

const pageAt = ({ shop, feed, now }: Feed, cursor: FeedCursor): Promise<FeedPage | AskLater> =>
  askShop(shop, now(), {
    build: (ask, secret, crypto) => feed.build({ ...ask, cursor }, secret, crypto),
    read: ({ status, body }, ask) => feed.read(status, body, { ...ask, cursor }),
  });

const taken = (feed: ChannelFeed, status: number, body: string): { readonly kind: 'DONE' } | AskLater => {
  if (feed.confirmed) return feed.confirmed(status, body);
  return status >= 200 && status < 300
    ? { kind: 'DONE' }
    : { kind: 'LATER', reason: `the platform answered HTTP ${status} to the confirmation` };
};

const confirm = async ({ shop, feed, now }: Feed, receipts: readonly string[]): Promise<AskLater | null> => {
  const { confirm: build } = feed;
  if (!build || receipts.length === 0) return null;
  const answer = await askShop(shop, now(), {
    build: (ask, secret, crypto) => build({ ...ask, receipts }, secret, crypto),
    read: ({ status, body }) => taken(feed, status, body),
  });
  return answer.kind === 'LATER' ? answer : null;
};

type Step = { readonly kind: 'STEP'; readonly messages: number; readonly cursor: FeedCursor; readonly isLast: boolean };
type Round = Feed & { readonly turn: Turn; readonly stores: FeedStores; readonly round: FeedRound };

/** One page: first kept, then confirmed, then the cursor moved on. Whatever breaks in between is read again. */
const step = async (of: Round, cursor: FeedCursor): Promise<Step | AskLater> => {
  const { channel } = of.shop;
  const page = await pageAt(of, cursor);
  if (page.kind === 'LATER') return page;
  const arrival = { channel: channel.id, receivedAt: of.now(), traceId: of.round.id };
  const kept = await of.stores.keep(channel, arrival, page);
  const refused = await confirm(of, page.receipts);
  if (refused) return refused;
  const moved = page.cursor !== cursor;
  if (moved) await of.stores.cursors.move(of.turn, page.cursor);
  // The same page once more is no news: the platform has not taken in yet what was confirmed.
  const stands = !moved && kept.every((result) => result === 'SAME');
  return { kind: 'STEP', messages: kept.length, cursor: page.cursor, isLast: !page.more || stands };
};

type Read = Omit<FeedReport, 'behindSeconds'>;

const readOn = async (of: Round): Promise<Read> => {
  let read: Read = { pages: 0, messages: 0, trouble: null };
  let { cursor } = of.turn;
  for (;;) {
    const done = await step(of, cursor);
    if (done.kind === 'LATER') return { ...read, trouble: done.reason };
    read = { ...read, pages: read.pages + 1, messages: read.messages + done.messages };
    if (done.isLast || of.now() >= of.round.endsAt) return read;
    cursor = done.cursor;
  }
};

/**
 * Reads what a platform keeps for a shop, until there is no more or the round's time is up.
 * @returns null when another round is at it
 * @throws when a store fails; nothing is lost, the next round reads again
 */
export const pollFeed = async (shop: ShopApi, stores: FeedStores, round: FeedRound): Promise<FeedReport | null> => {
  const { feed } = shop.channel;
  if (!feed) throw new Error(`${shop.channel.id} has no feed: its messages are pushed`);
  const { now } = round;
  const reader = { kind: 'FEED', channel: shop.channel.id, shopId: shop.secret.appId } as const;
  const turn = await stores.cursors.take(reader, round.id, now(), plusSeconds(now(), TURN_SECONDS));
  if (!turn) return null;
  let succeededAt: Instant | null = null;
  try {
    const read = await readOn({ shop, feed, now, turn, stores, round });
    if (read.trouble === null) succeededAt = now();
    return { ...read, behindSeconds: secondsBetween(succeededAt ?? turn.succeededAt, now()) };
  } finally {
    await stores.cursors.leave(turn, succeededAt);
  }
};
