import type { Instant } from '../time.ts';
import type { Push } from './channel.ts';
import type { AfterSaleKind, AfterSaleState, AfterSaleWord } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

/** Platform words to ours; a word that is not in it stays unknown, and is flagged. */
export type StateTable = Readonly<Record<string, AfterSaleState>>;
export type KindTable = Readonly<Record<string, AfterSaleKind>>;

type PushText = Pick<Push, 'topic' | 'body'>;

/** A push's message as an object; null when it is none. */
export const messageIn = ({ body }: Pick<PushText, 'body'>): Record<string, unknown> | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

export const stateIn = (table: StateTable, word: unknown): AfterSaleState | null =>
  Object.hasOwn(table, String(word)) ? (table[String(word)] ?? null) : null;

export const kindIn = (table: KindTable, word: unknown): AfterSaleKind =>
  Object.hasOwn(table, String(word)) ? (table[String(word)] ?? 'UNKNOWN') : 'UNKNOWN';

/** What a reader makes of a value, null when there is none or it cannot be read: a message says less then, but still what it says. */
export const said = <T>(value: unknown, read: (value: never) => T): T | null => {
  if (value === undefined || value === null || value === '' || value === 0) return null;
  try {
    return read(value as never);
  } catch {
    return null;
  }
};

/** The first of several fields that can be read. */
export const firstSaid = (values: readonly unknown[], read: (value: never) => Instant): Instant | null => {
  for (const value of values) {
    const at = said(value, read);
    if (at !== null) return at;
  }
  return null;
};

/** A reason that is a code or a short text of the platform. */
export const reasonIn = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, 200) : '';

/** Lines named one by one, without quantities. */
export const linesNamed = (ids: readonly unknown[]): AfterSaleWord['lines'] =>
  ids.flatMap((id) => {
    const lineId = idText(id);
    return lineId === null ? [] : [{ lineId, quantity: null }];
  });

type Known = Partial<AfterSaleWord> & Pick<AfterSaleWord, 'state' | 'platformStatus'>;

/** The word, once the message names its order and its return; null when it does not. */
export const wordOf = (orderId: unknown, returnId: unknown, known: Known): AfterSaleWord | null => {
  const [channelOrderId, channelReturnId] = [idText(orderId), idText(returnId)];
  if (channelOrderId === null || channelReturnId === null) return null;
  return {
    channelOrderId,
    channelReturnId,
    kind: 'UNKNOWN',
    refundMinor: null,
    currency: 'CNY',
    lines: [],
    reason: '',
    sourceAt: null,
    decidesItselfAt: null,
    ...known,
  };
};
