import type { Context } from '#domain/order/change.ts';
import type { OrderCommit, OrderRecord } from '#domain/order/order-store.ts';
import { contextNow, type Decision, isNothing, TRIES } from './decide.ts';
import { type TransactItem, TransactionBusy, TransactionRefused } from './dynamo.ts';
import { commitTogether } from './dynamo-order-store.ts';

/** More orders, or more events of them, than one transaction takes. */
export class TooMuchAtOnce extends Error {
  override name = 'TooMuchAtOnce';
}

/** False when one of the orders moved on: nothing is written. @throws TooMuchAtOnce */
const isWritten = async (commits: readonly OrderCommit<TransactItem>[]): Promise<boolean> => {
  try {
    if (await commitTogether(commits, [])) return true;
  } catch (error) {
    if (error instanceof TransactionRefused || error instanceof TransactionBusy) return false;
    throw error;
  }
  throw new TooMuchAtOnce(`${commits.length} orders at once: ask for fewer`);
};

/**
 * Decides about several orders, writes all of it or nothing, and starts over when somebody else wrote one of them meanwhile.
 * @param read the orders it is about, each once
 */
export const decideTogether = async <R extends { readonly decisions: readonly Decision[] }>(
  read: () => Promise<readonly OrderRecord[]>,
  decide: (records: readonly OrderRecord[], context: Context) => R | Promise<R>,
): Promise<R> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const records = await read();
    const result = await decide(records, contextNow());
    const commits = result.decisions.flatMap((decision) => {
      const before = records.find(({ order }) => order.orderId === decision.order.orderId);
      return !before || isNothing(decision, before) ? [] : [{ before: before.order, ...decision }];
    });
    if (commits.length === 0 || (await isWritten(commits))) return result;
  }
  throw new TransactionBusy('the orders were written by others again and again');
};
