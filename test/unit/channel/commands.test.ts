import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Each run starts a process of its own; on a busy machine that takes a while. */
const PATIENCE = 60_000;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const orderloom = (args: readonly string[], input: string) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'bin/orderloom.ts', ...args],
    { cwd: ROOT, input, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

const fixtureText = (channel: string, part: 'order' | 'push'): string => {
  const file = `${ROOT}test/fixtures/channel/${channel}/order-paid.json`;
  return JSON.stringify((JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[part]);
};

describe('orderloom sign', () => {
  it(
    'writes the call the platform would make',
    () => {
      const { status, stdout } = orderloom(
        ['sign', '--channel', 'shopify', '--secret', 'test_secret_key', '--topic', 'orders/paid'],
        '{"foo": "bar"}',
      );
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        method: 'POST',
        path: '/channels/shopify',
        headers: {
          'x-shopify-hmac-sha256': 'B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=',
          'x-shopify-topic': 'orders/paid',
        },
        body: '{"foo": "bar"}',
      });
    },
    PATIENCE,
  );

  it(
    'gives the same bytes for the same time and nonce',
    () => {
      const args = [
        'sign',
        '--channel',
        'wechat',
        '--secret',
        't',
        '--encoding-key',
        'A'.repeat(43),
        '--at',
        '2026-06-01T12:00:00+08:00',
        '--nonce',
        '5',
      ];
      const first = orderloom(args, '{"Event":"e"}');
      expect(JSON.parse(first.stdout).path).toContain('timestamp=1780286400&nonce=5');
      expect(orderloom(args, '{"Event":"e"}').stdout).toBe(first.stdout);
    },
    PATIENCE,
  );

  it(
    'fails with 2 on a channel it does not know and on a missing encoding key',
    () => {
      expect(orderloom(['sign', '--channel', 'fax', '--secret', 's'], '')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('douyin'),
      });
      expect(orderloom(['sign', '--channel', 'wechat', '--secret', 's'], '{}')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('EncodingAESKey'),
      });
    },
    PATIENCE,
  );
});

describe('orderloom map', () => {
  it(
    'writes an order a line, with problems and missing fields, and without personal data',
    () => {
      const payload = fixtureText('shopify', 'push');
      const bare = JSON.stringify({ id: 7, created_at: '2026-06-01T04:00:00Z', line_items: [] });
      const { status, stdout, stderr } = orderloom(['map', '--channel', 'shopify'], `${payload}\n\n${bare}\n`);
      expect(status).toBe(0);
      const [first, second] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(first).toMatchObject({ order: { status: 'READY', holds: [] }, problems: [], missing: [] });
      expect(second.missing).toEqual(['currency', 'amounts.totalMinor']);
      expect(stdout).not.toMatch(/Mei Sun|13900000077/);
      expect(stderr).toContain('2 payloads mapped');
    },
    PATIENCE,
  );

  it(
    'reads orders as they come: written over several lines, in a list, in a push or its form, several in an answer',
    () => {
      const woo = JSON.parse(fixtureText('woocommerce', 'push')) as object;
      const mapped = (channel: string, input: string): string[] => {
        const { stdout, stderr } = orderloom(['map', '--channel', channel], input);
        expect(stderr).toMatch(/payloads mapped/);
        const orders = stdout.trim().split('\n');
        return orders.map((line) => JSON.parse(line).order.channelOrderId as string);
      };
      expect(mapped('woocommerce', JSON.stringify(woo, null, 2))).toHaveLength(1);
      expect(mapped('woocommerce', JSON.stringify([woo, woo]))).toHaveLength(2);
      const form =
        'app_poi_code=p1&order_id=77&status=2&ctime=1780286400&detail=%255B%257B%2522sku_id%2522%253A%2522A%2522%257D%255D';
      const fields = { app_poi_code: 'p1', order_id: '78', status: '2', ctime: '1780286400', detail: '[]' };
      expect(mapped('meituan', `${form}\n${JSON.stringify(fields)}\n`)).toEqual(['77', '78']);
      expect(mapped('eleme', JSON.stringify({ type: 10, message: '{"id":"3012966986714717290"}' }))).toEqual([
        '3012966986714717290',
      ]);
      const answer = { response: { order_list: [{ order_sn: 'A1' }, { order_sn: 'A2' }] } };
      expect(mapped('shopee', JSON.stringify(answer))).toEqual(['A1', 'A2']);
    },
    PATIENCE,
  );

  it(
    'fails with 2 on a push that only names its order, telling where the order is',
    () => {
      const { status, stderr } = orderloom(['map', '--channel', 'wechat'], fixtureText('wechat', 'push'));
      expect(status).toBe(2);
      expect(stderr).toMatch(
        /line 1, whole line: is a push \(channels_ec_order_pay\) that only names order \d+: ask the platform/,
      );
    },
    PATIENCE,
  );

  it(
    'fails with 2 at the first bad line, naming it, after what stood before',
    () => {
      const good = fixtureText('douyin', 'order');
      const { status, stdout, stderr } = orderloom(['map', '--channel', 'douyin'], `${good}\n{"half":\n${good}\n`);
      expect([status, stdout.trim().split('\n').length]).toEqual([2, 1]);
      expect(stderr).toMatch(/map: line 2, whole line: no JSON/);
      expect(orderloom(['map', '--channel', 'douyin'], '{}\n')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('line 1, whole line: douyin order_id: is missing'),
      });
    },
    PATIENCE,
  );

  it(
    'reads a document as it is, with an order a transaction set, and a message in a JSON string',
    () => {
      const push = JSON.parse(readFileSync(`${ROOT}test/fixtures/channel/b2b/order-x12.json`, 'utf8')).push as string;
      const ids = ({ stdout }: { stdout: string }) =>
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).order.channelOrderId);
      const twice = `\uFEFF\n${push}${push.replaceAll('OL20260000000018', 'OL20260000000028')}`;
      expect(ids(orderloom(['map', '--channel', 'b2b'], twice))).toEqual([
        'DUNS:901234567/OL20260000000018',
        'DUNS:901234567/OL20260000000028',
      ]);
      expect(ids(orderloom(['map', '--channel', 'b2b'], `${JSON.stringify(push)}\n`))).toHaveLength(1);
      expect(orderloom(['map', '--channel', 'b2b'], push.replace(/BEG[^~]*~\n/, ''))).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('BEG (segment 2) is missing'),
      });
    },
    PATIENCE,
  );

  it(
    'keeps ids beyond 2^53',
    () => {
      const { stdout } = orderloom(
        ['map', '--channel', 'wechat'],
        '{"order_id":3725115058471208901,"create_time":1780286400}\n',
      );
      expect(JSON.parse(stdout).order.channelOrderId).toBe('3725115058471208901');
    },
    PATIENCE,
  );
});
