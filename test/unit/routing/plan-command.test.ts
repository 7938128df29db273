import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

// Every case starts the command line as its own process.
jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DIRECTORY = join(ROOT, 'test/fixtures/routing/two-warehouses');
const ORDERS = readFileSync(join(DIRECTORY, 'orders.jsonl'), 'utf8');

const orderloom = (args: string[], input = ''): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(ROOT, 'bin/orderloom.ts'), ...args], { input, encoding: 'utf8', cwd: ROOT });

const plan = (input: string, directory = DIRECTORY) => orderloom(['plan', '--network', directory], input);
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('orderloom plan', () => {
  it('writes a line per order: plans with their legs, or why there is none', () => {
    const { status, stdout, stderr } = plan(ORDERS);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [cup, both, far] = linesOf(stdout);
    expect(cup).toMatchObject({
      orderId: 'A1',
      plans: [
        {
          planId: 'A1-1',
          recommended: true,
          cost: 6.1,
          legs: [{ node: 'WH-SOUTH', lane: 'SOUTH-SZ-ECO', lines: [{ sku: 'CUP', quantity: 2 }] }],
        },
      ],
      rejected: [],
    });
    expect(both.plans[0].legs.map(({ lane }: { lane: string }) => lane)).toEqual(['EAST-SZ-AIR', 'SOUTH-SZ-ECO']);
    expect(far).toEqual({
      orderId: 'A3',
      unroutable: [expect.objectContaining({ code: 'NO_LANE', sku: 'TEA', reason: expect.any(String) })],
      relaxations: [],
    });
  });

  it('plans by the departure of a lane that keeps a timetable, where the directory has one', () => {
    const directory = mkdtempSync(join(tmpdir(), 'timetable-'));
    cpSync(DIRECTORY, directory, { recursive: true });
    const header = 'lane,weekdays,at,zone,cutOffMinutes,calendar,capacityKg,capacityM3,slots';
    writeFileSync(join(directory, 'departures.csv'), `${header}\nSOUTH-SZ-ECO,MON;THU,20:00,Asia/Shanghai,120,CN,,,\n`);
    writeFileSync(join(directory, 'holidays.csv'), 'calendar,day,name\nCN,2026-03-05,a holiday\n');
    const order = {
      orderId: 'T1',
      placedAt: '2026-03-03T10:00:00+08:00',
      region: '440300',
      deadlineHours: 300,
      minSuccess: 0.9,
      lines: [{ sku: 'CUP', quantity: 2 }],
    };
    const { status, stdout } = plan(JSON.stringify(order), directory);
    rmSync(directory, { recursive: true });
    expect(status).toBe(0);
    // Thursday is a holiday: the Monday after.
    expect(linesOf(stdout)[0].plans[0].legs).toMatchObject([
      { lane: 'SOUTH-SZ-ECO', departsAt: '2026-03-09T12:00:00.000Z', cutOffAt: '2026-03-09T10:00:00.000Z' },
    ]);
  });

  it('plans open orders together with --together: no stock twice, and no order in two parcels that need not be', () => {
    const order = (orderId: string, ...skus: string[]) =>
      JSON.stringify({
        orderId,
        placedAt: '2026-03-02T10:00:00+08:00',
        region: '440300',
        deadlineHours: 120,
        minSuccess: 0.5,
        lines: skus.map((sku) => ({ sku, quantity: 4 })),
      });
    const { status, stdout, stderr } = orderloom(
      ['plan', '--together', '--network', DIRECTORY],
      [order('A1', 'CUP'), order('A2', 'CUP'), order('A3', 'CUP')].join('\n'),
    );
    expect(status).toBe(0);
    const answers = linesOf(stdout);
    // Eight cups may be promised: two orders of four.
    expect(answers.map(({ plans }: { plans?: object[] }) => plans !== undefined)).toEqual([true, true, false]);
    expect(stderr).toBe('3 orders, 0 planned otherwise together: 0.00 saved\n');
  });

  it('writes the same bytes for the same input', () => {
    expect(plan(ORDERS).stdout).toBe(plan(ORDERS).stdout);
  });

  it.each([
    ['text that is no JSON', '{"orderId":', 'line 4, whole line: no JSON'],
    [
      'a quantity of nothing',
      ORDERS.split('\n')[0]?.replace('"quantity":2', '"quantity":0'),
      'line 4, lines[0].quantity: ',
    ],
    ['a missing field', ORDERS.split('\n')[0]?.replace('"region":"440300",', ''), 'line 4, region: '],
    [
      'a time without a zone',
      ORDERS.split('\n')[0]?.replace('+08:00', ''),
      'line 4, placedAt: not an ISO time with a zone',
    ],
  ])('refuses %s with exit code 2, naming line and field, after what stood before', (_, bad, message) => {
    const { status, stdout, stderr } = plan(`${ORDERS}${bad}\n`);
    expect({ status, planned: linesOf(stdout).length }).toEqual({ status: 2, planned: 3 });
    expect(stderr).toContain(message);
  });

  it('refuses a directory without a network, naming the file', () => {
    const { status, stderr } = plan('', tmpdir());
    expect(status).toBe(2);
    expect(stderr).toContain('regions.csv cannot be read (ENOENT); it must hold regions.csv, nodes.csv');
  });

  it('explains itself', () => {
    expect(orderloom(['plan', '--help']).stdout).toContain('major units');
  });
});

describe('orderloom network', () => {
  it('writes a directory that orders can be planned on', () => {
    const out = mkdtempSync(join(tmpdir(), 'orderloom-network-'));
    try {
      expect(orderloom(['network', '--out', out]).status).toBe(0);
      const order = {
        orderId: 'D1',
        placedAt: '2026-03-02T02:00:00Z',
        region: '330100',
        deadlineHours: 72,
        minSuccess: 0.95,
        lines: [{ sku: 'OL-TEA-001', quantity: 1 }],
      };
      expect(linesOf(plan(JSON.stringify(order), out).stdout)[0].plans[0].recommended).toBe(true);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
