import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { deadLetterQueues, replayLetters } from '../../bin/dead-letters.ts';
import { STACK } from '../../bin/local/deploy.ts';
import { FAULTS } from '../../bin/local/fault-plan.ts';
import type { BusEvent } from '../../domain/event.ts';
import type { ExceptionPage, RowResults } from '../../domain/insight/exception-requests.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

jest.setTimeout(300_000);

/** Beside what the seed brings: messages that fail every time, and crashes where they hurt. */
const APPOINTED = [
  'lineage/record-event:poisoned@4',
  'order/drive-lifecycle:poisoned@6',
  'channel/normalize-push:crash-after@19',
  'routing/commit-plan:crash-after@6',
  'fulfillment/dispatch-leg:crash-after@3',
  'fulfillment/record-action:crash-after@11',
  'order/drive-lifecycle:crash-after@7',
  'order/screen-order:crash-before@3',
  'lineage/record-event:delivered-late@2',
  'order/publish-events:cut-short@3',
  'order/publish-events:put-twice@5',
  'order/publish-events:delivered-twice@4',
];

/** Doubled and late deliveries cost little time: more of them than usual. */
const RATES =
  'crash-before=0.003,crash-after=0.003,throttled=0.03,contended=0.2,cut-short=0.1,put-twice=0.2,delivered-twice=0.12,delivered-late=0.1,poisoned=0.002';

let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  const faults = ['--faults', '7', '--fault-rates', RATES, ...APPOINTED.flatMap((each) => ['--fault-at', each])];
  system = await startLocal({ simulators: false, faults });
  shop = shopOf(system, { patience: 40 });
}, 200_000);

afterAll(() => system?.stop());

const STEPS = ['leg.accepted', 'leg.picked', 'pickup.collected', 'delivery.out', 'delivery.signed'];
const hasEnded = ({ order }: Snapshot): boolean => ['FULFILLED', 'CANCELLED'].includes(order.lifecycle.state);

const eventually = <T>(what: string, ask: () => Promise<T | null | false | undefined>): Promise<T> =>
  until(what, ask, 200_000, 700);

/** The order once it is as wanted. */
const seen = (id: string, what: string, isWanted: (snapshot: Snapshot) => boolean): Promise<Snapshot> =>
  eventually(`${id}: ${what}`, async () => {
    const snapshot = await shop.orderOf(id);
    return snapshot?.order && isWanted(snapshot) && snapshot;
  });

const handedOut = (id: string): Promise<Snapshot> =>
  seen(id, 'a leg is handed out', ({ legs }) => legs.some(({ state }) => state === 'DISPATCHED'));

const report = (legId: string, action: string, more: object = {}) =>
  shop.api('POST', `/legs/${legId}/actions`, { action, occurredAt: new Date().toISOString(), ...more });

/** Warehouses do what they are handed, leg after leg, until the order has ended. */
const deliver = async (id: string): Promise<void> => {
  const done = new Set<string>();
  while (!hasEnded(await seen(id, 'something to do', (now) => hasEnded(now) || openLegs(now, done).length > 0)))
    for (const { legId } of openLegs(await handedOut(id), done)) {
      for (const action of STEPS) await report(legId, action);
      done.add(legId);
      await seen(id, `${legId} to end`, ({ legs }) =>
        legs.some((leg) => leg.legId === legId && leg.state !== 'DISPATCHED'),
      );
    }
};
const openLegs = ({ legs }: Snapshot, done: ReadonlySet<string>) =>
  legs.filter(({ legId, state }) => state === 'DISPATCHED' && !done.has(legId));

/** Shown, then confirmed; shown again where something moved in between. */
const change = (orderId: string, path: string, body: object): Promise<unknown> =>
  eventually(`${path} of ${orderId}`, async () => {
    const shown = await shop.api<{ token: string }>('POST', `/orders/${orderId}/${path}?dryRun=true`, body);
    const { token } = shown.body;
    const made = await shop.api('POST', `/orders/${orderId}/${path}?dryRun=false`, { ...body, token });
    return made.status < 300;
  });

