import { CustomerErased } from '#domain/channel/events.ts';
import { happened } from '#domain/event.ts';
import type { CustomerId } from '#domain/id.ts';
import { ERASED, eraseOrder, isUnderWay, withoutPersonal } from '#domain/order/erase-order.ts';
import type { Order } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';
import { Problem } from './api.ts';
import { nextUlid } from './clock.ts';
import { AUDITS, BEHAVIOURS, customerPk, identityKey, PROFILE, profileKey } from './customer-keys.ts';
import { decideOn } from './decide.ts';
import { deleteItem, getItem, type Key, queryAll, updateItem } from './dynamo.ts';
import { evidenceOf, evidenceRows } from './dynamo-evidence-store.ts';
import { dynamoInboxStore } from './dynamo-inbox-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { groupOf, occasionAt, saveAudit } from './dynamo-person-store.ts';
import { env } from './env.ts';
import { EVENTS, orderPk } from './order-keys.ts';

const orders = dynamoOrderStore();
/** Orders erased at a time. */
const AT_A_TIME = 8;

const ordersOf = (customerId: CustomerId): Promise<readonly Order[]> =>
  queryAll<{ order: Order }>({
    table: env('ORDERS_TABLE'),
    index: 'by-customer',
    where: 'customerId = :customer',
    values: { ':customer': customerId },
  }).then((rows) => rows.map(({ order }) => order));

/** What an order's events told of the addressee, in masks. The stream carries inserts only: nothing goes to the bus again. */
const eraseEvents = async ({ orderId }: Order): Promise<void> => {
  const rows = await queryAll<Key & { event: string }>({
    table: env('ORDERS_TABLE'),
    where: 'pk = :pk AND begins_with(sk, :events)',
    values: { ':pk': orderPk(orderId), ':events': EVENTS },
  });
  for (const { pk, sk, event } of rows) {
    const erased = JSON.stringify(withoutPersonal(JSON.parse(event)));
    if (erased === event) continue;
    await updateItem(
      env('ORDERS_TABLE'),
      { pk, sk },
      { update: 'SET #event = :event', names: { '#event': 'event' }, values: { ':event': erased } },
    );
  }
};

const eraseInOrder = async (order: Order, by: string): Promise<void> => {
  await decideOn(orders, order.orderId, ({ order: current }, context) => eraseOrder(current, by, context));
  await eraseEvents(order);
  await dynamoInboxStore.erase(order.channel, order.channelOrderId);
};

const eraseInOrders = async (all: readonly Order[], by: string): Promise<void> => {
  const waiting = [...all];
  const work = async (): Promise<void> => {
    for (let order = waiting.shift(); order; order = waiting.shift()) await eraseInOrder(order, by);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
};

type Profile = { readonly identities: readonly { readonly channel: string; readonly channelIdentity: string }[] };

/** What says nothing of the person stays: that there was a customer, what it did in codes, and who did what to it. */
const staysErased = ({ sk }: Key): boolean => sk === PROFILE || sk.startsWith(BEHAVIOURS) || sk.startsWith(AUDITS);

const eraseRows = async (id: CustomerId, at: Instant): Promise<void> => {
  const table = env('CUSTOMERS_TABLE');
  const kept = await evidenceOf(id);
  const rows = await queryAll<Key>({ table, where: 'pk = :pk', values: { ':pk': customerPk(id) } });
  const profile = await getItem<Profile>(table, profileKey(id));
  const gone: Key[] = [
    ...rows.filter((row) => !staysErased(row)),
    ...(kept ? evidenceRows(id, kept) : []),
    ...(profile?.identities ?? []).map(({ channel, channelIdentity }) => identityKey(channel, channelIdentity)),
  ];
  await Promise.all(gone.map(({ pk, sk }) => deleteItem(table, { pk, sk })));
  await updateItem(table, profileKey(id), {
    condition: 'attribute_exists(pk)',
    update: 'SET identities = :erased, erasedAt = if_not_exists(erasedAt, :at)',
    values: {
      ':erased': (profile?.identities ?? []).map(({ channel }) => ({ channel, channelIdentity: ERASED })),
      ':at': at,
    },
  });
};

const refuseWhileUnderWay = (all: readonly Order[]): void => {
  const open = all.filter(isUnderWay).map(({ orderId }) => orderId);
  if (open.length === 0) return;
  throw new Problem(
    409,
    'Conflict',
    `${open.length} orders still need their addressee (${open.slice(0, 10).join(', ')}): fulfil or cancel them first`,
    { orders: open },
  );
};

export type Erasure = { readonly by: string; readonly at: Instant; readonly why: string };

/**
 * Erases a person: everything in `customers` but that there was one, masks and words in the orders, the raw pushes of the orders. The
 * orders stay. It can be done again where it was cut short: what is erased stays so.
 * @throws Problem 404, or 409 while an order still needs its addressee
 */
export const erasePerson = async (customerId: CustomerId, { by, at, why }: Erasure) => {
  const { personId, members } = await groupOf(customerId);
  const customers = members.map((member) => member.customerId);
  const profiles = await Promise.all(customers.map((id) => getItem(env('CUSTOMERS_TABLE'), profileKey(id))));
  if (profiles.every((profile) => profile === null))
    throw new Problem(404, 'Not Found', `there is no customer ${customerId}`);
  const all = (await Promise.all(customers.map(ordersOf))).flat();
  refuseWhileUnderWay(all);
  await eraseInOrders(all, by);
  await Promise.all(customers.map((id) => eraseRows(id, at)));
  const told = { customerId: personId, customers, orders: all.length };
  const event = happened(CustomerErased, occasionAt(at), { ...told, by }, nextUlid);
  await saveAudit(customers, { act: 'ERASED', by, at, why, mergeId: null }, event);
  return { ...told, erasedAt: at };
};
