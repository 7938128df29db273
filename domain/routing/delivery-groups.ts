import type { Delivery } from './delivery.ts';
import { GroupBook, stepOf, stepsOf } from './group-book.ts';

/** What a delivery is grouped by, from the broadest; the further columns follow. */
export const LANE_FACTORS = ['MODE', 'CARRIER', 'FROM', 'TO', 'CORRIDOR', 'LANE'] as const;
export const CALENDAR_FACTORS = ['HOUR', 'WEEKDAY', 'MONTH'] as const;
export const FIXED_FACTORS = LANE_FACTORS.length + CALENDAR_FACTORS.length;

/** Every delivery's group in every factor (−1 unknown), and its numeric columns. */
export type DeliveryGroups = {
  readonly factors: number;
  /** Group of delivery i in factor f: `groups[i * factors + f]`. */
  readonly groups: Int32Array;
  /** Column c of delivery i: `numbers[i * columns + c]`, NaN where it holds no number. */
  readonly numbers: Float32Array;
  readonly columns: number;
  readonly book: GroupBook;
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

const joined = (...parts: string[]): string => (parts.includes('') ? '' : parts.join(' > '));

/** Names of the groups a lane is in, factor by factor; empty where not known. */
export const laneKeysOf = ({
  mode,
  carrier,
  from,
  to,
}: Pick<Delivery, 'mode' | 'carrier' | 'from' | 'to'>): string[] => {
  const corridor = joined(from, to);
  const lane = corridor === '' || (mode === '' && carrier === '') ? '' : [mode, carrier, corridor].join(' | ');
  return [mode, carrier, from, to, corridor, lane];
};

const spanDays = (deliveries: readonly Delivery[], rows: Int32Array): number => {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    const { startedAtMs } = deliveries[row] as Delivery;
    first = Math.min(first, startedAtMs);
    last = Math.max(last, startedAtMs);
  }
  return (last - first) / (24 * HOUR);
};

class GroupedDeliveries implements DeliveryGroups {
  readonly factors: number;
  readonly groups: Int32Array;
  readonly numbers: Float32Array;
  readonly columns: number;
  readonly book: GroupBook;
  readonly #deliveries: readonly Delivery[];

  constructor(deliveries: readonly Delivery[], columns: number, book: GroupBook) {
    this.#deliveries = deliveries;
    this.columns = columns;
    this.factors = FIXED_FACTORS + columns;
    this.book = book;
    this.groups = new Int32Array(deliveries.length * this.factors).fill(-1);
    this.numbers = new Float32Array(deliveries.length * columns).fill(Number.NaN);
    deliveries.forEach((delivery, i) => {
      this.#code(delivery, i);
    });
    for (let column = 0; column < columns; column += 1)
      if (book.cutsOf(FIXED_FACTORS + column).length > 0) this.#step(column);
    if (book.seasonal) this.#setMonths();
  }

  #code(delivery: Delivery, row: number): void {
    const at = row * this.factors;
    laneKeysOf(delivery).forEach((key, factor) => {
      this.groups[at + factor] = this.book.codeOf(factor, key);
    });
    const { hour, weekday } = calendarOf(delivery.startedAtMs);
    this.groups[at + LANE_FACTORS.length] = hour;
    this.groups[at + LANE_FACTORS.length + 1] = weekday;
    delivery.extras.forEach((cell, column) => {
      const value = numberOf(cell);
      this.numbers[row * this.columns + column] = value;
      if (Number.isNaN(value))
        this.groups[at + FIXED_FACTORS + column] = this.book.codeOf(FIXED_FACTORS + column, cell);
    });
  }

  #step(column: number): void {
    const cuts = this.book.cutsOf(FIXED_FACTORS + column);
    for (let row = 0; row < this.#deliveries.length; row += 1) {
      const value = this.numbers[row * this.columns + column] as number;
      if (!Number.isNaN(value)) this.groups[row * this.factors + FIXED_FACTORS + column] = stepOf(cuts, value);
    }
  }

  #setMonths(): void {
    this.#deliveries.forEach(({ startedAtMs }, row) => {
      this.groups[row * this.factors + FIXED_FACTORS - 1] = Math.floor(calendarOf(startedAtMs).yearDay / MONTH_DAYS);
    });
  }

  cutAt(rows: Int32Array): void {
    if (!this.book.seasonal && spanDays(this.#deliveries, rows) > SEASON_DAYS) {
      this.book.seasonal = true;
      this.#setMonths();
    }
    for (let column = 0; column < this.columns; column += 1) {
      const known = Float32Array.from(rows, (row) => this.numbers[row * this.columns + column] as number);
      this.book.setCuts(FIXED_FACTORS + column, stepsOf(known));
      this.#step(column);
    }
  }
}

/** @param book how groups are numbered so far; new names are added to it */
export const groupDeliveries = (
  deliveries: readonly Delivery[],
  columns: number,
  book: GroupBook = new GroupBook(FIXED_FACTORS, columns),
): DeliveryGroups => new GroupedDeliveries(deliveries, columns, book);
