import { type HistoryKept, historyPush, type ImportHistory } from '#domain/channel/history-request.ts';
import { now } from './clock.ts';
import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { receivedRow } from './keep-pushes.ts';
import { historyMappingFor } from './mapping-library.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count } from './observability.ts';

const sha256Hex = (text: string): string => nodeCrypto.sha256Hex(Buffer.from(text));

/** Puts past orders into the inbox, from where they are read like messages. The same ones again change nothing. */
export const keepHistory = async (
  source: string,
  { orders: past }: ImportHistory,
  traceId: string,
): Promise<HistoryKept> => {
  await historyMappingFor(source);
  const arrival = { channel: source, receivedAt: now(), traceId };
  const rows = past.map((order) => receivedRow(arrival, historyPush(order, sha256Hex)));
  const results = await Promise.all(rows.map(dynamoInboxStore.put));
  const kept = results.filter((result) => result === 'NEW').length;
  count('HistoryImported', { channel: source }, kept);
  return { kept, known: results.length - kept };
};
