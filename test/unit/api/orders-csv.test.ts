import { AskExceptions } from '../../../domain/insight/exception-requests.ts';
import { ListOrders, termAsked } from '../../../domain/workbench/order-requests.ts';
import type { OrderSummary } from '../../../domain/workbench/order-snapshot.ts';
import { ordersCsv } from '../../../domain/workbench/orders-csv.ts';
import { checkView } from '../../../domain/workbench/saved-view.ts';

const order = (part: Partial<OrderSummary> = {}): OrderSummary =>
  ({
    orderId: 'ord_1',
    channel: 'douyin',
    shopId: '77',
    channelOrderId: '4837328765348566675',
    customerId: 'cus_1',
    state: 'PLANNED',
    since: '2026-06-01T04:00:00.000Z',
    holds: ['MANUAL', 'NO_ROUTE'],
    placedAt: '2026-06-01T04:00:00.000Z',
    promiseAt: null,
    currency: 'CNY',
    totalMinor: 1990,
    lines: 1,
    ...part,
  }) as OrderSummary;

describe('orders as CSV', () => {
  it('begins with the mark and the columns, once', () => {
    expect(ordersCsv([], true)).toMatch(/^\uFEFForderId,channel,.*lines\r\n$/);
    expect(ordersCsv([order()], false).split('\r\n')).toHaveLength(2);
  });

  it('keeps every digit of a platform id, and lets no text run as a formula', () => {
    const [, , shop, id] = ordersCsv([order({ shopId: '=1+1' })], false).split(',');
    expect(id).toBe('"\t4837328765348566675"');
    expect(shop).toBe('"\t=1+1"');
  });

  it('quotes what separates', () => {
    expect(ordersCsv([order({ shopId: 'a,"b"' })], false)).toContain('"a,""b"""');
  });
});

describe('a question to the list of orders', () => {
  it('may be by SKU', () => {
    expect(termAsked({ sku: 'tea', attribute: undefined, tag: undefined })).toBe('sku=tea');
  });

  it.each([
    [{ sku: 'a', tag: 'b' }, 'tag'],
    [{ state: 'PLANNED', limit: '500' }, 'limit'],
    [{ view: 'Not A View' }, 'view'],
  ])('refuses %j, naming %s', (query, field) => {
    expect(ListOrders.safeParse(query).error?.issues.map(({ path }) => path[0])).toContain(field);
  });
});

describe('a saved view', () => {
  const check = (of: 'orders' | 'exceptions', query: Record<string, string>) => () =>
    checkView({ title: { en: 'a', zh: '甲' }, of, query }, { orders: ListOrders, exceptions: AskExceptions });

  it('is a question that its list takes', () => {
    expect(check('orders', { state: 'BACKORDERED' })).not.toThrow();
    expect(check('exceptions', { owner: 'role:operator' })).not.toThrow();
  });

  it.each([
    ['orders', { state: 'LOST' }, 'query.state'],
    ['orders', { state: 'PLANNED', cursor: 'x' }, 'query.cursor'],
    ['exceptions', { kind: 'NOISE' }, 'query.kind'],
  ] as const)('refuses %s %j, naming %s', (of, query, field) => {
    expect(check(of, query)).toThrow(field);
  });
});
