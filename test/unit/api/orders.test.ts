import { jest } from '@jest/globals';
import type { WriteBack } from '#domain/channel/write-back.ts';
import { givenWriteBack } from '../channel/given-write-back.ts';
import { givenLeg, legId } from '../fulfillment/given.ts';
import { call, memoryOrders, memoryPosts, OPERATOR, PARTNER, placedOrder, UNKNOWN_ORDER } from './given.ts';

process.env.POWERTOOLS_DEV = 'false';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
for (const name of ['NETWORK_TABLE', 'NETWORK_BUCKET', 'CATALOG_TABLE', 'ORDERS_TABLE']) process.env[name] = name;

const orders = memoryOrders();
jest.unstable_mockModule('#shared/dynamo-order-store.ts', () => ({ dynamoOrderStore: () => orders.store }));
const posts = memoryPosts();
jest.unstable_mockModule('#shared/dynamo-write-back-store.ts', () => ({ dynamoWriteBackStore: () => posts.store }));
jest.unstable_mockModule('#shared/meta-model-library.ts', () => ({
  metaModelOf: async () => ({ set: null, packs: [] }),
}));

const nobodyJoined = {
  personOf: async (id: string) => id,
  personsOf: async (ids: string[]) => new Map(ids.map((id) => [id, id])),
  groupOf: async (id: string) => ({ personId: id, members: [{ customerId: id }] }),
};
jest.unstable_mockModule('#shared/dynamo-person-store.ts', () => nobodyJoined);

const { handler: getOrder } = await import('../../../functions/order/get-order.ts');
const { handler: listOrders } = await import('../../../functions/order/list-orders.ts');
const { handler: placeHold } = await import('../../../functions/order/place-hold.ts');
const { handler: releaseHold } = await import('../../../functions/order/release-hold.ts');
const { handler: retryWriteBack } = await import('../../../functions/channel/retry-write-back.ts');
const { handler: cancelOrder } = await import('../../../functions/order/cancel-order.ts');
const { OrderSnapshot, OrderSummary } = await import('#domain/workbench/order-snapshot.ts');
const { CONTRACTS } = await import('#domain/workbench/contracts.ts');
const { AwsRefusal } = await import('#shared/aws.ts');
const { addHold } = await import('#domain/order/holds.ts');
const { countingUlids, givenContext, givenLine } = await import('../../support/given.ts');

const heldBy = (type: 'PLATFORM_RISK' | 'MANUAL') =>
  addHold(
    placedOrder('ON_HOLD'),
    { type, reason: 'look first' },
    'channel:douyin',
    givenContext(undefined, countingUlids(900)),
  );
const fits = (key: keyof typeof CONTRACTS, { status, body }: { status: number; body: unknown }) =>
  CONTRACTS[key].answers[status]?.body?.safeParse(body).success;

describe('every route of orders', () => {
  const routes = { getOrder, listOrders, placeHold, releaseHold, cancelOrder, retryWriteBack };
  const body = { placeHold: { reason: 'x' }, cancelOrder: { reason: 'x' } } as Record<string, unknown>;
  const path = {
    id: UNKNOWN_ORDER,
    hold: 'hld_00000000000000000000000001',
    writeBack: 'wbk_00000000000000000000000001',
  };

  it.each(Object.entries(routes))(
    'refuses a call of %s without a key, telling how to send one',
    async (name, handler) => {
      const answer = await call(handler, { path, body: body[name], caller: null });
      expect(answer).toMatchObject({ status: 401, contentType: 'application/problem+json' });
      expect(answer.body.detail).toContain('Authorization: Bearer');
    },
  );

  it.each(Object.entries(routes))('refuses a partner at %s', async (name, handler) => {
    expect(await call(handler, { path, body: body[name], caller: PARTNER })).toMatchObject({ status: 403 });
  });

  const byId = Object.entries(routes).filter(([name]) => name !== 'listOrders');
  it.each(byId)('refuses an order that is not there at %s, naming it', async (name, handler) => {
    const answer = await call(handler, { path, body: body[name] });
    expect(answer).toMatchObject({ status: 404, contentType: 'application/problem+json', body: { status: 404 } });
    expect(answer.body.detail).toContain(UNKNOWN_ORDER);
  });

  it.each(byId)('refuses what is no order id at %s', async (name, handler) => {
    const answer = await call(handler, { path: { ...path, id: '42' }, body: body[name] });
    expect(answer).toMatchObject({ status: 400, body: { detail: 'order id is not an id of its kind: 42' } });
  });
});

