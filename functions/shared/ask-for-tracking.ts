import { isLegEnded, type Waybill } from '#domain/fulfillment/leg.ts';
import { readTracking } from '#domain/fulfillment/receive-tracking.ts';
import {
  type AskedWaybill,
  askedInVain,
  firstAsked,
  nextAsked,
  QueryAccount,
  TRACKING_QUERIES,
  type TrackingQuery,
} from '#domain/fulfillment/tracking-query.ts';
import { carrierSource } from './carrier-sources.ts';
import { now } from './clock.ts';
import { askLater, beginAsking, dueBy } from './dynamo-asked-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { keepTracking } from './dynamo-tracking-inbox.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { callPlatform } from './platform-call.ts';
import { recordTracking } from './record-tracking.ts';
import { secret } from './secrets.ts';

const orders = dynamoOrderStore();

const accountOf = async ({ id }: TrackingQuery): Promise<QueryAccount> =>
  QueryAccount.parse(await secret(`orderloom/carriers/${id}/query`));

/** A leg got a waybill: it is asked for from now on wherever its carrier answers questions. */
export const askForWaybill = async (waybill: Waybill): Promise<void> => {
  for (const query of TRACKING_QUERIES) {
    const { endpoint, carriers } = await accountOf(query);
    if (endpoint !== '' && carriers.includes(waybill.carrier)) await beginAsking(firstAsked(query.id, waybill, now()));
  }
};

/** Whether anybody still wants to know. */
const isOpen = async ({ carrier, number }: AskedWaybill): Promise<boolean> => {
  const legId = await orders.findWaybill(carrier, number);
  const orderId = legId && (await orders.findLeg(legId));
  if (!orderId) return false;
  const leg = (await orders.get(orderId)).legs.find((each) => each.legId === legId);
  return leg !== undefined && (leg.state === null || !isLegEnded(leg.state));
};

/** Read and recorded as a push of the same source would be; what cannot be read is kept. */
const takeIn = async (source: string, body: string): Promise<void> => {
  const known = carrierSource(source);
  if (!known) return;
  const { trackings, unreadable } = readTracking(known.carrier, body);
  for (const tracking of trackings) await recordTracking(source, tracking, known.tables);
  const complaints = [...unreadable, ...trackings.flatMap((tracking) => tracking.unreadable)];
  if (complaints.length === 0) return;
  const outcome = trackings.length > 0 ? 'TRACKING_PARTLY_READ' : 'TRACKING_UNREADABLE';
  await keepTracking({ carrier: source, number: null, outcome, error: complaints.join('; '), body, receivedAt: now() });
};

type Asked = { readonly state: 'TOLD' | 'NOTHING' | 'BUSY'; readonly digest: string | null };

const ask = async ({ id, path }: TrackingQuery, account: QueryAccount, { number }: AskedWaybill): Promise<Asked> => {
  const request = { method: 'GET' as const, path: path(number), headers: account.headers, body: '' };
  const { status, body } = await callPlatform(account.endpoint, request);
  if (status === 429 || status >= 500) return { state: 'BUSY', digest: null };
  if (status !== 200) {
    logger.warn('tracking not told', { carrier: id, status });
    return { state: 'NOTHING', digest: null };
  }
  const digest = nodeCrypto.sha256Hex(Buffer.from(body));
  await takeIn(id, body);
  return { state: 'TOLD', digest };
};

/** One waybill, put off before it is asked for: a crash in between costs one answer, not the questions after it. */
const turn = async (query: TrackingQuery, account: QueryAccount, due: AskedWaybill): Promise<Asked['state']> => {
  const later = (await isOpen(due)) ? nextAsked(due, null, now()) : null;
  if (!(await askLater(due, later)) || !later) return 'NOTHING';
  const { state, digest } = await ask(query, account, due);
  if (state === 'BUSY') await askLater(later, askedInVain(due, now()));
  const told = digest !== null && digest !== due.digest && nextAsked(due, digest, now());
  if (told) await askLater(later, told);
  return state;
};

/** Asks a source for what is due, no more than it allows in a minute; one that is busy is left alone for this minute. @returns how many it was asked for */
export const askForTracking = async (query: TrackingQuery): Promise<number> => {
  const account = await accountOf(query);
  if (account.endpoint === '') return 0;
  const due = await dueBy(query.id, now(), account.perMinute);
  for (const [index, each] of due.entries()) {
    try {
      if ((await turn(query, account, each)) === 'BUSY') {
        count('TrackingBusy', { carrier: query.id });
        return index + 1;
      }
    } catch (error) {
      logger.error('tracking not asked for', { carrier: query.id, error: error as Error });
    }
  }
  return due.length;
};
