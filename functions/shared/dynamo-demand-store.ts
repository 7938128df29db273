import { PlanRequest } from '#domain/routing/plan.ts';
import { type Instant, toEpochMillis } from '#domain/time.ts';
import { daysBetween } from './days-between.ts';
import { put, queryAll, type TransactItem } from './dynamo.ts';
import { env } from './env.ts';
import { demandKey, demandPk } from './network-keys.ts';

const table = env('NETWORK_TABLE');
/** Longer than any look back. */
const KEPT_DAYS = 14;

/** What an order asks of the network, kept once a day however often it is planned: one that waits for stock asks every day anew. */
export const demandRow = (request: PlanRequest, at: Instant): TransactItem =>
  put(table, {
    ...demandKey(at, request.orderId),
    entity: 'DEMAND',
    at,
    request,
    ttl: Math.floor(toEpochMillis(at) / 1000) + KEPT_DAYS * 86_400,
  });

/** What was asked after `from` up to `to`, oldest first. */
export const demandBetween = async (from: Instant, to: Instant): Promise<PlanRequest[]> => {
  const days = await Promise.all(
    daysBetween(from, to).map((day) =>
      queryAll<{ request: PlanRequest; at: Instant }>({
        table,
        where: 'pk = :pk',
        values: { ':pk': demandPk(day) },
      }),
    ),
  );
  return days
    .flat()
    .filter(({ at }) => at > from && at <= to)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ request }) => PlanRequest.parse(request));
};