describe('GET /orders/{id}', () => {
  it('tells the order, its legs, what was reported, and where it stands', async () => {
    const { orderId } = orders.keep(placedOrder('FULFILLING'), [givenLeg({ state: 'ACCEPTED' })]);
    const answer = await call(getOrder, { path: { id: orderId } });
    expect(answer.status).toBe(200);
    expect(OrderSnapshot.parse(answer.body)).toEqual(answer.body);
    expect(answer.body).toMatchObject({
      order: { orderId, channel: 'douyin', lifecycle: { state: 'FULFILLING' } },
      legs: [{ legId, state: 'ACCEPTED' }],
      actions: { [legId]: [] },
      links: { self: `/orders/${orderId}`, lineage: `/orders/${orderId}/lineage`, legs: [`/legs/${legId}`] },
    });
  });

  it("keeps to itself the channel's raw view, locks and digests", async () => {
    const { orderId } = orders.keep(placedOrder());
    const { body } = await call(getOrder, { path: { id: orderId } });
    expect(JSON.stringify(body)).not.toMatch(/channelView|addressDigest|digest-1|revision|lastEventId/);
  });
});

describe('POST /orders/{id}/write-backs/{writeBack}/retries', () => {
  const retry = (writeBack: WriteBack, id: string = writeBack.id) =>
    call(retryWriteBack, { path: { id: writeBack.orderId ?? '', writeBack: id } });

  it('sends what the platform refused again, for another day', async () => {
    const refused = givenWriteBack({ state: 'REFUSED', nextAt: null, lastError: 'carriers.ZTO: no code', attempts: 3 });
    posts.keep(refused);
    const answer = await retry(refused);
    expect(fits('POST /orders/{id}/write-backs/{writeBack}/retries', answer)).toBe(true);
    expect(answer).toMatchObject({ status: 202, body: { id: refused.id, state: 'PENDING', attempts: 0 } });
    const [kept] = (await posts.store.ofOrder?.(refused.orderId as never)) ?? [];
    expect(kept).toMatchObject({ revision: 2, writeBack: { state: 'PENDING', nextAt: expect.any(String) } });
    expect((kept?.writeBack.deadlineAt ?? '') > refused.deadlineAt).toBe(true);
  });

  it.each(['PENDING', 'SENT', 'CONFIRMED', 'SKIPPED'] as const)('refuses to repeat one that is %s', async (state) => {
    const writeBack = givenWriteBack({ state });
    posts.keep(writeBack);
    expect(await retry(writeBack)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(state) } });
  });

  it('refuses one of another order', async () => {
    const writeBack = givenWriteBack();
    posts.keep(writeBack);
    expect(await retry(writeBack, 'wbk_0000000000000000000000000Z')).toMatchObject({ status: 404 });
  });

  it('is shown with its order', async () => {
    const { orderId } = orders.keep(placedOrder('FULFILLING'));
    posts.keep(givenWriteBack({ orderId, state: 'CONFIRMED', nextAt: null }));
    const { body } = await call(getOrder, { path: { id: orderId } });
    expect(OrderSnapshot.parse(body)).toEqual(body);
    expect(body.writeBacks).toMatchObject([
      { state: 'CONFIRMED', news: { kind: 'SHIPPED', trackingNumber: 'SF1000000000042' } },
    ]);
  });
});

