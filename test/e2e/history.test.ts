import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, shopOf, until } from '../support/shop.ts';

jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let system: LocalSystem;
let shop: Shop;
let home: string;

beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
  home = mkdtempSync(join(tmpdir(), 'import-'));
}, 200_000);

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await system?.stop();
});

type Summary = { orders: number; kept: number; known: number; flaggedOrders: number; rejected: number };

/** Beside the system, not in its way: it lives in other processes. */
const importing = (out: string): Promise<Summary> =>
  new Promise((resolve, reject) => {
    const args = ['--channel', 'woocommerce', '--file', join(home, 'past.csv'), '--out', join(home, out)];
    const child = spawn(
      process.execPath,
      ['bin/orderloom.ts', 'import', ...args, '--to', system.state.apiUrl, '--key', system.state.keys.operator],
      { cwd: ROOT },
    );
    let [said, told] = ['', ''];
    child.stdout.on('data', (piece) => {
      said += piece;
    });
    child.stderr.on('data', (piece) => {
      told += piece;
    });
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(said) as Summary) : reject(new Error(told))));
  });

describe('past orders imported into the running system', () => {
  it('are recorded as they ended, once however often they are imported, and start nothing', async () => {
    const number = Number(shop.nextNumber()) % 1e9;
    const [done, open] = [String(number), String(number + 1)];
    writeFileSync(
      join(home, 'past.csv'),
      [
        'id,status,currency,date_created_gmt,date_modified_gmt,total,line_items[].id,line_items[].sku,line_items[].quantity,line_items[].price,line_items[].subtotal,line_items[].total,shipping.country,shipping.state,shipping.city,shipping.address_1',
        `${done},completed,CNY,2025-06-01T04:00:00,2025-06-05T04:00:00,20.00,1,OL-TEA-001,2,10.00,20.00,20.00,CN,CN-ZJ,杭州市,文三路 1 号`,
        `${open},processing,CNY,2025-06-02T04:00:00,2025-06-02T05:00:00,10.00,1,OL-TEA-001,1,10.00,10.00,10.00,CN,CN-ZJ,杭州市,文三路 2 号`,
        'no,enough,cells',
      ].join('\n'),
    );
    expect(await importing('first')).toMatchObject({ orders: 2, kept: 2, known: 0, rejected: 1 });
    const [finished, unfinished] = await until('both orders to be there', async () => {
      const found = await Promise.all([shop.orderOf(done), shop.orderOf(open)]);
      return found.every(Boolean) && found;
    });
    expect(finished?.order.lifecycle.state).toBe('CLOSED');
    expect(unfinished?.order.lifecycle.state).toBe('ON_HOLD');
    expect(unfinished?.holds.map(({ type }) => type)).toEqual(['IMPORTED']);

    // Another directory, so that every order is put again.
    expect(await importing('second')).toMatchObject({ orders: 2, kept: 0, known: 2 });
    const types = await until('the lineage of the finished one', async () => {
      const path = `/orders/${finished?.order.orderId}/lineage`;
      const { body } = await shop.api<{ nodes?: { type: string }[] }>('GET', path);
      return (body.nodes ?? []).length > 0 && body.nodes?.map(({ type }) => type);
    });
    expect(types).toContain('OrderImported');
    expect(types.filter((type) => /Placed|Confirmed|Plan|Leg|Stock/.test(type))).toEqual([]);
  });
});
