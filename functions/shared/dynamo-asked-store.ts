import type { AskedWaybill } from '#domain/fulfillment/tracking-query.ts';
import type { Instant } from '#domain/time.ts';
import { put, queryPage, remove, type TransactItem, tryTransact } from './dynamo.ts';
import { env } from './env.ts';

/*
 * Waybills that a source is asked for, in table `inbox`. Nobody else writes these keys.
 *
 * | question                        | access                                       |
 * |---------------------------------|----------------------------------------------|
 * | who is to be asked for by now?  | pk ASK#source, sk up to the moment            |
 * | is this one asked for already?  | pk ASKED#source#carrier#number, sk ASKED      |
 */
const dueKey = ({ source, dueAt, carrier, number }: AskedWaybill) => ({
  pk: `ASK#${source}`,
  sk: `${dueAt}#${carrier}#${number}`,
});
const claimKey = ({ source, carrier, number }: AskedWaybill) => ({
  pk: `ASKED#${source}#${carrier}#${number}`,
  sk: 'ASKED',
});
const IS_NEW = { condition: 'attribute_not_exists(pk)' };
const IS_THERE = { condition: 'attribute_exists(pk)' };

const dueRow = (asked: AskedWaybill): TransactItem =>
  put(env('INBOX_TABLE'), { ...dueKey(asked), entity: 'ASK', asked });

/** Once for each waybill, however often it is told. */
export const beginAsking = (asked: AskedWaybill): Promise<boolean> =>
  tryTransact([put(env('INBOX_TABLE'), { ...claimKey(asked), entity: 'ASKED' }, IS_NEW), dueRow(asked)]);

export const dueBy = async (source: string, now: Instant, limit: number): Promise<AskedWaybill[]> => {
  const { items } = await queryPage<{ asked: AskedWaybill }>({
    table: env('INBOX_TABLE'),
    where: 'pk = :pk AND sk < :now',
    values: { ':pk': `ASK#${source}`, ':now': now },
    limit,
  });
  return items.map(({ asked }) => asked);
};

/** Puts off the next question, or ends them with null. False when somebody else asks at this moment. */
export const askLater = (before: AskedWaybill, after: AskedWaybill | null): Promise<boolean> => {
  const table = env('INBOX_TABLE');
  const next = after ? dueRow(after) : remove(table, claimKey(before));
  return tryTransact([remove(table, dueKey(before), IS_THERE), next]);
};
