import { decodeTime } from 'ulid';
import { type RemarkSource, readRemarks } from '#domain/channel/remarks-read.ts';
import type { RemarkReplay, RemarkReplayReport } from '#domain/channel/replay-request.ts';
import type { Order } from '#domain/order/order.ts';
import { type ReadAgain, type RemarkDifference, rereadRemarks } from '#domain/order/reread-remarks.ts';
import { fromEpochMillis, type Instant, plusSeconds } from '#domain/time.ts';
import { clearRemarksOf } from './clear-remarks.ts';
import { now } from './clock.ts';
import { contextNow, decideOn } from './decide.ts';
import { dynamoClearRemarkStore } from './dynamo-clear-remark-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { keyedDigest } from './keyed-digest.ts';
import { meaningOfKnown } from './meaning-documents.ts';

const orders = dynamoOrderStore();

const readAgain = async (order: Order): Promise<ReadAgain> => {
  const kept = await clearRemarksOf(order);
  /** What was written: in the clear where something of it is masked and the customer's record still has it. */
  const written = (source: RemarkSource): string =>
    kept.find(({ from }) => from === source)?.text ?? order.channelView.remarks[source];
  const [buyer, seller] = [written('buyer'), written('seller')];
  const { shown, reading, clear } = readRemarks({ buyer, seller }, order.placedAt);
  const { initiator, channelView } = order;
  const digests = await Promise.all(
    clear.map(async (remark) => {
      const digest = await keyedDigest(remark.text);
      await dynamoClearRemarkStore.keep(initiator.customerId, digest, remark, now());
      return [remark.from, digest] as const;
    }),
  );
  // An erased text leaves its mask, which is no text of its own: the digest goes on naming what is gone.
  const named = { ...channelView.reading?.digests, ...Object.fromEntries(digests) };
  return { shown, reading: reading && (Object.keys(named).length > 0 ? { ...reading, digests: named } : reading) };
};

/** Arrival of the last order of a page, and which it was: orders of one millisecond share a place in the index. */
const idTime = (orderId: string): Instant => fromEpochMillis(decodeTime(orderId.slice('ord_'.length)));
const BEGINNING = fromEpochMillis(0);
const INDEX_SLACK_SECONDS = 1;

const pageOf = async ({ channel, from, to, cursor, limit }: RemarkReplay): Promise<Order[]> => {
  const start = cursor ? idTime(cursor) : (from ?? BEGINNING);
  const found = await orders.arrived(channel, start, to ?? plusSeconds(now(), INDEX_SLACK_SECONDS), limit + 1);
  return found.filter(({ orderId }) => cursor === undefined || orderId > cursor).slice(0, limit);
};

const reread = async (order: Order, dryRun: boolean): Promise<RemarkDifference | null> => {
  const documents = await meaningOfKnown(order);
  if (dryRun) return rereadRemarks(order, await readAgain(order), documents, contextNow()).difference;
  let difference: RemarkDifference | null = null;
  // Read within the decision: a remark that changes meanwhile is read as it is then.
  await decideOn(orders, order.orderId, async (record, context) => {
    const result = rereadRemarks(record.order, await readAgain(record.order), documents, context, record.legs);
    difference = result.difference;
    return result.change;
  });
  return difference;
};

/** Reads the remarks of stored orders again, a page at a time; a dry run only tells what would change. */
export const replayRemarks = async (request: RemarkReplay): Promise<RemarkReplayReport> => {
  const page = await pageOf(request);
  const differences: RemarkDifference[] = [];
  for (const order of page) {
    const difference = await reread(order, request.dryRun);
    if (difference) differences.push(difference);
  }
  const last = page.at(-1);
  return {
    dryRun: request.dryRun,
    read: page.length,
    differing: differences.length,
    differences,
    until: last ? idTime(last.orderId) : null,
    cursor: last && page.length === request.limit ? last.orderId : null,
  };
};
