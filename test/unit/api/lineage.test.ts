import { jest } from '@jest/globals';
import { PushReceived } from '#domain/channel/events.ts';
import type { OrderId } from '#domain/id.ts';
import type { LineageSource } from '#domain/lineage/lineage.ts';
import { OrderConfirmed, OrderHeld } from '#domain/order/events.ts';
import { OrderNotFound } from '#domain/order/order-store.ts';
import { at, event, holdId, orderId, T0, TERMS } from '../lineage/given.ts';
import { call, PARTNER, UNKNOWN_ORDER } from './given.ts';
import { memoryTable } from './memory-table.ts';

process.env.LINEAGE_TABLE = 'lineage';
process.env.ORDERS_TABLE = 'orders';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const table = memoryTable();
jest.unstable_mockModule('#shared/dynamo.ts', () => table.module);
jest.unstable_mockModule('#shared/clock.ts', () => ({ now: () => at(30) }));
jest.unstable_mockModule('#shared/dynamo-order-store.ts', () => ({
  dynamoOrderStore: () => ({
    get: async (id: OrderId) => {
      if (!table.rows().some(({ pk }) => pk === `ORDER#${id}`)) throw new OrderNotFound(id);
      return { order: { orderId: id, lifecycle: { state: 'PLANNED' } }, legs: [] };
    },
  }),
}));
const watched: unknown[] = [];
jest.unstable_mockModule('#shared/tell-deadline.ts', () => ({
  watchDeadline: async (timer: object, dueAt: string) => void watched.push({ ...timer, dueAt }),
}));
jest.unstable_mockModule('#shared/sla-library.ts', () => ({ slaTerms: async () => TERMS }));
const { handler: recordEvent } = await import('../../../functions/lineage/record-event.ts');
const { handler: getLineage } = await import('../../../functions/lineage/get-lineage.ts');
const { handler: getPlans } = await import('../../../functions/routing/get-plans.ts');
const { CONTRACTS } = await import('#domain/workbench/contracts.ts');

const fits = (key: keyof typeof CONTRACTS, body: unknown) => CONTRACTS[key].answers[200]?.body?.safeParse(body).success;

type Batch = { readonly batchItemFailures: readonly { itemIdentifier: string }[] };
/** A batch as the queue behind the bus rule delivers it. */
const deliver = (bodies: readonly string[]): Promise<Batch> =>
  (recordEvent as unknown as (batch: object, context: object) => Promise<Batch>)(
    { Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) },
    { functionName: 'record-event' },
  );
const onTheBus = ({ source, type, detail }: LineageSource): string =>
  JSON.stringify({ source, 'detail-type': type, detail });

const push = event(
  PushReceived,
  0,
  {
    channel: 'douyin',
    shopId: '77977',
    topic: '101',
    dedupeKey: 'douyin#1',
    channelOrderId: '4837328765348566675',
    sourceAt: null,
    receivedAt: T0,
  },
  { orderId: null },
);
const confirmed = event(OrderConfirmed, 1, { region: 'chengdu' }, { causedBy: push.detail.id });

beforeEach(() => {
  table.clear();
  watched.length = 0;
});

describe('record-event', () => {
  it('keeps every event of a batch, under its order or, without one, under itself', async () => {
    expect(await deliver([onTheBus(push), onTheBus(confirmed)])).toEqual({ batchItemFailures: [] });
    expect(table.rows().map(({ pk, sk }) => [pk, sk])).toEqual([
      [`EVENT#${push.detail.id}`, 'NODE'],
      [`ORDER#${orderId}`, `NODE#${confirmed.detail.at}#${confirmed.detail.id}`],
    ]);
  });

  it('sets a clock for what somebody owes, and none for what only the system does', async () => {
    const hold = { holdId, type: 'NO_ROUTE' as const, reason: 'r', actor: 'system:commit-plan' };
    const held = event(OrderHeld, 0, {
      hold: { ...hold, releaseCondition: 'PERSON', since: at(0) },
    });
    await deliver([onTheBus(held), onTheBus(confirmed)]);
    expect(watched).toEqual([{ orderId, nodeId: held.detail.id, phase: 'RISK', dueAt: at(20 * 60) }]);
  });

  it('keeps an event once that is delivered twice', async () => {
    await deliver([onTheBus(confirmed)]);
    const once = table.rows();
    await deliver([onTheBus(confirmed), onTheBus(confirmed)]);
    expect(table.rows()).toEqual(once);
  });

  it('gives back only the message it cannot read', async () => {
    const bad = JSON.stringify({ source: 'fulfillment.order', 'detail-type': 'OrderConfirmed', detail: {} });
    const { batchItemFailures } = await deliver([onTheBus(push), bad, onTheBus(confirmed)]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'message-1' }]);
    expect(table.rows()).toHaveLength(2);
  });
});

describe('GET /orders/{id}/lineage', () => {
  it('tells the order from the push that began it', async () => {
    await deliver([onTheBus(confirmed), onTheBus(push)]);
    const { status, body } = await call(getLineage, { path: { id: orderId } });
    expect(status).toBe(200);
    expect(fits('GET /orders/{id}/lineage', body)).toBe(true);
    expect(body).toMatchObject({
      orderId,
      nodes: [
        { type: 'PushReceived', orderId: null },
        { type: 'OrderConfirmed', orderId },
      ],
      edges: [{ from: push.detail.id, to: confirmed.detail.id }],
      slas: [{ nodeId: confirmed.detail.id, status: 'BREACHED', owner: 'system:commit-plan' }],
    });
  });

  it('does without a cause that was not recorded yet', async () => {
    await deliver([onTheBus(confirmed)]);
    const { body } = await call(getLineage, { path: { id: orderId } });
    expect(body).toMatchObject({ nodes: [{ type: 'OrderConfirmed', causedBy: push.detail.id }], edges: [] });
  });

  it('refuses an order of which nothing is known, and partners', async () => {
    expect(await call(getLineage, { path: { id: UNKNOWN_ORDER } })).toMatchObject({ status: 404 });
    expect(await call(getLineage, { path: { id: orderId }, caller: PARTNER })).toMatchObject({ status: 403 });
  });
});

describe('GET /orders/{id}/plans', () => {
  const answer = { orderId, unroutable: [{ code: 'OUT_OF_STOCK', sku: 'TEA-100', reason: 'none left' }] };
  const planned = (attempt: string) => ({
    pk: `ORDER#${orderId}`,
    sk: `PLAN#${attempt}`,
    at: T0,
    deadlineHours: 48,
    answer,
  });

  it('tells every attempt in order', async () => {
    table.put(planned('002'));
    table.put(planned('001'));
    const { status, body } = await call(getPlans, { path: { id: orderId } });
    expect(status).toBe(200);
    expect(fits('GET /orders/{id}/plans', body)).toBe(true);
    expect(body).toEqual({
      orderId,
      attempts: [
        { attempt: 1, at: T0, deadlineHours: 48, answer, outcome: null },
        { attempt: 2, at: T0, deadlineHours: 48, answer, outcome: null },
      ],
    });
  });

  it('has none for an order that was not planned yet', async () => {
    table.put({ pk: `ORDER#${orderId}`, sk: 'ORDER' });
    expect(await call(getPlans, { path: { id: orderId } })).toMatchObject({ status: 200, body: { attempts: [] } });
  });

  it('refuses an order that is not there, and partners', async () => {
    expect(await call(getPlans, { path: { id: UNKNOWN_ORDER } })).toMatchObject({ status: 404 });
    expect(await call(getPlans, { path: { id: orderId }, caller: PARTNER })).toMatchObject({ status: 403 });
  });
});
