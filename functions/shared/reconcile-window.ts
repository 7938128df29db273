import type { Channel, Push, Reading } from '#domain/channel/channel.ts';
import type { AskLater, ChannelListing, ListingPage } from '#domain/channel/channel-api.ts';
import { type Finding, ReconciliationFound } from '#domain/channel/events.ts';
import type { PutResult } from '#domain/channel/inbox-store.ts';
import { compare, notListed, type Span } from '#domain/channel/reconcile-listing.ts';
import type { ReconciliationStore } from '#domain/channel/reconciliation-store.ts';
import { happened } from '#domain/event.ts';
import type { EventId, NextUlid } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import type { OrderStore } from '#domain/order/order-store.ts';
import type { Clock, Instant } from '#domain/time.ts';
import type { Arrival } from './keep-pushes.ts';
import { fetchOrder } from './platform-client.ts';
import { askShop, type ShopApi } from './shop-api.ts';

export type ReconcileStores = {
  readonly findings: ReconciliationStore;
  readonly orders: Pick<OrderStore, 'findByChannelOrder' | 'arrived'>;
  readonly keep: (channel: Channel, arrival: Arrival, reading: Reading) => Promise<readonly PutResult[]>;
};

export type Sweep = {
  readonly shop: ShopApi;
  readonly listing: ChannelListing;
  readonly stores: ReconcileStores;
  readonly now: Clock;
  readonly nextUlid: NextUlid;
  readonly traceId: string;
};

/** Findings that were told for the first time, by kind. */
export type Found = Readonly<Record<Finding, number>>;
export type WindowReport = { readonly kind: 'COMPARED'; readonly listed: number; readonly found: Found };

/** Orders looked up at a time. */
const AT_A_TIME = 8;
/** More of ours than this in one window are not asked about one by one; a page of unlisted orders says enough. */
const MOST_ASKED = 50;
/** Orders of a channel that are looked at in one window. */
const MOST_ARRIVED = 1000;

type Told = { readonly eventId: EventId; readonly isNew: boolean };
type Facts = {
  readonly channelOrderId: string;
  readonly order: Pick<Order, 'orderId' | 'color'> | null;
  readonly finding: Finding;
  readonly ours: Instant | null;
  readonly theirs: Instant | null;
  /** The message that cures it: one finding each. */
  readonly dedupeKey?: string;
};

const tell = ({ shop, stores, now, nextUlid, traceId }: Sweep, { order, dedupeKey, ...said }: Facts): Promise<Told> => {
  const channel = shop.channel.id;
  const orderId = order?.orderId ?? null;
  const occasion = { at: now(), orderId, causedBy: null, traceId, color: order?.color ?? 'default' };
  const facts = { channel, shopId: shop.secret.appId, orderId, ...said };
  const what = dedupeKey === undefined ? said.finding : `${said.finding}#${dedupeKey}`;
  return stores.findings.tell(
    { channel, channelOrderId: said.channelOrderId, what },
    happened(ReconciliationFound, occasion, facts, nextUlid),
  );
};

/** Told first, then cured: a sweep that dies in between finds it again. @returns the finding, where it is a new one */
const compareOne = async (sweep: Sweep, window: Span, push: Push): Promise<Finding | null> => {
  const { shop, stores, now, traceId } = sweep;
  const { channelOrderId, dedupeKey } = push;
  if (channelOrderId === null) return null;
  const known = await stores.orders.findByChannelOrder(shop.channel.id, channelOrderId);
  const order = known?.order ?? null;
  const { finding, readAgain, ours, theirs } = compare(push, order, window);
  const told = finding && (await tell(sweep, { channelOrderId, order, finding, ours, theirs, dedupeKey }));
  if (readAgain) {
    const arrival = {
      channel: shop.channel.id,
      receivedAt: now(),
      traceId,
      ...(told ? { causedBy: told.eventId } : {}),
    };
    await stores.keep(shop.channel, arrival, { pushes: [push], unreadable: [] });
  }
  return told?.isNew ? finding : null;
};

const inTurns = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += AT_A_TIME)
    done.push(...(await Promise.all(items.slice(start, start + AT_A_TIME).map(work))));
  return done;
};

const pageOf = ({ shop, listing, now }: Sweep, window: Span, page: string | null): Promise<ListingPage | AskLater> =>
  askShop(shop, now(), {
    build: (ask, secret, crypto) => listing.build({ ...ask, ...window, page }, secret, crypto),
    read: ({ status, body, headers }, ask) => listing.read(status, body, { ...ask, ...window, page }, headers),
  });

/** An order belongs to the shop that its pushes named; where a shop calls itself otherwise than its secret, to the only one. */
const isOf = ({ account, secret }: ShopApi, { shopId }: Pick<Order, 'shopId'>): boolean =>
  account.secrets.length === 1 || secret.appId === shopId || secret.accountId === shopId;

/**
 * Orders that came to be known here and are not in the list: the platform is asked for each. Only its word that there is none counts;
 * an order that changed once more meanwhile is in the next window, and a question that fails says nothing.
 */
const unknownToPlatform = async (
  sweep: Sweep,
  window: Span,
  listed: ReadonlySet<string>,
): Promise<(Finding | null)[]> => {
  const { shop, stores, now } = sweep;
  const { channel, account } = shop;
  if (!channel.orderRequest) return [];
  const arrived = await stores.orders.arrived(channel.id, window.from, window.to, MOST_ARRIVED);
  const doubtful = notListed(
    arrived.filter((order) => isOf(shop, order) && !order.origin),
    listed,
  ).slice(0, MOST_ASKED);
  return inTurns(doubtful, async (order) => {
    const { channelOrderId, shopId } = order;
    const answer = await fetchOrder(channel, account, { channelOrderId, shopId, at: now() });
    if (answer.kind !== 'MISSING') return null;
    const ours = order.channelView.saidAt.status ?? null;
    const finding = 'UNKNOWN_TO_PLATFORM';
    const told = await tell(sweep, { channelOrderId, order, finding, ours, theirs: null });
    return told.isNew ? finding : null;
  });
};

/** Compares what the platform lists for one window with what is known here. */
export const reconcileWindow = async (
  sweep: Sweep,
  window: Span,
  endsAt: Instant,
): Promise<WindowReport | AskLater> => {
  const found: (Finding | null)[] = [];
  const listed = new Set<string>();
  let page: string | null = null;
  do {
    if (sweep.now() >= endsAt) return { kind: 'LATER', reason: `the list is longer than one call of a function` };
    const answer: ListingPage | AskLater = await pageOf(sweep, window, page);
    if (answer.kind === 'LATER') return answer;
    for (const { channelOrderId } of answer.pushes) if (channelOrderId) listed.add(channelOrderId);
    found.push(...(await inTurns(answer.pushes, (push) => compareOne(sweep, window, push))));
    page = answer.next;
  } while (page !== null);
  found.push(...(await unknownToPlatform(sweep, window, listed)));
  const number = (finding: Finding): number => found.filter((each) => each === finding).length;
  return {
    kind: 'COMPARED',
    listed: listed.size,
    found: {
      MISSED: number('MISSED'),
      BEHIND: number('BEHIND'),
      UNKNOWN_TO_PLATFORM: number('UNKNOWN_TO_PLATFORM'),
    },
  };
};
