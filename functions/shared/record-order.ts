import type { Normalized } from '#domain/channel/compile-mapping.ts';
import type { DescribedOrder } from '#domain/channel/describe-order.ts';
import type { InboxPush } from '#domain/channel/inbox-store.ts';
import type { BusEvent } from '#domain/event.ts';
import type { OrderId } from '#domain/id.ts';
import type { MeaningDocuments } from '#domain/order/meaning.ts';
import type { ChannelOrder, Order } from '#domain/order/order.ts';
import { type Extension, factsOf } from '#domain/order/order-attributes.ts';
import { type OrderRecord, VersionConflict } from '#domain/order/order-store.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { type Timely, withoutFuture } from '#domain/order/untimely.ts';
import type { Instant } from '#domain/time.ts';
import { now } from './clock.ts';
import { completeErased, completeOrder } from './complete-order.ts';
import { contextNow } from './decide.ts';
import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { findRecords } from './dynamo-record-store.ts';
import { enrichAgain } from './enrich-order.ts';
import { type ChosenMapping, mappingFor } from './mapping-library.ts';
import { meaningDocuments } from './meaning-documents.ts';
import { metaModelFor } from './meta-model-library.ts';
import { observeFailure, observeReading } from './observe-channel.ts';
import { outsideConflicts } from './outside-conflicts.ts';
import { endOverdueRequests } from './record-request.ts';
import { watchMetaModelTrials, watchSetTrial, watchTrial } from './trial-watch.ts';
import { watchMeaning } from './watch-meaning.ts';

const orders = dynamoOrderStore();
/** As many as pushes of one order can meet in one second. */
const TRIES = 6;

/** Whether a push changed its order, and which that is. */
export type Recorded = { readonly outcome: 'APPLIED' | 'STALE'; readonly orderId: OrderId };

export type OrderReading = {
  /** When the platform was asked: requests that had approved themselves by then are answered by what it shows. */
  readonly readAt: Instant;
  /** Read it by the mapping released now instead of the one that decided about the order before. */
  readonly repin: boolean;
};

/** Takes what a platform says an order is into the order, which is placed if it is new. */
export const recordOrder = async (
  push: InboxPush,
  payload: unknown,
  { readAt, repin }: OrderReading,
): Promise<Recorded> => {
  const { order, outcome } = await takeOrder(push, payload, { readAt, repin });
  await endOverdueRequests(push, order, readAt);
  return { outcome, orderId: order.orderId };
};

const versionIn = (pinned: Order['pinned'] | null, channel: string): number | null => {
  const version = pinned?.[`mapping/${channel}`];
  return version === undefined ? null : Number(version);
};

/** Reads by the mapping that decides about the order; a payload that is none is noted for the channel's check-up. */
const readByMapping = async (chosen: ChosenMapping, push: InboxPush, payload: unknown): Promise<Normalized> => {
  try {
    return await watchTrial(chosen, payload, { shopId: push.shopId, receivedAt: push.receivedAt });
  } catch (error) {
    observeFailure(chosen, payload, error);
    throw error;
  }
};

const knownOrder = async (channel: string, channelOrderId: string | null): Promise<Order | null> =>
  channelOrderId === null ? null : ((await orders.findByChannelOrder(channel, channelOrderId))?.order ?? null);

/** Of an order whose buyer was erased, platforms go on to tell: what they do not know is not taken in again, nor kept raw. */
const takePerson = async (described: DescribedOrder, known: Order | null): Promise<ChannelOrder> => {
  if (known?.erasedAt === undefined) return completeOrder(described, now());
  await dynamoInboxStore.erase(known.channel, known.channelOrderId);
  return completeErased(described, known);
};

type Taken = { readonly outcome: Recorded['outcome']; readonly order: Order };

/** What the payload says, by the documents that decide about its order, and what second sources know of it. */
type Read = Timely & {
  readonly extension: Extension;
  /** Notes what the payload was like, and what became of its order by these events. */
  readonly observe: (events: readonly BusEvent[]) => void;
};

const readPayload = async (push: InboxPush, payload: unknown, { readAt, repin }: OrderReading): Promise<Read> => {
  const { channel } = push;
  const { color } = push.event.detail;
  const key = `${channel}#${push.channelOrderId ?? push.dedupeKey}`;
  const before = await knownOrder(channel, push.channelOrderId);
  const pinned = repin ? null : (before?.pinned ?? null);
  const [chosen, meta] = await Promise.all([
    mappingFor(channel, { color, key, pinned: versionIn(pinned, channel) }),
    metaModelFor(channel, { color, key, pinned }),
  ]);
  const mapped = await readByMapping(chosen, push, payload);
  const completed = await takePerson(await watchSetTrial(mapped, meta.chosenSet), before);
  const records = await findRecords(meta.packs, factsOf(completed));
  await watchMetaModelTrials(completed, { meta, records });
  const observe = (events: readonly BusEvent[]): void => observeReading(chosen, payload, mapped, events);
  return { ...withoutFuture(completed, readAt), extension: { meta, records }, observe };
};

/** Decides about the order as it is known now; null when the word was no news. */
const decide = async (
  push: InboxPush,
  { order, conflicts, extension }: Read,
  known: OrderRecord | null,
  repin: boolean,
) => {
  const { id: pushEventId, color } = push.event.detail;
  const about = { color, key: `${order.channel}#${order.channelOrderId}` };
  const chosen = await meaningDocuments({ ...about, pinned: repin ? {} : (known?.order.pinned ?? {}) });
  const { found, learn } = await outsideConflicts(order, known?.order ?? null);
  const said = {
    channelOrder: order,
    pushEventId,
    traceId: push.traceId,
    color,
    found: [...conflicts, ...found],
    extension,
  };
  const recorded = (documents: MeaningDocuments) =>
    recordChannelOrder({ ...said, documents }, known?.order ?? null, contextNow(pushEventId), known?.legs);
  const change = recorded(chosen.documents);
  if ('kind' in change) return null;
  return { change, afterwards: () => Promise.all([learn(), watchMeaning(chosen, change.order, recorded)]) };
};

const takeOrder = async (push: InboxPush, payload: unknown, reading: OrderReading): Promise<Taken> => {
  const read = await readPayload(push, payload, reading);
  const { channel, channelOrderId } = read.order;
  for (let attempt = 1; ; attempt += 1) {
    const known = await orders.findByChannelOrder(channel, channelOrderId);
    const decided = await decide(push, read, known, reading.repin);
    if (!decided) {
      read.observe([]);
      return { outcome: 'STALE', order: known?.order as Order };
    }
    try {
      await orders.commit({ before: known?.order ?? null, ...decided.change });
      await decided.afterwards();
      read.observe(decided.change.events);
      await enrichAgain(known?.order ?? null, decided.change.order, read.extension);
      return { outcome: 'APPLIED', order: decided.change.order };
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
    }
  }
};
