import fc from 'fast-check';
import { CHANNELS } from '#domain/channel/channels.ts';
import { compileMapping, UnmappablePayload } from '#domain/channel/compile-mapping.ts';
import { BadMapping, type Mapping, parseMapping } from '#domain/channel/mapping.ts';
import { differencesIn, runExamples } from '#domain/channel/mapping-examples.ts';
import { compilePath, pathText } from '#domain/channel/mapping-path.ts';
import type { Order } from '#domain/order/order.ts';
import { mappingOf, NOW } from './given.ts';

const CONTEXT = { shopId: 'shop-of-the-push', receivedAt: NOW };

/** Where a platform's order has its id. */
const idPathOf = ({ order }: Mapping): string => pathText(order.channelOrderId.from ?? '');
const idPathsOf = ({ order }: Mapping): string[][] =>
  [order.channelOrderId.from ?? ''].flat().map((path) => path.split('.'));

describe.each(CHANNELS.map((channel) => [channel.id, channel] as const))('the mapping of %s', (id, channel) => {
  it('has examples, and passes them', async () => {
    const results = await runExamples(mappingOf(channel));
    expect(results.length).toBeGreaterThanOrEqual(3);
    expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });

  it('refuses a payload that names no order, saying which field is missing', async () => {
    const mapping = compileMapping(mappingOf(channel));
    await expect(mapping.normalize({}, CONTEXT)).rejects.toThrow(UnmappablePayload);
    await expect(mapping.normalize({}, CONTEXT)).rejects.toThrow(`${id} ${idPathOf(mappingOf(channel))}: is missing`);
  });

  it('never loses an order to odd values: whatever is in its fields, it comes out with an id', async () => {
    const mapping = compileMapping(mappingOf(channel));
    const document = mappingOf(channel);
    const [example] = document.examples;
    const inner = document.unwrap
      .map((path) => compilePath(path)(example?.payload))
      .find((found) => found !== undefined);
    const payload = JSON.stringify(inner ?? example?.payload);
    const idPaths = idPathsOf(document);
    const odd = fc.constantFrom<unknown>(null, '', -1, 0, 1.5, 1e300, '99999999999999999999', 'x', true, [], {}, [{}]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(400), odd), { minLength: 1, maxLength: 6 }), async (changes) => {
        const broken = JSON.parse(payload) as unknown;
        const leaves = leavesOf(broken).filter(({ key, depth }) => idPaths.every((path) => path[depth] !== key));
        for (const [index, value] of changes) leaves[index % leaves.length]?.set(value);
        const { order } = await mapping.normalize(broken, CONTEXT);
        expect(order.channelOrderId).not.toBe('');
        for (const { quantity, unitPriceMinor, totalMinor } of order.lines)
          expect([quantity, unitPriceMinor, totalMinor].every(Number.isSafeInteger) && quantity >= 0).toBe(true);
        expect(Object.values(order.amounts).every(Number.isSafeInteger)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

type Leaf = { readonly key: string; readonly depth: number; readonly set: (value: unknown) => void };

const leavesOf = (value: unknown, depth = 0): Leaf[] => {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    { key, depth, set: (next: unknown) => Object.assign(holder, { [key]: next }) },
    ...leavesOf(holder[key], depth + 1),
  ]);
};

/** A mapping of one platform that is easily written down. */
const SMALL = {
  id: 'small',
  version: '7',
  title: { en: 'Small', zh: '小' },
  order: {
    channelOrderId: { from: 'id' },
    shopId: { from: 'shop' },
    placedAt: { from: 'at', as: 'beijing' },
    saidAt: { from: 'changed', as: 'epoch-ms' },
    currency: { from: 'currency', default: 'CNY' },
    fulfillmentType: { default: 'SHIP' },
    channelIdentity: { from: 'buyer' },
  },
  amounts: {
    items: { from: 'goods', as: 'decimal' },
    shipping: { from: 'post', as: 'decimal' },
    discount: { sum: ['off', '-back'], as: 'decimal' },
    tax: { as: 'decimal', default: 0 },
    total: { from: 'total', as: 'decimal', required: true },
    paid: { from: 'total', as: 'decimal', when: [{ path: 'paidAt', present: true }] },
  },
  status: [{ is: 'READY', when: [{ path: 'status', in: ['2'] }] }],
  lines: {
    each: 'lines',
    lineId: { from: 'id' },
    sku: { from: 'sku', required: true },
    channelSku: { from: 'psku' },
    title: { from: 'title' },
    quantity: { from: 'n' },
    unitPrice: { from: 'price', as: 'decimal' },
  },
  destination: {
    country: { default: 'CN' },
    province: { from: 'to.province' },
    city: { from: 'to.city' },
    district: { default: '' },
    detail: { from: 'to.street' },
    name: { from: 'to.name' },
    phone: { from: 'to.phone' },
  },
  constraints: [
    {
      type: 'DELIVERY_WINDOW',
      value: { window: { from: { from: 'from', as: 'iso' }, to: { from: 'till', as: 'iso' } } },
      confidence: 0.8,
    },
  ],
};
const PAYLOAD = {
  id: 'A1',
  shop: 'S',
  at: '2026-06-01 12:00:00',
  changed: 1780286460000,
  goods: '30.00',
  post: 6,
  off: '2.50',
  back: '0.50',
  total: '34.00',
  status: 2,
  paidAt: 1,
  lines: [{ id: 'L', sku: 'OL-TEA-002', n: '3', price: '10' }],
  to: { province: '浙江省', city: '杭州市', street: '文三路 9 号', name: '张三', phone: '13800000000' },
};

const normalize = async (payload: object, mapping: object = SMALL) =>
  compileMapping(parseMapping(mapping)).normalize({ ...PAYLOAD, ...payload }, CONTEXT);

describe('a mapping', () => {
  it('reads units, times and sums as its document says', async () => {
    const { order, problems } = await normalize({});
    expect(problems).toEqual([]);
    expect(order).toMatchObject({
      channel: 'small',
      shopId: 'S',
      placedAt: '2026-06-01T04:00:00.000Z',
      amounts: { itemsMinor: 3000, shippingMinor: 600, discountMinor: 200, totalMinor: 3400, paidMinor: 3400 },
      lines: [{ quantity: 3, unitPriceMinor: 1000, totalMinor: 3000 }],
      destination: { recipientMasked: '张**', phoneMasked: '138****0000' },
      mappingVersion: '7',
      conflicts: [],
    });
    const said = '2026-06-01T04:01:00.000Z';
    expect(order.saidAt).toEqual({
      status: said,
      lines: said,
      address: said,
      amount: said,
      refund: said,
      remark: said,
    });
  });

  it.each<[string, object, Order['holds'][number]['type'], string]>([
    ['an amount that is no number', { total: 'free' }, 'BAD_AMOUNT', 'total "free"'],
    ['an amount finer than its currency', { total: '34.005' }, 'BAD_AMOUNT', 'finer than the minor unit'],
    ['an amount that overflows', { total: '99999999999999999999' }, 'BAD_AMOUNT', 'overflows'],
    ['a negative amount', { total: '-1.00' }, 'BAD_AMOUNT', 'is negative'],
    ['a missing amount', { total: null }, 'BAD_AMOUNT', 'is missing'],
    [
      'a price and a quantity whose product overflows',
      { lines: [{ sku: 'a', n: 1000000, price: '90071992547409.91' }] },
      'BAD_AMOUNT',
      'overflows',
    ],
    ['a negative quantity', { lines: [{ sku: 'a', n: -2, price: '1' }] }, 'BAD_QUANTITY', '"-2"'],
    ['half a piece', { lines: [{ sku: 'a', n: 0.5, price: '1' }] }, 'BAD_QUANTITY', '"0.5"'],
    ['no lines', { lines: [] }, 'BAD_QUANTITY', 'has no lines'],
    ['a currency that does not exist', { currency: 'ABC' }, 'UNKNOWN_CURRENCY', 'currency "ABC" is no ISO 4217'],
    ['no address', { to: null }, 'UNKNOWN_ADDRESS', 'is not given'],
    ['an address without a city', { to: { province: '浙江省' } }, 'UNKNOWN_ADDRESS', 'no city'],
    ['a status in no rule', { status: 9 }, 'PLATFORM_RISK', 'status=9'],
  ])('keeps an order with %s, held with field, value and cure', async (_what, change, type, words) => {
    const { order } = await normalize(change);
    const hold = order.holds.find((each) => each.type === type);
    expect(hold?.reason).toContain(words);
    expect(hold?.reason).toMatch(/: .{15,}$/);
    expect(order.channelOrderId).toBe('A1');
  });

  it('never puts a part of an address into a message', async () => {
    const { order, problems } = await normalize({
      to: { province: '', city: '', street: '文三路 9 号', name: '张三', phone: '1' },
    });
    expect(JSON.stringify([order, problems])).not.toMatch(/文三路|张三/);
  });

  it('flags lines that do not add up, beyond one minor unit a line', async () => {
    expect((await normalize({ goods: '30.01', total: '34.01' })).order.conflicts).toEqual([]);
    expect((await normalize({ goods: '30.02', total: '34.02' })).order.conflicts).toEqual([
      {
        code: 'LINES_AND_ITEMS_DISAGREE',
        field: 'amounts.itemsMinor',
        values: ['3002', '3000'],
        since: '2026-06-01T04:01:00.000Z',
        chosenBy: 'mapping/small@7',
      },
    ]);
  });

  it('flags a total that is not the sum of its parts', async () => {
    const { order } = await normalize({ total: '40.00' });
    expect(order.conflicts).toEqual([
      expect.objectContaining({ code: 'PARTS_AND_TOTAL_DISAGREE', values: ['4000', '3400'] }),
    ]);
    expect(order.holds).toEqual([]);
  });

  it('names a missing merchant SKU and leaves it empty', async () => {
    const { order, missing } = await normalize({ lines: [{ id: 'L', n: 3, price: '10' }] });
    expect(missing).toEqual(['lines.sku']);
    expect(order.lines[0]?.sku).toBe('');
    expect(order.conflicts).toEqual([expect.objectContaining({ code: 'VALUE_MISSING', field: 'lines.sku' })]);
  });

  it('takes the time of the push where the platform gives none it can read', async () => {
    const { order } = await normalize({ at: 'noon', changed: 0 });
    expect(order.placedAt).toBe(NOW);
    expect(order.saidAt.status).toBe(NOW);
    expect(order.conflicts).toEqual([
      expect.objectContaining({ code: 'VALUE_UNREADABLE', field: 'placedAt', values: ['at', 'noon'] }),
    ]);
  });

  it('takes a window only whole and in order', async () => {
    const window = { from: '2026-06-02T01:00:00Z', till: '2026-06-02T03:00:00Z' };
    const value = { from: '2026-06-02T01:00:00.000Z', to: '2026-06-02T03:00:00.000Z' };
    expect((await normalize(window)).order.constraints).toEqual([
      { type: 'DELIVERY_WINDOW', value, lineId: null, source: 'channel:small', confidence: 0.8 },
    ]);
    expect((await normalize({ ...window, till: '2026-06-01T03:00:00Z' })).order.constraints).toEqual([]);
    expect((await normalize({ from: window.from })).order.constraints).toEqual([]);
  });

  it('takes phones and mail addresses out of remarks, and nothing else', async () => {
    const remarked = { ...SMALL, order: { ...SMALL.order, buyerRemark: { from: 'w' }, sellerRemark: { from: 'v' } } };
    const long = '。'.repeat(600);
    const { order } = await normalize(
      { w: `送前打 13912345678，谢谢${long}`, v: 'ask a.b@mail.example.com' },
      remarked,
    );
    expect(order.remarks).toEqual({ buyer: `送前打 139****5678，谢谢${long}`, seller: 'ask ***@***' });
  });

  it('reports a word that is in no table, and keeps it where the table says so', async () => {
    const withTable = (unlisted: 'report' | 'keep' | { from: string }) => ({
      ...SMALL,
      order: { ...SMALL.order, buyerRemark: { from: 'w', table: { a: 'A' }, unlisted, default: '-' } },
    });
    expect((await normalize({ w: 'a' }, withTable('report'))).order.remarks.buyer).toBe('A');
    expect((await normalize({ w: 'b' }, withTable('keep'))).order.remarks.buyer).toBe('b');
    expect((await normalize({ w: 'b', v: 'c' }, withTable({ from: 'v' }))).order.remarks.buyer).toBe('c');
    expect((await normalize({ w: 'b' }, withTable({ from: 'v' }))).order.remarks.buyer).toBe('-');
    const { order, problems } = await normalize({ w: 'b' }, withTable('report'));
    expect(order.remarks.buyer).toBe('-');
    expect(problems).toEqual([
      expect.objectContaining({ field: 'w', value: 'b', cure: expect.stringContaining('table') }),
    ]);
  });

  it('evaluates JSONata where a document asks for it', async () => {
    const mapping = { ...SMALL, attributes: { pieces: { jsonata: '$sum(lines.$number(n))' } } };
    expect((await normalize({}, mapping)).order.attributes).toEqual({ pieces: 3 });
  });

  it('leaves out an attribute that would not fit into an order, and says so', async () => {
    const mapping = { ...SMALL, attributes: { list: { from: 'list' }, text: { from: 'text' } } };
    const large = { list: Array.from({ length: 3000 }, (_, index) => ({ index })), text: 'x'.repeat(20_000) };
    const { order, problems } = await normalize(large, mapping);
    expect(order.attributes).toEqual({});
    expect(problems.map(({ target, value }) => [target, value])).toEqual([
      ['attributes.list', ''],
      ['attributes.text', ''],
    ]);
  });

  it('keeps the order when an expression fails on it, and says so', async () => {
    const mapping = { ...SMALL, attributes: { pieces: { jsonata: '$sum(lines.n)' } } };
    const { order, problems } = await normalize({}, mapping);
    expect(order.attributes).toEqual({});
    expect(problems).toEqual([
      expect.objectContaining({ field: '$sum(lines.n)', target: 'jsonata', problem: expect.stringContaining('fails') }),
    ]);
  });

  it('reads the same payload the same way every time', async () => {
    expect(await normalize({})).toEqual(await normalize({}));
  });
});

describe('a mapping document', () => {
  const broken = (change: object) => () => parseMapping({ ...SMALL, ...change });

  it('refuses an unknown key, naming document and field', () => {
    expect(broken({ colour: 'red' })).toThrow(BadMapping);
    expect(broken({ colour: 'red' })).toThrow(/mapping small: .*colour/);
  });

  it('refuses a time without a format', () => {
    expect(broken({ order: { ...SMALL.order, placedAt: { from: 'at' } } })).toThrow(/order\.placedAt\.as/);
  });

  it('refuses a status or hold that is not ours', () => {
    expect(broken({ status: [{ is: 'DONE', when: [{ path: 's', in: ['1'] }] }] })).toThrow(/status\.0\.is/);
    expect(broken({ holds: [{ type: 'WHIM', reason: 'r', when: [{ path: 's' }] }] })).toThrow(/holds\.0\.type/);
  });

  it('refuses JSONata that does not parse', () => {
    const mapping = parseMapping({ ...SMALL, attributes: { x: { jsonata: '$sum(' } } });
    expect(() => compileMapping(mapping)).toThrow(/mapping small: jsonata "\$sum\("/);
  });

  it('refuses what is no document at all', () => {
    expect(() => parseMapping(null)).toThrow('mapping (without id)');
  });

  it('fails its examples with path, wish and fact', async () => {
    const mapping: Mapping = parseMapping({
      ...SMALL,
      examples: [{ name: 'wrong', payload: PAYLOAD, expect: { currency: 'USD', lines: [] } }],
    });
    expect(await runExamples(mapping)).toEqual([
      {
        name: 'wrong',
        differences: ['currency: expected "USD", got "CNY"', expect.stringContaining('lines: expected 0 elements')],
      },
    ]);
  });
});

describe('differences', () => {
  it('compares what is named and nothing else', () => {
    expect(differencesIn({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 })).toEqual([]);
    expect(differencesIn({ a: { b: 1 } }, { a: 4 })).toEqual(['a: expected an object, got 4']);
  });
});
