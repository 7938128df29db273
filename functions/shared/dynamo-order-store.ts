import { encodeTime } from 'ulid';
import type { BusEvent } from '#domain/event.ts';
import type { Action } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import {
  type Callback,
  type OrderCommit,
  OrderNotFound,
  type OrderPage,
  type OrderQuery,
  type OrderRecord,
  type OrderStore,
  VersionConflict,
} from '#domain/order/order-store.ts';
import { carriedBy, termText } from '#domain/order/order-terms.ts';
import type { Series } from '#domain/order/series.ts';
import type { Return } from '#domain/service/return.ts';
import { type Instant, toEpochMillis } from '#domain/time.ts';
import {
  getItem,
  getItems,
  type Item,
  put,
  type Query,
  queryAll,
  queryPage,
  remove,
  type TransactItem,
  TransactionBusy,
  TransactionRefused,
  transact,
  update,
} from './dynamo.ts';
import { reviewRows } from './dynamo-remark-review-store.ts';
import { env } from './env.ts';
import {
  ACTIONS,
  actionSk,
  CALLBACKS,
  callbackSk,
  channelOrderKey,
  EVENTS,
  eventSk,
  foundByKey,
  foundByPk,
  HEAD,
  headKey,
  LEGS,
  legPointerKey,
  legSk,
  orderPk,
  RETURNS,
  returnSk,
  SERIES,
  seriesSk,
  waybillPointerKey,
} from './order-keys.ts';

type Row = Item & { readonly pk: string; readonly sk: string };
type HeadRow = Row & { readonly order: Order };

const table = env('ORDERS_TABLE');

/** The head's attributes: the order, and beside it its indexes' keys. `outbox` is there while events are not known to be on the bus. */
const headAttributes = (order: Order, hasNews: boolean): Item => ({
  entity: 'ORDER',
  order,
  revision: order.revision,
  version: order.version,
  channelKey: order.channel,
  channelOrderId: order.channelOrderId,
  customerId: order.initiator.customerId,
  placedAt: order.placedAt,
  state: order.lifecycle.state,
  updatedAt: order.updatedAt,
  carries: carriedBy(order),
  ...(hasNews ? { outbox: 'UNSENT' } : {}),
});

