import { type HistoryCursor, pageOfHistory } from '#domain/channel/customer-history.ts';
import type { Behaviour, GetCustomer } from '#domain/channel/customer-requests.ts';
import type { Person } from '#domain/channel/person.ts';
import type { CustomerId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { type CustomerView, contactOf, type HistoryEntry, maskIdentity } from '#domain/workbench/customer-view.ts';
import { summaryOf } from '#domain/workbench/order-snapshot.ts';
import { Problem } from './api.ts';
import { ADDRESSES, AUDITS, BEHAVIOURS, customerPk, DOUBTS, PROFILE } from './customer-keys.ts';
import { ordersUpTo } from './customer-orders.ts';
import { queryAll, queryPage } from './dynamo.ts';
import { type CustomerAudit, groupOf } from './dynamo-person-store.ts';
import { env } from './env.ts';
import { historyCursor, readHistoryCursor } from './history-cursor.ts';

type Row = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>;
type Profile = {
  readonly identities: readonly ({ readonly channel: string; readonly channelIdentity: string } | string)[];
  readonly firstSeenAt: Instant;
  readonly erasedAt?: Instant;
};

/** Everything of a customer but the behaviours, which are read page by page. */
const rowsOf = async (id: CustomerId): Promise<readonly Row[]> => {
  const between = (from: string, to: string) =>
    queryAll<Row>({
      table: env('CUSTOMERS_TABLE'),
      where: 'pk = :pk AND sk BETWEEN :from AND :to',
      values: { ':pk': customerPk(id), ':from': from, ':to': to },
    });
  return (await Promise.all([between(ADDRESSES, `${AUDITS}~`), between(DOUBTS, `${PROFILE}~`)])).flat();
};

const starting = (rows: readonly Row[], prefix: string): readonly Row[] =>
  rows.filter(({ sk }) => sk.startsWith(prefix));

/** Profiles of before had `channel:identity` in one text. */
const identityOf = (identity: Profile['identities'][number]) => {
  if (typeof identity !== 'string') return identity;
  const cut = identity.indexOf(':');
  return { channel: identity.slice(0, cut), channelIdentity: identity.slice(cut + 1) };
};

const accountOf = (
  customerId: CustomerId,
  rows: readonly Row[],
  shown: CustomerView['shown'],
): CustomerView['customers'][number] | null => {
  const profile = rows.find(({ sk }) => sk === PROFILE) as (Row & Profile) | undefined;
  if (!profile) return null;
  const identities = profile.identities.map(identityOf).map(({ channel, channelIdentity }) => ({
    channel,
    channelIdentity: shown === 'CLEAR' ? channelIdentity : maskIdentity(channelIdentity),
  }));
  return { customerId, identities, firstSeenAt: profile.firstSeenAt, erasedAt: profile.erasedAt ?? null };
};

const behavioursUpTo = async (id: CustomerId, from: HistoryCursor | null, limit: number): Promise<HistoryEntry[]> => {
  const { items } = await queryPage<{ behaviour: Behaviour }>({
    table: env('CUSTOMERS_TABLE'),
    where: 'pk = :pk AND sk BETWEEN :first AND :last',
    values: { ':pk': customerPk(id), ':first': BEHAVIOURS, ':last': `${BEHAVIOURS}${from?.at ?? ''}~` },
    limit: limit + 1 + (from ? 1 : 0),
    newestFirst: true,
  });
  return items.map(({ behaviour }) => ({
    kind: 'BEHAVIOUR',
    at: behaviour.at,
    id: `${behaviour.channel}:${behaviour.behaviourId}`,
    customerId: id,
    behaviour,
  }));
};

const ordersAsHistory = async (id: CustomerId, from: HistoryCursor | null, limit: number): Promise<HistoryEntry[]> =>
  (await ordersUpTo(id, from, limit)).map(({ at, id: orderId, order }) => ({
    kind: 'ORDER',
    at,
    id: orderId,
    customerId: id,
    order: summaryOf(order),
  }));

/** The person a customer is part of, with a page of its history. @throws Problem 404 */
export const viewCustomer = async (
  customerId: CustomerId,
  { cursor, limit }: GetCustomer,
  shown: CustomerView['shown'],
): Promise<CustomerView> => {
  const from = readHistoryCursor(cursor);
  const group = await groupOf(customerId);
  const ids = group.members.map((member) => member.customerId);
  const [rows, histories] = await Promise.all([
    Promise.all(ids.map(rowsOf)),
    Promise.all(ids.flatMap((id) => [ordersAsHistory(id, from, limit), behavioursUpTo(id, from, limit)])),
  ]);
  const customers = ids.flatMap((id, index) => accountOf(id, rows[index] ?? [], shown) ?? []);
  if (customers.length === 0) throw new Problem(404, 'Not Found', `there is no customer ${customerId}`);
  const all = rows.flat();
  const { entries, next } = pageOfHistory(histories, limit, from);
  return {
    customerId: group.personId,
    shown,
    customers,
    contacts: starting(all, ADDRESSES).map(({ person }) => contactOf(person as Person, shown)),
    merges: group.merges,
    apart: group.apart,
    doubts: ids.flatMap((id, index) =>
      starting(rows[index] ?? [], DOUBTS)
        .filter(({ other }) => !ids.includes(other as CustomerId))
        .map((row) => ({ ...(row as never as CustomerView['doubts'][number]), customerId: id })),
    ),
    audit: auditOf(all),
    history: [...entries],
    cursor: historyCursor(next),
  };
};

/** A merge is noted at both customers: told once. */
const auditOf = (rows: readonly Row[]): CustomerView['audit'] => {
  const entries = starting(rows, AUDITS).map(({ audit }) => audit as CustomerAudit);
  const once = new Map(entries.map((entry) => [entry.eventId, entry]));
  return [...once.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
};
