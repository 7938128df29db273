import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderId } from '#domain/id.ts';
import { amendAttributes } from '#domain/order/amend-attributes.ts';
import { migrateOrder } from '#domain/order/migrate-order.ts';
import { secondsBetween } from '#domain/time.ts';
import type { CatalogKind } from '#domain/workbench/catalog-document.ts';
import type { Migration } from '#domain/workbench/migration.ts';
import { carryingAny } from './attribute-usage.ts';
import { migrationKey } from './catalog-keys.ts';
import { now } from './clock.ts';
import { decideOn } from './decide.ts';
import { type Item, queryPage, updateItem } from './dynamo.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { env } from './env.ts';
import { meaningOfKnown } from './meaning-documents.ts';
import { metaModelFor } from './meta-model-library.ts';
import { logger } from './observability.ts';

const orders = dynamoOrderStore();

/** A row of the catalog's stream: the work, and where it has got to. */
export type MigrationRow = Migration & { readonly kind: CatalogKind; readonly id: string; readonly after?: string };

/** Functions obey a release within five seconds: what they place until then by the old version is gone through too. */
const SETTLED_SECONDS = 10;
/** Index rows looked at in one go; then progress is noted, which brings the row again. */
const ROWS = 400;
const AT_A_TIME = 8;

type Outcome = { readonly changed: boolean; readonly dropped: number };

const migrateOne = async (orderId: OrderId, { kind, id, version }: MigrationRow): Promise<Outcome> => {
  let outcome: Outcome = { changed: false, dropped: 0 };
  await decideOn(orders, orderId, async ({ order }, context) => {
    const { channel, channelOrderId, color } = order;
    const pinned = { ...order.pinned, [`${kind}/${id}`]: String(version) };
    const meta = await metaModelFor(channel, { color, key: `${channel}#${channelOrderId}`, pinned });
    const by = `${kind}/${id}@${version}`;
    const documents = await meaningOfKnown(order);
    const change =
      kind === 'attribute-set' && meta.set
        ? migrateOrder(order, { meta, set: meta.set, documents }, context)
        : { ...amendAttributes(order, { by, meta, documents }, context), dropped: 0 };
    outcome = { changed: change.order !== order, dropped: change.dropped };
    return change;
  });
  return outcome;
};

const carriers = ({ channel, fields, after }: MigrationRow) => {
  const { filter, values } = carryingAny(fields);
  return queryPage<{ pk: string }>({
    table: env('ORDERS_TABLE'),
    index: 'by-arrival',
    where: 'channelKey = :channel',
    filter,
    values: { ':channel': channel, ...values },
    limit: ROWS,
    start: after === undefined ? undefined : (JSON.parse(after) as Item),
  });
};

const inTurns = async (ids: readonly OrderId[], work: (id: OrderId) => Promise<Outcome>): Promise<Outcome[]> => {
  const [waiting, done] = [[...ids], [] as Outcome[]];
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id; id = waiting.shift()) done.push(await work(id));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return done;
};

const note = (row: MigrationRow, outcomes: readonly Outcome[], next: Item | null): Promise<boolean> =>
  updateItem(env('CATALOG_TABLE'), migrationKey(row.kind, row.id, row.version), {
    update: `SET #state = :state, updatedAt = :at, #after = :after ADD orders :orders, changed :changed, dropped :dropped`,
    // A batch that comes again after its progress was noted counts nothing twice.
    condition: row.after === undefined ? 'attribute_not_exists(#after)' : '#after = :before',
    names: { '#state': 'state', '#after': 'after' },
    values: {
      ':state': next ? 'RUNNING' : 'DONE',
      ':at': now(),
      ':after': next ? JSON.stringify(next) : '',
      ':orders': outcomes.length,
      ':changed': outcomes.filter(({ changed }) => changed).length,
      ':dropped': outcomes.reduce((sum, { dropped }) => sum + dropped, 0),
      ...(row.after === undefined ? {} : { ':before': row.after }),
    },
  });

/** Goes through the next orders that a release changes. What it notes of its progress brings the row back for the ones after. */
export const migrateNext = async (row: MigrationRow): Promise<void> => {
  if (row.state !== 'RUNNING') return;
  const settled = SETTLED_SECONDS - secondsBetween(row.startedAt, now());
  if (row.after === undefined && settled > 0) await sleep(settled * 1000);
  const { items, next } = await carriers(row);
  const ids = items.map(({ pk }) => pk.slice('ORDER#'.length) as OrderId);
  const outcomes = await inTurns(ids, (id) => migrateOne(id, row));
  await note(row, outcomes, next);
  logger.info('orders migrated', { kind: row.kind, id: row.id, version: row.version, orders: outcomes.length });
};
