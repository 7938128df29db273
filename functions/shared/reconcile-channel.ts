import { channelById } from '#domain/channel/channels.ts';
import type { ReconcileRequest } from '#domain/channel/reconcile-request.ts';
import { plusSeconds } from '#domain/time.ts';
import { channelAccount } from './channel-secret.ts';
import { nextUlid, now } from './clock.ts';
import { dynamoCursorStore } from './dynamo-cursor-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { dynamoReconciliationStore } from './dynamo-reconciliation-store.ts';
import { keepFetched } from './keep-pushes.ts';
import { count, gauge, logger } from './observability.ts';
import { reconcileShop, type ShopReport, type ShopSweep } from './reconcile-shop.ts';
import { type ShopApi, shopsOf } from './shop-api.ts';

/** The function has five minutes; a page that began in time is compared to its end. */
const SWEEP_SECONDS = 240;

const stores = {
  cursors: dynamoCursorStore,
  findings: dynamoReconciliationStore,
  orders: dynamoOrderStore(),
  keep: keepFetched,
};

const note = ({ channel, secret }: ShopApi, { windows, trouble, behindSeconds }: ShopReport): void => {
  const about = { channel: channel.id };
  for (const { found } of windows) {
    for (const [finding, number] of Object.entries(found))
      if (number > 0) count('ReconciliationFound', { ...about, finding }, number);
    if (found.MISSED > 0) count('OrdersMissed', {}, found.MISSED);
  }
  count(trouble === null ? 'ReconcileSucceeded' : 'ReconcileFailed', about);
  gauge('ReconcileBehindSeconds', about, behindSeconds);
  const said = { ...about, shopId: secret.appId, windows };
  if (trouble === null) logger.info('channel reconciled', said);
  else logger.warn('channel not reconciled', { ...said, behindSeconds, reason: trouble });
};

const sweepShop = async (shop: ShopApi, traceId: string, more: Pick<ShopSweep, 'again'>): Promise<void> => {
  const endsAt = plusSeconds(now(), SWEEP_SECONDS);
  const report = await reconcileShop({ shop, stores, now, nextUlid, traceId, endsAt, ...more });
  if (report) note(shop, report);
  else logger.info('another sweep compares this shop', { channel: shop.channel.id });
};

/** Compares each shop of a channel with the platform's list. Shops do not wait for each other. */
export const reconcileChannel = async (request: ReconcileRequest, traceId: string): Promise<void> => {
  const channel = channelById(request.channel);
  const shops = shopsOf(channel, await channelAccount(channel.id));
  if (shops.length === 0)
    return logger.info('no shop to compare: fill in secrets and endpoint of its secret', { channel: channel.id });
  const more = 'from' in request ? { again: { from: request.from, to: request.to } } : {};
  const sweeps = await Promise.allSettled(shops.map((shop) => sweepShop(shop, traceId, more)));
  for (const sweep of sweeps) if (sweep.status === 'rejected') throw sweep.reason;
};
