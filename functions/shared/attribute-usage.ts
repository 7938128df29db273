import type { Loss } from '#domain/channel/attribute-losses.ts';
import { ReleaseRefused } from '#domain/workbench/catalog-document.ts';
import type { Defines } from '#domain/workbench/catalog-kinds.ts';
import { countPage, type Item } from './dynamo.ts';
import { env } from './env.ts';

/** An API call ends after thirty seconds: past this the count is told as "at least". */
const MOST_MS = 15_000;

export type Usage = { readonly orders: number; readonly isAll: boolean };

/** Which rows of the index carry one of the fields. */
export const carryingAny = (fields: readonly string[]) => ({
  filter: fields.map((_field, index) => `contains(carries, :field${index})`).join(' OR '),
  values: Object.fromEntries(fields.map((field, index) => [`:field${index}`, field])),
});

/** How many stored orders of a channel carry one of the fields, read off index by-arrival. */
export const countCarrying = async (channel: string, fields: readonly string[]): Promise<Usage> => {
  const { filter, values } = carryingAny(fields);
  const until = Date.now() + MOST_MS;
  let orders = 0;
  let start: Item | undefined;
  do {
    const page = await countPage({
      table: env('ORDERS_TABLE'),
      index: 'by-arrival',
      where: 'channelKey = :channel',
      filter,
      values: { ':channel': channel, ...values },
      start,
    });
    orders += page.count;
    start = page.next ?? undefined;
  } while (start && Date.now() < until);
  return { orders, isAll: start === undefined };
};

const told = ({ field, how, cure }: Loss, { orders, isAll }: Usage): string =>
  `${field} ${how}, but ${isAll ? '' : 'at least '}${orders} ${orders === 1 ? 'order carries' : 'orders carry'} it: ${cure}`;

/** @throws ReleaseRefused naming each field that stored orders would lose, with how many carry it */
export const refuseLosses = async (
  name: string,
  version: number,
  { channel }: Pick<Defines, 'channel'>,
  losses: readonly Loss[],
): Promise<void> => {
  const counted = await Promise.all(
    losses.map(async (loss) => ({ loss, usage: await countCarrying(channel, [loss.field]) })),
  );
  const used = counted.filter(({ usage }) => usage.orders > 0 || !usage.isAll);
  if (used.length === 0) return;
  throw new ReleaseRefused(
    `${name} version ${version}: ${used.map(({ loss, usage }) => told(loss, usage)).join('; ')}`,
  );
};
