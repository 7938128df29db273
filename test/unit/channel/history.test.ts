import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { runHistoryExamples } from '#domain/channel/history-examples.ts';
import { parseHistorySource } from '#domain/channel/history-source.ts';
import { BadMapping } from '#domain/channel/mapping.ts';
import { fromZone } from '#domain/time.ts';
import { readSource } from '../../../bin/history-input.ts';
import { HistoryOutput } from '../../../bin/history-output.ts';
import { runHistory } from '../../../bin/history-run.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Each run starts a process of its own; on a busy machine that takes a while. */
const PATIENCE = 60_000;

const shipped = (): Record<string, unknown> =>
  JSON.parse(readFileSync(`${ROOT}catalog/history/olist.json`, 'utf8')) as Record<string, unknown>;
const olist = parseHistorySource(shipped());

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'history-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (name: string, ...lines: string[]): void => {
  mkdirSync(join(home, 'files'), { recursive: true });
  writeFileSync(join(home, 'files', name), `${lines.join('\n')}\n`);
};

const ORDERS =
  'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date';
const delivered = (id: string): string =>
  `${id},c-${id},delivered,2017-06-01 10:00:00,2017-06-01 10:05:00,2017-06-02 09:00:00,2017-06-05 12:00:00,2017-06-20 00:00:00`;

/** Invented rows in the files of the shipped source: two clean orders, and whatever is added. */
const givenFiles = (...more: string[]): void => {
  const ids = ['n1', 'n2', ...more.map((row) => row.split(',')[0] ?? '')];
  put('olist_orders_dataset.csv', ORDERS, delivered('n1'), delivered('n2'), ...more);
  put(
    'olist_order_items_dataset.csv',
    'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value',
    ...ids.flatMap((id) => [
      `${id},2,p2,s1,2017-06-04 10:00:00,5.00,1.00`,
      `${id},1,p1,s1,2017-06-04 10:00:00,20.00,4.00`,
    ]),
  );
  put(
    'olist_order_payments_dataset.csv',
    'order_id,payment_sequential,payment_type,payment_installments,payment_value',
    ...ids.map((id) => `${id},1,credit_card,1,30.00`),
  );
  put(
    'olist_customers_dataset.csv',
    'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state',
    ...ids.map((id) => `c-${id},u-${id},01001,sao paulo,SP`),
  );
  put('olist_order_reviews_dataset.csv', 'order_id,review_score,review_creation_date', 'n1,5,2017-06-06 00:00:00');
  put('olist_products_dataset.csv', 'product_id,product_category_name,product_weight_g', 'p1,chas,100', 'p2,chas,200');
  put('product_category_name_translation.csv', 'product_category_name,product_category_name_english', 'chas,teas');
};

const importing = async (out: string, stopAfter = Number.POSITIVE_INFINITY) => {
  const input = readSource(olist, join(home, 'files'));
  const output = new HistoryOutput(join(home, out), input.fingerprint);
  let delivered = 0;
  const tally = await runHistory({
    input,
    mapping: compileMapping(olist.mapping),
    output,
    deliver: () => {
      delivered += 1;
      if (delivered > stopAfter) throw new Error('killed');
    },
  }).catch((error: Error) => error.message);
  output.close();
  const text = (name: string): string => readFileSync(join(home, out, name), 'utf8');
  const lines = <T>(name: string): T[] =>
    text(name)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  return { tally, delivered, text, lines };
};

type Line = {
  state: string;
  order: { channelOrderId: string; conflicts: { code: string }[]; lines: { sku: string; title: string }[] };
};

describe('the shipped history source', () => {
  it('passes its own examples', async () => {
    for (const { name, differences } of await runHistoryExamples(olist))
      expect([name, differences]).toEqual([name, []]);
  });

  it('refuses a source that names a mapping of another, or an unknown time zone', () => {
    const bad = shipped();
    expect(() => parseHistorySource({ ...bad, id: 'other' })).toThrow(/mapping.id: is "olist"/);
    const text = JSON.stringify(bad).replaceAll('America/Sao_Paulo', 'Brazil');
    expect(() => parseHistorySource(JSON.parse(text))).toThrow(BadMapping);
    expect(() => parseHistorySource(JSON.parse(text))).toThrow(/no time zone/);
  });
});

