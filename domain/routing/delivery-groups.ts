import type { Delivery } from './delivery.ts';

/** What a delivery is grouped by, from the broadest; the further columns follow. */
export const LANE_FACTORS = ['MODE', 'CARRIER', 'FROM', 'TO', 'CORRIDOR', 'LANE'] as const;
export const CALENDAR_FACTORS = ['HOUR', 'WEEKDAY', 'MONTH'] as const;
const FIXED = LANE_FACTORS.length + CALENDAR_FACTORS.length;
/** Steps into which a numeric column is cut. */
const STEPS = 16;

/** Every delivery's group in every factor (−1 unknown), and its numeric columns. */
export type DeliveryGroups = {
  readonly factors: number;
  /** Group of delivery i in factor f: `groups[i * factors + f]`. */
  readonly groups: Int32Array;
  /** Column c of delivery i: `numbers[i * columns + c]`, NaN where it holds no number. */
  readonly numbers: Float32Array;
  readonly columns: number;
  /** Names of a factor's groups, for people; steps of a number have none. */
  readonly namesOf: (factor: number) => ReadonlyMap<number, string>;
  /** Cuts numeric columns anew, at the quantiles of these deliveries. */
  readonly cutAt: (rows: Int32Array) => void;
};

const HOUR = 3_600_000;
/** 1970-01-01 was a Thursday. */
const THURSDAY = 4;
const MONTH_DAYS = 30.44;
const YEAR_DAYS = 365.2425;
/** Before a month has come twice, its effect cannot be told from a drift. */
const SEASON_DAYS = 500;

export const calendarOf = (ms: number): { hour: number; weekday: number; yearDay: number } => {
  const days = Math.floor(ms / (24 * HOUR));
  const wrap = (value: number, by: number): number => ((value % by) + by) % by;
  return { hour: wrap(Math.floor(ms / HOUR), 24), weekday: wrap(days + THURSDAY, 7), yearDay: wrap(days, YEAR_DAYS) };
};

const numberOf = (cell: string): number =>
  /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(cell) ? Number(cell) : Number.NaN;

const stepOf = (cuts: Float32Array, value: number): number => {
  let step = 0;
  while (step < cuts.length && value > (cuts[step] as number)) step += 1;
  return step;
};

const cutsOf = (values: Float32Array): Float32Array => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const cuts = Array.from(
    { length: STEPS - 1 },
    (_, step) => sorted[Math.floor(((step + 1) * sorted.length) / STEPS)] as number,
  );
  return sorted.length === 0 ? new Float32Array() : Float32Array.from(new Set(cuts));
};

const joined = (...parts: string[]): string => (parts.includes('') ? '' : parts.join(' > '));

const keysOf = ({ mode, carrier, from, to }: Delivery): string[] => {
  const corridor = joined(from, to);
  const lane = corridor === '' || (mode === '' && carrier === '') ? '' : [mode, carrier, corridor].join(' | ');
  return [mode, carrier, from, to, corridor, lane];
};

export const groupDeliveries = (deliveries: readonly Delivery[], columns: number): DeliveryGroups => {
  const factors = FIXED + columns;
  const groups = new Int32Array(deliveries.length * factors).fill(-1);
  const numbers = new Float32Array(deliveries.length * columns).fill(Number.NaN);
  const codes = Array.from({ length: factors }, () => new Map<string, number>());
  const codeOf = (factor: number, key: string): number => {
    if (key === '') return -1;
    const known = codes[factor] as Map<string, number>;
    const code = known.get(key) ?? known.size + (factor < FIXED ? 0 : STEPS);
    known.set(key, code);
    return code;
  };
  deliveries.forEach((delivery, i) => {
    const at = i * factors;
    keysOf(delivery).forEach((key, f) => {
      groups[at + f] = codeOf(f, key);
    });
    const { hour, weekday } = calendarOf(delivery.startedAtMs);
    groups[at + LANE_FACTORS.length] = hour;
    groups[at + LANE_FACTORS.length + 1] = weekday;
    delivery.extras.forEach((cell, c) => {
      const value = numberOf(cell);
      numbers[i * columns + c] = value;
      if (Number.isNaN(value)) groups[at + FIXED + c] = codeOf(FIXED + c, cell);
    });
  });
  const cutColumn = (column: number, rows: Int32Array): void => {
    const cuts = cutsOf(Float32Array.from(rows, (row) => numbers[row * columns + column] as number));
    for (let i = 0; i < deliveries.length; i += 1) {
      const value = numbers[i * columns + column] as number;
      if (!Number.isNaN(value)) groups[i * factors + FIXED + column] = stepOf(cuts, value);
    }
  };
  const startAt = (row: number): number => (deliveries[row] as Delivery).startedAtMs;
  const spanDays = (rows: Int32Array): number => {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      first = Math.min(first, startAt(row));
      last = Math.max(last, startAt(row));
    }
    return (last - first) / (24 * HOUR);
  };
  const setMonths = (): void => {
    for (let i = 0; i < deliveries.length; i += 1)
      groups[i * factors + FIXED - 1] = Math.floor(calendarOf(startAt(i)).yearDay / MONTH_DAYS);
  };
  return {
    factors,
    groups,
    numbers,
    columns,
    namesOf: (factor) => new Map([...(codes[factor] ?? [])].map(([name, code]) => [code, name])),
    cutAt: (rows) => {
      if (spanDays(rows) > SEASON_DAYS) setMonths();
      for (let column = 0; column < columns; column += 1) cutColumn(column, rows);
    },
  };
};
