import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ulid } from 'ulid';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

const shipped = (folder: string, id: string) =>
  JSON.parse(readFileSync(new URL(`../../catalog/${folder}/${id}.json`, import.meta.url), 'utf8'));

type Plans = {
  readonly attempts: readonly {
    readonly answer: {
      readonly plans: readonly {
        readonly legs: readonly { readonly mode: string }[];
        readonly explanation: readonly string[];
      }[];
    };
  }[];
};
type Head = { readonly order: { readonly orderId: string; readonly pinned: Record<string, string> } };
type Lineage = {
  readonly nodes: readonly { readonly type: string; readonly owner: string; readonly causedBy: string | null }[];
};

/** Decided as `says` for every order of the channel. */
const saying = (
  document: ReturnType<typeof shipped>,
  id: string,
  fact: string,
  cell: string,
  says: Record<string, string>,
) => {
  const table = document.nodes[1].content;
  return {
    ...document,
    id,
    nodes: document.nodes.with(1, {
      ...document.nodes[1],
      content: {
        ...table,
        inputs: [{ id: 'asked', name: fact, field: fact }],
        outputs: Object.keys(says).map((field) => ({ id: `says-${field}`, name: field, field })),
        rules: [
          {
            _id: 'always',
            _description: '',
            asked: cell,
            ...Object.fromEntries(Object.entries(says).map(([field, value]) => [`says-${field}`, value])),
          },
        ],
      },
    }),
  };
};