describe('GET /orders', () => {
  it('lists by what was asked, a line per order', async () => {
    const { order } = placedOrder('ON_HOLD');
    orders.answerList({ orders: [order], cursor: 'next' });
    const answer = await call(listOrders, { query: { state: 'ON_HOLD', channel: 'douyin', limit: '10', cursor: 'c' } });
    expect(orders.asked.at(-1)).toEqual({ state: 'ON_HOLD', channel: 'douyin', limit: 10, cursor: 'c' });
    expect(fits('GET /orders', answer)).toBe(true);
    expect(answer.body).toMatchObject({
      cursor: 'next',
      orders: [{ orderId: order.orderId, state: 'ON_HOLD', lines: 1 }],
    });
    expect(OrderSummary.strict().safeParse((answer.body.orders as unknown[])[0]).success).toBe(true);
  });

  it.each([
    [
      { attribute: 'completionRate:0.42', channel: 'douyin' },
      { term: 'completionRate=0.42', channel: 'douyin' },
    ],
    [{ attribute: 'noted:a:b=c' }, { term: 'noted=a:b=c' }],
    [{ tag: 'tea-lover' }, { term: 'tag=tea-lover' }],
  ])('asks the index for %j', async (query, expected) => {
    expect((await call(listOrders, { query })).status).toBe(200);
    expect(orders.asked.at(-1)).toMatchObject(expected);
  });

  it.each([
    [{}, 'name at least one of state, channel, customer, attribute, tag, sku, q, view'],
    [{ limit: '10' }, 'name at least one of state, channel, customer, attribute, tag, sku, q, view'],
    [{ q: '48373', state: 'ON_HOLD' }, 'q finds one order by its number'],
    [{ attribute: 'giftWrap' }, 'a name and a value, as in videoId:'],
    [{ attribute: 'giftWrap:2', tag: 'tea-lover' }, 'one of attribute, tag and sku at a time'],
    [{ state: 'SLEEPING' }, 'state'],
    [{ customer: 'alice' }, 'customer'],
    [{ channel: 'douyin', limit: '101' }, 'limit'],
    [{ channel: 'douyin', limit: 'many' }, 'limit'],
    [{ chanel: 'douyin' }, 'chanel'],
  ])('refuses the query %j, naming what is wrong', async (query, named) => {
    const asked = orders.asked.length;
    const answer = await call(listOrders, { query });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain(named);
    expect(orders.asked).toHaveLength(asked);
  });

  it.each([
    new SyntaxError('Unexpected token'),
    new AwsRefusal('ValidationException', 'The provided starting key is invalid', 400, {}),
  ])('refuses a cursor that is none of ours (%s)', async (failure) => {
    orders.answerList(failure);
    const answer = await call(listOrders, { query: { channel: 'douyin', cursor: 'made-up' } });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.detail).toContain('cursor');
  });

  it('fails without details when the table does, whatever the cursor', async () => {
    orders.answerList(new AwsRefusal('ResourceNotFoundException', 'table orders-7F3 not found', 400, {}));
    const answer = await call(listOrders, { query: { channel: 'douyin', cursor: 'good' } });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('orders-7F3');
  });
});

