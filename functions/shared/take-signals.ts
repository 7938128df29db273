import { happened } from '#domain/event.ts';
import { StockRefused } from '#domain/fulfillment/move-stock.ts';
import { NetworkSignalled } from '#domain/routing/events.ts';
import { type NetworkSignal, subjectOf } from '#domain/routing/signal.ts';
import { SignalConflict } from '#domain/routing/signal-store.ts';
import { unknownIn } from '#domain/routing/signalled-network.ts';
import { Problem } from './api.ts';
import { nextUlid, now } from './clock.ts';
import { dynamoSignalStore } from './dynamo-signal-store.ts';
import { currentNetwork } from './network-snapshot.ts';

const network = currentNetwork((released) => released);

const TRIES = 5;
/** A count is two rows, its balance and its movement: with their event they fit one transaction. */
const AT_ONCE = 40;

/** @throws Problem 422 naming the first signal that speaks of something the network does not have */
const refuseUnknown = async (signals: readonly NetworkSignal[]): Promise<void> => {
  const known = await network();
  signals.forEach((signal, index) => {
    const unknown = unknownIn(signal, known);
    if (!unknown) return;
    const { field, value } = unknown;
    throw new Problem(
      422,
      'Unprocessable Content',
      `signals.${index}.${field}: the network has no ${field} ${value}; use one of its own, or seed a network that has it`,
    );
  });
};

const keepNews = async (signals: readonly NetworkSignal[], by: string): Promise<readonly NetworkSignal[]> => {
  for (let attempt = 1; ; attempt += 1) {
    const news = await dynamoSignalStore.news(signals);
    if (news.length === 0) return news;
    const occasion = { at: now(), orderId: null, causedBy: null, traceId: nextUlid(), color: 'default' };
    try {
      await dynamoSignalStore.keep(news, happened(NetworkSignalled, occasion, { by, signals: [...news] }, nextUlid));
      return news;
    } catch (error) {
      if (error instanceof StockRefused) throw new Problem(422, 'Unprocessable Content', `signals: ${error.message}`);
      if (!(error instanceof SignalConflict) || attempt === TRIES) throw error;
    }
  }
};

/**
 * Takes what is said about the network, if nothing later is known. Said twice, or in another order, it ends the same.
 * @returns for each signal whether it was news
 * @throws Problem 422
 */
export const takeSignals = async (
  signals: readonly NetworkSignal[],
  by: string,
): Promise<{ readonly subject: string; readonly outcome: 'APPLIED' | 'STALE' }[]> => {
  await refuseUnknown(signals);
  const news = new Set<NetworkSignal>();
  for (let start = 0; start < signals.length; start += AT_ONCE)
    for (const each of await keepNews(signals.slice(start, start + AT_ONCE), by)) news.add(each);
  return signals.map((signal) => ({ subject: subjectOf(signal), outcome: news.has(signal) ? 'APPLIED' : 'STALE' }));
};
