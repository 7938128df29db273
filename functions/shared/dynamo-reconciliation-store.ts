import type { ReconciliationStore } from '#domain/channel/reconciliation-store.ts';
import type { BusEvent } from '#domain/event.ts';
import { plusHours, toEpochMillis } from '#domain/time.ts';
import { getItem, type Item, putItem } from './dynamo.ts';
import { env } from './env.ts';
import { findingKey, summaryKey } from './inbox-keys.ts';

/** As long as pushes are kept. */
const KEPT_HOURS = 90 * 24;

/** The table's stream carries a row's event to the bus. */
const rowOf = (event: BusEvent): Item => ({
  entity: event.type,
  event: JSON.stringify(event),
  ttl: Math.floor(toEpochMillis(plusHours(event.detail.at, KEPT_HOURS)) / 1000),
});

const tell: ReconciliationStore['tell'] = async (key, event) => {
  const table = env('INBOX_TABLE');
  const row = { ...findingKey(key), ...rowOf(event) };
  if (await putItem(table, row, { condition: 'attribute_not_exists(pk)' }))
    return { eventId: event.detail.id, isNew: true };
  const told = await getItem<{ event: string }>(table, findingKey(key));
  return { eventId: told ? (JSON.parse(told.event) as BusEvent).detail.id : event.detail.id, isNew: false };
};

export const dynamoReconciliationStore: ReconciliationStore = {
  tell,
  summarise: async ({ channel, shopId }, event) => {
    await putItem(env('INBOX_TABLE'), { ...summaryKey(channel, shopId, event.detail.at), ...rowOf(event) });
  },
};
