import type { Channel, Fetched } from '#domain/channel/channel.ts';
import { channelById } from '#domain/channel/channels.ts';
import { isHistory } from '#domain/channel/history-request.ts';
import type { InboxPush, Settlement } from '#domain/channel/inbox-store.ts';
import type { WarehouseReport } from '#domain/fulfillment/warehouse-report.ts';
import { VersionConflict } from '#domain/order/order-store.ts';
import { plusSeconds, secondsBetween } from '#domain/time.ts';
import { AwsRefusal } from './aws.ts';
import { channelAccount } from './channel-secret.ts';
import { now } from './clock.ts';
import { TransactionBusy, TransactionRefused } from './dynamo.ts';
import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { importHistory } from './import-history.ts';
import { about, count, logger } from './observability.ts';
import { keepObservations, observeSettlement } from './observe-channel.ts';
import { fetchOrder } from './platform-client.ts';
import { recordAfterSale } from './record-after-sale.ts';
import { type Recorded, recordOrder } from './record-order.ts';
import { recordRequest } from './record-request.ts';
import { ReportTooEarly, recordWarehouseReport } from './record-warehouse-report.ts';
import { NotReleased } from './released.ts';

/** 1, 2, 4 … minutes, at most an hour apart: a platform that is down for a day is asked some thirty times. */
const LONGEST_WAIT_SECONDS = 3600;
/** Asked again for a day and a half; then it is FAILED, visible and replayable. */
const MOST_ATTEMPTS = 40;
/** An order may be pushed a moment before the platform's API shows it. */
const MOST_MISSING_ATTEMPTS = 3;

/** The platform did not answer, or not with an order yet. */
class AskLater extends Error {
  override name = 'AskLater';
}

/** The platform says there is no such order. */
class NoSuchOrder extends Error {
  override name = 'NoSuchOrder';
}

/**
 * What pushes read together share: one look at an order serves all of its pushes, and a platform that failed three times running is
 * left alone until the next sweep.
 */
export type Reading = {
  readonly fetched: Map<string, Promise<Fetched>>;
  readonly silent: Map<string, number>;
  /** Read by the mapping released now instead of the one that decided about the order: a replay after a cure. */
  readonly repin: boolean;
};
export const newReading = (repin = false): Reading => ({ fetched: new Map(), silent: new Map(), repin });
const SILENT_AFTER = 3;

const ask = async (channel: Channel, push: InboxPush, { fetched, silent }: Reading): Promise<Fetched> => {
  if ((silent.get(channel.id) ?? 0) >= SILENT_AFTER)
    return { kind: 'LATER', reason: `${channel.id} order API is not answering` };
  const { channelOrderId, shopId } = push;
  const key = `${channel.id}#${channelOrderId}`;
  const known = fetched.get(key);
  if (known) return known;
  const asked = channelAccount(channel.id).then((account) =>
    fetchOrder(channel, account, { channelOrderId: channelOrderId ?? '', shopId, at: now() }),
  );
  fetched.set(key, asked);
  const answer = await asked;
  silent.set(channel.id, answer.kind === 'LATER' ? (silent.get(channel.id) ?? 0) + 1 : 0);
  return answer;
};

/** The order as the push carries it or the platform shows it; null when the push is about no order. */
const payloadOf = async (push: InboxPush, reading: Reading): Promise<unknown> => {
  const channel = channelById(push.channel);
  const carried = channel.orderIn(push);
  if (carried !== undefined) return carried;
  if (push.channelOrderId === null || channel.orderRequest === null) return null;
  const { settlesAfterSeconds = 0 } = channel.orderRequest;
  if (secondsBetween(push.receivedAt, now()) < settlesAfterSeconds)
    throw new AskLater(
      `${channel.id} order API may still show what was before the push: asked ${settlesAfterSeconds} s after it`,
    );
  const answer = await ask(channel, push, reading);
  switch (answer.kind) {
    case 'ORDER':
      return answer.payload;
    case 'LATER':
      throw new AskLater(answer.reason);
    case 'MISSING':
      throw new NoSuchOrder(answer.reason);
  }
};

const together = (parts: readonly (Recorded | null)[]): Recorded | null =>
  parts.find((part) => part?.outcome === 'APPLIED') ?? parts.find((part) => part !== null) ?? null;

/** What a push says besides what its order is: takes it in, or null while the order is not known. */
type TakeWord = () => Promise<Recorded | null>;

const wordIn = (push: InboxPush): TakeWord | null => {
  const channel = channelById(push.channel);
  const afterSale = channel.afterSaleIn?.(push) ?? null;
  if (afterSale) return () => recordAfterSale(push, afterSale);
  const request = channel.requestIn?.(push, push.receivedAt) ?? null;
  return request && (() => recordRequest(push, request));
};

/**
 * A message about money or goods that go back, or a request that approves itself. It is taken at once where the order is known, so
 * that the order stops even while the platform's API is down; then the order itself is read, as with any push.
 */
