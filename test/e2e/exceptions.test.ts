import { jest } from '@jest/globals';
import type { Exception } from '../../domain/insight/exception.ts';
import type { ExceptionPage, RowResults } from '../../domain/insight/exception-requests.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

jest.setTimeout(120_000);

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

const exceptionsOf = async (query: string, isWanted: (each: Exception) => boolean): Promise<Exception[]> => {
  const found: Exception[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await shop.api<ExceptionPage>('GET', `/exceptions?limit=100&${query}${from}`);
    found.push(...body.exceptions.filter(isWanted));
    cursor = body.cursor;
  } while (cursor);
  return found;
};

const act = async (asked: object): Promise<RowResults> => {
  const { status, body } = await shop.api<RowResults>('POST', '/exceptions/actions', asked);
  expect(status).toBe(200);
  return body;
};

const held = async (): Promise<{ readonly orderId: string; readonly exceptionId: string }> => {
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  const odd = JSON.parse(message.push) as { line_items: object[] };
  odd.line_items = odd.line_items.map((line) => ({ ...line, sku: 'NO-SUCH-SKU' }));
  await shop.push('shopify', { ...message, push: JSON.stringify(odd) });
  const { order } = await orderIn(shop, message.orderId, 'ON_HOLD');
  const seenHeld = performance.now();
  const [found] = await until('the hold among the exceptions', async () => {
    const all = await exceptionsOf('kind=HOLD', ({ orderId }) => orderId === order.orderId);
    return all.length > 0 && all;
  });
  expect(performance.now() - seenHeld).toBeLessThan(5_000);
  if (!found) throw new Error('nothing found');
  return found as { orderId: string; exceptionId: string };
};

describe('the inbox of exceptions', () => {
  it('shows a held order within seconds; it is assigned, retried and set aside in bulk, with a result per row', async () => {
    const [first, second] = [await held(), await held()];
    const ids = [first.exceptionId, second.exceptionId];
    const assigned = await act({ action: 'ASSIGN', assignee: 'li.na', exceptionIds: [...ids, 'HOLD~-~nothing'] });
    expect(assigned).toMatchObject({ done: 2, refused: 1, failed: 0 });
    const mine = await exceptionsOf('assignee=li.na', ({ exceptionId }) => ids.includes(exceptionId));
    expect(mine).toHaveLength(2);
    expect(mine[0]).toMatchObject({
      owner: 'role:operator',
      cause: 'UNKNOWN_SKU',
      atStake: { currency: expect.any(String) },
    });

    await act({ action: 'SKIP', note: 'the shop deletes it', exceptionIds: [first.exceptionId] });
    expect(await exceptionsOf('kind=HOLD', ({ exceptionId }) => exceptionId === first.exceptionId)).toEqual([]);
    const aside = await exceptionsOf('state=SET_ASIDE', ({ exceptionId }) => exceptionId === first.exceptionId);
    expect(aside).toMatchObject([{ note: 'the shop deletes it', assignee: 'li.na' }]);

    expect(await act({ action: 'RETRY', exceptionIds: [second.exceptionId] })).toMatchObject({ done: 1 });
    // Still no such SKU: the order is held again, by another hold.
    await until('it to be held again', async () => {
      const again = await exceptionsOf('kind=HOLD', ({ orderId }) => orderId === second.orderId);
      return again.some(({ exceptionId }) => exceptionId !== second.exceptionId);
    });
  });

  it('shows a message that nobody can read; read again it says why it still is', async () => {
    const since = new Date().toISOString();
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    await shop.push('shopify', { ...message, push: '{"id": 1, "line_items": [' });
    const [unread] = await until('the message', async () => {
      const all = await exceptionsOf('kind=MESSAGE', (each) => each.since >= since && each.cause === 'UNREADABLE');
      return all.length > 0 && all;
    });
    const exceptionId = unread?.exceptionId ?? '';
    const retried = await act({ action: 'RETRY', exceptionIds: [exceptionId] });
    expect(retried.results).toEqual([
      { id: exceptionId, outcome: 'REFUSED', detail: expect.stringContaining('UNREADABLE') },
    ]);
    await act({ action: 'SKIP', note: 'a test of the sender', exceptionIds: [exceptionId] });
    expect(await exceptionsOf('kind=MESSAGE', (each) => each.exceptionId === exceptionId)).toEqual([]);

    const page = await shop.api('GET', '/exceptions?format=html');
    expect(page.text).toContain('异常收件箱 Exceptions');
    expect((await shop.api('GET', '/exceptions', undefined, system.state.keys.partner)).status).toBe(403);
  });
});

describe('lists of orders', () => {
  const paid = async (): Promise<string> => {
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    await shop.push('shopify', message);
    return (await orderIn(shop, message.orderId, 'PLANNED', 'FULFILLING', 'FULFILLED')).order.orderId;
  };

  it('are found by SKU, kept as views, acted on in bulk and taken out as CSV, part after part', async () => {
    const [first, second] = [await paid(), await paid()];
    const sku = (await shop.api<Snapshot>('GET', `/orders/${first}`)).body.order.deliverables[0]?.sku ?? '';
    const view = { title: { en: 'With this SKU', zh: '含该商品' }, of: 'orders', query: { sku } };
    expect((await shop.api('PUT', '/views/with-this-sku', { ...view, query: { sku, colour: 'red' } })).status).toBe(
      422,
    );
    expect((await shop.api('PUT', '/views/with-this-sku', view)).status).toBe(200);
    await until('the index to know both', async () => {
      const { body } = await shop.api<{ orders: { orderId: string }[] }>('GET', '/orders?view=with-this-sku&limit=50');
      const ids = body.orders.map(({ orderId }) => orderId);
      return ids.includes(first) && ids.includes(second);
    });

    const ids: string[] = [];
    let next: string | null = `/orders?sku=${sku}&format=csv&limit=1`;
    for (let part = 0; next !== null && part < 3; part += 1) {
      const response: Response = await fetch(`${system.apiUrl}${next}`, {
        headers: { authorization: `Bearer ${system.state.keys.operator}` },
      });
      const rows = (await response.text()).split('\r\n').filter(Boolean);
      if (part === 0) expect(rows.shift()).toContain('orderId,channel');
      ids.push(...rows.map((row) => row.split(',')[0] ?? ''));
      next = /<([^>]+)>/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(ids).toEqual(expect.arrayContaining([first, second]));
    expect(new Set(ids).size).toBe(ids.length);

    const cancelled = await shop.api<RowResults>('POST', '/orders/actions', {
      action: 'HOLD',
      reason: 'stocktaking',
      orderIds: [first, 'ord_01JZZZZZZZZZZZZZZZZZZZZZZZ'],
    });
    // What is with the warehouse already cannot be held: its row says so.
    expect(cancelled.body.results[1]).toMatchObject({
      outcome: 'REFUSED',
      detail: expect.stringContaining('no order'),
    });
    expect((await shop.api('DELETE', '/views/with-this-sku')).status).toBe(200);
    expect((await shop.api('GET', '/orders?view=with-this-sku')).status).toBe(404);
  });
});
