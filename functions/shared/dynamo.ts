import { setTimeout as sleep } from 'node:timers/promises';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AwsRefusal, awsJson } from './aws.ts';
import { jitter } from './clock.ts';

export type Item = Record<string, unknown>;
export type Key = { readonly pk: string; readonly sk: string };

const OPTIONS = { removeUndefinedValues: true } as const;
const call = <T>(operation: string, body: unknown): Promise<T> =>
  awsJson<T>('dynamodb', `DynamoDB_20120810.${operation}`, body, '1.0');

/** Several that meet on an item must not meet again: each waits half to one and a half of these. */
const BUSY_WAITS_MS = [25, 75, 225];
const pause = (ms: number): Promise<void> => sleep(ms * (0.5 + jitter()));

export const toDynamo = (item: Item): Record<string, unknown> => marshall(item, OPTIONS);
export const fromDynamo = <T = Item>(item: Record<string, unknown>): T => unmarshall(item as never) as T;

/** A condition or update: `#name` and `:value` as in DynamoDB, values plain. */
export type Expression = {
  readonly condition?: string;
  readonly update?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
};

const expression = ({ condition, update, names, values }: Expression) => ({
  ...(condition ? { ConditionExpression: condition } : {}),
  ...(update ? { UpdateExpression: update } : {}),
  ...(names ? { ExpressionAttributeNames: names } : {}),
  ...(values ? { ExpressionAttributeValues: toDynamo(values) } : {}),
});

/** One part of a transaction, ready to send; made by `put`, `update`, `remove`, `check`. */
export type TransactItem =
  | Readonly<Record<'Put' | 'Update' | 'Delete' | 'ConditionCheck', unknown>>
  | Readonly<Record<string, unknown>>;

export const put = (table: string, item: Item, when: Expression = {}): TransactItem => ({
  Put: { TableName: table, Item: toDynamo(item), ...expression(when) },
});
export const update = (table: string, key: Key, change: Expression): TransactItem => ({
  Update: { TableName: table, Key: toDynamo(key), ...expression(change) },
});
export const remove = (table: string, key: Key, when: Expression = {}): TransactItem => ({
  Delete: { TableName: table, Key: toDynamo(key), ...expression(when) },
});
export const check = (table: string, key: Key, when: Expression): TransactItem => ({
  ConditionCheck: { TableName: table, Key: toDynamo(key), ...expression(when) },
});

export const getItem = async <T = Item>(table: string, key: Key, consistent = true): Promise<T | null> => {
  const { Item: found } = await call<{ Item?: Record<string, unknown> }>('GetItem', {
    TableName: table,
    Key: toDynamo(key),
    ConsistentRead: consistent,
  });
  return found ? fromDynamo<T>(found) : null;
};

/** As many as one call takes. */
const MOST_GOT = 100;

type Row = Record<string, unknown>;

/** A table that is busy, or has read 16 MB, leaves keys unread: they are asked for again. @throws Error when it goes on doing so */
const readAll = async (table: string, keys: readonly Row[], consistent: boolean): Promise<Row[]> => {
  const found: Row[] = [];
  let left = keys;
  for (const wait of [...BUSY_WAITS_MS, null]) {
    const { Responses = {}, UnprocessedKeys = {} } = await call<{
      Responses?: Record<string, Row[]>;
      UnprocessedKeys?: Record<string, { readonly Keys: readonly Row[] }>;
    }>('BatchGetItem', { RequestItems: { [table]: { Keys: left, ConsistentRead: consistent } } });
    found.push(...(Responses[table] ?? []));
    left = UnprocessedKeys[table]?.Keys ?? [];
    if (left.length === 0) return found;
    if (wait !== null) await pause(wait);
  }
  throw new Error(`${table}: ${left.length} of ${keys.length} items were not read`);
};

/** Items, in no order; keys without an item are left out. @throws Error when the table leaves some unread */
export const getItems = async <T = Item>(table: string, keys: readonly Key[], consistent = true): Promise<T[]> => {
  const found: T[] = [];
  for (let from = 0; from < keys.length; from += MOST_GOT) {
    const some = await readAll(table, keys.slice(from, from + MOST_GOT).map(toDynamo), consistent);
    found.push(...some.map((item) => fromDynamo<T>(item)));
  }
  return found;
};

/** True when written; false when the condition did not hold. */
export const putItem = async (table: string, item: Item, when: Expression = {}): Promise<boolean> =>
  unlessConditionFails(call('PutItem', { TableName: table, Item: toDynamo(item), ...expression(when) }));

/** True when written; false when the condition did not hold. */
export const updateItem = async (table: string, key: Key, change: Expression): Promise<boolean> =>
  unlessConditionFails(call('UpdateItem', { TableName: table, Key: toDynamo(key), ...expression(change) }));

/** Adds to an item's numbers, making it where it is not. @returns the sums */
export const addTo = async (table: string, key: Key, more: Readonly<Record<string, number>>): Promise<Item> => {
  const names = Object.keys(more);
  const { Attributes = {} } = await call<{ Attributes?: Record<string, unknown> }>('UpdateItem', {
    TableName: table,
    Key: toDynamo(key),
    ReturnValues: 'ALL_NEW',
    ...expression({
      update: `ADD ${names.map((_, index) => `#${index} :${index}`).join(', ')}`,
      names: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
      values: Object.fromEntries(names.map((name, index) => [`:${index}`, more[name]])),
    }),
  });
  return fromDynamo(Attributes);
};

