import * as z from 'zod';
import type { ArrivalForecast, Delivery } from './delivery.ts';

/** Hours that deliveries with this cause came later than was foretold for them: `hours` ± `spreadHours`. */
export const DelayCause = z.object({
  cause: z.string(),
  /** Where they went; null for all places together. */
  to: z.string().nullable(),
  records: z.number().int().positive(),
  hours: z.number(),
  spreadHours: z.number().nonnegative(),
});
export type DelayCause = z.infer<typeof DelayCause>;

const HOUR = 3_600_000;

type Sums = { records: number; sum: number; squares: number };

const keysOf = ({ to }: Delivery, cause: string): string[] => [
  JSON.stringify([cause, null]),
  ...(to === '' ? [] : [JSON.stringify([cause, to])]),
];

/** @param foreseen by delivery, what was foretold for it at its start */
export const delayCausesOf = (past: readonly Delivery[], foreseen: readonly ArrivalForecast[]): DelayCause[] => {
  const groups = new Map<string, Sums>();
  past.forEach((delivery, i) => {
    const { cause, deliveredAtMs } = delivery;
    const forecast = foreseen[i];
    if (cause === undefined || deliveredAtMs === null || !forecast) return;
    const hours = (deliveredAtMs - forecast.etaP50Ms) / HOUR;
    for (const key of keysOf(delivery, cause)) {
      const { records, sum, squares } = groups.get(key) ?? { records: 0, sum: 0, squares: 0 };
      groups.set(key, { records: records + 1, sum: sum + hours, squares: squares + hours * hours });
    }
  });
  const causes = [...groups].map(([key, { records, sum, squares }]): DelayCause => {
    const [cause, to] = JSON.parse(key) as [string, string | null];
    const spread = Math.sqrt(Math.max(squares / records - (sum / records) ** 2, 0));
    return { cause, to, records, hours: sum / records, spreadHours: spread };
  });
  return causes.sort((a, b) => b.records - a.records);
};
