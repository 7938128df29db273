import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { Lane, NetworkNode, StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanRequest } from '#domain/routing/plan.ts';
import { networkCsvOf } from '#domain/routing/write-network-csv.ts';
import { aLane, aLevel, aNetwork, aNode, anOrder, aSku } from '../../fixtures/routing/small-network.ts';

// The command line is a process of its own.
jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A lane that costs so much a parcel. */
const by = (lane: string, from: string, firstCost: number, given: Partial<Lane> = {}): Lane =>
  aLane(lane, from, { firstCost, mu: 2, ...given });

const NODES: NetworkNode[] = [
  aNode('CENTRAL'),
  aNode('REGIONAL'),
  aNode('NEAR'),
  aNode('PARTNER', { tags: ['THIRD_PARTY'] }),
  aNode('MAKER', { tags: ['SUPPLIER'] }),
  aNode('SHOP', { kind: 'STORE' }),
  aNode('ABROAD', { kind: 'BONDED' }),
  aNode('TERMINAL', { kind: 'RAIL_TERMINAL' }),
  aNode('STATION', { kind: 'SERVICE_STATION' }),
  aNode('EAST'),
  aNode('WEST'),
  aNode('HUB', { kind: 'HUB', consolidates: true }),
];
const TRAIN = { weekdays: [1, 3, 5], at: '20:00', zone: 'Asia/Shanghai', cutOffMinutes: 120, calendar: 'CN', slots: 1 };
/** Whatever is in the middle is dear from there: each kind of plan has something to win against. */
const LANES: Lane[] = [
  by('CENTRAL-HOME', 'CENTRAL', 50),
  by('CENTRAL-REGIONAL', 'CENTRAL', 4, { to: 'REGIONAL' }),
  by('REGIONAL-HOME', 'REGIONAL', 5),
  by('NEAR-HOME', 'NEAR', 5),
  by('PARTNER-HOME', 'PARTNER', 5),
  by('MAKER-HOME', 'MAKER', 5),
  by('SHOP-HOME', 'SHOP', 5),
  by('ABROAD-HOME', 'ABROAD', 60, { mode: 'AIR' }),
  by('ABROAD-TERMINAL', 'ABROAD', 4, { to: 'TERMINAL', mode: 'RAIL', departures: [TRAIN] }),
  by('TERMINAL-HOME', 'TERMINAL', 4),
  by('CENTRAL-STATION', 'CENTRAL', 9, { to: 'STATION' }),
  by('STATION-HOME', 'STATION', 9),
  by('EAST-HOME', 'EAST', 30),
  by('WEST-HOME', 'WEST', 30),
  by('EAST-HUB', 'EAST', 3, { to: 'HUB' }),
  by('WEST-HUB', 'WEST', 3, { to: 'HUB' }),
  by('HUB-HOME', 'HUB', 20),
];
const SKUS = [
  'DIRECT',
  'TRANSFER',
  'THIRD',
  'SUPPLIED',
  'STORED',
  'BONDED',
  'INSPECTED',
  'LEFT',
  'RIGHT',
  'ONE',
  'OTHER',
];
const WANTED = aSku('WANTED', { substitutes: [{ sku: 'LIKE-IT', penalty: 1.5 }] });
const at = (sku: string, ...nodes: string[]): StockLevel[] => nodes.map((node) => aLevel(node, sku, 9));
const STOCK = [
  ...at('DIRECT', 'CENTRAL', 'NEAR'),
  ...at('TRANSFER', 'CENTRAL'),
  ...at('THIRD', 'CENTRAL', 'PARTNER'),
  ...at('SUPPLIED', 'CENTRAL', 'MAKER'),
  ...at('STORED', 'CENTRAL', 'SHOP'),
  ...at('BONDED', 'ABROAD'),
  ...at('INSPECTED', 'CENTRAL'),
  ...at('LEFT', 'NEAR', 'CENTRAL'),
  ...at('RIGHT', 'PARTNER', 'CENTRAL'),
  ...at('ONE', 'EAST'),
  ...at('OTHER', 'WEST'),
  ...at('WANTED', 'CENTRAL'),
  ...at('LIKE-IT', 'NEAR'),
];