type Message = Parameters<Shop['push']>[1];
type Story = {
  readonly ends: 'FULFILLED' | 'CANCELLED';
  /** What happens once the first warehouse is asked. */
  readonly meanwhile: (now: Snapshot, message: Message) => Promise<unknown>;
};
const STORIES: Readonly<Record<string, Story>> = {
  'is pushed three times more': {
    ends: 'FULFILLED',
    meanwhile: (_, message) => Promise.all([1, 2, 3].map(() => shop.push('shopify', message))),
  },
  'is refused by a warehouse': {
    ends: 'FULFILLED',
    meanwhile: ({ legs: [leg] }) => report(leg?.legId ?? '', 'leg.rejected', { reason: 'conveyor is down' }),
  },
  'loses a line': {
    ends: 'FULFILLED',
    meanwhile: ({ order }) =>
      change(order.orderId, 'cancellations', {
        reason: 'one is enough',
        key: 'less',
        lines: [{ lineId: lineOf(order) }],
      }),
  },
  'gets a line more': {
    ends: 'FULFILLED',
    meanwhile: ({ order }) =>
      change(order.orderId, 'amendments', {
        reason: 'asked by phone',
        key: 'more',
        lines: [{ do: 'ADD', sku: order.deliverables[0]?.sku, quantity: 1, unitPriceMinor: 500 }],
      }),
  },
  'is planned otherwise by a person': {
    ends: 'FULFILLED',
    meanwhile: ({ order, legs: [leg] }) =>
      change(order.orderId, 'plan-override', { reason: 'flooded', wish: { nodes: { avoided: [leg?.node] } } }),
  },
  'is cancelled by a person': {
    ends: 'CANCELLED',
    meanwhile: ({ order }) => change(order.orderId, 'cancellations', { reason: 'changed my mind', key: 'all' }),
  },
};
const lineOf = ({ deliverables }: Snapshot['order']) => (deliverables[0] as unknown as { lineId: string }).lineId;

const live = async ({ ends, meanwhile }: Story): Promise<string> => {
  const message = shop.message('shopify', 'order-paid', shop.nextNumber());
  expect((await shop.push('shopify', message)).status).toBe(200);
  await meanwhile(await handedOut(message.orderId), message);
  if (ends === 'CANCELLED') await seen(message.orderId, 'cancelled', hasEnded);
  else await deliver(message.orderId);
  return message.orderId;
};

/** As operators do: what is stuck is tried again, what failed every attempt goes back into its queue. */
const tend = async (): Promise<number> => {
  const { body } = await shop.api<ExceptionPage>('GET', '/exceptions?limit=100');
  const stuck = body.exceptions.filter(({ cause }) => ['SYSTEM_FAULT', 'COMPENSATION_STUCK', 'FAILED'].includes(cause));
  const exceptionIds = stuck.map(({ exceptionId }) => exceptionId);
  if (exceptionIds.length > 0)
    await shop.api<RowResults>('POST', '/exceptions/actions', { action: 'RETRY', exceptionIds });
  const letters = (await deadLetterQueues(system.clients.sqs, STACK)).filter(({ waiting }) => waiting > 0);
  for (const queue of letters) await replayLetters(system.clients.sqs, queue);
  return letters.reduce((sum, { waiting }) => sum + waiting, 0);
};

const rowsOf = async <T>(
  table: 'orders' | 'lineage',
  orderId: string,
  prefix: string,
  attribute: string,
): Promise<T[]> => {
  const { Items = [] } = await system.clients.dynamo.send(
    new QueryCommand({
      TableName: system.state.tables[table],
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: `ORDER#${orderId}` }, ':prefix': { S: prefix } },
    }),
  );
  return Items.map((item) => item[attribute] as T);
};
const eventsOf = async (orderId: string): Promise<BusEvent[]> =>
  (await rowsOf<{ S: string }>('orders', orderId, 'EVENT#', 'event')).map(({ S }) => JSON.parse(S) as BusEvent);
const nodesOf = async (orderId: string): Promise<string[]> =>
  (await rowsOf<{ M: { nodeId: { S: string } } }>('lineage', orderId, 'NODE#', 'node')).map(({ M }) => M.nodeId.S);

