import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

// Every case starts the command line as its own process.
jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ARGS = ['shadow', '--network', join(ROOT, 'test/fixtures/routing/two-warehouses')];

const shadow = (input: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(ROOT, 'bin/orderloom.ts'), ...ARGS], { input, encoding: 'utf8', cwd: ROOT });

const routed = (parcel: object, more: object = {}): string =>
  JSON.stringify({
    orderId: 'A1',
    placedAt: '2026-03-02T10:00:00+08:00',
    region: '440300',
    deadlineHours: 72,
    lines: [{ sku: 'CUP', quantity: 1 }],
    theirs: { parcels: [parcel] },
    ...more,
  });

describe('orderloom shadow', () => {
  it('writes theirs beside ours for each order, and what all come to on standard error', () => {
    const { status, stdout, stderr } = shadow(
      `${routed({ node: 'WH-EAST', carrier: 'SF_EXPRESS' })}\n${routed({ node: 'WH-SOUTH' })}\n`,
    );
    expect(status).toBe(0);
    const [far, same] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    // Theirs: 2 + 0.5 + 19 + 6 × 0.6; ours: 1.5 + 0.4 + 3 + 1 × 0.6.
    expect(far).toMatchObject({
      theirs: { cost: 25.1 },
      ours: { cost: 5.5, parcels: [{ node: 'WH-SOUTH' }] },
      saving: 19.6,
    });
    expect(same).toMatchObject({ theirs: { cost: 5.5 }, saving: 0 });
    expect(stderr).toContain('2 orders, 2 compared (0 not priced, 0 not routable here)');
    expect(stderr).toContain('theirs 30.60, ours 11.00: 19.60 (64.1 %) saved');
  });

  it('refuses a line without what they did, with line and field', () => {
    const { status, stderr } = shadow(
      `${routed({ node: 'WH-EAST' })}\n${routed({ node: 'WH-EAST' }, { theirs: {} })}\n`,
    );
    expect(status).toBe(2);
    expect(stderr).toContain('line 2, theirs.parcels: ');
  });
});
