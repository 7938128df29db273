import type { OrderId } from '../id.ts';
import { availableOf, type StockLevel } from '../routing/network.ts';
import { hoursBetween, type Instant } from '../time.ts';
import type { Backorder } from './order.ts';

/** An order in the queue for goods that are nowhere now. */
export type Waiting = Backorder & {
  readonly orderId: OrderId;
  readonly placedAt: Instant;
  /** There were pieces enough when it was last its turn, and no plan could use them: it keeps its place and stands in nobody's way. */
  readonly passed?: boolean | undefined;
};

/** So long an order is passed over for smaller ones; from then on what comes is kept for it until there is enough. */
export const PATIENCE_HOURS = 72;

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

type Turn = Pick<Waiting, 'orderId' | 'placedAt' | 'priority'>;

/** Whose turn is first: the higher priority, then who ordered first. */
export const byTurn = (a: Turn, b: Turn): number =>
  compare(b.priority, a.priority) || compare(a.placedAt, b.placedAt) || compare(a.orderId, b.orderId);

const fullest = (levels: readonly StockLevel[], sku: string): StockLevel | undefined =>
  levels
    .filter((level) => level.sku === sku)
    .sort((a, b) => availableOf(b) - availableOf(a) || compare(a.node, b.node))[0];

const less = (levels: readonly StockLevel[], from: StockLevel, quantity: number): StockLevel[] =>
  levels.map((level) => (level === from ? { ...level, reserved: level.reserved + quantity } : level));

type Wanted = Backorder['lines'][number];

/** The levels after a line is taken whole from one node; null: no node has enough. */
const withLine = (levels: readonly StockLevel[], { sku, quantity }: Wanted): StockLevel[] | null => {
  const node = fullest(levels, sku);
  return node && availableOf(node) >= quantity ? less(levels, node, quantity) : null;
};

/** As much of a line as its fullest node has. */
const withSavings = (levels: readonly StockLevel[], { sku, quantity }: Wanted): readonly StockLevel[] => {
  const node = fullest(levels, sku);
  return node ? less(levels, node, Math.min(quantity, availableOf(node))) : levels;
};

/** What is left when an order has taken its lines, each whole from one node: all of them, or those it can where it may be divided. Null: nothing for it. */
export const served = (
  { lines, divisible }: Pick<Backorder, 'lines' | 'divisible'>,
  levels: readonly StockLevel[],
): readonly StockLevel[] | null => {
  let left: readonly StockLevel[] = levels;
  let taken = 0;
  for (const line of lines) {
    const after = withLine(left, line);
    if (!after && !divisible) return null;
    left = after ?? left;
    taken += after ? 1 : 0;
  }
  return taken === 0 ? null : left;
};

/**
 * What a queue leaves to whoever comes after it. In turn: who can be served takes its pieces; who cannot is passed over, and after
 * PATIENCE_HOURS keeps what there is, so that a huge order is not starved by a stream of small ones.
 */
export const leftBy = (queue: readonly Waiting[], levels: readonly StockLevel[], now: Instant): readonly StockLevel[] =>
  queue
    .filter(({ passed }) => !passed)
    .toSorted(byTurn)
    .reduce<readonly StockLevel[]>((left, waiting) => {
      const after = served(waiting, left);
      if (after) return after;
      return isImpatient(waiting, now) ? waiting.lines.reduce(withSavings, left) : left;
    }, levels);

export const isImpatient = ({ since }: Pick<Backorder, 'since'>, now: Instant): boolean =>
  hoursBetween(since, now) >= PATIENCE_HOURS;

/** Those of a queue whose turn is before an order's. */
export const aheadOf = (turn: Turn, queue: readonly Waiting[]): Waiting[] =>
  queue.filter((each) => each.orderId !== turn.orderId && byTurn(each, turn) < 0);