describe('an import of files that belong together', () => {
  it('joins them by their keys, in their order, and ends each order as it ended', async () => {
    givenFiles();
    const { tally, lines } = await importing('out');
    expect(tally).toMatchObject({ orders: 2, flaggedOrders: 0, rejected: 0, states: { FULFILLED: 2 } });
    const [first] = lines<Line & { order: { amounts: object } }>('orders.jsonl');
    expect(first?.order.lines.map(({ sku }) => sku)).toEqual(['p1', 'p2']);
    expect(first?.order.lines.map(({ title }) => title)).toEqual(['teas', 'teas']);
    expect(first?.order.amounts).toMatchObject({ totalMinor: 3000, paidMinor: 3000 });
  });

  it('flags dirt and drops nothing', async () => {
    givenFiles(
      'd1,c-d1,delivered,2017-06-01 10:00:00,,2017-06-07 09:00:00,2017-06-05 12:00:00,2017-06-20 00:00:00',
      'd2,c-d2,canceled,2017-06-01 10:00:00,2017-06-01 10:05:00,2017-06-02 09:00:00,2017-06-05 12:00:00,2017-06-20 00:00:00',
      'd3,c-d3,processing,2017-06-01 10:00:00,2017-06-01 10:05:00,,,2017-06-20 00:00:00',
      'd4,c-d4,delivered,someday,2017-06-01 10:05:00,2017-06-02 09:00:00,2017-06-05 12:00:00,2017-06-20 00:00:00',
    );
    const { tally, lines } = await importing('out');
    expect(tally).toMatchObject({ orders: 6, flaggedOrders: 3, rejected: 0 });
    const codes = new Map(
      lines<Line>('orders.jsonl').map(({ state, order }) => [
        order.channelOrderId,
        [state, ...order.conflicts.map(({ code }) => code)],
      ]),
    );
    expect(codes.get('d1')).toEqual(['FULFILLED', 'APPROVAL_TIME_MISSING', 'DELIVERED_BEFORE_SHIPPED']);
    expect(codes.get('d2')).toEqual(['CANCELLED', 'CANCELLED_BUT_DELIVERED']);
    expect(codes.get('d3')).toEqual(['ON_HOLD']);
    expect(codes.get('d4')).toEqual(['FULFILLED', 'VALUE_UNREADABLE']);
  });

  it('rejects rows that are no order, with file, line, field and cure, and keeps the rest', async () => {
    givenFiles(
      'short,c,delivered',
      delivered(''),
      delivered('n1'),
      delivered('n1').replace('2017-06-05', '2017-06-06'),
    );
    const { tally, lines } = await importing('out');
    expect(tally).toMatchObject({ orders: 2, repeated: 1, rejected: 3 });
    expect(lines('rejected.jsonl')).toEqual([
      expect.objectContaining({
        line: 4,
        field: 'order_purchase_timestamp',
        problem: 'the row has 3 cells, the header 8',
      }),
      expect.objectContaining({ line: 5, field: 'order id', cure: expect.stringContaining('fill in the id') }),
      expect.objectContaining({ line: 7, value: 'n1', problem: expect.stringContaining('stands on line 2 already') }),
    ]);
  });

  it(
    'goes on where it was killed, and ends with the same files as one that was not',
    async () => {
      givenFiles(...Array.from({ length: 2_500 }, (_, index) => delivered(`m${index}`)), 'x,y');
      const whole = await importing('whole');
      expect((await importing('killed', 1_300)).tally).toBe('killed');
      const resumed = await importing('killed');
      expect(resumed.delivered).toBe(2_502 - 1_000);
      for (const name of ['orders.jsonl', 'rejected.jsonl', 'checkpoint.json'])
        expect(resumed.text(name)).toBe(whole.text(name));
      expect((await importing('killed')).delivered).toBe(0);
    },
    PATIENCE,
  );

  it('refuses to go on in a directory that holds another import, and says so when a file or column is missing', async () => {
    givenFiles();
    await importing('out');
    givenFiles('d9,c-d9,delivered,2017-06-01 10:00:00,,,,');
    await expect(importing('out')).rejects.toThrow(/holds an import of other files/);
    put('olist_products_dataset.csv', 'id,name', '1,x');
    await expect(importing('other')).resolves.toMatchObject({
      tally: expect.stringMatching(/no column product_id; the header names id, name/),
    });
    rmSync(join(home, 'files', 'olist_products_dataset.csv'));
    await expect(importing('third')).rejects.toThrow(/olist_products_dataset.csv: there is no such file/);
  });
});

