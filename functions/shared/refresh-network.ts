import { happened } from '#domain/event.ts';
import { NetworkRefreshed } from '#domain/routing/events.ts';
import { reachSummary } from '#domain/routing/reach.ts';
import { refreshNetwork } from '#domain/routing/refreshed-network.ts';
import { stands } from '#domain/routing/signal.ts';
import { networkUnder } from '#domain/routing/signalled-network.ts';
import type { Instant } from '#domain/time.ts';
import type { RefreshView } from '#domain/workbench/network-routes-view.ts';
import { nextUlid } from './clock.ts';
import { dynamoSignalStore } from './dynamo-signal-store.ts';
import { currentStatistics } from './lane-statistics-store.ts';
import { learntNetwork, networkVersion } from './network-snapshot.ts';
import { textOf } from './planning-network.ts';
import { publishRoutes, routesVersion } from './route-store.ts';

/**
 * Works out the whole network anew if anything about it changed since: a release, its lanes' statistics, a signal that came or ended.
 * Asked at the same time twice, one of both counts.
 * @returns null when nothing changed
 */
export const refreshIfChanged = async (now: Instant): Promise<RefreshView | null> => {
  const [network, learnt, standing, before] = await Promise.all([
    networkVersion(),
    currentStatistics(),
    dynamoSignalStore.standing(),
    routesVersion(),
  ]);
  const statistics = learnt?.version ?? null;
  const signals = textOf(standing, now);
  const of = `${network} ${statistics ?? ''} ${signals}`;
  if (before?.of === of) return null;
  const started = performance.now();
  const { network: changed, closed } = networkUnder(await learntNetwork(network, statistics), standing, now);
  const refreshed = refreshNetwork(changed, closed);
  const row = {
    version: now.replaceAll(/[-:.]/g, ''),
    refreshedAt: now,
    network,
    statistics,
    signals: standing.filter((signal) => stands(signal, now)).length,
    nodes: refreshed.book.graph.nodes.length,
    lanes: refreshed.book.graph.to.length,
    tookMs: Math.round(performance.now() - started),
  };
  const { refreshedAt: _at, ...facts } = row;
  const told = happened(
    NetworkRefreshed,
    { at: now, orderId: null, causedBy: null, traceId: nextUlid(), color: 'default' },
    { ...facts, reach: reachSummary(refreshed.reach) },
    nextUlid,
  );
  return (await publishRoutes(refreshed, { ...row, of }, told, before?.version ?? null)) ? row : null;
};
