import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import type { Message } from '../../bin/channel-fixture.ts';
import type { CustomerView } from '../../domain/workbench/customer-view.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, shopOf, until } from '../support/shop.ts';

jest.setTimeout(180_000);

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal();
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

/** Nobody else's in the system: the same human writes their name in Chinese here, in Latin letters there. */
const human = (number: number) => {
  const digits = String(number).padStart(8, '0').slice(-8);
  return {
    phone: `139${digits}`,
    unionId: `uHuman${number}`,
    email: `human${number}@mail.example.com`,
    customer: 7_000_000_000_000 + number,
    road: `桂花路 ${(number % 900) + 1} 号翠竹苑 3 幢 2 单元 501 室`,
  };
};
type Human = ReturnType<typeof human>;

const onWechat = ({ phone, unionId, road }: Human): Message => {
  const message = shop.message('wechat', 'order-paid', shop.nextNumber());
  const order = (message.order ?? '')
    .replaceAll('uDemoBuyer2kQ7', unionId)
    .replaceAll('13800000042', phone)
    .replaceAll('体育西路 103 号 5 楼', road)
    .replaceAll('周晓岚', '林若溪');
  return { ...message, order };
};

const onShopify = ({ phone, email, customer, road }: Human): Message => {
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  const order = JSON.parse(message.push);
  order.customer.id = customer;
  order.email = email;
  order.contact_email = email;
  order.phone = `+86${phone}`;
  const address = {
    name: 'Ruoxi Lin',
    phone,
    address1: road,
    address2: '',
    city: '广州市',
    province: '广东省',
    province_code: 'GD',
  };
  order.shipping_address = { ...order.shipping_address, ...address };
  return { ...message, push: JSON.stringify(order) };
};

const fulfilled = async (channel: string, message: Message): Promise<{ orderId: string; customerId: string }> => {
  expect((await shop.push(channel, message)).status).toBe(200);
  const { order } = await orderIn(shop, message.orderId, 'FULFILLED');
  const { initiator } = order as unknown as { initiator: { customerId: string } };
  return { orderId: order.orderId, customerId: initiator.customerId };
};

const person = async (id: string, query = ''): Promise<CustomerView> => {
  const { status, body, text } = await shop.api<CustomerView>('GET', `/customers/${id}${query}`);
  if (status !== 200) throw new Error(text);
  return body;
};

const ordersOf = async (customerId: string): Promise<string[]> => {
  const { body } = await shop.api<{ orders: { orderId: string }[] }>('GET', `/orders?customer=${customerId}`);
  return body.orders.map(({ orderId }) => orderId).sort();
};

const rowsWith = async (table: string, words: readonly string[]): Promise<number> => {
  let found = 0;
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await system.clients.dynamo.send(new ScanCommand({ TableName: table, ExclusiveStartKey }));
    found += (page.Items ?? []).filter((item) => words.some((word) => JSON.stringify(item).includes(word))).length;
    ExclusiveStartKey = page.LastEvaluatedKey as never;
  } while (ExclusiveStartKey);
  return found;
};

