import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { stockPk } from '../../functions/shared/network-keys.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, shopOf, until } from '../support/shop.ts';

jest.setTimeout(240_000);

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal({ own: true });
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

type Told = {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly news: { readonly kind: string; readonly trackingNumber?: string };
};
type Snapshot = {
  readonly order: { readonly orderId: string; readonly lifecycle: { readonly state: string; readonly since: string } };
  readonly legs: readonly { readonly waybill: { readonly number: string } | null }[];
  readonly holds: readonly unknown[];
  readonly writeBacks: readonly Told[];
};

const snapshot = async (channelOrderId: string): Promise<Snapshot | null> =>
  (await shop.orderOf(channelOrderId)) as unknown as Snapshot | null;

const lineage = async (orderId: string): Promise<string[]> => {
  const { body } = await shop.api<{ nodes: { type: string }[] }>('GET', `/orders/${orderId}/lineage`);
  return body.nodes.map(({ type }) => type);
};

const sweep = (): Promise<void> => shop.invoke('channel/sweep-write-backs');

const toldAs = (channelOrderId: string, state: string, withinMs = 60_000): Promise<Snapshot> => {
  let last: Snapshot | null = null;
  return until(
    `write-backs of ${channelOrderId} to be ${state}`,
    async () => {
      last = await snapshot(channelOrderId);
      return last && last.writeBacks.length > 0 && last.writeBacks.every((each) => each.state === state) && last;
    },
    withinMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; they are ${JSON.stringify(last?.writeBacks)}`);
  });
};

/** What the simulated platform shows. */
const shown = async <T>(path: string): Promise<T> =>
  (await fetch(`${system.state.simulatorUrl}/_simulator/${path}`)).json() as Promise<T>;

/** What all nodes may promise of a SKU. */
const available = async (sku: string): Promise<number> => {
  const { Items = [] } = await system.clients.dynamo.send(
    new QueryCommand({
      TableName: system.state.tables.network,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: stockPk(sku) } },
    }),
  );
  return Items.reduce((sum, { available: pieces }) => sum + Number(pieces?.N ?? 0), 0);
};

type Detail = {
  readonly data: {
    readonly shop_order_detail: {
      readonly order_status: number;
      readonly logistics_info?: readonly { readonly tracking_no: string; readonly company: string }[];
    };
  };
};

describe('an order that was fulfilled here', () => {
  it('is shown as shipped by its platform, which does not disturb it by telling so', async () => {
    const number = shop.nextNumber();
    const message = shop.message('douyin', 'order-paid', number);
    await shop.push('douyin', message);
    const { order, legs, writeBacks } = await toldAs(message.orderId, 'CONFIRMED');
    const numbers = legs.flatMap(({ waybill }) => waybill?.number ?? []).sort();
    expect(writeBacks.map(({ news }) => news.trackingNumber).sort()).toEqual(numbers);

    const { data } = await shown<Detail>(`orders/douyin/${message.orderId}`);
    expect(data.shop_order_detail.order_status).toBe(3);
    expect(data.shop_order_detail.logistics_info?.map((parcel) => parcel.tracking_no).sort()).toEqual(numbers);

    await orderIn(shop, message.orderId, 'FULFILLED');
    const [before, story] = [await snapshot(message.orderId), await lineage(order.orderId)];
    // The platform's push about what we wrote: its order API shows our parcel.
    const echo = { ...shop.message('douyin', 'order-shipped', number), order: null };
    expect((await shop.push('douyin', echo)).status).toBe(200);
    const channelStatus = async () =>
      ((await snapshot(message.orderId)) as unknown as { order: { lifecycle: { channelStatus: string } } }).order
        .lifecycle.channelStatus;
    await until('the echo to be read', async () => (await channelStatus()) === 'SHIPPED');
    const after = await snapshot(message.orderId);
    expect(after?.holds).toEqual([]);
    expect(after?.order.lifecycle.since).toBe(before?.order.lifecycle.since);
    expect(after?.writeBacks).toEqual(before?.writeBacks);
    await sleep(3000);
    expect((await lineage(order.orderId)).filter((type) => !story.includes(type))).toEqual([]);
    expect(story).toContain('WriteBackConfirmed');
  });

  it('is told to a platform that was down at first', async () => {
    const message = shop.message('douyin', 'order-paid', shop.nextNumber());
    await shop.push('douyin', message);
    await orderIn(shop, message.orderId, 'CONFIRMED', 'PLANNED', 'FULFILLING');
    await shop.fault('douyin', 'DOWN');
    await until('a first attempt in vain', async () => {
      const [first] = (await snapshot(message.orderId))?.writeBacks ?? [];
      return first && first.attempts > 0 && first.state === 'PENDING' && /503/.test(first.lastError ?? '');
    });
    await shop.fault('douyin', null);
    const swept = setInterval(() => void sweep(), 5000);
    try {
      const { writeBacks } = await toldAs(message.orderId, 'CONFIRMED', 90_000);
      expect(writeBacks.some(({ attempts }) => attempts > 1)).toBe(true);
    } finally {
      clearInterval(swept);
    }
    const { data } = await shown<Detail>(`orders/douyin/${message.orderId}`);
    expect(data.shop_order_detail.order_status).toBe(3);
  });
});

describe('an order that is refused here', () => {
  it('is cancelled at its platform, and its push about that changes nothing', async () => {
    const number = shop.nextNumber();
    const message = shop.message('shopify', 'order-risk-hold', number);
    await shop.push('shopify', message);
    const held = await orderIn(shop, message.orderId, 'ON_HOLD');
    await shop.api('POST', `/orders/${held.order.orderId}/cancellations`, { reason: 'OUT_OF_SEASON' });
    await toldAs(message.orderId, 'CONFIRMED');
    const order = await shown<{ cancelled_at: string }>(`orders/shopify/${message.orderId}`);
    expect(typeof order.cancelled_at).toBe('string');

    const before = await snapshot(message.orderId);
    await shop.push('shopify', { ...message, topic: 'orders/cancelled', push: JSON.stringify(order), order: null });
    await sleep(4000);
    const after = await snapshot(message.orderId);
    expect(after?.order.lifecycle).toMatchObject({ state: 'CANCELLED', since: before?.order.lifecycle.since });
    expect(after?.writeBacks).toEqual(before?.writeBacks);
  });
});

describe('stock that was taken', () => {
  it('is told to the shop that sells it, as it is in all places together', async () => {
    const message = shop.message('douyin', 'order-paid', shop.nextNumber());
    const { data } = JSON.parse(message.order ?? '') as {
      data: { shop_order_detail: { sku_order_list: { sku_id: number; code: string }[] } };
    };
    const [line] = data.shop_order_detail.sku_order_list;
    await shop.push('douyin', message);
    await orderIn(shop, message.orderId, 'FULFILLING', 'FULFILLED');
    const level = await until(
      'the shop to show what all nodes may promise',
      async () => {
        await sweep();
        await sleep(2000);
        const [here, there] = [
          await available(line?.code ?? ''),
          await shown<number | null>(`stock/douyin/${line?.sku_id}`),
        ];
        return here === there && here;
      },
      90_000,
    );
    expect(level).toBeGreaterThan(0);
  });
});
