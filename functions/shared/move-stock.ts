import { createHash } from 'node:crypto';
import { happened } from '#domain/event.ts';
import { StockMoved } from '#domain/fulfillment/events.ts';
import { decideMoves, type StockOrder, StockRefused } from '#domain/fulfillment/move-stock.ts';
import type { MoveStock, StockMoveAnswer } from '#domain/fulfillment/stock-command.ts';
import type { StockRule } from '#domain/fulfillment/stock-rules.ts';
import type { ExpectedInbound } from '#domain/fulfillment/stock-sheet.ts';
import { Problem } from './api.ts';
import { nextUlid, now } from './clock.ts';
import { getItem, put, remove, type TransactItem, TransactionBusy, TransactionRefused, transact } from './dynamo.ts';
import { type MoveTerms, moved } from './dynamo-stock-book.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { env } from './env.ts';
import { expectedKey, networkEventKey, stockCommandKey, stockRuleKey } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

/** Buyers take pieces between reading and writing: read again. */
const TRIES = 6;
/** Of one transaction. */
const MOST_PARTS = 100;

type Answer = Omit<StockMoveAnswer, 'duplicate'>;
type Done = { readonly digest: string; readonly answer: Answer };

const digestOf = ({ moves }: MoveStock): string => createHash('sha256').update(JSON.stringify(moves)).digest('hex');

const termsOf = ({ unlessMovedFrom, mayFallShort = false, shards }: StockOrder['changes'][number]): MoveTerms => {
  const isAsRead = unlessMovedFrom === undefined ? null : { ':moves': unlessMovedFrom };
  return {
    mayFallShort,
    also: {
      conditions: isAsRead ? ['(attribute_not_exists(moves) OR moves = :moves)'] : [],
      ...(shards === undefined ? {} : { set: 'shards = :shards' }),
      values: { ...isAsRead, ...(shards === undefined ? {} : { ':shards': shards }) },
    },
  };
};

const changed = (change: StockOrder['changes'][number]): TransactItem[] => {
  const { unlessMovedFrom: _moves, mayFallShort: _short, shards: _shards, ...movement } = change;
  return moved(movement, termsOf(change));
};

const expectedRow = (before: ExpectedInbound | null, after: ExpectedInbound): TransactItem =>
  put(
    table(),
    { ...expectedKey(after.sku, after.node, after.ref), entity: 'EXPECTED', ...after },
    before
      ? {
          condition: 'quantity = :before AND #at = :at',
          names: { '#at': 'at' },
          values: { ':before': before.quantity, ':at': before.at },
        }
      : { condition: 'attribute_not_exists(pk)' },
  );

const ruleRow = (rule: StockRule): TransactItem => {
  const key = stockRuleKey(rule.sku, rule.id);
  return rule.quantity === 0 ? remove(table(), key) : put(table(), { ...key, entity: 'RULE', rule });
};

const answerOf = ({ commandId }: MoveStock, { changes }: StockOrder): Answer => ({
  commandId,
  movements: changes.map(({ node, sku, kind, onHand, expected = 0 }) => ({ node, sku, kind, onHand, expected })),
});

const write = async (command: MoveStock, order: StockOrder, by: string): Promise<Answer> => {
  const answer = answerOf(command, order);
  const occasion = { at: now(), orderId: null, causedBy: null, traceId: nextUlid(), color: 'default' };
  const skus = skusOf(command);
  const facts = { by, commandId: command.commandId, skus, lines: answer.movements };
  const event = happened(StockMoved, occasion, facts, nextUlid);
  const done: Done = { digest: digestOf(command), answer };
  const parts = [
    put(
      table(),
      { ...stockCommandKey(command.commandId), entity: 'COMMAND', ...done },
      { condition: 'attribute_not_exists(pk)' },
    ),
    ...order.changes.flatMap(changed),
    ...order.expected.map(({ before, after }) => expectedRow(before, after)),
    ...(order.rules ?? []).map(ruleRow),
    put(table(), { ...networkEventKey(event.detail.id), entity: 'EVENT', event: JSON.stringify(event) }),
  ];
  if (parts.length > MOST_PARTS)
    throw new Problem(
      422,
      'Unprocessable Content',
      'moves: too many for one transaction; send them as several commands',
    );
  await transact(parts);
  return answer;
};

const obeyedBefore = async (command: MoveStock): Promise<Answer | null> => {
  const done = await getItem<Done>(table(), stockCommandKey(command.commandId));
  if (!done) return null;
  if (done.digest === digestOf(command)) return done.answer;
  throw new Problem(
    409,
    'Conflict',
    `commandId: ${command.commandId} was another command; give this one an id of its own`,
  );
};

const refused = (error: unknown): never => {
  if (error instanceof StockRefused) throw new Problem(422, 'Unprocessable Content', error.message);
  throw error;
};

const skusOf = ({ moves }: MoveStock): string[] => [...new Set(moves.map(({ sku }) => sku))];

const orderFor = async (command: MoveStock, by: string): Promise<StockOrder> => {
  const sheets = new Map((await sheetsOf(skusOf(command))).map((sheet) => [sheet.sku, sheet]));
  const sheetOf = (sku: string) => sheets.get(sku) ?? { sku, parts: [], lots: [], expected: [], rules: [] };
  try {
    return decideMoves(command.moves, sheetOf, { by, command: command.commandId });
  } catch (error) {
    return refused(error);
  }
};

/**
 * Does to stock what a warehouse or an operator says: all of it or nothing, in one transaction with its movements and the event.
 * Told twice, moved once.
 * @throws Problem 409 when the id was another command's, 422 when it cannot be done, 503 when stock moved each time
 */
export const moveStock = async (command: MoveStock, by: string): Promise<StockMoveAnswer> => {
  for (let attempt = 1; ; attempt += 1) {
    const before = await obeyedBefore(command);
    if (before) return { ...before, duplicate: true };
    const order = await orderFor(command, by);
    try {
      return { ...(await write(command, order, by)), duplicate: false };
    } catch (error) {
      if (!(error instanceof TransactionRefused || error instanceof TransactionBusy)) throw error;
      if (attempt === TRIES)
        throw new Problem(
          503,
          'Service Unavailable',
          'the stock moved each time it was looked at; send the same command again',
        );
    }
  }
};
