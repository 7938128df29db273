import { countingAs } from '#domain/fulfillment/move-stock.ts';
import type { StockPlace } from '#domain/fulfillment/stock-movement.ts';
import { partsAt } from '#domain/fulfillment/stock-sheet.ts';
import { type NetworkSignal, type StandingSignal, type StockSignal, subjectOf } from '#domain/routing/signal.ts';
import { SignalConflict, type SignalStore } from '#domain/routing/signal-store.ts';
import { type Instant, toEpochMillis } from '#domain/time.ts';
import { getItem, put, queryAll, type TransactItem, TransactionBusy, TransactionRefused, transact } from './dynamo.ts';
import { moved } from './dynamo-stock-book.ts';
import { sheetOf } from './dynamo-stock-sheet.ts';
import { env } from './env.ts';
import { networkEventKey, SIGNALS, signalKey, stockKey } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

/** A row is kept a day after its signal ended, so that an older word about the same cannot come back. */
const KEPT_SECONDS = 24 * 60 * 60;

type Count = { readonly countedAt?: Instant };

const countOf = (place: StockPlace): Promise<Count | null> => getItem<Count>(table(), stockKey(place));

const knownSince = async (signal: NetworkSignal): Promise<Instant | undefined> => {
  if (signal.kind === 'STOCK') return (await countOf(signal))?.countedAt;
  return (await getItem<{ signal: StandingSignal }>(table(), signalKey(subjectOf(signal))))?.signal.at;
};

const isNews = async (signal: NetworkSignal): Promise<boolean> => {
  const known = await knownSince(signal);
  return known === undefined || known < signal.at;
};

/** Reservations stand: what is available may fall below zero, and is then promised to nobody. */
const counted = async ({ sku, node, onHand, at, source }: StockSignal): Promise<TransactItem[]> => {
  const sheet = await sheetOf(sku);
  const known = new Map(partsAt(sheet, node).map((part) => [part.shard, part.onHand]));
  const changes = countingAs(sheet, node, onHand, { by: source, command: null });
  return changes.flatMap(({ mayFallShort = false, ...change }) => {
    const { shard = 0 } = change;
    const before = known.get(shard);
    const isNews = { condition: '(attribute_not_exists(countedAt) OR countedAt < :at)', set: 'countedAt = :at' };
    return moved(change, {
      mayFallShort,
      also: {
        conditions: [
          before === undefined ? 'attribute_not_exists(pk)' : 'onHand = :known',
          ...(shard === 0 ? [isNews.condition] : []),
        ],
        ...(shard === 0 ? { set: isNews.set } : {}),
        values: { ...(before === undefined ? {} : { ':known': before }), ...(shard === 0 ? { ':at': at } : {}) },
      },
    });
  });
};

const standing = (signal: StandingSignal): TransactItem =>
  put(
    table(),
    {
      ...signalKey(subjectOf(signal)),
      entity: 'SIGNAL',
      signal,
      ttl: Math.ceil(toEpochMillis(signal.until) / 1000) + KEPT_SECONDS,
    },
    {
      condition: 'attribute_not_exists(pk) OR #signal.#at < :at',
      names: { '#signal': 'signal', '#at': 'at' },
      values: { ':at': signal.at },
    },
  );

/** Of several about the same subject in one call the latest counts. */
const latest = (signals: readonly NetworkSignal[]): NetworkSignal[] => {
  const bySubject = new Map<string, NetworkSignal>();
  for (const signal of signals) {
    const known = bySubject.get(subjectOf(signal));
    if (!known || known.at < signal.at) bySubject.set(subjectOf(signal), signal);
  }
  return [...bySubject.values()];
};

/** Signals in table `network`. */
export const dynamoSignalStore: SignalStore = {
  standing: async () => {
    const rows = await queryAll<{ signal: StandingSignal }>({
      table: table(),
      where: 'pk = :pk AND begins_with(sk, :signals)',
      values: { ':pk': SIGNALS.pk, ':signals': SIGNALS.sk },
    });
    return rows.map(({ signal }) => signal);
  },
  news: async (signals) => {
    const candidates = latest(signals);
    const fresh = await Promise.all(candidates.map(isNews));
    return candidates.filter((_, index) => fresh[index]);
  },
  keep: async (news, event) => {
    const rows = await Promise.all(
      news.map((signal) => (signal.kind === 'STOCK' ? counted(signal) : [standing(signal)])),
    );
    const told = put(table(), { ...networkEventKey(event.detail.id), entity: 'EVENT', event: JSON.stringify(event) });
    try {
      await transact([...rows.flat(), told]);
    } catch (error) {
      if (error instanceof TransactionRefused || error instanceof TransactionBusy)
        throw new SignalConflict(error.message);
      throw error;
    }
  },
};
