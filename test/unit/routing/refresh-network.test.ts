import { jest } from '@jest/globals';
import { fromEpochMillis, plusHours } from '#domain/time.ts';
import { routesView } from '#domain/workbench/network-routes-view.ts';
import { aLane, aNetwork, aNode, aSku } from '../../fixtures/routing/small-network.ts';
import { planningTables } from '../../support/planning-tables.ts';

const NETWORK = aNetwork(
  [aNode('EAST'), aNode('HUB', { kind: 'HUB' }), aNode('WEST')],
  [
    aLane('EAST-HUB', 'EAST', { to: 'HUB', firstCost: 1 }),
    aLane('HUB-WEST', 'HUB', { to: 'WEST', firstCost: 1 }),
    aLane('STRAIGHT', 'EAST', { to: 'WEST', firstCost: 20 }),
    aLane('LAST', 'WEST', { mu: 2, sigma: 0.2 }),
  ],
  [aSku('CUP')],
);
const tables = planningTables(jest, NETWORK, () => ({}));
const { refreshIfChanged } = await import('#shared/refresh-network.ts');
const { currentRoutes } = await import('#shared/route-store.ts');

const START = fromEpochMillis(Date.now());
const closure = {
  kind: 'CLOSURE' as const,
  node: 'HUB',
  open: false,
  reason: 'flood',
  at: START,
  until: plusHours(START, 2),
  source: 'test',
};
const cheapest = async () => {
  const known = await currentRoutes();
  if (!known) throw new Error('the network was worked out');
  const { ways } = routesView(known.row, known.refreshed, { from: 'EAST', to: 'WEST' });
  return ways?.cheapest?.hops.map(({ lane }) => lane);
};
const told = () =>
  tables
    .rows('NETWORK_TABLE', 'SIGNALS')
    .flatMap(({ event }) => (typeof event === 'string' ? [JSON.parse(event)] : []))
    .filter(({ type }) => type === 'NetworkRefreshed');
/** A pointer is read again after a second. */
const pointerRead = () => new Promise((resolve) => setTimeout(resolve, 1_050));

describe('the network as a whole', () => {
  it('is worked out when something about it changed, kept under a version, and told; else nothing is done', async () => {
    expect(await refreshIfChanged(START)).toMatchObject({ network: 'n1', signals: 0, nodes: 3, lanes: 3 });
    expect(await refreshIfChanged(plusHours(START, 1))).toBeNull();
    expect(await cheapest()).toEqual(['EAST-HUB', 'HUB-WEST']);
    expect(told().map(({ detail }) => detail.data.reach)).toEqual([
      expect.arrayContaining([{ withinHours: 48, regions: 1 }]),
    ]);
  });

  it('follows signals as they come and as they end', async () => {
    tables.give('NETWORK_TABLE', { pk: 'SIGNALS', sk: 'SIGNAL#CLOSURE#node#HUB', signal: closure });
    expect(await refreshIfChanged(plusHours(START, 1))).toMatchObject({ signals: 1 });
    await pointerRead();
    expect(await cheapest()).toEqual(['STRAIGHT']);
    expect(await refreshIfChanged(plusHours(START, 3))).toMatchObject({ signals: 0 });
    await pointerRead();
    expect(await cheapest()).toEqual(['EAST-HUB', 'HUB-WEST']);
    expect(told()).toHaveLength(3);
  });
});