type Told = { readonly snapshot: Snapshot; readonly events: readonly BusEvent[]; readonly ends: Story['ends'] };

type Line = { readonly lineId: string; readonly sku: string; readonly quantity: number };
const linesOf = (leg: Snapshot['legs'][number]) => (leg as unknown as { lines: readonly Line[] }).lines;
const pieces = (lines: readonly Line[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { lineId, quantity } of lines) sums[lineId] = (sums[lineId] ?? 0) + quantity;
  return sums;
};

/** Every piece wanted was delivered, once, by legs that were handed out once. */
const sentOnce = ({ snapshot: { order, legs }, events, ends }: Told): void => {
  const handed = events.flatMap(({ type, detail }) =>
    type === 'LegDispatched' ? [(detail.data as { legId: string }).legId] : [],
  );
  expect(handed.toSorted()).toEqual([...new Set(handed)].toSorted());
  const delivered = legs.filter(({ state }) => state === 'COMPLETED').flatMap(linesOf);
  const wanted = order.deliverables as unknown as readonly Line[];
  expect(pieces(delivered)).toEqual(ends === 'CANCELLED' ? {} : pieces(wanted));
};

/** What goes back is never above what was paid, and all of it when nothing is sent. */
const moneyAddsUp = ({ snapshot: { order }, events, ends }: Told): void => {
  const { paidMinor = 0 } = order.amounts;
  const refunded = events
    .filter(({ type }) => type === 'RefundDue')
    .reduce((sum, { detail }) => sum + (detail.data as { amountMinor: number }).amountMinor, 0);
  expect(refunded).toBeLessThanOrEqual(paidMinor);
  if (ends === 'CANCELLED') expect(refunded).toBe(paidMinor);
};

type Stock = { readonly nodes: readonly { readonly node: string; readonly reserved: number }[] };

/** Nothing is held any more, and every balance is what its movements add up to. */
const stockReconciles = async (told: readonly Told[]): Promise<void> => {
  const legs = told.flatMap(({ snapshot }) => snapshot.legs);
  const places = new Set(legs.flatMap((leg) => linesOf(leg).map(({ sku }) => `sku=${sku}&node=${leg.node}`)));
  for (const place of places) {
    const { body } = await shop.api<Stock>('GET', `/stock?${place}`);
    expect([place, body.nodes]).toEqual([place, [expect.objectContaining({ reserved: 0, held: [], differences: [] })]]);
  }
};

/** Every event is a node of the lineage, once. */
const lineageIsWhole = async ({ snapshot: { order }, events }: Told): Promise<void> => {
  const { orderId } = order;
  await eventually(`the lineage of ${orderId}`, async () => (await nodesOf(orderId)).length >= events.length);
  expect((await nodesOf(orderId)).toSorted()).toEqual(events.map(({ detail }) => detail.id).toSorted());
};

const toldOf = async (id: string, { ends }: Story): Promise<Told> => {
  const snapshot = await seen(id, 'no stock is held', (now) => now.legs.every(({ stock }) => stock !== 'HELD'));
  return { snapshot, ends, events: await eventsOf(snapshot.order.orderId) };
};

describe('orders whose functions crash, are throttled, and get their messages late and twice', () => {
  it('lose nothing: they end as they should, once, with their stock, money and lineage', async () => {
    let replayed = 0;
    let isOver = false;
    const tending = (async () => {
      for (; !isOver; await sleep(3_000)) replayed += await tend();
    })();
    const told = await Promise.all(
      Object.entries(STORIES).map(async ([name, story]) => {
        const id = await live(story);
        const { order } = await seen(id, name, hasEnded);
        expect([name, order.lifecycle.state]).toEqual([name, story.ends]);
        return toldOf(id, story);
      }),
    );
    for (const each of told) {
      sentOnce(each);
      moneyAddsUp(each);
    }
    await stockReconciles(told);
    await Promise.all(told.map(lineageIsWhole));
    isOver = true;
    await tending;
    // Or it would prove nothing.
    expect(FAULTS.filter((fault) => !system.faults().some((noted) => noted.fault === fault))).toEqual([]);
    expect(replayed).toBeGreaterThan(0);
  });
});
