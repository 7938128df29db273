import type { Push } from '#domain/channel/channel.ts';
import { channelById } from '#domain/channel/channels.ts';
import type { InboxPush, InboxQuery, Settlement } from '#domain/channel/inbox-store.ts';
import { REPLAYABLE, type ReplayReport, type ReplayRequest } from '#domain/channel/replay-request.ts';

import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { receivedRow } from './keep-pushes.ts';
import { nodeCrypto } from './node-crypto.ts';
import { newReading, normalizeAll } from './normalize.ts';

/** The pushes a request is about, oldest first within an outcome. */
const wanted = async ({ outcome, limit, target: _target, ...narrow }: ReplayRequest): Promise<InboxPush[]> => {
  const found: InboxPush[] = [];
  for (const each of outcome ? [outcome] : REPLAYABLE) {
    if (found.length >= limit) break;
    const query: InboxQuery = { ...narrow, outcome: each, limit: limit - found.length };
    found.push(...(await dynamoInboxStore.find(query)));
  }
  return found;
};

const asPush = (kept: InboxPush, push: Push): InboxPush => ({ ...kept, ...push, error: null });

type Cured = { readonly again: readonly InboxPush[]; readonly settled: readonly Pick<Settlement, 'outcome'>[] };

/**
 * An unreadable message, tried with today's reader: itself as a push where its key stayed, new rows (read by the stream) for
 * messages found inside it.
 */
const understood = async (kept: InboxPush): Promise<Cured> => {
  const { pushes } = channelById(kept.channel).reread(kept, nodeCrypto);
  const arrival = { channel: kept.channel, receivedAt: kept.receivedAt, traceId: kept.traceId };
  const others = pushes.filter(({ dedupeKey }) => dedupeKey !== kept.dedupeKey);
  await Promise.all(others.map((push) => dynamoInboxStore.put(receivedRow(arrival, push))));
  const itself = pushes.find(({ dedupeKey }) => dedupeKey === kept.dedupeKey);
  if (itself) {
    await dynamoInboxStore.reread(asPush(kept, itself));
    return { again: [asPush(kept, itself)], settled: [] };
  }
  if (others.length === 0) return { again: [], settled: [{ outcome: 'UNREADABLE' }] };
  const settlement = { outcome: 'IGNORED', error: `read again as ${others.length} messages of their own` } as const;
  await dynamoInboxStore.settle(kept, settlement);
  return { again: [], settled: [settlement] };
};

/** Reads these pushes again. @returns how many came to what */
export const replayFound = async (found: readonly InboxPush[]): Promise<Pick<ReplayReport, 'outcomes'>> => {
  const readable = found.filter(({ outcome }) => outcome !== 'UNREADABLE');
  const cured = await Promise.all(found.filter(({ outcome }) => outcome === 'UNREADABLE').map(understood));
  const settled = await normalizeAll([...readable, ...cured.flatMap(({ again }) => again)], newReading(true));
  const outcomes: ReplayReport['outcomes'] = {};
  for (const { outcome } of [...settled, ...cured.flatMap(({ settled: done }) => done)])
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { outcomes };
};

/** Reads kept pushes again. Replaying what was applied changes nothing: old news is stale. */
export const replay = async (request: ReplayRequest): Promise<ReplayReport> => {
  const found = await wanted(request);
  return { replayed: found.length, ...(await replayFound(found)), more: found.length >= request.limit };
};
