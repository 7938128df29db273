import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, shopOf, until } from '../support/shop.ts';

const COMMAND = fileURLToPath(new URL('../../bin/orderloom.ts', import.meta.url));
const run = promisify(execFile);

type View = {
  readonly release: { readonly version: number; readonly trial: { readonly version: number } | null };
  readonly comparison: Record<string, number> | null;
  readonly versions: readonly {
    readonly version: number;
    readonly state: string;
    readonly history: { why: string }[];
  }[];
  readonly document: {
    readonly attributes: object;
    readonly holds: object[];
    readonly examples: { readonly expect: object }[];
    readonly title: { readonly en: string };
  };
};
type Head = {
  readonly order: { readonly pinned: Record<string, string>; readonly attributes: Record<string, unknown> };
};

describe('catalog documents on the running system', () => {
  let system: LocalSystem;
  let shop: Shop;

  beforeAll(async () => {
    // Its own: what is released here is obeyed by every order of the channel.
    system = await startLocal({ own: true });
    shop = shopOf(system);
  }, 200_000);
  afterAll(() => system.stop(), 60_000);

  const PATH = '/catalog/mapping/woocommerce';
  const view = async (): Promise<View> => (await shop.api<View>('GET', PATH)).body;
  /** Containers look at a release again after five seconds. */
  const obeyed = (): Promise<void> => sleep(6_000);

  const placed = async (color?: string): Promise<Head['order']> => {
    const message = shop.message('woocommerce', 'order-paid', shop.nextNumber());
    const answer = await shop.push('woocommerce', message, ({ headers }) => {
      if (color) headers['x-traffic-color'] = color;
    });
    expect(answer.status).toBe(200);
    return until(`order ${message.orderId}`, async () => {
      const found = await shop.orderOf(message.orderId);
      return found && (found as unknown as Head).order;
    });
  };

  const put = async (change: object, why: string): Promise<number> => {
    const { document } = await view();
    const answer = await shop.api<{ version: number }>('PUT', PATH, { document: { ...document, ...change }, why });
    expect(answer.status).toBe(201);
    return answer.body.version;
  };

  it('releases a tested version to a colour first, and leaves all other orders where they were', async () => {
    const { document } = await view();
    const attributes = { ...document.attributes, soldBy: { from: 'id', as: 'id' } };
    const version = await put({ attributes }, 'keep who sold it');
    expect((await shop.api<{ failed: number }>('POST', `${PATH}/test`, { version })).body.failed).toBe(0);
    const to = { color: 'blue' };
    const released = await shop.api<View>('POST', `${PATH}/releases`, { version, to, why: 'try it on blue traffic' });
    expect(released.body.release.trial).toMatchObject({ version });
    await obeyed();
    const [blue, other] = [await placed('blue'), await placed()];
    expect(blue.pinned['mapping/woocommerce']).toBe(String(version));
    expect(blue.attributes.soldBy).toBeDefined();
    expect(other.pinned['mapping/woocommerce']).toBe('1');
    expect(other.attributes.soldBy).toBeUndefined();
    expect((await view()).comparison).toMatchObject({ orders: 1, differing: 1, heldAfter: 0 });
    const back = await shop.api('POST', `${PATH}/releases`, { rollback: true, why: 'seen enough' });
    expect(back.status).toBe(200);
    expect((await view()).versions[0]).toMatchObject({ version, state: 'ROLLED_BACK' });
  }, 90_000);

  it('rolls a trial back by itself when it holds what the old version lets go', async () => {
    const { document } = await view();
    const holds = [
      ...document.holds,
      { type: 'PLATFORM_RISK', reason: 'holds everything', when: [{ path: 'id', present: true }] },
    ];
    const rule = { minOrders: 2, heldPoints: 10 };
    // Its own tests would tell; a merchant who adapts them without thinking is what the threshold is for.
    const examples = document.examples.map((each) => ({ ...each, expect: {} }));
    const version = await put({ holds, examples, rollback: rule }, 'a careless rule');
    await shop.api('POST', `${PATH}/releases`, { version, to: { share: 0.999999 }, why: 'nearly all' });
    await obeyed();
    await placed();
    await placed();
    const after = await until('the trial to end', async () => {
      const now = await view();
      return now.release.trial === null && now;
    });
    expect(after.release.version).toBe(1);
    expect(after.versions[0]).toMatchObject({ version, state: 'ROLLED_BACK' });
    expect(after.versions[0]?.history.at(-1)?.why).toMatch(/of a hundred orders more are held/);
  }, 90_000);

  it('refuses what is no mapping, what fails its tests, and another id, each with its cure', async () => {
    const { document } = await view();
    const refused = await shop.api<{ detail: string }>('PUT', PATH, {
      document: { ...document, order: {} },
      why: 'broken',
    });
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining('order.channelOrderId') } });
    const other = await shop.api<{ detail: string }>('PUT', '/catalog/mapping/shopify', { document, why: 'mixed up' });
    expect(other).toMatchObject({ status: 422, body: { detail: expect.stringContaining('make them one') } });
    const examples = [{ ...document.examples[0], expect: { currency: 'XXX' } }];
    const version = await put({ examples }, 'a wrong example');
    const untested = await shop.api<{ detail: string }>('POST', `${PATH}/releases`, { version, why: 'all the same' });
    expect(untested).toMatchObject({ status: 409, body: { detail: expect.stringContaining('tests fail') } });
    expect(await shop.api('GET', '/catalog/spell/x')).toMatchObject({ status: 400 });
    expect(await shop.api('GET', PATH, undefined, system.state.keys.partner)).toMatchObject({ status: 403 });
  }, 90_000);

  it('pulls what is released into files, and pushes a changed file as a tested release', async () => {
    const root = mkdtempSync(join(tmpdir(), 'orderloom-catalog-'));
    const catalog = (...words: string[]) =>
      run(process.execPath, [COMMAND, 'catalog', ...words, '--directory', system.directory]);
    try {
      await catalog('pull', root);
      const file = join(root, 'mapping', 'woocommerce.json');
      const document = JSON.parse(readFileSync(file, 'utf8')) as { title: { en: string } };
      writeFileSync(file, JSON.stringify({ ...document, title: { ...document.title, en: 'Woo order' } }));
      const { stdout } = await catalog('push', root, '--why', 'a better title', '--release');
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; isNew: boolean; released: string | null });
      expect(lines.filter(({ released }) => released === 'ALL').map(({ id }) => id)).toEqual(['woocommerce']);
      expect((await view()).document.title).toMatchObject({ en: 'Woo order' });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }, 90_000);
});