const readWithWord = async (push: InboxPush, take: TakeWord, reading: Reading): Promise<Recorded> => {
  const early = await take();
  const readAt = now();
  const payload = await payloadOf(push, reading).catch((error: unknown) => {
    // Platforms forget orders that were paid back: what the message says stands.
    if (early && error instanceof NoSuchOrder) return null;
    throw error;
  });
  const order = payload === null ? null : await recordOrder(push, payload, { readAt, repin: reading.repin });
  const recorded = together([early ?? (await take()), order]);
  if (recorded) return recorded;
  throw new AskLater(`order ${push.channelOrderId} that the message is about is not known yet`);
};

const readOrder = async (push: InboxPush, reading: Reading): Promise<Settlement> => {
  const readAt = now();
  const payload = await payloadOf(push, reading);
  return payload === null ? { outcome: 'IGNORED' } : recordOrder(push, payload, { readAt, repin: reading.repin });
};

/** The one refusal of a table that is about what was written, such as an item over 400 KB. */
const REFUSED_FOR_GOOD = 'ValidationException';

/** Trouble outside the push: worth trying again unchanged. */
const isPassing = (error: unknown): boolean =>
  error instanceof AskLater ||
  error instanceof VersionConflict ||
  error instanceof TransactionRefused ||
  error instanceof TransactionBusy ||
  error instanceof NotReleased ||
  error instanceof ReportTooEarly ||
  (error instanceof AwsRefusal && error.name !== REFUSED_FOR_GOOD) ||
  (error instanceof TypeError && error.message === 'fetch failed');

const settlementOf = (push: InboxPush, error: unknown): Settlement => {
  const { name, message } = error as Error;
  const attempts = push.attempts + 1;
  const passing = error instanceof NoSuchOrder ? attempts < MOST_MISSING_ATTEMPTS : isPassing(error);
  const told = `${name}: ${message}`;
  if (!passing || attempts >= MOST_ATTEMPTS) return { outcome: 'FAILED', error: told };
  const wait = Math.min(LONGEST_WAIT_SECONDS, 60 * 2 ** (attempts - 1)) - 30;
  return { outcome: 'WAITING', error: told, notBefore: plusSeconds(now(), wait) };
};

/** What a warehouse says about a leg of ours. */
const readReport = async (report: WarehouseReport): Promise<Settlement> => {
  if (report.reports.length === 0) return { outcome: 'IGNORED' };
  const { orderId, isNew } = await recordWarehouseReport(report);
  return { outcome: isNew ? 'APPLIED' : 'STALE', orderId };
};

const read = async (push: InboxPush, reading: Reading): Promise<Settlement> => {
  try {
    if (isHistory(push)) return await importHistory(push);
    const report = channelById(push.channel).reportIn?.(push, push.receivedAt) ?? null;
    if (report) return await readReport(report);
    const take = wordIn(push);
    return take ? await readWithWord(push, take, reading) : await readOrder(push, reading);
  } catch (error) {
    const settlement = settlementOf(push, error);
    logger.warn('push not read', {
      ...about({ channel: push.channel, traceId: push.traceId }),
      channelOrderId: push.channelOrderId,
      outcome: settlement.outcome,
      error: error as Error,
    });
    return settlement;
  }
};

/** A replay that finds nothing new does not take back that the push changed its order once. */
const lasting = (push: InboxPush, settlement: Settlement): Settlement =>
  push.outcome === 'APPLIED' && settlement.outcome === 'STALE' ? { ...settlement, outcome: 'APPLIED' } : settlement;

/**
 * Reads one kept push into its order and notes what became of it. A push that cannot be read is set aside with its error, so that
 * it stops no other.
 * @throws when not even that can be noted; the caller's batch comes back
 */
export const normalize = async (push: InboxPush, reading: Reading): Promise<Settlement> => {
  const settlement = lasting(push, await read(push, reading));
  await dynamoInboxStore.settle(push, settlement);
  observeSettlement(push, settlement);
  count(`Push${settlement.outcome}`, { channel: push.channel });
  logger.info('push read', {
    ...about({ channel: push.channel, traceId: push.traceId, orderId: settlement.orderId ?? null }),
    topic: push.topic,
    channelOrderId: push.channelOrderId,
    outcome: settlement.outcome,
  });
  return settlement;
};

/** Orders read at a time; pushes of one order one after another, so that they do not race each other. */
const AT_A_TIME = 8;

const byOrder = (pushes: readonly InboxPush[]): InboxPush[][] => {
  const groups = Map.groupBy(
    pushes,
    ({ channel, channelOrderId, dedupeKey }) => `${channel}#${channelOrderId ?? dedupeKey}`,
  );
  return [...groups.values()];
};

/** @returns the outcomes, in no particular order */
export const normalizeAll = async (pushes: readonly InboxPush[], reading = newReading()): Promise<Settlement[]> => {
  const waiting = byOrder(pushes);
  const settled: Settlement[] = [];
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group; group = waiting.shift())
      for (const push of group) settled.push(await normalize(push, reading));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  await keepObservations();
  return settled;
};
