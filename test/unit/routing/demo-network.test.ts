import { readNetworkCsv } from '#domain/routing/network-csv.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { proposePlans } from '#domain/routing/propose-plans.ts';
import { PROVINCES } from '#domain/routing/provinces.ts';
import { stockViewOf } from '#domain/routing/stock-view.ts';
import { networkCsvOf } from '#domain/routing/write-network-csv.ts';
import { demoNetwork, roadKm } from '../../../bin/demo-network.ts';
import { anOrder, planIds } from '../../fixtures/routing/small-network.ts';

const { stock, ...network } = demoNetwork();
const prepared = prepareNetwork(network);
const view = stockViewOf(stock);

describe('the demonstration network', () => {
  it('is the same every time', () => {
    expect(JSON.stringify(demoNetwork())).toBe(JSON.stringify({ ...network, stock }));
  });

  it('has the capital of every mainland province', () => {
    const codes = network.regions.map(({ region }) => region);
    expect(codes).toEqual(expect.arrayContaining(PROVINCES.map(({ code }) => `${code}0100`)));
  });

  it('passes every check of the CSV form', () => {
    const read = readNetworkCsv(networkCsvOf(network, stock));
    expect(networkCsvOf(read.network, read.stock)).toEqual(networkCsvOf(network, stock));
  });

  it('has warehouses, hubs, bonded warehouses, ports and stores', () => {
    const counts = Object.groupBy(network.nodes, ({ kind }) => kind);
    expect(counts.WAREHOUSE?.length).toBeGreaterThanOrEqual(30);
    expect([counts.HUB?.length, counts.BONDED?.length, counts.PORT?.length]).toEqual([6, 2, 2]);
    expect(counts.STORE?.length).toBeGreaterThan(2);
  });

  it('keeps every SKU somewhere it may be kept', () => {
    for (const { sku, tags } of network.skus) {
      const places = [...view.availableAt(sku).keys()].map((id) => network.nodes.find(({ node }) => node === id));
      expect(places.length).toBeGreaterThan(1);
      for (const place of places) expect(place?.tags).toEqual(expect.arrayContaining(tags));
    }
  });

  it('knows how far Beijing is from Shanghai by road', () => {
    const at = (code: string) => prepared.regions.get(code) ?? { lat: 0, lon: 0 };
    // 1,068 km great circle; about 1,210 to 1,320 by road.
    expect(roadKm(at('110100'), at('310100'))).toBeGreaterThan(1200);
    expect(roadKm(at('110100'), at('310100'))).toBeLessThan(1340);
  });

  it('serves an ordinary SKU everywhere within four days', () => {
    for (const { region } of network.regions) {
      const request = anOrder([{ sku: 'OL-TEA-001', quantity: 1 }], { region, deadlineHours: 96 });
      const answer = proposePlans(request, prepared, view, planIds());
      expect('plans' in answer ? answer.plans[0]?.recommended : answer).toBe(true);
    }
  });
});
