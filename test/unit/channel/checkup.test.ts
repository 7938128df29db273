import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { channelById } from '#domain/channel/channels.ts';
import { type FieldReport, startCheckup } from '#domain/channel/checkup.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { mappedPaths } from '#domain/channel/mapping-paths.ts';
import { fixture, mappingOf, NOW } from './given.ts';

const shopify = channelById('shopify');
const mapping = mappingOf(shopify);
const paid = JSON.parse(fixture(shopify, 'order-paid').push) as Record<string, unknown>;

const examined = async (payloads: readonly object[]): Promise<Map<string, FieldReport>> => {
  const { normalize } = compileMapping(mapping);
  const checkup = startCheckup(mapping);
  for (const payload of payloads) {
    const { problems } = await normalize(payload, { shopId: '', receivedAt: NOW });
    checkup.add(payload, problems);
  }
  return new Map(checkup.report().map((report) => [report.field, report]));
};

describe('the places a mapping reads', () => {
  it('are named as they stand in the payload, with the lines under their list', () => {
    const paths = mappedPaths(mapping);
    expect(paths).toContainEqual(
      expect.objectContaining({ path: 'line_items[].price', target: 'lines.unitPrice', as: 'decimal' }),
    );
    expect(paths).toContainEqual(expect.objectContaining({ path: 'total_outstanding', target: 'amounts.paid' }));
    expect(paths.filter(({ path }) => /^-|=/.test(path))).toEqual([]);
  });
});

describe('a check-up', () => {
  it('counts how often a field is filled, of the objects it could stand in', async () => {
    const { note, ...silent } = paid;
    const fields = await examined([paid, silent, silent, silent]);
    expect(fields.get('note')).toMatchObject({ coverage: 0.25, mappedTo: ['order.buyerRemark'], gap: null });
    expect(note).toBeTruthy();
    expect(fields.get('line_items[].sku')?.coverage).toBe(1);
  });

  it('finds a field that is new, and one that the mapping reads and nobody fills', async () => {
    const fields = await examined([{ ...paid, brand_new: { thing: 1 } }]);
    expect(fields.get('brand_new')?.gap).toBe('UNKNOWN');
    expect(fields.get('company.id')).toMatchObject({ gap: 'MISSING', coverage: 0 });
    expect(fields.get('current_total_price')?.gap).toBeNull();
  });

  it('finds a field of several types, null aside', async () => {
    const fields = await examined([paid, { ...paid, total_outstanding: 0 }, { ...paid, note: null }]);
    expect(fields.get('total_outstanding')).toMatchObject({ gap: 'DRIFT', types: { string: 2, number: 1 } });
    expect(fields.get('note')?.gap).toBeNull();
  });

  it('finds a status no rule knows, and counts the orders it held', async () => {
    const fields = await examined([paid, { ...paid, financial_status: 'on_credit' }]);
    expect(fields.get('financial_status')).toMatchObject({ gap: 'UNSEEN_WORD', unseenWords: { on_credit: 1 } });
  });

  it('counts what a gap cost: the orders flagged and held for it', async () => {
    const [line] = paid.line_items as Record<string, unknown>[];
    const fields = await examined([paid, { ...paid, line_items: [{ ...line, current_quantity: 'many' }] }]);
    expect(fields.get('line_items[].current_quantity')?.orders).toEqual({ withProblem: 1, held: 1 });
  });

  it('shows no word of a personal field', async () => {
    const fields = await examined([paid]);
    const text = JSON.stringify([...fields.values()]);
    const { name, phone, address1 } = paid.shipping_address as Record<string, string>;
    for (const personal of [name, phone, address1]) expect(text).not.toContain(personal);
  });
});

describe('npx orderloom checkup', () => {
  const run = (input: string, ...words: string[]) =>
    spawnSync(
      process.execPath,
      [
        fileURLToPath(new URL('../../../bin/orderloom.ts', import.meta.url)),
        'checkup',
        '--channel',
        'shopify',
        ...words,
      ],
      { input, encoding: 'utf8' },
    );

  it('writes a line per field and the gaps on standard error', () => {
    const { status, stdout, stderr } = run(`${JSON.stringify(paid)}\n`);
    expect(status).toBe(0);
    const reports = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as FieldReport);
    expect(reports.map(({ field }) => field)).toContain('current_total_price');
    expect(stderr).toMatch(/^1 payloads, \d+ fields: /);
  });

  it('fails on a line that is no JSON, naming it', () => {
    const { status, stderr } = run(`${JSON.stringify(paid)}\n{"half":\n`);
    expect(status).toBe(2);
    expect(stderr).toContain('line 2, whole line: no JSON');
  });
});