const order = (orderId: string, skus: readonly string[], constraints: PlanRequest['constraints'] = []): PlanRequest =>
  anOrder(
    skus.map((sku) => ({ sku, quantity: 1 })),
    { orderId, placedAt: '2026-02-16T09:00:00+08:00', deadlineHours: 240, constraints },
  );
const ORDERS = [
  order('direct', ['DIRECT']),
  order('transfer', ['TRANSFER']),
  order('third party', ['THIRD']),
  order('supplier', ['SUPPLIED']),
  order('store', ['STORED']),
  order('intermodal', ['BONDED']),
  order('inspected', ['INSPECTED'], [{ type: 'PRE_INSPECTION', value: true }]),
  order('parallel', ['LEFT', 'RIGHT']),
  order('consolidated', ['ONE', 'OTHER']),
  order('substitute', ['WANTED'], [{ type: 'SUBSTITUTES_ALLOWED', value: 1.5 }]),
  order('no substitute', ['WANTED'], [{ type: 'SUBSTITUTES_ALLOWED', value: 1 }]),
];

const EXPECTED: Readonly<Record<string, { strategies: string[]; nodes: string[] }>> = {
  direct: { strategies: ['DIRECT'], nodes: ['NEAR'] },
  transfer: { strategies: ['TRANSFER'], nodes: ['CENTRAL'] },
  'third party': { strategies: ['DIRECT', 'THIRD_PARTY'], nodes: ['PARTNER'] },
  supplier: { strategies: ['DIRECT', 'DROP_SHIP'], nodes: ['MAKER'] },
  store: { strategies: ['DIRECT', 'STORE'], nodes: ['SHOP'] },
  intermodal: { strategies: ['TRANSFER', 'INTERMODAL', 'BONDED'], nodes: ['ABROAD'] },
  inspected: { strategies: ['TRANSFER', 'PRE_INSPECTION'], nodes: ['CENTRAL'] },
  parallel: { strategies: ['PARALLEL', 'THIRD_PARTY'], nodes: ['NEAR', 'PARTNER'] },
  consolidated: { strategies: ['TRANSFER', 'PARALLEL', 'CONSOLIDATION'], nodes: ['EAST', 'WEST'] },
  substitute: { strategies: ['DIRECT', 'SUBSTITUTE'], nodes: ['NEAR'] },
  'no substitute': { strategies: ['TRANSFER'], nodes: ['CENTRAL'] },
};

describe('every kind of plan, by the command line on a directory', () => {
  const plans = new Map<string, Plan>();

  beforeAll(() => {
    const directory = mkdtempSync(join(tmpdir(), 'strategies-'));
    const network = aNetwork(NODES, LANES, [...SKUS.map((sku) => aSku(sku)), WANTED, aSku('LIKE-IT')]);
    const withHolidays = { ...network, holidays: { CN: ['2026-02-16', '2026-02-18'] } };
    for (const [file, text] of Object.entries(networkCsvOf(withHolidays, STOCK)))
      writeFileSync(join(directory, file), text);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'bin/orderloom.ts'), 'plan', '--network', directory],
      { input: ORDERS.map((each) => JSON.stringify(each)).join('\n'), encoding: 'utf8', cwd: ROOT },
    );
    rmSync(directory, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const line of stdout.trimEnd().split('\n')) {
      const answer = JSON.parse(line) as { orderId: string; plans: Plan[] };
      plans.set(answer.orderId, answer.plans[0] as Plan);
    }
  });

  test.each(Object.entries(EXPECTED))('%s wins where it is cheapest', (orderId, { strategies, nodes }) => {
    const plan = plans.get(orderId);
    expect(plan?.strategies).toEqual(strategies);
    expect(plan?.legs.map(({ node }) => node).sort()).toEqual(nodes);
    expect(plan?.recommended).toBe(true);
  });

  test('an intermodal plan takes a slot on the first train that is no holiday’s', () => {
    // Monday and Wednesday are holidays: Friday evening.
    expect(plans.get('intermodal')?.legs[0]).toMatchObject({ mode: 'RAIL', departsAt: '2026-02-20T12:00:00.000Z' });
  });
});
