import type { Context } from 'aws-lambda';
import type { Channel } from '#domain/channel/channel.ts';
import { plusSeconds } from '#domain/time.ts';
import { channelAccount } from './channel-secret.ts';
import { now } from './clock.ts';
import { dynamoCursorStore } from './dynamo-cursor-store.ts';
import { atTheEdge } from './edge.ts';
import { keepFetched } from './keep-pushes.ts';
import { count, gauge, logger } from './observability.ts';
import { pollFeed } from './poll-feed.ts';
import { type ShopApi, shopsOf } from './shop-api.ts';

/** The function has a minute; a page that began in time is read to its end. */
const ROUND_SECONDS = 40;

const stores = { cursors: dynamoCursorStore, keep: keepFetched };

const poll = async (shop: ShopApi, traceId: string): Promise<void> => {
  const about = { channel: shop.channel.id };
  const endsAt = plusSeconds(now(), ROUND_SECONDS);
  const report = await pollFeed(shop, stores, { id: traceId, now, endsAt });
  if (!report) return logger.info('another round reads this feed', about);
  const { trouble, behindSeconds, ...read } = report;
  count(trouble === null ? 'PollSucceeded' : 'PollFailed', about);
  // By channel to look at, and for all of them together to ring at.
  for (const dimensions of [about, {}]) gauge('PollBehindSeconds', dimensions, behindSeconds);
  if (trouble === null) logger.info('feed read', { ...about, ...read });
  else logger.warn('feed not read', { ...about, ...read, behindSeconds, reason: trouble });
};

/**
 * A channel's messages where the platform keeps them until they are fetched: each shop's are read into the inbox, like pushes, and
 * confirmed once they are there. Shops do not wait for each other; one whose API fails is read again by the next round.
 * @example export const handler = channelPoller(taobao);
 */
export const channelPoller = (channel: Channel) =>
  atTheEdge<unknown, void>(async (_event, { awsRequestId }: Context) => {
    const shops = shopsOf(channel, await channelAccount(channel.id));
    if (shops.length === 0)
      return logger.info('no shop to read: fill in secrets and endpoint of its secret', { channel: channel.id });
    const rounds = await Promise.allSettled(shops.map((shop) => poll(shop, awsRequestId)));
    for (const round of rounds) if (round.status === 'rejected') throw round.reason;
  });