describe('policies and reactions on the running system', () => {
  let system: LocalSystem;
  let shop: Shop;

  beforeAll(async () => {
    // Its own: what is released here is obeyed by every order.
    system = await startLocal({ own: true });
    shop = shopOf(system);
  }, 200_000);
  afterAll(() => system.stop(), 60_000);

  /** Functions look at what is released again after five seconds. */
  const obeyed = (): Promise<void> => sleep(6_000);

  const release = async (kind: string, document: { readonly id: string }) => {
    const path = `/catalog/${kind}/${document.id}`;
    const put = await shop.api<{ version: number }>('PUT', path, { document, why: 'as this test wants it' });
    expect([put.status, put.text]).toEqual([201, expect.any(String)]);
    return shop.api<{ detail: string }>('POST', `${path}/releases`, {
      version: put.body.version,
      why: 'as this test wants it',
    });
  };

  const planned = async (): Promise<{ readonly head: Head['order']; readonly plans: Plans }> => {
    const message = shop.message('woocommerce', 'order-paid', shop.nextNumber());
    await shop.push('woocommerce', message);
    return until(`order ${message.orderId} to be planned`, async () => {
      const found = await shop.orderOf(message.orderId);
      if (!found || found.order.lifecycle.attempts === 0) return null;
      const { body } = await shop.api<Plans>('GET', `/orders/${found.order.orderId}/plans`);
      return { head: (found as unknown as Head).order, plans: body };
    });
  };
  const modesOf = ({ attempts }: Plans): string[] => attempts[0]?.answer.plans[0]?.legs.map(({ mode }) => mode) ?? [];

  const lineageOf = async (orderId: string): Promise<Lineage['nodes']> =>
    (await shop.api<Lineage>('GET', `/orders/${orderId}/lineage`)).body.nodes ?? [];
  const lineageHas = (orderId: string, type: string) =>
    until(`${type} in the lineage of ${orderId}`, async () =>
      (await lineageOf(orderId)).find((node) => node.type === type),
    );

  /** Puts one event about an order on the bus, as often as said: the bus delivers at least once. */
  const deliver = async (type: string, orderId: string, times: number): Promise<string> => {
    const id = `evt_${ulid()}`;
    const because = { type: 'StockReserved', id };
    const data = { reaction: 'pause-all', version: 1, rule: 'always', because, reason: 'again', sku: 'X', shops: [] };
    const detail = {
      id,
      at: new Date().toISOString(),
      orderId,
      causedBy: null,
      traceId: 'trace',
      color: 'default',
      v: 1,
      data,
    };
    const entry = {
      EventBusName: system.state.eventBus,
      Source: 'fulfillment.workbench',
      DetailType: type,
      Detail: JSON.stringify(detail),
    };
    await system.clients.events.send(new PutEventsCommand({ Entries: Array.from({ length: times }, () => entry) }));
    return id;
  };

  it('plans by what was released, names the policy, and pins the order to its version', async () => {
    expect(modesOf((await planned()).plans)).not.toContain('AIR');
    const document = saying(shipped('policies', 'cheap-by-road'), 'all-by-air', 'channel', "'woocommerce'", {
      'modes.wanted': "['AIR']",
    });
    document.examples = [{ name: 'by air', facts: { channel: 'woocommerce' }, expect: { modes: { wanted: ['AIR'] } } }];
    expect((await release('policy', document)).status).toBe(200);
    await obeyed();
    const { head, plans } = await planned();
    expect(new Set(modesOf(plans))).toEqual(new Set(['AIR']));
    expect(plans.attempts[0]?.answer.plans[0]?.explanation).toContainEqual(
      expect.stringContaining('policy all-by-air (version 1), rule always'),
    );
    expect(head.pinned['policy/all-by-air']).toBe('1');
  }, 90_000);

  it('lets plans wait for their hand-out where a policy wants it, and exchanges them with those that come meanwhile', async () => {
    const wait = saying(shipped('policies', 'cheap-by-road'), 'hand-out-in-waves', 'channel', "'shopify'", {
      handOutAfterMinutes: '0.4',
    });
    wait.examples = [{ name: 'waves', facts: { channel: 'shopify' }, expect: { handOutAfterMinutes: 0.4 } }];
    expect((await release('policy', wait)).status).toBe(200);
    await obeyed();

    const [tea, cup] = ['OL-TEA-001', 'OL-TEA-002'] as const;
    const place = async (skus: readonly string[]) => {
      const message = shop.message('shopify', 'order-paid', shop.nextNumber());
      const push = JSON.parse(message.push);
      const [line] = push.line_items;
      push.line_items = skus.map((sku, index) => ({ ...line, id: line.id + index, sku }));
      await shop.push('shopify', { ...message, push: JSON.stringify(push) });
      return until(`order ${message.orderId} to be planned`, async () => {
        const found = await shop.orderOf(message.orderId);
        return found && found.legs.length > 0 ? found : null;
      });
    };
    const count = async (sku: string, onHand: (node: string) => number) => {
      const levels = (await shop.api<{ nodes: { node: string }[] }>('GET', `/stock?sku=${sku}`)).body.nodes;
      const counted = { kind: 'STOCK', sku, at: new Date().toISOString(), source: 'test' };
      const nodes = new Set([...levels.map(({ node }) => node), near, far]);
      const signals = [...nodes].map((node) => ({ ...counted, node, onHand: onHand(node) }));
      expect((await shop.api('POST', '/network/signals', { signals })).status).toBe(200);
    };
    const nodesOf = ({ legs }: Snapshot) => legs.flatMap(({ node, state }) => (state === 'CANCELLED' ? [] : [node]));

    const first = await place([tea]);
    const [near = ''] = nodesOf(first);
    const far = near === 'WH-HANGZHOU' ? 'WH-SHANGHAI' : 'WH-HANGZHOU';
    expect(first.order.lifecycle.state).toBe('PLANNED');
    expect(first.legs.map(({ state, stock }) => [state, stock])).toEqual([[null, 'HELD']]);
    // The first has the last piece that the second needs to go in one parcel.
    await count(tea, (node) => (node === near ? 6 : node === far ? 50 : 0));
    await count(cup, (node) => (node === near ? 50 : 0));
    const second = await place([tea, cup]);
    expect(nodesOf(second).sort()).toEqual([near, far].sort());

    await shop.invoke('routing/reconsider-plans');
    const now = async ({ order }: Snapshot) =>
      (await shop.api<Snapshot>('GET', `/orders/${order.orderId}`)).body as Snapshot;
    expect([nodesOf(await now(first)), nodesOf(await now(second))]).toEqual([[far], [near]]);
    const told = await lineageHas(second.order.orderId, 'PlanReconsidered');
    expect(told.owner).toBe('system:reconsider-plans');
    await until('both to be handed out and delivered', async () => {
      await shop.invoke('routing/reconsider-plans');
      const states = (await Promise.all([first, second].map(now))).map(({ order }) => order.lifecycle.state);
      return states.every((state) => state === 'FULFILLED') || null;
    });
    expect((await now(second)).legs.filter(({ state }) => state === 'COMPLETED')).toHaveLength(1);
  }, 90_000);

  it('refuses a policy with a rule that is never reached', async () => {
    const document = shipped('policies', 'minimum-success');
    const { rules } = document.nodes[1].content;
    rules.push({ ...rules[0], _id: 'again' });
    const answer = await shop.api<{ detail: string }>('PUT', '/catalog/policy/minimum-success', {
      document,
      why: 'once more',
    });
    expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining('never reached')]);
  });

  it('pauses the sale of what an order takes, tells its owner, and refuses what would go in circles', async () => {
    const pause = saying(shipped('reactions', 'pause-below-safety'), 'pause-all', 'stock.onHand', '>= 0', {
      do: "'PAUSE_SALES'",
      channel: "'douyin'",
      reason: "'nothing of it is sold while this test runs'",
    });
    pause.examples = [
      {
        name: 'any',
        facts: { stock: { onHand: 1 } },
        expect: { do: 'PAUSE_SALES', channel: 'douyin', reason: 'nothing of it is sold while this test runs' },
      },
    ];
    expect((await release('reaction', pause)).status).toBe(200);
    const tell = saying(shipped('reactions', 'platform-not-told'), 'tell-of-pauses', 'event.type', "'SalesPaused'", {
      do: "'TELL_OWNER'",
      owner: "'role:merchandiser'",
      reason: "'its sale is paused'",
    });
    tell.on = { pattern: { 'detail-type': ['SalesPaused'] } };
    tell.examples = [
      {
        name: 'paused',
        facts: { event: { type: 'SalesPaused' } },
        expect: { do: 'TELL_OWNER', owner: 'role:merchandiser', reason: 'its sale is paused' },
      },
    ];
    expect((await release('reaction', tell)).status).toBe(200);
    const circle = { ...tell, id: 'held-when-told', on: { pattern: { 'detail-type': ['OrderHeld', 'OwnerTold'] } } };
    circle.examples = [{ ...circle.examples[0], expect: { ...circle.examples[0].expect, do: 'HOLD_ORDER' } }];
    circle.nodes[1].content.rules[0]['says-do'] = "'HOLD_ORDER'";
    const refused = await release('reaction', circle);
    expect(refused.status).toBe(409);
    await obeyed();

    const message = shop.message('douyin', 'order-paid', shop.nextNumber());
    await shop.push('douyin', message);
    const order = await until('the order', () => shop.orderOf(message.orderId));
    await lineageHas(order.order.orderId, 'SalesPaused');
    const told = await lineageHas(order.order.orderId, 'OwnerTold');
    expect(told.owner).toBe('role:merchandiser');
    const again = await deliver('SalesPaused', order.order.orderId, 2);
    const toldOf = async () =>
      (await lineageOf(order.order.orderId)).filter(({ type, causedBy }) => type === 'OwnerTold' && causedBy === again);
    await until('the second pause to be told', async () => (await toldOf()).length > 0);
    await sleep(3000);
    // Delivered twice, told once.
    expect(await toldOf()).toHaveLength(1);
    const { data } = JSON.parse(message.order ?? '') as {
      data: { shop_order_detail: { sku_order_list: { sku_id: number }[] } };
    };
    const [line] = data.shop_order_detail.sku_order_list;
    await until(
      'the platform to show that there are none',
      async () => {
        await shop.invoke('channel/sweep-write-backs');
        await sleep(2000);
        const shown = await fetch(`${system.state.simulatorUrl}/_simulator/stock/douyin/${line?.sku_id}`);
        return (await shown.json()) === 0;
      },
      90_000,
    );
  }, 200_000);
});
