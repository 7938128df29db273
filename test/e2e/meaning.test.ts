import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Message } from '../../bin/channel-fixture.ts';
import { fromEpochMillis, toEpochMillis } from '../../domain/time.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

const COMMAND = fileURLToPath(new URL('../../bin/orderloom.ts', import.meta.url));
const run = promisify(execFile);

type Order = Snapshot['order'] & {
  readonly constraints: readonly {
    readonly type: string;
    readonly value: unknown;
    readonly source: string;
    readonly said?: object;
  }[];
  readonly remarks: { readonly buyer: string };
  readonly reviews?: readonly { readonly reviewId: string; readonly type: string }[];
  readonly intents?: readonly { readonly intent: string; readonly probability: number }[];
  readonly offers?: readonly { readonly service: string }[];
  readonly conflicts: readonly {
    readonly conflictId: string;
    readonly code: string;
    readonly values: string[];
    readonly settled?: object;
  }[];
  readonly pinned: Record<string, string>;
};
type Plans = {
  readonly attempts: readonly {
    readonly answer: { readonly plans?: readonly { readonly legs: readonly { readonly carrier: string }[] }[] };
  }[];
};

describe('what remarks mean, on the running system', () => {
  let system: LocalSystem;
  let shop: Shop;

  beforeAll(async () => {
    // Its own: a policy is released.
    system = await startLocal({ own: true });
    shop = shopOf(system);
  }, 200_000);
  afterAll(() => system?.stop(), 60_000);

  const told = (remark: string, edit: (order: Record<string, unknown>) => void = () => {}): Message => {
    const message = shop.message('woocommerce', 'order-paid', shop.nextNumber());
    const order = JSON.parse(message.push) as Record<string, unknown>;
    order.customer_note = remark;
    edit(order);
    return { ...message, push: JSON.stringify(order) };
  };
  const push = async (message: Message, color?: string): Promise<void> => {
    const answer = await shop.push('woocommerce', message, ({ headers }) => {
      if (color) headers['x-traffic-color'] = color;
    });
    expect(answer.status).toBe(200);
  };
  const orderOf = async ({ orderId }: Message, ...states: string[]): Promise<Order> =>
    (await orderIn(shop, orderId, ...states)).order as Order;
  const GONE_ON = ['PLANNED', 'FULFILLING', 'FULFILLED'];
  const stored = async (table: string): Promise<string> => {
    const { Items = [] } = await system.clients.dynamo.send(new ScanCommand({ TableName: table }));
    return JSON.stringify(Items);
  };
  const command = async (...words: string[]): Promise<Record<string, unknown>[]> => {
    const { stdout } = await run(process.execPath, [COMMAND, ...words, '--directory', system.directory]);
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
  };

  it('plans by the carrier a remark wants, and keeps the phone number it names with the customer only', async () => {
    const message = told('送人的，发京东快递，不要放价格单，送前请打13911112222');
    await push(message);
    const order = await orderOf(message, ...GONE_ON);
    expect(order.constraints).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'CARRIER_WANTED', value: 'JD_LOGISTICS', source: 'remark:buyer' }),
        expect.objectContaining({ type: 'CONTACT_PHONE', value: '139****2222' }),
      ]),
    );
    const { body } = await shop.api<Plans>('GET', `/orders/${order.orderId}/plans`);
    const plans = body.attempts.flatMap(({ answer }) => answer.plans ?? []);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.flatMap(({ legs }) => legs.map(({ carrier }) => carrier))).toEqual(
      plans.flatMap(({ legs }) => legs.map(() => 'JD_LOGISTICS')),
    );
    expect(order.remarks.buyer).toContain('139****2222');
    expect(await stored(system.state.tables.orders)).not.toContain('13911112222');
    expect(await stored(system.state.tables.customers)).toContain('13911112222');
    expect(order.intents?.[0]).toMatchObject({ intent: 'GIFT' });
    expect(order.offers?.map(({ service }) => service)).toEqual(['GIFT_WRAP', 'HIDE_PRICE']);
    expect(order.pinned).toMatchObject({ 'intent-model/default': '1', 'remark-policy/default': '1' });
  }, 90_000);

  it('asks a person what it is not sure of, obeys the verdict, and learns an example', async () => {
    const { body: policy } = await shop.api<{ document: object }>('GET', '/catalog/remark-policy/default');
    const document = {
      ...policy.document,
      trustFromOf: { drop_place: 1 },
      examples: [{ name: 'doubts each place', type: 'drop_place', confidence: 0.99, expect: 'REVIEWED' }],
    };
    const { body: draft } = await shop.api<{ version: number }>('PUT', '/catalog/remark-policy/default', {
      document,
      why: 'doubt places to leave it',
    });
    const to = { color: 'green' };
    const released = await shop.api('POST', '/catalog/remark-policy/default/releases', {
      version: draft.version,
      to,
      why: 'on green first',
    });
    expect(released.status).toBe(200);
    await sleep(6_000);

    const message = told('放丰巢就行');
    await push(message, 'green');
    const order = await orderOf(message, ...GONE_ON);
    expect(order.constraints.filter(({ source }) => source.startsWith('remark:'))).toEqual([]);
    expect(order.pinned['remark-policy/default']).toBe(String(draft.version));
    const view = await shop.api<{ comparison: object | null }>('GET', '/catalog/remark-policy/default');
    expect(view.body.comparison).toMatchObject({ orders: 1, differing: 1, flaggedAfter: 1, flaggedBefore: 0 });
    const [review] = order.reviews ?? [];
    const listed = (await command('reviews', 'list')).find(({ orderId }) => orderId === order.orderId);
    expect(listed).toMatchObject({
      remark: '放丰巢就行',
      review: { reviewId: review?.reviewId, type: 'drop_place', value: 'LOCKER' },
    });

    const path = `/remarks/reviews/${review?.reviewId}`;
    const personal = { verdict: 'CORRECTED', instruction: { type: 'contact_phone', value: '13911112222' } };
    expect((await shop.api('POST', path, personal)).status).toBe(422);
    const verdict = await shop.api<{ constraints: object[] }>('POST', path, { verdict: 'RIGHT' });
    expect(verdict.status).toBe(200);
    expect((await shop.api('POST', path, { verdict: 'RIGHT' })).status).toBe(200);
    expect((await shop.api('POST', path, { verdict: 'WRONG' })).status).toBe(409);
    const judged = (await shop.orderOf(message.orderId))?.order as Order;
    expect(judged.reviews).toEqual([]);
    if (judged.lifecycle.state !== 'FULFILLED')
      expect(verdict.body.constraints).toEqual([expect.objectContaining({ type: 'DROP_PLACE', value: 'LOCKER' })]);
    const examples = await command('reviews', 'examples');
    expect(examples).toContainEqual(
      expect.objectContaining({
        source: 'buyer_remark',
        text: '放丰巢就行',
        gold: [{ type: 'drop_place', value: 'LOCKER' }],
      }),
    );
  }, 90_000);

  it('holds an order that its remark cancels, and goes on when a person lifts the hold', async () => {
    const message = told('不想要了，请取消订单');
    await push(message);
    const snapshot = await until('the order to be held', async () => {
      const found = await shop.orderOf(message.orderId);
      return found?.order.lifecycle.state === 'ON_HOLD' ? found : null;
    });
    expect(snapshot.holds).toMatchObject([{ type: 'CANCEL_REQUESTED' }]);
    const [hold] = snapshot.holds;
    expect((await shop.api('DELETE', `/orders/${snapshot.order.orderId}/holds/${hold?.holdId}`)).status).toBe(200);
    await orderIn(shop, message.orderId, ...GONE_ON);
  }, 90_000);

  it('has a conflict settled once, however often it is pushed', async () => {
    const message = told('', (order) => {
      order.total = '299.00';
    });
    await push(message);
    const order = await orderOf(message, ...GONE_ON);
    const [conflict] = order.conflicts.filter(({ code }) => code === 'PARTS_AND_TOTAL_DISAGREE');
    expect(conflict?.values).toEqual(['29900', '19900']);
    const path = `/orders/${order.orderId}/conflicts/${conflict?.conflictId}`;
    expect((await shop.api('POST', path, { choice: 5, reason: 'a third value' })).status).toBe(409);
    const settled = await shop.api('POST', path, { choice: 0, reason: 'the till receipt says so' });
    expect(settled).toMatchObject({ status: 200, body: { conflict: { settled: { choice: 0 } } } });
    await push(message);
    const again = JSON.parse(message.push) as Record<string, unknown>;
    await push({
      ...message,
      push: JSON.stringify({ ...again, customer_note: 'thanks a lot' }),
      at: fromEpochMillis(toEpochMillis(message.at) + 1000),
    });
    await until(
      'the second push to be read',
      async () => ((await shop.orderOf(message.orderId))?.order as Order | undefined)?.remarks.buyer === 'thanks a lot',
    );
    const after = (await shop.orderOf(message.orderId))?.order as Order;
    const found = after.conflicts.filter(({ code }) => code === 'PARTS_AND_TOTAL_DISAGREE');
    expect(found).toHaveLength(1);
    expect(found[0]?.settled).toMatchObject({ choice: 0 });
  }, 90_000);

  it('reads stored remarks again, and finds that nothing changed', async () => {
    expect(await command('reread', '--channel', 'woocommerce')).toEqual([]);
    const applied = await shop.api<{ read: number; differing: number; cursor: string | null }>('POST', '/replays', {
      target: 'remarks',
      channel: 'woocommerce',
      dryRun: false,
      limit: 2,
    });
    expect(applied.body).toMatchObject({ read: 2, differing: 0, cursor: expect.stringMatching(/^ord_/) });
  }, 90_000);
});