/** An update, not a put: what the relay noted on the head (`outbox`) outlives a write that has no news. */
const headUpdate = (before: Order, order: Order, hasNews: boolean): TransactItem => {
  const attributes = Object.entries(headAttributes(order, hasNews));
  return update(table, headKey(order.orderId), {
    condition: '#revision = :before',
    update: `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    names: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
    values: {
      ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
      ':before': before.revision,
    },
  });
};

const eventRows = (order: Order, events: readonly BusEvent[]): TransactItem[] =>
  events.map((event, index) =>
    put(table, {
      pk: orderPk(order.orderId),
      sk: eventSk(order.version - events.length + index + 1),
      entity: 'EVENT',
      event: JSON.stringify(event),
    }),
  );

const legRows = (order: Order, legs: readonly Leg[]): TransactItem[] =>
  legs.flatMap((leg) => [
    put(table, { pk: orderPk(order.orderId), sk: legSk(leg.legId), entity: 'LEG', leg }),
    ...(leg.state === null ? [put(table, { ...legPointerKey(leg.legId), orderId: order.orderId })] : []),
  ]);

/** Legs that travel in one parcel have one number: it leads to one of them, and from there to the others. */
const waybillRows = (commits: readonly OrderCommit<TransactItem>[]): TransactItem[] => {
  const named = commits
    .flatMap(({ legs = [] }) => legs)
    .flatMap(({ legId, waybill }) =>
      waybill ? [[`${waybill.carrier} ${waybill.number}`, { legId, waybill }] as const] : [],
    );
  return [...new Map(named).values()].map(({ legId, waybill }) =>
    put(table, { ...waybillPointerKey(waybill.carrier, waybill.number), legId }),
  );
};

const actionRows = (order: Order, actions: readonly Action[]): TransactItem[] =>
  actions.map((action) =>
    put(table, {
      pk: orderPk(order.orderId),
      sk: actionSk(action.legId, action.occurredAt, action.actionId),
      entity: 'ACTION',
      action,
    }),
  );

const returnRows = (order: Order, returns: readonly Return[]): TransactItem[] =>
  returns.map((held) =>
    put(table, { pk: orderPk(order.orderId), sk: returnSk(held.returnId), entity: 'RETURN', return: held }),
  );

const foundRow = (term: string, { orderId }: Order): TransactItem =>
  put(table, { ...foundByKey(term, orderId), entity: 'FOUND_BY', orderId });

/** The order is found by the numbers of its parcels and returns from now on. */
const numberRows = (order: Order, legs: readonly Leg[], returns: readonly Return[]): TransactItem[] => {
  const waybills = legs.flatMap(({ waybill }) => (waybill ? [{ name: 'waybill', value: waybill.number }] : []));
  const ids = returns.flatMap(({ returnId, channelReturnId }) => [returnId, channelReturnId]);
  const terms = [...waybills, ...ids.map((value) => ({ name: 'return', value }))].map(termText);
  return [...new Set(terms)].map((term) => foundRow(term, order));
};

const seriesRows = (order: Order, series: readonly Series[]): TransactItem[] =>
  series.map((each) =>
    put(table, { pk: orderPk(order.orderId), sk: seriesSk(each.seriesId), entity: 'SERIES', series: each }),
  );

/** Index rows of what the order is found by from now on, and of what no longer. */
const foundByRows = (before: Order | null, order: Order): TransactItem[] => {
  const [was, is] = [new Set(before?.foundBy), new Set(order.foundBy)];
  return [
    ...[...is].filter((term) => !was.has(term)).map((term) => foundRow(term, order)),
    ...[...was].filter((term) => !is.has(term)).map((term) => remove(table, foundByKey(term, order.orderId))),
  ];
};

const callbackRows = (
  orderId: OrderId,
  callbacks: readonly Callback[],
  answered: readonly string[],
): TransactItem[] => [
  ...callbacks.map((callback) =>
    put(table, { pk: orderPk(orderId), sk: callbackSk(callback.name), entity: 'CALLBACK', callback }),
  ),
  ...answered.map((name) => remove(table, { pk: orderPk(orderId), sk: callbackSk(name) })),
];

/** The head (first), the channel claim (second, of a new order), and all that goes with them. */
const rowsOfCommit = ({
  before,
  order: after,
  events,
  legs = [],
  actions = [],
  returns = [],
  series = [],
  callbacks = [],
  answered = [],
  also = [],
}: OrderCommit<TransactItem>): TransactItem[] => {
  const order = { ...after, revision: (before?.revision ?? 0) + 1 };
  const head = before
    ? headUpdate(before, order, events.length > 0)
    : put(
        table,
        { ...headKey(order.orderId), ...headAttributes(order, true) },
        { condition: 'attribute_not_exists(pk)' },
      );
  const claim = before
    ? []
    : [
        put(
          table,
          { ...channelOrderKey(order.channel, order.channelOrderId), orderId: order.orderId },
          { condition: 'attribute_not_exists(pk)' },
        ),
      ];
  return [
    head,
    ...claim,
    ...eventRows(order, events),
    ...legRows(order, legs),
    ...actionRows(order, actions),
    ...returnRows(order, returns),
    ...seriesRows(order, series),
    ...callbackRows(order.orderId, callbacks, answered),
    ...reviewRows(before, order),
    ...foundByRows(before, order),
    ...numberRows(order, legs, returns),
    ...also,
  ];
};

const commit = async (decision: OrderCommit<TransactItem>) => {
  const { before, order } = decision;
  try {
    await transact([...rowsOfCommit(decision), ...waybillRows([decision])]);
  } catch (error) {
    if (
      error instanceof TransactionBusy ||
      (error instanceof TransactionRefused && isVersionConflict(error, before ? 0 : 1))
    )
      throw new VersionConflict(`order ${order.orderId} moved on`);
    throw error;
  }
};

/** DynamoDB takes no more in one transaction. */
const MOST_ROWS = 100;

/**
 * Several orders, and what other tables must agree to, all or none.
 * @returns false when it is too much for one transaction: nothing is written
 * @throws TransactionRefused when one of them moved on, or the others do not agree
 */
export const commitTogether = async (
  decisions: readonly OrderCommit<TransactItem>[],
  also: readonly TransactItem[],
): Promise<boolean> => {
  const rows = [...decisions.flatMap(rowsOfCommit), ...waybillRows(decisions), ...also];
  if (rows.length > MOST_ROWS) return false;
  await transact(rows);
  return true;
};

/** The head (first) or the channel claim (second) refused, or another transaction was under way. */
const isVersionConflict = ({ reasons }: TransactionRefused, claims: number): boolean =>
  reasons.includes('TransactionConflict') || reasons.slice(0, 1 + claims).includes('ConditionalCheckFailed');

const recordOf = (rows: readonly Row[]): OrderRecord | null => {
  const head = rows.find(({ sk }) => sk === HEAD) as HeadRow | undefined;
  if (!head) return null;
  const legs = rows.filter(({ sk }) => sk.startsWith(LEGS)).map((row) => row.leg as Leg);
  return { order: head.order, legs };
};

const get = async (orderId: OrderId): Promise<OrderRecord> => {
  // Legs and head lie side by side in the sort order, so one query reads both.
  const rows = await queryAll<Row>({
    table,
    where: 'pk = :pk AND sk BETWEEN :legs AND :head',
    values: { ':pk': orderPk(orderId), ':legs': LEGS, ':head': HEAD },
  });
  const record = recordOf(rows);
  if (!record) throw new OrderNotFound(orderId);
  return record;
};

const pointer = async <T>(key: { pk: string; sk: string }, attribute: string): Promise<T | null> => {
  const row = await getItem(table, key);
  return (row?.[attribute] as T | undefined) ?? null;
};

const rowsOf = <T>(orderId: OrderId, prefix: string, attribute: string): Promise<T[]> =>
  queryAll<Row>({
    table,
    where: 'pk = :pk AND begins_with(sk, :prefix)',
    values: { ':pk': orderPk(orderId), ':prefix': prefix },
  }).then((rows) => rows.map((row) => row[attribute] as T));

const events = async (orderId: OrderId, after = 0): Promise<BusEvent[]> => {
  const rows = await queryAll<Row & { event: string }>({
    table,
    where: 'pk = :pk AND sk BETWEEN :from AND :to',
    values: { ':pk': orderPk(orderId), ':from': eventSk(after + 1), ':to': `${EVENTS}~` },
  });
  return rows.map((row) => JSON.parse(row.event) as BusEvent);
};

/** Newest first, by the one index that narrows most. */
const queryOf = ({ state, channel, customer, limit }: OrderQuery, start: Item | undefined): Query => {
  const common = { table, limit, newestFirst: true, start };
  if (customer) return { ...common, index: 'by-customer', where: 'customerId = :v', values: { ':v': customer } };
  if (state)
    return { ...common, index: 'by-state', where: '#s = :v', names: { '#s': 'state' }, values: { ':v': state } };
  return { ...common, index: 'by-channel-order', where: 'channelKey = :v', values: { ':v': channel } };
};

const byId = async (q: string): Promise<OrderId | null> => {
  if (q.startsWith('ord_')) return q as OrderId;
  if (q.startsWith('leg_')) return pointer<OrderId>(legPointerKey(q as LegId), 'orderId');
  return null;
};

/** Parcels that hold goods of several orders are found with all of them. */
const MOST_OF_A_NUMBER = 25;

/** Whichever of its numbers it is: the order's own, its platform's, a parcel's, a return's. */
const search = async (q: string, channels: readonly string[]): Promise<Order[]> => {
  const direct = await byId(q);
  if (direct) return headsOf([{ pk: orderPk(direct) }]);
  const ids = await Promise.all(channels.map((channel) => pointer<OrderId>(channelOrderKey(channel, q), 'orderId')));
  const known = ids.filter((id) => id !== null);
  if (known.length > 0) return headsOf(known.map((id) => ({ pk: orderPk(id) })));
  const pages = await Promise.all(
    ['waybill', 'return'].map((name) =>
      foundBy(termText({ name, value: q }), { limit: MOST_OF_A_NUMBER, cursor: undefined }),
    ),
  );
  return pages.flatMap(({ orders }) => orders);
};

/** In the order asked; those that are not there are left out. */
const headsOf = async (keys: readonly { readonly pk: string }[]): Promise<Order[]> => {
  const pks = [...new Set(keys.map(({ pk }) => pk))];
  const rows = await getItems<HeadRow>(
    table,
    pks.map((pk) => ({ pk, sk: HEAD })),
  );
  const byPk = new Map(rows.map((row) => [row.pk, row.order]));
  return pks.flatMap((pk) => byPk.get(pk) ?? []);
};

/** Newest first. */
const foundBy = async (term: string, { cursor, limit }: Pick<OrderQuery, 'cursor' | 'limit'>): Promise<OrderPage> => {
  const { items, next } = await queryPage<Row>({
    table,
    where: 'pk = :term',
    values: { ':term': foundByPk(term) },
    newestFirst: true,
    limit,
    start: startOf(cursor),
  });
  return { orders: await headsOf(items.map(({ sk }) => ({ pk: sk }))), cursor: cursorOf(next) };
};

/** Ids begin with their moment, so the index by id is one by arrival. */
const arrived: OrderStore['arrived'] = async (channel, from, to, limit) => {
  const idFrom = (at: Instant): OrderId => `ord_${encodeTime(toEpochMillis(at), 10)}` as OrderId;
  const { items } = await queryPage<Row>({
    table,
    index: 'by-arrival',
    where: 'channelKey = :channel AND pk BETWEEN :from AND :to',
    values: { ':channel': channel, ':from': orderPk(idFrom(from)), ':to': orderPk(idFrom(to)) },
    limit,
  });
  return headsOf(items);
};

const cursorOf = (next: Item | null): string | null =>
  next ? Buffer.from(JSON.stringify(next)).toString('base64url') : null;
const startOf = (cursor: string | undefined): Item | undefined =>
  cursor ? (JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as Item) : undefined;

/** @param channels where a bare channel order id may be looked for */
export const dynamoOrderStore = (channels: readonly string[] = []): OrderStore<TransactItem> => ({
  get,
  commit,
  events,
  findByChannelOrder: async (channel, channelOrderId) => {
    const orderId = await pointer<OrderId>(channelOrderKey(channel, channelOrderId), 'orderId');
    return orderId ? get(orderId) : null;
  },
  arrived,
  findLeg: (legId) => pointer<OrderId>(legPointerKey(legId), 'orderId'),
  findWaybill: (carrier, number) => pointer<LegId>(waybillPointerKey(carrier, number), 'legId'),
  actions: (orderId) => rowsOf<Action>(orderId, ACTIONS, 'action'),
  returns: (orderId) => rowsOf<Return>(orderId, RETURNS, 'return'),
  series: (orderId) => rowsOf<Series>(orderId, SERIES, 'series'),
  callbacks: (orderId) => rowsOf<Callback>(orderId, CALLBACKS, 'callback'),
  list: async (query): Promise<OrderPage> => {
    if (query.q) return { orders: await search(query.q, channels), cursor: null };
    if (query.term) {
      const page = await foundBy(query.term, query);
      return { ...page, orders: page.orders.filter((order) => matches(order, query)) };
    }
    const page = await queryPage<HeadRow>(queryOf(query, startOf(query.cursor)));
    const wanted = page.items.map(({ order }) => order).filter((order) => matches(order, query));
    return { orders: wanted, cursor: cursorOf(page.next) };
  },
});

const matches = (order: Order, { state, channel, customer }: OrderQuery): boolean =>
  (!state || order.lifecycle.state === state) &&
  (!channel || order.channel === channel) &&
  (!customer || order.initiator.customerId === customer);
