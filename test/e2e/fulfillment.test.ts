import { GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { jest } from '@jest/globals';
import { demoNetwork } from '../../bin/demo-network.ts';
import type { BookingAccount } from '../../domain/fulfillment/booker.ts';
import { zto } from '../../domain/fulfillment/zto.ts';
import type { ExceptionPage, RowResults } from '../../domain/insight/exception-requests.ts';
import { fromEpochMillis, toBeijing } from '../../domain/time.ts';
import { stockKey, stockPk } from '../../functions/shared/network-keys.ts';
import { nodeCrypto } from '../../functions/shared/node-crypto.ts';
import type { BookedParcel } from '../simulators/carriers/booked-parcels.ts';
import { type Bookers, startBookers } from '../simulators/carriers/bookers.ts';
import { pushTracking } from '../simulators/carriers/kuaidi100.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { orderIn, type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

jest.setTimeout(120_000);

/** Without simulated partners: the test is the warehouse. Shopify pushes carry the whole order, so no platform is asked. */
let system: LocalSystem;
let shop: Shop;
let bookers: Bookers;

beforeAll(async () => {
  system = await startLocal({ simulators: false });
  shop = shopOf(system);
  bookers = await startBookers({ kuaidi100: { key: 'olkey', secret: 'olsecret' } });
  await openAccount();
}, 200_000);

afterAll(async () => {
  await bookers?.close();
  await system?.stop();
});

/** Kuaidi100 books what EMS carries, for every warehouse; filled in before a function reads the secret. */
const openAccount = async (): Promise<void> => {
  const [signing] = system.state.carriers.kuaidi100?.secrets ?? [];
  const sender = { country: 'CN', province: '浙江省', city: '杭州市', district: '余杭区', street: '', postalCode: '' };
  const senders = demoNetwork().nodes.map(({ node }) => [
    node,
    { ...sender, name: '周晓岚', phone: '13800001357', detail: `${node} 发货区` },
  ]);
  const account: BookingAccount = {
    endpoint: bookers.url,
    keys: { key: 'olkey', secret: 'olsecret' },
    services: { EMS: 'ems' },
    senders: Object.fromEntries(senders),
    tracking: { url: `${system.apiUrl}/carriers/kuaidi100/tracking`, salt: signing?.key ?? '' },
  };
  await system.clients.secrets.send(
    new PutSecretValueCommand({
      SecretId: 'orderloom/carriers/kuaidi100/booking',
      SecretString: JSON.stringify(account),
    }),
  );
};

type Edit = (text: string) => string;

const place = async (edit: Edit = (text) => text): Promise<string> => {
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  const answer = await shop.push('shopify', { ...message, push: edit(message.push) });
  expect(answer.status).toBe(200);
  return message.orderId;
};

const dispatched = (id: string): Promise<Snapshot> =>
  until(`legs of ${id} to be handed out`, async () => {
    const snapshot = await shop.orderOf(id);
    return snapshot?.legs.some(({ state }) => state === 'DISPATCHED') && snapshot;
  });

const openLeg = ({ legs }: Snapshot) => {
  const leg = legs.find(({ state }) => state === 'DISPATCHED');
  if (!leg) throw new Error('no leg is waiting for its partner');
  return leg;
};

let second = 0;
const report = (legId: string, action: string, more: object = {}) => {
  second += 1;
  const occurredAt = new Date(Date.now() - 60_000 + second * 10).toISOString();
  return shop.api<{ detail?: string }>('POST', `/legs/${legId}/actions`, { action, occurredAt, ...more });
};

const level = async (sku: string, node: string) => {
  const { pk, sk } = stockKey({ sku, node });
  const { Item = {} } = await system.clients.dynamo.send(
    new GetItemCommand({ TableName: system.state.tables.network, Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  return { onHand: Number(Item.onHand?.N), reserved: Number(Item.reserved?.N), available: Number(Item.available?.N) };
};

/** As a stock count would: on hand becomes `onHand`, nothing reserved. */
const count = async (sku: string, node: string, onHand: number): Promise<void> => {
  const { pk, sk } = stockKey({ sku, node });
  await system.clients.dynamo.send(
    new UpdateItemCommand({
      TableName: system.state.tables.network,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET onHand = :n, reserved = :zero, safety = :zero, available = :n, #node = :node, sku = :sku',
      ExpressionAttributeNames: { '#node': 'node' },
      ExpressionAttributeValues: {
        ':n': { N: String(onHand) },
        ':zero': { N: '0' },
        ':node': { S: node },
        ':sku': { S: sku },
      },
    }),
  );
};

/** The SKUs of the fixture's two lines, as the merchant wrote them. */
const skusOf = async (id: string): Promise<string[]> =>
  (await shop.orderOf(id))?.order.deliverables.map(({ sku }) => sku) ?? [];

describe('a leg that is refused', () => {
  it('is given to another warehouse, its stock goes back, and the order is fulfilled', async () => {
    const id = await place();
    const first = openLeg(await dispatched(id));
    const [sku = ''] = await skusOf(id);
    const before = await level(sku, first.node);
    expect((await report(first.legId, 'leg.rejected', { reason: 'conveyor is down' })).status).toBe(200);
    const again = await until('another warehouse to be asked', async () => {
      const snapshot = await shop.orderOf(id);
      return snapshot?.legs.some(({ state, legId }) => state === 'DISPATCHED' && legId !== first.legId) && snapshot;
    });
    expect(openLeg(again).node).not.toBe(first.node);
    expect(again.order.lifecycle).toMatchObject({ attempts: 2, refusedBy: [first.node] });
    expect((await level(sku, first.node)).available).toBeGreaterThan(before.available);
    for (const leg of again.legs.filter(({ state }) => state === 'DISPATCHED'))
      for (const action of [
        'leg.accepted',
        'leg.picked',
        'leg.packed',
        'pickup.collected',
        'delivery.out',
        'delivery.signed',
      ])
        expect((await report(leg.legId, action)).status).toBe(200);
    const { legs } = await orderIn(shop, id, 'FULFILLED');
    expect(legs.map(({ state }) => state).sort()).toEqual(['COMPLETED', 'REJECTED']);
  });

  it('is not taken from a partner whose leg it is not', async () => {
    const { legId } = openLeg(await dispatched(await place()));
    const stranger = await shop.api(
      'POST',
      `/legs/${legId}/actions`,
      { action: 'leg.accepted', occurredAt: new Date().toISOString() },
      'no-such-key',
    );
    expect([401, 403]).toContain(stranger.status);
  });
});

describe('a leg whose carriage is ordered from here', () => {
  type Brief = {
    readonly leg: {
      readonly waybill: { readonly carrier: string; readonly number: string } | null;
      readonly booking?: { readonly step: string; readonly outcome: string; readonly reason: string | null };
    };
  };
  const byEms: Edit = (text) => JSON.stringify({ ...(JSON.parse(text) as object), note: '只发邮政EMS' });
  const briefOf = async (legId: string): Promise<Brief['leg']> =>
    (await shop.api<Brief>('GET', `/legs/${legId}`)).body.leg;
  const bookedAs = (legId: string): Promise<BookedParcel> =>
    until(`${legId} to be booked`, async () => bookers.book.find('kuaidi100', legId));

  it('gets one waybill, is tracked by it, and is delivered', async () => {
    const id = await place(byEms);
    const { legId } = openLeg(await dispatched(id));
    const parcel = await bookedAs(legId);
    expect(parcel.order).toMatchObject({ kuaidicom: 'ems', recManPrintAddr: expect.stringMatching(/.{4,}/) });
    const leg = await until('the waybill to be on the leg', async () => {
      const found = await briefOf(legId);
      return found.waybill && found;
    });
    expect(leg.waybill).toEqual({ carrier: 'EMS', number: parcel.number });
    expect(leg.booking).toMatchObject({ step: 'BOOK', outcome: 'DONE' });
    expect((await report(legId, 'leg.accepted')).status).toBe(200);
    const row = (code: string, context: string, secondsAgo: number) => ({
      at: Date.now() - secondsAgo * 1000,
      code,
      status: '',
      context,
      area: '杭州',
    });
    const rows = [row('103', '快递员已揽收', 30), row('5', '正在为您派送', 20), row('301', '已签收', 10)];
    const salt = String(parcel.order.salt);
    await pushTracking({ carrier: 'EMS', number: parcel.number, rows }, { apiUrl: system.apiUrl, salt });
    const { legs } = await orderIn(shop, id, 'FULFILLED');
    expect(legs.filter(({ state }) => state === 'COMPLETED').map((each) => each.legId)).toContain(legId);
    expect(bookers.book.all().filter(({ orderId }) => orderId === legId)).toHaveLength(1);
  });

  it('is forgotten at the carrier when its order is cancelled, also when the carrier was down meanwhile', async () => {
    const { order, legs } = await dispatched(await place(byEms));
    const parcels = await Promise.all(legs.map(({ legId }) => bookedAs(legId)));
    bookers.fail(true);
    const before = bookers.asked();
    const cancelled = await shop.api('POST', `/orders/${order.orderId}/cancellations`, { reason: 'changed my mind' });
    expect(cancelled.status).toBeLessThan(300);
    await until('the carrier to be asked in vain', async () => bookers.asked() > before);
    bookers.fail(false);
    for (const { orderId, booker } of parcels) {
      const asked = await until('the cancellation to be tried again', async () => {
        const { booking } = await briefOf(orderId);
        return booking?.step === 'CANCEL' && booking;
      });
      expect(['ASKED', 'DONE']).toContain(asked.outcome);
      // A person does not wait for the timer.
      await until('the operator to be answered', async () => {
        const { status } = await shop.api('POST', `/legs/${orderId}/bookings`, { step: 'CANCEL' });
        return status === 200 || bookers.book.find(booker, orderId)?.state === 'CANCELLED';
      });
      expect(bookers.book.find(booker, orderId)?.state).toBe('CANCELLED');
    }
  });
});

describe('a warehouse that reports by Qimen', () => {
  const minutesAgo = (minutes: number): string => toBeijing(fromEpochMillis(Date.now() - minutes * 60_000));
  const step = (legId: string, node: string, status: string, minutes: number): string =>
    `<request><order><orderCode>${legId}</orderCode><warehouseCode>${node}</warehouseCode></order><process><processStatus>${status}</processStatus><operateTime>${minutesAgo(minutes)}</operateTime></process></request>`;
  const called = async (topic: string, push: string): Promise<void> => {
    const answer = await shop.push('taobao', {
      topic,
      push,
      orderId: '',
      writtenId: '',
      order: null,
      answer: null,
      at: fromEpochMillis(Date.now()),
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('<response><flag>success</flag><code></code><message></message></response>');
  };

  it('moves its leg, books its stock out and names the parcel, as its own report would', async () => {
    const id = await place();
    const open = (await dispatched(id)).legs.filter(({ state }) => state === 'DISPATCHED');
    for (const { legId, node } of open) {
      await called('orderprocess.report', step(legId, node, 'ACCEPT', 9));
      await called('orderprocess.report', step(legId, node, 'PACKAGE', 8));
      const number = `QM${legId.slice(-10)}`;
      await called(
        'deliveryorder.confirm',
        `<request><deliveryOrder><deliveryOrderCode>${legId}</deliveryOrderCode><warehouseCode>${node}</warehouseCode><status>DELIVERED</status><operateTime>${minutesAgo(7)}</operateTime></deliveryOrder><packages><package><logisticsCode>SF</logisticsCode><expressCode>${number}</expressCode></package></packages></request>`,
      );
      await until('its stock to be booked out', async () =>
        (await shop.orderOf(id))?.legs.some((leg) => leg.legId === legId && leg.stock === 'SHIPPED'),
      );
      const brief = await shop.api<{ leg: { waybill: unknown } }>('GET', `/legs/${legId}`);
      expect(brief.body.leg.waybill).toEqual({ carrier: 'SF_EXPRESS', number });
      await called('orderprocess.report', step(legId, node, 'SIGN', 1));
    }
    const { legs } = await orderIn(shop, id, 'FULFILLED');
    expect(legs.map(({ state }) => state)).toEqual(open.map(() => 'COMPLETED'));
  });

  it('is not believed about the leg of another warehouse: the call is kept, with the reason', async () => {
    const { legId } = openLeg(await dispatched(await place()));
    await called('orderprocess.report', step(legId, 'wh-nowhere', 'REJECT', 1));
    const replayed = await until('the call to have failed', async () => {
      const { body } = await shop.api<{ outcomes: Record<string, number> }>('POST', '/replays', {
        target: 'inbox',
        channel: 'taobao',
        outcome: 'FAILED',
      });
      return body.outcomes?.FAILED ? body : null;
    });
    expect(replayed.outcomes.FAILED).toBeGreaterThan(0);
  });
});

describe('a carrier that pushes one scan a call', () => {
  /** `HH:mm:ss` of today, in the carrier's words, some minutes ago. */
  const scan = (billCode: string, action: string, minutesAgo: number, desc: string): string =>
    JSON.stringify({
      billCode,
      action,
      actionTime: toBeijing(fromEpochMillis(Date.now() - minutesAgo * 60_000)),
      desc,
    });
  const push = async (message: string, key = system.state.carriers.zto?.secrets[0]?.key ?? ''): Promise<Response> => {
    const { path, headers, body } = zto.sign(message, { key }, nodeCrypto);
    return fetch(`${system.apiUrl}${path}`, { method: 'POST', headers: { ...headers }, body: Buffer.from(body) });
  };

  it('delivers its leg by scans out of order, each twice, also under the number it labels the parcel with anew', async () => {
    const id = await place();
    const open = (await dispatched(id)).legs.filter(({ state }) => state === 'DISPATCHED');
    for (const [index, { legId }] of open.entries()) {
      const [number, renamed] = [`7600000${index}${Date.now() % 1e6}`, `7690000${index}${Date.now() % 1e6}`];
      await report(legId, 'leg.accepted', { waybill: { carrier: 'ZTO', number } });
      const story = [
        scan(number, 'DISPATCH', 3, '正在第1次派件，派件员陈小东(13900007777)'),
        scan(number, 'GOT', 9, '已揽收'),
        scan(number, '转单', 5, `快件转单，新单号：${renamed}`),
        scan(number, 'DEPARTURE', 7, '快件离开【义乌中心】已发往【成都中转】'),
      ];
      for (const message of [...story, ...story.reverse()]) {
        const answer = await push(message);
        expect([answer.status, await answer.text()]).toEqual([
          200,
          '{"message":"调用成功","status":true,"result":"成功","statusCode":"200"}',
        ]);
      }
      const { body } = await shop.api<{ leg: { waybill: unknown } }>('GET', `/legs/${legId}`);
      expect(body.leg.waybill).toEqual({ carrier: 'ZTO', number: renamed });
      expect((await push(scan(renamed, 'SIGNED', 1, '已签收'), 'not the key')).status).toBe(401);
      expect((await push(scan(renamed, 'SIGNED', 1, '已签收'))).status).toBe(200);
    }
    const { legs } = await orderIn(shop, id, 'FULFILLED');
    expect(legs.map(({ state }) => state)).toEqual(open.map(() => 'COMPLETED'));
    const actions = await system.clients.dynamo.send(
      new QueryCommand({
        TableName: system.state.tables.orders,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :action)',
        ExpressionAttributeValues: {
          ':pk': { S: `ORDER#${(await shop.orderOf(id))?.order.orderId}` },
          ':action': { S: 'ACTION#' },
        },
      }),
    );
    // One accepted, five scans each; nothing twice.
    expect(actions.Count).toBe(open.length * 6);
    expect(JSON.stringify(actions.Items)).toContain('陈**(139****7777)');
    expect(JSON.stringify(actions.Items)).not.toContain('13900007777');
  });

  it('is kept when it is faster than the warehouse, and taken in when the leg gets the waybill', async () => {
    const snapshot = await dispatched(await place());
    const { legId } = openLeg(snapshot);
    const number = `7611111${Date.now() % 1e6}`;
    expect((await push(scan(number, 'GOT', 9, '已揽收'))).status).toBe(200);
    const stuck = async () => {
      const { body } = await shop.api<ExceptionPage>(
        'GET',
        '/exceptions?kind=MESSAGE&cause=TRACKING_UNPLACED&limit=100',
      );
      return body.exceptions.find(({ exceptionId }) => exceptionId.includes(number));
    };
    const { exceptionId = '' } = (await stuck()) ?? {};
    const retried = await shop.api<RowResults>('POST', '/exceptions/actions', {
      action: 'RETRY',
      exceptionIds: [exceptionId],
    });
    expect(retried.body.results).toEqual([
      { id: exceptionId, outcome: 'REFUSED', detail: expect.stringContaining(`no leg goes by ${number}`) },
    ]);
    await report(legId, 'leg.accepted', { waybill: { carrier: 'ZTO', number } });
    await until('the scan to be taken in', async () => {
      const { body } = await shop.api<{ actions: Record<string, { action: string }[]> }>(
        'GET',
        `/orders/${snapshot.order.orderId}`,
      );
      return body.actions[legId]?.some(({ action }) => action === 'pickup.collected') && !(await stuck());
    });
  });
});

describe('equipment, its consumables by subscription, a training and a surgery in one order', () => {
  const services = [
    { type: 'SERVICE', sku: 'TRAINING', title: '设备使用培训' },
    { type: 'SUBSCRIPTION', sku: 'OL-TEA-002', title: '耗材按月订阅' },
    { type: 'APPOINTMENT', sku: 'SURGERY', title: '近视手术' },
  ];
  const compound: Edit = (text) => {
    const body = JSON.parse(text) as { order: { lines: Record<string, unknown>[] } };
    const [goods] = body.order.lines;
    const more = services.map((line, index) => ({
      ...goods,
      ...line,
      line_id: `${index + 2}`,
      quantity: 1,
      discount: '0.00',
      total: '99.00',
    }));
    return JSON.stringify({ ...body, order: { ...body.order, lines: [goods, ...more] } });
  };

  it('goes to the warehouse, to partners and into orders of its own; is fulfilled when all are done, and followed up', async () => {
    const message = shop.message('dms', 'order-paid', shop.nextNumber());
    expect((await shop.push('dms', { ...message, push: compound(message.push) })).status).toBe(200);
    const legOf = (what: string, wanted: (leg: Snapshot['legs'][number]) => boolean) =>
      until(what, async () => (await shop.orderOf(message.orderId))?.legs.find(wanted));
    const training = await legOf(
      'a trainer to be asked',
      ({ kind, state }) => kind === 'SERVICE' && state === 'DISPATCHED',
    );
    await report(training.legId, 'leg.rejected', { reason: 'nobody free' });
    const snapshot = await shop.orderOf(message.orderId);
    for (const { legId } of snapshot?.legs.filter(({ kind }) => !kind) ?? [])
      for (const action of ['leg.accepted', 'pickup.collected', 'delivery.signed']) await report(legId, action);
    const visit = async (legId: string) => {
      expect((await report(legId, 'pickup.collected')).status).toBe(409);
      await report(legId, 'leg.accepted');
      await report(legId, 'appointment.confirmed', { etaAt: new Date().toISOString() });
      for (const action of ['service.arrived', 'service.done']) expect((await report(legId, action)).status).toBe(200);
    };
    await visit(
      (await legOf('a clinic to be asked', ({ kind, state }) => kind === 'APPOINTMENT' && state !== null)).legId,
    );

    const series = await until('the first order of the subscription', async () => {
      const [found] = (await shop.orderOf(message.orderId))?.series ?? [];
      return found?.occurrences[0]?.state === 'PLACED' && found;
    });
    const { orderId } = snapshot?.order ?? { orderId: '' };
    const child = await orderIn(shop, `${message.orderId}/3/1`, 'FULFILLING');
    expect(child.order.origin).toMatchObject({ orderId, seriesId: series.seriesId, number: 1 });
    const change = (body: object) =>
      shop.api('POST', `/orders/${orderId}/series/${series.seriesId}`, { reason: 'test', ...body });
    expect((await change({ do: 'SKIP' })).body).toMatchObject({
      occurrences: expect.arrayContaining([expect.objectContaining({ number: 2, state: 'SKIPPED' })]),
    });
    expect((await change({ do: 'CANCEL' })).status).toBe(200);
    expect((await change({ do: 'PAUSE' })).status).toBe(409);

    const again = await legOf(
      'another trainer to be asked',
      (leg) => leg.kind === 'SERVICE' && leg.state === 'DISPATCHED' && leg.node !== training.node,
    );
    await visit(again.legId);
    const { legs } = await orderIn(shop, message.orderId, 'FULFILLED');
    expect(
      legs
        .filter(({ state }) => state === 'COMPLETED')
        .map(({ kind = 'GOODS' }) => kind)
        .toSorted(),
    ).toEqual(expect.arrayContaining(['APPOINTMENT', 'GOODS', 'RECURRING', 'SERVICE']));
    const followUp = await until('its follow-up to be planned', async () =>
      (await shop.orderOf(message.orderId))?.series.find(({ kind }) => kind === 'FOLLOW_UP'),
    );
    expect(followUp.occurrences.map(({ state }) => state)).toEqual(['DUE', 'DUE', 'DUE']);
  });
});

describe('a cancelled order', () => {
  it('gives its stock back and ends its legs', async () => {
    const id = await place();
    const { order, legs } = await dispatched(id);
    const [leg] = legs;
    if (!leg) throw new Error('a dispatched order has a leg');
    const [sku = ''] = await skusOf(id);
    const held = await level(sku, leg.node);
    expect(
      (await shop.api('POST', `/orders/${order.orderId}/cancellations`, { reason: 'customer changed their mind' }))
        .status,
    ).toBeLessThan(300);
    const after = await until('the leg to be cancelled', async () => {
      const snapshot = await shop.orderOf(id);
      return snapshot?.legs.every(({ stock }) => stock === 'RELEASED') && snapshot;
    });
    expect(after.order.lifecycle.state).toBe('CANCELLED');
    expect((await level(sku, leg.node)).reserved).toBeLessThan(held.reserved);
  });

  it('cannot be cancelled any more once goods have left', async () => {
    const id = await place();
    const snapshot = await dispatched(id);
    const { legId } = openLeg(snapshot);
    await report(legId, 'leg.accepted');
    await report(legId, 'pickup.collected');
    const refused = await shop.api<{ detail: string }>('POST', `/orders/${snapshot.order.orderId}/cancellations`, {
      reason: 'too late',
    });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('return');
  });
});

describe('a changed order', () => {
  type Changed = {
    readonly token: string;
    readonly money: { readonly refundMinor: number; readonly extraDueMinor: number };
    readonly plan: {
      readonly stock: readonly { readonly sku: string; readonly node: string; readonly difference: number }[];
    };
    readonly detail?: string;
    readonly changed?: readonly string[];
  };
  const running = ({ legs }: Snapshot) => legs.filter(({ state }) => state === 'DISPATCHED');
  const planned = (id: string, legs: number, gone: readonly string[]): Promise<Snapshot> =>
    until(`${id} to be planned again`, async () => {
      const snapshot = await shop.orderOf(id);
      const out = snapshot ? running(snapshot).filter(({ legId }) => !gone.includes(legId)) : [];
      return out.length === legs && snapshot;
    });

  it('shows what a change means, makes it as shown, and carries what is left of it to the doorstep', async () => {
    const id = await place();
    const { order, legs } = await dispatched(id);
    const [first, second] = order.deliverables as readonly { lineId: string; sku: string; quantity: number }[];
    const [leg] = legs;
    if (!first || !second || !leg) throw new Error('the fixture has two lines in one parcel');
    const path = `/orders/${order.orderId}`;
    const before = await level(first.sku, leg.node);

    const part = { reason: 'one of two is enough', lines: [{ lineId: first.lineId }] };
    const shown = await shop.api<Changed>('POST', `${path}/cancellations?dryRun=true`, part);
    expect(shown.body.plan.stock).toContainEqual({ node: leg.node, sku: first.sku, difference: -first.quantity });
    expect(shown.body.money.refundMinor).toBeGreaterThan(0);
    expect(await level(first.sku, leg.node)).toEqual(before);
    const made = await shop.api<Changed>('POST', `${path}/cancellations`, { ...part, token: shown.body.token });
    expect(made.body.money).toEqual(shown.body.money);
    const left = await planned(id, 1, [leg.legId]);
    expect(left.order.deliverables.map(({ sku }) => sku)).toEqual([second.sku]);
    expect((await level(first.sku, leg.node)).reserved).toBe(before.reserved - first.quantity);

    const stale = await shop.api<Changed>('POST', `${path}/cancellations`, { ...part, token: shown.body.token });
    expect([stale.status, stale.body.detail]).toEqual([422, expect.stringContaining('has 0 left')]);
    const more = { reason: 'and two more', lines: [{ do: 'ADD', sku: first.sku, quantity: 2, unitPriceMinor: 500 }] };
    const dearer = await shop.api<Changed>('POST', `${path}/amendments?dryRun=true`, more);
    expect(dearer.body.money.extraDueMinor).toBe(1000);
    const out = running(left).map(({ legId }) => legId);
    await report(out[0] ?? '', 'leg.accepted');
    const late = await shop.api<Changed>('POST', `${path}/amendments`, { ...more, token: dearer.body.token });
    expect([late.status, late.body.changed]).toEqual([409, ['legs']]);
    const again = await shop.api<Changed>('POST', `${path}/amendments?dryRun=true`, more);
    await shop.api('POST', `${path}/amendments`, { ...more, token: again.body.token });

    const beside = await planned(id, 1, out);
    for (const { legId } of beside.legs.filter(({ stock }) => stock === 'HELD'))
      for (const action of ['leg.accepted', 'pickup.collected', 'delivery.signed']) await report(legId, action);
    await orderIn(shop, id, 'FULFILLED');
  });
});

describe('stock', () => {
  it('never sells more than there is, however many ask at once, and serves the waiting when it comes', async () => {
    const sku = 'OL-TEA-004';
    const one: Edit = (text) => {
      const order = JSON.parse(text) as { line_items: Record<string, unknown>[] };
      const [line] = order.line_items;
      return JSON.stringify({ ...order, line_items: [{ ...line, sku, quantity: 1 }] });
    };
    const { nodes } = await stockedNodes(sku);
    const [kept = '', ...others] = nodes;
    for (const node of others) await count(sku, node, 0);
    await count(sku, kept, 5);

    const ids = await Promise.all(Array.from({ length: 12 }, () => place(one)));
    const settled = await Promise.all(ids.map((id) => orderIn(shop, id, 'FULFILLING', 'BACKORDERED')));
    const states = settled.map(({ order }) => order.lifecycle.state);
    expect(states.filter((state) => state === 'FULFILLING')).toHaveLength(5);
    expect(states.filter((state) => state === 'BACKORDERED')).toHaveLength(7);
    expect(await level(sku, kept)).toEqual({ onHand: 5, reserved: 5, available: 0 });

    const short = settled.filter(({ order }) => order.lifecycle.state === 'BACKORDERED');
    const inTurn = short.map(({ order: { orderId } }) => orderId).toSorted();
    const came = { kind: 'STOCK', at: new Date().toISOString(), source: 'test', node: kept, sku, onHand: 7 };
    expect((await shop.api('POST', '/network/signals', { signals: [came] })).status).toBe(200);
    const served = await until('the first two of the queue to be planned, without any sweep', async () => {
      const now = await Promise.all(ids.map((id) => shop.orderOf(id)));
      const out = now.filter((each) => each?.order.lifecycle.state === 'FULFILLING');
      return out.length === 7 && out.map((each) => each?.order.orderId ?? '').filter((id) => inTurn.includes(id));
    });
    expect(served.toSorted()).toEqual(inTurn.slice(0, 2));
    expect(await level(sku, kept)).toEqual({ onHand: 7, reserved: 7, available: 0 });

    await count(sku, others[0] ?? kept, 100);
    await until('a backordered order to be planned', async () => {
      await shop.invoke('order/reconcile-executions');
      const now = await Promise.all(ids.map((id) => shop.orderOf(id)));
      return now.every((snapshot) => snapshot?.order.lifecycle.state === 'FULFILLING');
    });
  });
});

const stockedNodes = async (sku: string): Promise<{ nodes: string[] }> => {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [] } = await system.clients.dynamo.send(
    new QueryCommand({
      TableName: system.state.tables.network,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: stockPk(sku) } },
    }),
  );
  return { nodes: Items.map((item) => item.node?.S ?? '') };
};

describe('a plan that a person overrides', () => {
  type Shown = {
    feasible: boolean;
    token: string;
    takenBack: { legId: string; way: string }[];
    plan: { legs: { node: string }[] };
    difference: { costMinor: { difference: number } };
    binding: { field: string }[];
    compensationId: string;
    changes: string[];
  };
  const override = (snapshot: Snapshot, body: object, dryRun: boolean) =>
    shop.api<Shown>('POST', `/orders/${snapshot.order.orderId}/plan-override?dryRun=${dryRun}`, {
      reason: 'flooded',
      ...body,
    });
  const notFrom = (node: string) => ({ wish: { nodes: { avoided: [node] } } });

  it('is shown, confirmed once, and carried out: stock changes hands, the new warehouse is asked', async () => {
    const id = await place();
    const before = await dispatched(id);
    const old = openLeg(before);
    const [sku = ''] = await skusOf(id);
    const held = await level(sku, old.node);
    const { body: shown } = await override(before, notFrom(old.node), true);
    expect(shown).toMatchObject({ feasible: true, takenBack: [{ legId: old.legId, way: 'RELEASE' }] });
    expect((await shop.orderOf(id))?.legs).toEqual(before.legs);
    const confirm = { ...notFrom(old.node), token: shown.token };
    const [one, two] = await Promise.all([override(before, confirm, false), override(before, confirm, false)]);
    expect([one.status, two.status].toSorted()).toEqual([202, 409]);
    const now = await until('the other warehouse to be asked', async () => {
      const snapshot = await shop.orderOf(id);
      return snapshot?.legs.some(({ state, legId }) => state === 'DISPATCHED' && legId !== old.legId) && snapshot;
    });
    expect(openLeg(now).node).toBe(shown.plan.legs[0]?.node);
    expect(now.legs.find(({ legId }) => legId === old.legId)).toMatchObject({ state: 'CANCELLED', stock: 'RELEASED' });
    expect((await level(sku, old.node)).reserved).toBe(held.reserved - 1);
    // Every step is asked again, as after a crash: nothing happens twice.
    for (const step of ['plan-replacement', 'replace-legs', 'send-legs', 'close-compensation'])
      await shop.invoke(`routing/${step}`, { orderId: now.order.orderId });
    const again = await shop.orderOf(id);
    expect(again?.legs.map(({ legId, stock }) => [legId, stock])).toEqual(
      now.legs.map(({ legId, stock }) => [legId, stock]),
    );
  });

  it('may divide a leg and put its parcels together again, stock and order as they were', async () => {
    const id = await place();
    const before = await dispatched(id);
    const old = before.legs.find(({ lines }) => lines.length > 1);
    const [off, kept] = old?.lines ?? [];
    if (!old || !off || !kept) throw new Error('the fixture is to go in one parcel');
    const held = await level(off.sku, old.node);
    const carryOut = async (wish: object, done: (snapshot: Snapshot) => unknown) => {
      const { body } = await override(before, { wish }, true);
      expect(body).toMatchObject({ feasible: true, difference: { stock: [] } });
      expect((await override(before, { wish, token: body.token }, false)).status).toBe(202);
      return until('the parcels to be others', async () => {
        const snapshot = await shop.orderOf(id);
        return snapshot && !snapshot.order.compensation && done(snapshot) ? snapshot : undefined;
      });
    };
    const out = ({ legs }: Snapshot) => legs.filter(({ state }) => state === 'DISPATCHED');
    const split = { leg: old.legId, off: [{ lineId: off.lineId }] };
    const two = await carryOut({ split }, (snapshot) => out(snapshot).length === 2);
    expect(out(two).map(({ splitFrom, lines }) => [splitFrom, lines.map(({ lineId }) => lineId)])).toEqual(
      expect.arrayContaining([
        [old.legId, [off.lineId]],
        [old.legId, [kept.lineId]],
      ]),
    );
    const merge = out(two).map(({ legId }) => legId);
    const one = await carryOut({ merge }, (snapshot) => out(snapshot).length === 1);
    expect(out(one)).toMatchObject([{ mergedFrom: expect.arrayContaining(merge), node: old.node }]);
    expect(one.legs.find(({ legId }) => legId === old.legId)).toMatchObject({
      splitInto: expect.arrayContaining(merge),
    });
    expect(await level(off.sku, old.node)).toEqual(held);
    expect(one.order.deliverables).toEqual(before.order.deliverables);
    const { status, body } = await override(before, { wish: { merge } }, true);
    expect([status, body]).toMatchObject([422, { errors: [{ field: 'wish.merge.0' }, { field: 'wish.merge.1' }] }]);
  });

  it('goes on as before when the partner keeps the goods, and says so', async () => {
    const id = await place();
    const before = await dispatched(id);
    const { legId, node } = openLeg(before);
    expect((await report(legId, 'leg.accepted')).status).toBe(200);
    const { body: shown } = await override(before, notFrom(node), true);
    expect(shown.takenBack).toMatchObject([{ legId, way: 'RECALL' }]);
    expect((await override(before, { ...notFrom(node), token: shown.token }, false)).status).toBe(202);
    await until('the partner to be asked', async () => (await report(legId, 'leg.recall_refused')).status === 200);
    await until('the plan to stay', async () => {
      const { body } = await shop.api<{ order: { conflicts: { code: string }[]; compensation?: object } }>(
        'GET',
        `/orders/${before.order.orderId}`,
      );
      return !body.order.compensation && body.order.conflicts.some(({ code }) => code === 'PLAN_NOT_REPLACED');
    });
    expect((await shop.orderOf(id))?.legs).toMatchObject([{ legId, state: 'ACCEPTED', stock: 'HELD' }]);
  });

  it('refuses a token that is out of date, naming what changed, and tells which part of a wish is in the way', async () => {
    const before = await dispatched(await place());
    const { legId, node } = openLeg(before);
    const { body: shown } = await override(before, notFrom(node), true);
    expect((await report(legId, 'leg.accepted')).status).toBe(200);
    const stale = await override(before, { ...notFrom(node), token: shown.token }, false);
    expect([stale.status, stale.body.changes]).toEqual([409, [`leg ${legId}: was DISPATCHED, is ACCEPTED`]]);
    const deliverBy = new Date(Date.now() + 3_600_000).toISOString();
    const { body: hopeless } = await override(before, { wish: { deliverBy } }, true);
    expect(hopeless).toMatchObject({ feasible: false, binding: [{ field: 'deliverBy' }] });
  });
});

describe('orders of one buyer', () => {
  type Shown = {
    allowed: boolean;
    token: string;
    parcelId: string | null;
    costMinor: { difference: number };
    refusals: { rule: string }[];
  };
  const ask = (body: object, dryRun: boolean) =>
    shop.api<Shown>('POST', `/parcels?dryRun=${dryRun}`, { reason: 'one buyer', ...body });
  const carryOut = async (body: object) => {
    const { body: shown } = await ask(body, true);
    expect(shown).toMatchObject({ allowed: true, refusals: [], parcelId: null });
    const { status, body: done } = await ask({ ...body, token: shown.token }, false);
    expect([status, done.costMinor]).toEqual([200, shown.costMinor]);
    return done;
  };
  const legOf = async (id: string, legId: string) => (await shop.orderOf(id))?.legs.find((leg) => leg.legId === legId);

  it('go in one parcel under one number, until one of them drops out', async () => {
    const placed = await Promise.all([place(), place(), place()]);
    const [one, two, three] = (await Promise.all(placed.map(dispatched))).map((snapshot, index) => ({
      id: placed[index] ?? '',
      orderId: snapshot.order.orderId,
      legId: openLeg(snapshot).legId,
    }));
    if (!one || !two || !three) throw new Error('three orders were placed');
    const legs = [one, two, three].map(({ legId }) => legId);
    const { parcelId, costMinor } = await carryOut({ do: 'COMBINE', legs });
    expect(costMinor.difference).toBeLessThan(0);
    expect((await legOf(two.id, two.legId))?.parcel).toMatchObject({ parcelId, lead: one.legId });
    expect((await ask({ do: 'COMBINE', legs }, true)).body.refusals).toMatchObject([{ rule: 'SHARED' }, {}, {}]);
    const { body: apart } = await ask({ do: 'PART', legs: [three.legId] }, true);
    expect(apart).toMatchObject({ allowed: true, costMinor: { difference: expect.any(Number) } });
    expect(apart.costMinor.difference).toBeGreaterThan(0);

    const { status } = await shop.api('POST', `/orders/${one.orderId}/cancellations`, { reason: 'not wanted' });
    expect(status).toBe(200);
    const rest = await until('the others to go on without it', async () => {
      const leg = await legOf(two.id, two.legId);
      return leg?.parcel?.with.length === 1 && leg;
    });
    expect(rest.parcel).toMatchObject({ lead: two.legId, with: [{ legId: three.legId }] });
    for (const legId of [two.legId, three.legId]) expect((await report(legId, 'leg.accepted')).status).toBe(200);
    const waybill = { number: `OL${shop.nextNumber()}` };
    expect((await report(two.legId, 'pickup.collected', { waybill })).status).toBe(200);
    expect((await report(three.legId, 'delivery.signed')).status).toBe(200);
    for (const { id, legId } of [two, three])
      expect(await legOf(id, legId)).toMatchObject({ state: 'COMPLETED', stock: 'SHIPPED', waybill });
    expect(await legOf(one.id, one.legId)).toMatchObject({ state: 'CANCELLED', stock: 'RELEASED', waybill: null });
  });
});

describe('data that cannot be fulfilled', () => {
  it.each([
    ['UNKNOWN_SKU', (text: string) => text.replaceAll(/"sku":"[^"]*"/g, '"sku":"NO-SUCH-SKU"')],
    [
      'UNKNOWN_ADDRESS',
      (text: string) =>
        text
          .replaceAll(/"(province|city)":"[^"]*"/g, '"$1":"Atlantis"')
          .replaceAll(/"(province_code|country_code)":"[^"]*"/g, '"$1":"XX"'),
    ],
    [
      'UNKNOWN_CURRENCY',
      (text: string) =>
        text
          .replaceAll(/"currency(_code)?":"[A-Z]{3}"/g, '"currency$1":"QQQ"')
          .replaceAll(/"presentment_currency":"[A-Z]{3}"/g, '"presentment_currency":"QQQ"'),
    ],
    ['BAD_QUANTITY', (text: string) => text.replaceAll(/"(current_)?quantity":\d+/g, '"$1quantity":-1')],
    [
      'BAD_AMOUNT',
      (text: string) =>
        text.replaceAll(/"(current_)?total_price":"[^"]*"/g, '"$1total_price":"99999999999999999999.00"'),
    ],
  ] as const)('is held as %s with the field and the cure, never dropped', async (type, edit) => {
    const { holds } = await orderIn(shop, await place(edit), 'ON_HOLD');
    const hold = holds.find((each) => each.type === type);
    expect(hold?.reason).toMatch(/:/);
  });
});