describe('POST /orders/{id}/holds', () => {
  it('puts a hold by the person whose key it is, once for the same reason', async () => {
    const { orderId } = orders.keep(placedOrder('CONFIRMED'));
    const first = await call(placeHold, { path: { id: orderId }, body: { reason: 'customer calls back' } });
    expect(fits('POST /orders/{id}/holds', first)).toBe(true);
    expect(first).toMatchObject({
      status: 201,
      body: { hold: { type: 'MANUAL', reason: 'customer calls back', actor: `person:${OPERATOR.keyId}` } },
    });
    const again = await call(placeHold, { path: { id: orderId }, body: { reason: 'customer calls back' } });
    expect(again).toEqual({ ...first, status: 200 });
    expect(orders.commits()).toBe(1);
    expect(orders.order(orderId).holds).toHaveLength(1);
    const other = await call(placeHold, { path: { id: orderId }, body: { reason: 'another matter' } });
    expect(other.status).toBe(201);
    expect(orders.events(orderId).filter(({ type }) => type === 'OrderHeld')).toHaveLength(2);
  });

  it.each(['FULFILLING', 'FULFILLED', 'CLOSED', 'CANCELLED'] as const)(
    'refuses to hold an order that is %s, saying what else there is',
    async (state) => {
      const { orderId } = orders.keep(placedOrder(state));
      const answer = await call(placeHold, { path: { id: orderId }, body: { reason: 'wait' } });
      expect(answer).toMatchObject({ status: 409, contentType: 'application/problem+json' });
      expect(answer.body.detail).toContain(state);
      expect(orders.commits()).toBe(0);
    },
  );

  it.each([
    [{}, 'reason'],
    [{ reason: '  ' }, 'reason'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
    [{ reason: 'wait', type: 'PLATFORM_RISK' }, 'type'],
    [{ reason: 'wait', until: 'friday' }, 'until'],
    ['{"reason":', 'not JSON'],
  ])('refuses the body %j, naming the field', async (body, field) => {
    const { orderId } = orders.keep(placedOrder());
    const answer = await call(placeHold, { path: { id: orderId }, body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(field);
    expect(orders.commits()).toBe(0);
  });
});

describe('what people write as a reason', () => {
  it('is kept and told without phones and mail addresses', async () => {
    const { orderId } = orders.keep(placedOrder());
    const body = { reason: 'call 13912345678, wei.zhang@example.cn' };
    await call(placeHold, { path: { id: orderId }, body });
    await call(placeHold, { path: { id: orderId }, body });
    await call(cancelOrder, { path: { id: orderId }, body });
    const kept = JSON.stringify([orders.order(orderId), orders.events(orderId)]);
    expect(kept).toContain('call 139****5678, ***@***');
    expect(kept).not.toMatch(/13912345678|wei\.zhang/);
    expect(orders.events(orderId).filter(({ type }) => type === 'OrderHeld')).toHaveLength(1);
  });
});

describe('DELETE /orders/{id}/holds/{hold}', () => {
  const holdOf = (orderId: Parameters<typeof orders.order>[0]) => orders.order(orderId).holds[0]?.holdId as string;

  it('lifts a hold, and the order goes back to be looked at; doing it again changes nothing', async () => {
    const { orderId } = orders.keep(heldBy('MANUAL'));
    const path = { id: orderId, hold: holdOf(orderId) };
    const first = await call(releaseHold, { path });
    expect(fits('DELETE /orders/{id}/holds/{hold}', first)).toBe(true);
    expect(first).toMatchObject({ status: 200, body: { remaining: 0, state: 'SCREENING' } });
    expect(await call(releaseHold, { path })).toEqual(first);
    expect(orders.commits()).toBe(1);
    expect(orders.events(orderId).at(-1)).toMatchObject({
      type: 'OrderReleased',
      detail: { data: { by: 'person:key-1', remaining: 0 } },
    });
  });

  it('refuses to lift what the platform lifts, unless forced', async () => {
    const { orderId } = orders.keep(heldBy('PLATFORM_RISK'));
    const path = { id: orderId, hold: holdOf(orderId) };
    const refused = await call(releaseHold, { path });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('?force=true');
    expect(orders.commits()).toBe(0);
    expect(await call(releaseHold, { path, query: { force: 'true' } })).toMatchObject({ status: 200 });
    expect(orders.order(orderId).holds).toEqual([]);
  });

  it('refuses a hold the order never had', async () => {
    const { orderId } = orders.keep(heldBy('MANUAL'));
    const hold = 'hld_0000000000000000000000000Z';
    const answer = await call(releaseHold, { path: { id: orderId, hold } });
    expect(answer.status).toBe(404);
    expect(answer.body.detail).toContain(hold);
  });

  it('refuses a force that is neither true nor false', async () => {
    const { orderId } = orders.keep(heldBy('PLATFORM_RISK'));
    const answer = await call(releaseHold, { path: { id: orderId, hold: holdOf(orderId) }, query: { force: 'yes' } });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain('force');
  });
});

describe('POST /orders/{id}/cancellations', () => {
  it('cancels an order, once', async () => {
    const { orderId } = orders.keep(placedOrder('FULFILLING'), [givenLeg()]);
    const first = await call(cancelOrder, { path: { id: orderId }, body: { reason: 'bought twice' } });
    expect(fits('POST /orders/{id}/cancellations', first)).toBe(true);
    expect(first.body).toMatchObject({ orderId, state: 'CANCELLED', reason: 'bought twice' });
    expect(first.body).toMatchObject({ money: { refundMinor: 1990, currency: 'CNY' }, withdrawn: [legId] });
    const again = await call(cancelOrder, { path: { id: orderId }, body: { reason: 'again' } });
    expect(again.body).toMatchObject({ state: 'CANCELLED', reason: 'bought twice', money: { refundMinor: 0 } });
    expect(orders.commits()).toBe(1);
    expect(orders.events(orderId).slice(-2)).toMatchObject([
      { type: 'OrderCancelled', detail: { data: { by: 'person:key-1' } } },
      { type: 'RefundDue', detail: { data: { amountMinor: 1990, currency: 'CNY', by: 'person:key-1' } } },
    ]);
  });

  it('cancels pieces of a line: the leg that has them is taken back, and the money of just these is due', async () => {
    const lines = [givenLine({ quantity: 3, totalMinor: 1000 }), givenLine({ lineId: '2', totalMinor: 990 })];
    const { orderId } = orders.keep(placedOrder('FULFILLING', { deliverables: lines }), [givenLeg()]);
    const body = { reason: 'one too many', lines: [{ lineId: '1', quantity: 1 }], key: 'call-7' };
    const answer = await call(cancelOrder, { path: { id: orderId }, body });
    expect(fits('POST /orders/{id}/cancellations', answer)).toBe(true);
    expect(answer.body).toMatchObject({ state: 'FULFILLING', reason: null, money: { refundMinor: 334 } });
    expect(orders.order(orderId)).toMatchObject({
      deliverables: [{ lineId: '1', quantity: 2, totalMinor: 666 }, { lineId: '2' }],
      amounts: { totalMinor: 1656, paidMinor: 1990 },
      lifecycle: { state: 'FULFILLING', planAgain: true },
      account: { gone: { '1': 1 }, owedMinor: 334 },
    });
    const types = orders.events(orderId).map(({ type }) => type);
    expect(types.slice(-4)).toEqual(['OrderAmended', 'LegWithdrawn', 'StockReleased', 'RefundDue']);
    const repeated = await call(cancelOrder, { path: { id: orderId }, body });
    expect(repeated.body).toMatchObject({ repeated: true, allowed: true });
    const other = await call(cancelOrder, { path: { id: orderId }, body: { ...body, lines: [{ lineId: '2' }] } });
    expect(other).toMatchObject({ status: 409 });
    expect(orders.commits()).toBe(1);
  });

  it.each([
    [{ lineId: '9' }, 'line 9 has 0 left'],
    [{ lineId: '1', quantity: 4 }, 'line 1 has 1 left, 4 cannot be cancelled'],
  ])('refuses %j, saying what is left', async (line, told) => {
    const { orderId } = orders.keep(placedOrder());
    const answer = await call(cancelOrder, { path: { id: orderId }, body: { reason: 'x', lines: [line] } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'lines' }] } });
    expect(answer.body.detail).toContain(told);
    expect(orders.commits()).toBe(0);
  });

  it('refuses when goods have left, naming the leg and the way out', async () => {
    const { orderId } = orders.keep(placedOrder('FULFILLING'), [givenLeg({ state: 'IN_PROGRESS', stock: 'SHIPPED' })]);
    const answer = await call(cancelOrder, { path: { id: orderId }, body: { reason: 'too slow' } });
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body.detail).toContain(legId);
    expect(answer.body.detail).toContain('return');
    expect(orders.order(orderId).lifecycle.state).toBe('FULFILLING');
  });

  it('refuses to cancel what is fulfilled', async () => {
    const { orderId } = orders.keep(placedOrder('FULFILLED'));
    expect(await call(cancelOrder, { path: { id: orderId }, body: { reason: 'no' } })).toMatchObject({ status: 409 });
  });

  it('refuses what it does not know, with each field by its name and the cure', async () => {
    const { orderId } = orders.keep(placedOrder());
    const answer = await call(cancelOrder, { path: { id: orderId }, body: { reason: 'x', why: 1, who: 2 } });
    const problem = 'is not known here: leave it out';
    expect(answer).toMatchObject({ status: 400, body: { detail: `why: ${problem}; who: ${problem}` } });
    expect(answer.body.errors).toEqual([
      { field: 'why', problem },
      { field: 'who', problem },
    ]);
  });

  it('refuses without a reason', async () => {
    const { orderId } = orders.keep(placedOrder());
    const answer = await call(cancelOrder, { path: { id: orderId }, body: {} });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
  });
});
