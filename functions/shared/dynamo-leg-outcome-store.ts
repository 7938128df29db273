import { daysIn } from '#domain/insight/days.ts';
import type { LegOutcome } from '#domain/insight/leg-outcome.ts';
import { putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';
import { legOutcomeKey, legOutcomePk } from './network-keys.ts';

const table = env('NETWORK_TABLE');

/** The same leg again is the same row: its newest end counts. */
export const keepLegOutcome = async (outcome: LegOutcome): Promise<void> => {
  await putItem(table, { ...legOutcomeKey(outcome.endedAt, outcome.legId), entity: 'LEG_OUTCOME', outcome });
};

/** Legs that ended on these days (UTC), both included. */
export const legOutcomesBetween = async (from: string, to: string): Promise<LegOutcome[]> => {
  const rows = await Promise.all(
    daysIn(from, to).map((day) =>
      queryAll<{ outcome: LegOutcome }>({ table, where: 'pk = :pk', values: { ':pk': legOutcomePk(day) } }),
    ),
  );
  return rows.flat().map(({ outcome }) => outcome);
};