export const deleteItem = async (table: string, key: Key): Promise<void> => {
  await call('DeleteItem', { TableName: table, Key: toDynamo(key) });
};

const unlessConditionFails = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof AwsRefusal && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
};

/** Which parts of a transaction refused: `ConditionalCheckFailed`, `TransactionConflict`, or `None`, by position. */
export class TransactionRefused extends Error {
  override name = 'TransactionRefused';
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(`transaction refused: ${reasons.join(', ')}`);
    this.reasons = reasons;
  }
}

/** Nothing was written, and no condition said no: another transaction was at work on an item, or the table had no room. */
export class TransactionBusy extends Error {
  override name = 'TransactionBusy';
}

const isBusy = (reasons: readonly string[]): boolean =>
  reasons.every((reason) => /^(None|TransactionConflict|ThrottlingError|ProvisionedThroughputExceeded)$/.test(reason));

/** Why it was cancelled, by position; null: it was carried out. */
const cancelled = async (items: readonly TransactItem[]): Promise<readonly string[] | null> => {
  try {
    await call('TransactWriteItems', { TransactItems: items });
    return null;
  } catch (error) {
    if (!(error instanceof AwsRefusal) || error.name !== 'TransactionCanceledException') throw error;
    const told = (error.body.CancellationReasons as { Code?: string; Message?: string }[] | undefined) ?? [];
    const reasons = told.map(({ Code = 'None' }) => Code);
    // A mistake of ours, which no second try mends.
    const mistake = told.find(({ Code }) => Code === 'ValidationError');
    if (mistake) throw new Error(`transaction cannot be: ${mistake.Message ?? reasons.join(', ')}`, { cause: error });
    return reasons;
  }
};

/**
 * All or nothing, at most 100 parts; tried again while the table is busy.
 * @throws TransactionRefused when a condition did not hold: what was to be written once may be there already
 * @throws TransactionBusy when it stayed busy: nothing is known to be there
 */
export const transact = async (items: readonly TransactItem[]): Promise<void> => {
  for (const wait of [...BUSY_WAITS_MS, null]) {
    const reasons = await cancelled(items);
    if (reasons === null) return;
    if (!isBusy(reasons)) throw new TransactionRefused(reasons);
    if (wait === null) throw new TransactionBusy(`transaction stayed busy: ${reasons.join(', ')}`);
    await pause(wait);
  }
};

/** As `transact`. True when written; false when a condition did not hold. */
export const tryTransact = async (items: readonly TransactItem[]): Promise<boolean> => {
  try {
    await transact(items);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
};

export type Query = {
  readonly table: string;
  readonly index?: string;
  /** e.g. `pk = :pk AND begins_with(sk, :sk)` */
  readonly where: string;
  readonly values: Item;
  readonly names?: Readonly<Record<string, string>>;
  readonly filter?: string;
  readonly limit?: number;
  readonly newestFirst?: boolean;
  readonly start?: Item | undefined;
};

const queryOf = (query: Query) => ({
  TableName: query.table,
  ...(query.index ? { IndexName: query.index } : { ConsistentRead: true }),
  KeyConditionExpression: query.where,
  ExpressionAttributeValues: toDynamo(query.values),
  ...(query.names ? { ExpressionAttributeNames: query.names } : {}),
  ...(query.filter ? { FilterExpression: query.filter } : {}),
  ...(query.limit ? { Limit: query.limit } : {}),
  ...(query.newestFirst ? { ScanIndexForward: false } : {}),
  ...(query.start ? { ExclusiveStartKey: toDynamo(query.start) } : {}),
});

export type Page<T> = { readonly items: T[]; readonly next: Item | null };

export const queryPage = async <T = Item>(query: Query): Promise<Page<T>> => {
  const answer = await call<{ Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> }>(
    'Query',
    queryOf(query),
  );
  return {
    items: (answer.Items ?? []).map((item) => fromDynamo<T>(item)),
    next: answer.LastEvaluatedKey ? fromDynamo(answer.LastEvaluatedKey) : null,
  };
};

/** How many items a page of a query has, without the items. */
export const countPage = async (query: Query): Promise<{ readonly count: number; readonly next: Item | null }> => {
  const { Count, LastEvaluatedKey } = await call<{ Count: number; LastEvaluatedKey?: Record<string, unknown> }>(
    'Query',
    { ...queryOf(query), Select: 'COUNT' },
  );
  return { count: Count, next: LastEvaluatedKey ? fromDynamo(LastEvaluatedKey) : null };
};

/** Every item of a query, page after page. */
export const queryAll = async <T = Item>(query: Query): Promise<T[]> => {
  const items: T[] = [];
  let start: Item | undefined;
  do {
    const page: Page<T> = await queryPage<T>({ ...query, start });
    items.push(...page.items);
    start = page.next ?? undefined;
  } while (start);
  return items;
};