describe('orderloom import', () => {
  it(
    'reads a channel’s orders from CSV by the paths of its payload, rows below each other as lines',
    () => {
      put(
        'shop.csv',
        'id,created_at,currency,financial_status,fulfillment_status,total_price,line_items[].id,line_items[].sku,line_items[].quantity,line_items[].price,shipping_address.country_code,shipping_address.province,shipping_address.city',
        '5001,2025-03-01T10:00:00Z,EUR,paid,fulfilled,30.00,1,TEA,1,10.00,DE,Berlin,Berlin',
        '5001,,,,,,2,CUP,2,10.00,,,',
        '5002,2025-03-02T10:00:00Z,EUR,paid,,10.00,1,TEA,1,10.00,DE,Berlin,Berlin',
      );
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          'bin/orderloom.ts',
          'import',
          '--channel',
          'shopify',
          '--file',
          join(home, 'files/shop.csv'),
        ],
        { cwd: ROOT, encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([0, expect.stringContaining('2 orders')]);
      const orders = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line & { order: { amounts: object } });
      expect(orders.map(({ state }) => state)).toEqual(['FULFILLED', 'ON_HOLD']);
      expect(orders[0]?.order.lines).toEqual([
        expect.objectContaining({ sku: 'TEA', quantity: 1, unitPriceMinor: 1000 }),
        expect.objectContaining({ sku: 'CUP', quantity: 2 }),
      ]);
    },
    PATIENCE,
  );

  it(
    'fails with 2 when the columns name no order, naming what is needed',
    () => {
      put('bad.csv', 'Name,Total', '#1,3');
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          'bin/orderloom.ts',
          'import',
          '--channel',
          'shopify',
          '--file',
          join(home, 'files/bad.csv'),
        ],
        { cwd: ROOT, encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([2, expect.stringContaining('no column id, by which shopify names an order')]);
    },
    PATIENCE,
  );
});

describe('a time by the clocks of a zone', () => {
  it('follows summer time, and takes the earlier of an hour that came twice', () => {
    expect(fromZone('2017-06-01 10:00:00', 'America/Sao_Paulo')).toBe('2017-06-01T13:00:00.000Z');
    expect(fromZone('2017-12-01T10:00', 'America/Sao_Paulo')).toBe('2017-12-01T12:00:00.000Z');
    expect(fromZone('2018-02-17 23:30:00', 'America/Sao_Paulo')).toBe('2018-02-18T01:30:00.000Z');
    expect(fromZone('2025-10-26 02:30:00', 'Europe/Berlin')).toBe('2025-10-26T00:30:00.000Z');
    expect(fromZone('2025-03-30', 'Asia/Shanghai')).toBe('2025-03-29T16:00:00.000Z');
    expect(() => fromZone('30.03.2025', 'Asia/Shanghai')).toThrow(/not yyyy-MM-dd/);
    expect(() => fromZone('2025-13-30', 'Asia/Shanghai')).toThrow(/no such day/);
  });
});
