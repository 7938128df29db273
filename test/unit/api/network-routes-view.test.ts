import { deserialize, serialize } from 'node:v8';
import { describe, expect, test } from '@jest/globals';
import { type RefreshedNetwork, refreshNetwork } from '#domain/routing/refreshed-network.ts';
import { fromIso } from '#domain/time.ts';
import { routesView, UnknownPlace } from '#domain/workbench/network-routes-view.ts';
import { aLane, aNetwork, aNode } from '../../fixtures/routing/small-network.ts';

const NETWORK = aNetwork(
  [aNode('EAST'), aNode('HUB', { kind: 'HUB' }), aNode('WEST')],
  [
    aLane('EAST-HUB', 'EAST', { to: 'HUB', firstCost: 1, perKgCost: 0, mu: 1 }),
    aLane('HUB-WEST', 'HUB', { to: 'WEST', firstCost: 1, perKgCost: 0, mu: 1, mode: 'RAIL' }),
    aLane('FLIGHT', 'EAST', { to: 'WEST', firstCost: 20, perKgCost: 0, mu: 0.5, shiftHours: 1, mode: 'AIR' }),
    aLane('LAST', 'WEST', { sigma: 0.1 }),
  ],
  [],
);
const REFRESH = {
  version: '1',
  refreshedAt: fromIso('2026-03-02T02:00:00Z'),
  network: 'n1',
  statistics: null,
  signals: 0,
  nodes: 3,
  lanes: 3,
  tookMs: 1,
};
const lanesOf = (way: { readonly hops: readonly { readonly lane: string }[] } | null | undefined) =>
  way?.hops.map(({ lane }) => lane);

describe('the network as it was worked out', () => {
  // As it is kept: written and read again.
  const refreshed = deserialize(serialize(refreshNetwork(NETWORK))) as RefreshedNetwork;

  test('tells the best ways between two nodes by every criterion, and those that nothing beats', () => {
    const { ways } = routesView(REFRESH, refreshed, { from: 'EAST', to: 'WEST' });
    expect(lanesOf(ways?.cheapest)).toEqual(['EAST-HUB', 'HUB-WEST']);
    expect(lanesOf(ways?.fastest)).toEqual(['FLIGHT']);
    expect(ways?.efficient.map(lanesOf)).toEqual([['EAST-HUB', 'HUB-WEST'], ['FLIGHT']]);
    expect(ways?.cheapest).toMatchObject({ cost: 2 });
    expect(routesView(REFRESH, refreshed, { from: 'WEST', to: 'EAST' }).ways?.cheapest).toBeNull();
  });

  test('tells what can be promised, and the surest way into a region', () => {
    const { reach, region } = routesView(REFRESH, refreshed, { region: 'HOME' });
    expect(reach).toContainEqual({ withinHours: 72, regions: 1 });
    expect(region?.ways.at(-1)).toMatchObject({ node: 'WEST', lane: 'LAST' });
  });

  test('has no way over a node that takes nothing', () => {
    const closed = refreshNetwork(NETWORK, new Set(['HUB']));
    const { ways } = routesView(REFRESH, closed, { from: 'EAST', to: 'WEST' });
    expect(ways?.efficient.map(lanesOf)).toEqual([['FLIGHT']]);
  });

  test('refuses places that it does not have, by field', () => {
    expect(() => routesView(REFRESH, refreshed, { from: 'EAST', to: 'MOON' })).toThrow(new UnknownPlace('to', 'MOON'));
    expect(() => routesView(REFRESH, refreshed, { region: 'MOON' })).toThrow(/region: the network has no region MOON/);
  });
});
