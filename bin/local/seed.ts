import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseLossless } from '../../domain/channel/lossless-json.ts';
import type { Network, StockLevel } from '../../domain/routing/network.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import { CATALOG_KINDS, type CatalogKind } from '../../domain/workbench/catalog-document.ts';
import { coreSet } from '../../domain/workbench/core-fields.ts';
import { firstRelease, releasedKey } from '../../functions/shared/catalog-keys.ts';
import { NETWORK_POINTER, snapshotPath, stockKey } from '../../functions/shared/network-keys.ts';
import type { Clients } from './clients.ts';

const CATALOG = fileURLToPath(new URL('../../catalog', import.meta.url));
/** Where a kind's first versions lie; a mapping is called after its channel. */
const SHIPPED: Readonly<Record<CatalogKind, string>> = {
  mapping: `${CATALOG}/channels`,
  'attribute-set': `${CATALOG}/attribute-set`,
  enhancement: `${CATALOG}/enhancement`,
  'semantic-link': `${CATALOG}/semantic-link`,
  'remark-policy': `${CATALOG}/remark-policy`,
  'intent-model': `${CATALOG}/intent-model`,
  policy: `${CATALOG}/policies`,
  'history-source': `${CATALOG}/history`,
  reaction: `${CATALOG}/reactions`,
  service: `${CATALOG}/services`,
  subscription: `${CATALOG}/subscriptions`,
  'follow-up': `${CATALOG}/follow-ups`,
  bundle: `${CATALOG}/bundles`,
  sla: `${CATALOG}/sla`,
  presale: `${CATALOG}/presales`,
};

const BATCH = 25;
/** Writes in flight: more gains nothing on one local endpoint. */
const AT_ONCE = 8;

const writeBatch = async (dynamo: DynamoDBClient, table: string, requests: WriteRequest[]): Promise<void> => {
  let left = requests;
  while (left.length > 0) {
    const { UnprocessedItems } = await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
  }
};

const putAll = async (dynamo: DynamoDBClient, table: string, items: readonly object[]): Promise<void> => {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    batches.push(
      items.slice(start, start + BATCH).map((item) => ({
        PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
      })),
    );
  }
  const work = Array.from({ length: AT_ONCE }, async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await writeBatch(dynamo, table, batch);
  });
  await Promise.all(work);
};

export type Places = { readonly catalog: string; readonly network: string; readonly networkBucket: string };

const isReleased = async (dynamo: DynamoDBClient, table: string, kind: CatalogKind, id: string): Promise<boolean> => {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: marshall(releasedKey(kind, id)), ProjectionExpression: 'pk' }),
  );
  return Item !== undefined;
};

/** The first versions of what operators edit; what is released already is theirs and stays. @returns how many documents were put */
export const seedCatalog = async ({ dynamo }: Clients, { catalog }: Pick<Places, 'catalog'>): Promise<number> => {
  const shipped = CATALOG_KINDS.flatMap((kind) =>
    readdirSync(SHIPPED[kind])
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({ kind, id: file.slice(0, -'.json'.length), file: `${SHIPPED[kind]}/${file}` })),
  );
  const released = await Promise.all(shipped.map(({ kind, id }) => isReleased(dynamo, catalog, kind, id)));
  const missing = shipped.filter((_, index) => !released[index]);
  const at = fromEpochMillis(Date.now());
  const rows = [
    ...missing.flatMap(({ kind, id, file }) => firstRelease(kind, id, parseLossless(readFileSync(file, 'utf8')), at)),
    // What the order's model says: nobody edits it, and it is as new as the code.
    ...firstRelease('attribute-set', 'core', coreSet(), at),
  ];
  await putAll(dynamo, catalog, rows);
  return missing.length;
};

/** Puts a snapshot of the network, points to it, and writes its stock as if nothing was reserved. */
export const seedNetwork = async (
  { dynamo, s3 }: Clients,
  { network: table, networkBucket }: Pick<Places, 'network' | 'networkBucket'>,
  network: Network,
  stock: readonly StockLevel[],
): Promise<string> => {
  const text = JSON.stringify(network);
  const version = createHash('sha256').update(text).digest('hex').slice(0, 16);
  await s3.send(
    new PutObjectCommand({
      Bucket: networkBucket,
      Key: snapshotPath(version),
      Body: gzipSync(text),
      ContentType: 'application/json',
      // Not Content-Encoding: a reader that unpacks by itself would hand on something else than was put.
    }),
  );
  const openedAt = fromEpochMillis(Date.now());
  const rows = stock.map((level) => ({
    ...stockKey(level),
    entity: 'STOCK',
    ...level,
    available: level.onHand - level.reserved - level.safety,
    moves: 0,
    openedAt,
    openedOnHand: level.onHand,
    openedReserved: level.reserved,
  }));
  await putAll(dynamo, table, rows);
  await dynamo.send(
    new PutItemCommand({ TableName: table, Item: marshall({ ...NETWORK_POINTER, entity: 'NETWORK', version }) }),
  );
  return version;
};
