import type { RowResult } from '#domain/insight/exception-requests.ts';
import { OrderNotFound } from '#domain/order/order-store.ts';
import { logger } from './observability.ts';

/** One row of many cannot be done as asked; the message says why, and the cure. */
export class RowRefused extends Error {
  override name = 'RowRefused';
}

/** Rows worked on at a time. */
const AT_A_TIME = 8;

const resultOf = async (id: string, act: (id: string) => Promise<string>): Promise<RowResult> => {
  try {
    return { id, outcome: 'DONE', detail: await act(id) };
  } catch (error) {
    if (error instanceof RowRefused || error instanceof OrderNotFound)
      return { id, outcome: 'REFUSED', detail: error.message };
    logger.error('row failed', { row: id, error: error as Error });
    return { id, outcome: 'FAILED', detail: 'it could not be done just now: ask again' };
  }
};

/** Does one thing to each id, a few at a time. @returns a result a row, in the order given; an id given twice is done once */
export const eachResult = async (
  ids: readonly string[],
  act: (id: string) => Promise<string>,
): Promise<RowResult[]> => {
  const waiting = [...new Set(ids)];
  const results = new Map<string, RowResult>();
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) results.set(id, await resultOf(id, act));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return ids.flatMap((id) => results.get(id) ?? []);
};
