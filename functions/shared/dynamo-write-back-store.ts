import type { Shelf } from '#domain/channel/shelf.ts';
import type { ShopGate } from '#domain/channel/shop-gate.ts';
import type { WriteBack } from '#domain/channel/write-back.ts';
import type { KeptGate, KeptShelf, Post, WriteBackStore } from '#domain/channel/write-back-store.ts';
import {
  type Expression,
  getItem,
  type Item,
  put,
  putItem,
  queryAll,
  queryPage,
  type TransactItem,
  tryTransact,
} from './dynamo.ts';
import { env } from './env.ts';
import { dueOf, gateKey, orderPk, SHELVES, shelfKey, skuPk, WRITE_BACKS, writeBackSk } from './write-back-keys.ts';

type Row = Item & {
  readonly revision: number;
  readonly writeBack?: WriteBack;
  readonly shelf?: Shelf;
};

/** In the index only while it waits. */
const waiting = (writeBack: WriteBack | null): Item =>
  writeBack?.nextAt ? { due: dueOf(writeBack.channel), nextAt: writeBack.nextAt } : {};

const orderRow = (writeBack: WriteBack, revision: number): Item => {
  if (!writeBack.orderId) throw new Error(`write-back ${writeBack.id} is of no order: it lies on its shelf`);
  return {
    pk: orderPk(writeBack.orderId),
    sk: writeBackSk(writeBack.seq),
    entity: 'WRITE_BACK',
    writeBack,
    revision,
    ...waiting(writeBack),
  };
};

const shelfRow = (shelf: Shelf, revision: number): Item => ({
  ...shelfKey(shelf),
  entity: 'SHELF',
  shelf,
  revision,
  ...waiting(shelf.writeBack),
});

const ABSENT: Expression = { condition: 'attribute_not_exists(pk)' };
const unchanged = (revision: number): Expression => ({
  condition: 'revision = :before',
  values: { ':before': revision },
});

const postOf = ({ writeBack, shelf, revision }: Row): Post[] => {
  const news = shelf ? shelf.writeBack : writeBack;
  return news ? [{ writeBack: news, shelf: shelf ?? null, revision }] : [];
};

const shelfOf = ({ shelf, revision }: Row): KeptShelf[] => (shelf ? [{ shelf, revision }] : []);

const rowAfter = ({ shelf, revision }: Post, after: WriteBack): Item =>
  shelf ? shelfRow({ ...shelf, writeBack: after }, revision + 1) : orderRow(after, revision + 1);

const note = (table: string, writeBacks: readonly WriteBack[]): Promise<boolean> =>
  tryTransact(writeBacks.map((each) => put(table, orderRow(each, 1), ABSENT)));

const gates = (table: string): Pick<WriteBackStore, 'gate' | 'saveGate'> => ({
  gate: async (channel, shopId) => {
    const row = await getItem<Item & KeptGate>(table, gateKey(channel, shopId));
    return row && { gate: row.gate, revision: row.revision };
  },
  saveGate: (channel, shopId, before, gate: ShopGate) =>
    putItem(
      table,
      { ...gateKey(channel, shopId), entity: 'GATE', gate, revision: (before?.revision ?? 0) + 1 },
      before ? unchanged(before.revision) : ABSENT,
    ),
});

const shelves = (
  table: string,
): Pick<WriteBackStore<TransactItem>, 'learn' | 'shelf' | 'shelvesOf' | 'saveShelf' | 'savingShelf'> => ({
  learn: async (seller) => {
    await putItem(table, shelfRow({ ...seller, touched: 0, writeBack: null }, 1), ABSENT);
  },
  shelf: async (seller) => {
    const row = await getItem<Row>(table, shelfKey(seller));
    return row ? (shelfOf(row)[0] ?? null) : null;
  },
  shelvesOf: async (sku) => {
    const rows = await queryAll<Row>({
      table,
      where: 'pk = :pk AND begins_with(sk, :shelves)',
      values: { ':pk': skuPk(sku), ':shelves': SHELVES },
    });
    return rows.flatMap(shelfOf);
  },
  saveShelf: ({ revision }, after) => putItem(table, shelfRow(after, revision + 1), unchanged(revision)),
  savingShelf: ({ revision }, after) => put(table, shelfRow(after, revision + 1), unchanged(revision)),
});

export const dynamoWriteBackStore = (): WriteBackStore<TransactItem> => {
  const table = env('WRITE_BACKS_TABLE');
  return {
    ofOrder: async (orderId) => {
      const rows = await queryAll<Row>({
        table,
        where: 'pk = :pk AND begins_with(sk, :writeBacks)',
        values: { ':pk': orderPk(orderId), ':writeBacks': WRITE_BACKS },
      });
      return rows.flatMap(postOf);
    },
    note: (writeBacks) => note(table, writeBacks),
    due: async (channel, now, limit) => {
      const { items } = await queryPage<Row>({
        table,
        index: 'by-due',
        where: 'due = :due AND nextAt <= :now',
        values: { ':due': dueOf(channel), ':now': now },
        limit,
      });
      return items.flatMap(postOf);
    },
    save: async (before, after) => {
      const saved = await putItem(table, rowAfter(before, after), unchanged(before.revision));
      return saved ? { ...before, writeBack: after, revision: before.revision + 1 } : null;
    },
    saving: (before, after) => put(table, rowAfter(before, after), unchanged(before.revision)),
    ...shelves(table),
    ...gates(table),
  };
};