it('is one person with one history on three channels, two when somebody says so, and nobody once erased', async () => {
  const one = human(shop.nextNumber());
  const wechat = await fulfilled('wechat', onWechat(one));
  const shopify = await fulfilled('shopify', onShopify(one));
  const asked = {
    behaviourId: `im-${one.customer}`,
    channel: 'douyin',
    channelIdentity: `open-${one.customer}`,
    kind: 'ENQUIRED',
    at: '2026-05-30T04:00:00.000Z',
    sku: 'OL-TEA-016',
    unionId: `weixin:${one.unionId}`,
  };
  const said = await shop.api<{ customerId: string }>('POST', '/customers/behaviours', asked);
  expect([said.status, said.body.customerId]).toEqual([201, wechat.customerId]);
  expect((await shop.api('POST', '/customers/behaviours', asked)).status).toBe(200);

  expect(shopify.customerId).toBe(wechat.customerId);
  const together = await person(shopify.customerId);
  expect(together.customers.flatMap(({ identities }) => identities.map(({ channel }) => channel)).sort()).toEqual([
    'douyin',
    'shopify',
    'wechat',
  ]);
  expect(
    together.history.map((entry) => (entry.kind === 'ORDER' ? entry.order.channel : entry.behaviour.kind)).sort(),
  ).toEqual(['ENQUIRED', 'shopify', 'wechat']);
  expect(await ordersOf(shopify.customerId)).toEqual([wechat.orderId, shopify.orderId].sort());
  for (const secret of [one.phone, '林若溪', 'Ruoxi', one.email, '桂花路'])
    expect(JSON.stringify(together)).not.toContain(secret);
  const clear = await person(shopify.customerId, '?clear=true');
  expect(clear.contacts).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ name: '林若溪', phone: one.phone })]),
  );
  expect((await person(shopify.customerId)).audit.map(({ act, by }) => [act, by])).toContainEqual([
    'SHOWN',
    'person:local-operator',
  ]);

  const account = (channel: string) =>
    together.customers.find(({ identities }) => identities.some((identity) => identity.channel === channel))
      ?.customerId ?? '';
  const merge = together.merges.find(({ left, right }) => [left, right].includes(account('shopify') as never));
  const parted = await shop.api('POST', `/customers/${wechat.customerId}/unmerges`, {
    mergeId: merge?.mergeId,
    why: 'sisters who share a phone',
  });
  expect([parted.status, parted.text]).toEqual([200, expect.stringContaining(account('shopify'))]);
  expect(await ordersOf(account('wechat'))).toEqual([wechat.orderId]);
  expect(await ordersOf(account('shopify'))).toEqual([shopify.orderId]);

  const again = await fulfilled('shopify', onShopify(one));
  expect(again.customerId).toBe(account('shopify'));
  const joined = await shop.api<{ merge: { mergeId: string } }>('POST', `/customers/${account('wechat')}/merges`, {
    with: account('shopify'),
    why: 'she called: it is her',
  });
  expect(joined.status).toBe(201);
  expect(await ordersOf(account('wechat'))).toEqual([wechat.orderId, shopify.orderId, again.orderId].sort());
  await shop.api('POST', `/customers/${account('wechat')}/unmerges`, {
    mergeId: joined.body.merge.mergeId,
    why: 'no, it is not',
  });
  expect(await ordersOf(account('shopify'))).toEqual([shopify.orderId, again.orderId].sort());
  await shop.api('POST', `/customers/${account('wechat')}/merges`, {
    with: account('shopify'),
    why: 'it is, with her word in writing',
  });

  const erased = await shop.api('POST', `/customers/${account('shopify')}/erasures`, {
    why: 'asked by letter of 1 June',
  });
  expect([erased.status, erased.body]).toMatchObject([200, { orders: 3 }]);
  const words = [one.phone, one.unionId, one.email, '林若溪', `${one.phone.slice(0, 3)}****${one.phone.slice(-4)}`];
  await until(
    'every table to be without the person',
    async () => {
      const { customers, inbox, orders } = system.state.tables;
      const left = await Promise.all(
        [customers, inbox, orders].map((table) =>
          rowsWith(table as string, table === inbox ? [one.phone, one.unionId] : words),
        ),
      );
      return left.every((rows) => rows === 0);
    },
    20_000,
  );
  expect(await ordersOf(account('wechat'))).toHaveLength(3);
  const after = await person(account('wechat'));
  expect(after.contacts).toEqual([]);
  expect(after.history).toHaveLength(4);
  expect(after.audit[0]).toMatchObject({ act: 'ERASED', why: 'asked by letter of 1 June' });
});

it('refuses to erase while an order needs its addressee, and to merge what is not there', async () => {
  const message = onShopify(human(shop.nextNumber()));
  const held = JSON.parse(message.push);
  held.line_items[0].sku = 'NO-SUCH-SKU';
  await shop.push('shopify', { ...message, push: JSON.stringify(held) });
  const { order } = await orderIn(shop, message.orderId, 'ON_HOLD');
  const { customerId } = (order as unknown as { initiator: { customerId: string } }).initiator;
  const refused = await shop.api<{ orders: string[] }>('POST', `/customers/${customerId}/erasures`, {
    why: 'asked by mail',
  });
  expect([refused.status, refused.body.orders]).toEqual([409, [order.orderId]]);
  const nobody = await shop.api('POST', `/customers/${customerId}/merges`, {
    with: 'cus_00000000000000000000000000',
    why: 'a guess',
  });
  expect(nobody.status).toBe(404);
});
