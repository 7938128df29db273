import type { ShadowVerdict } from '#domain/routing/shadow-order.ts';
import { fromIso, type Instant, toEpochMillis } from '#domain/time.ts';
import { daysBetween } from './days-between.ts';
import { putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';
import { shadowKey, shadowPk } from './network-keys.ts';

const table = env('NETWORK_TABLE');
const KEPT_DAYS = 90;

/** The same order again takes the place of what was said before. */
export const keepVerdict = async (verdict: ShadowVerdict, now: Instant): Promise<void> => {
  const ttl = Math.floor(toEpochMillis(now) / 1000) + KEPT_DAYS * 86_400;
  await putItem(table, { ...shadowKey(verdict.placedAt, verdict.orderId), entity: 'SHADOW', verdict, ttl });
};

/** Of orders placed on these days (UTC), both included. */
export const verdictsBetween = async (from: string, to: string): Promise<ShadowVerdict[]> => {
  const days = await Promise.all(
    daysBetween(fromIso(`${from}T00:00:00Z`), fromIso(`${to}T00:00:00Z`)).map((day) =>
      queryAll<{ verdict: ShadowVerdict }>({ table, where: 'pk = :pk', values: { ':pk': shadowPk(day) } }),
    ),
  );
  return days.flat().map(({ verdict }) => verdict);
};
