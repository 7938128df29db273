import type { StockLevel } from '../routing/network.ts';
import type { Held, Movement } from './stock-movement.ts';

/** What the movements of one balance add up to. */
export type StockBook = {
  readonly moves: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly expected: number;
  /** By holder; nobody who holds nothing. */
  readonly held: Readonly<Record<string, Held>>;
  /** By lot; none that is empty. */
  readonly lots: Readonly<Record<string, { readonly onHand: number; readonly reserved: number }>>;
};

export const emptyBook = (opening: Partial<Pick<StockBook, 'moves' | 'onHand' | 'reserved'>> = {}): StockBook => ({
  moves: 0,
  onHand: 0,
  reserved: 0,
  expected: 0,
  held: {},
  lots: {},
  ...opening,
});

const holderOf = ({ orderId, legId }: Held): string => `${orderId} ${legId ?? 'lock'}`;

const withHeld = (book: StockBook['held'], changes: readonly Held[]): StockBook['held'] => {
  const held = { ...book };
  for (const change of changes) {
    const holder = holderOf(change);
    const quantity = (held[holder]?.quantity ?? 0) + change.quantity;
    if (quantity === 0) delete held[holder];
    else held[holder] = { ...change, quantity };
  }
  return held;
};

const withLots = (book: StockBook['lots'], changes: NonNullable<Movement['lots']>): StockBook['lots'] => {
  const lots = { ...book };
  for (const { lot, ...change } of changes) {
    const [onHand, reserved] = [(lots[lot]?.onHand ?? 0) + change.onHand, (lots[lot]?.reserved ?? 0) + change.reserved];
    if (onHand === 0 && reserved === 0) delete lots[lot];
    else lots[lot] = { onHand, reserved };
  }
  return lots;
};

/** The book after one more movement. In whatever order they are entered, the sums are the same. */
export const entered = (book: StockBook, movement: Movement): StockBook => ({
  moves: book.moves + 1,
  onHand: book.onHand + movement.onHand,
  reserved: book.reserved + movement.reserved,
  expected: book.expected + (movement.expected ?? 0),
  held: movement.held ? withHeld(book.held, movement.held) : book.held,
  lots: movement.lots ? withLots(book.lots, movement.lots) : book.lots,
});

export const foldMovements = (movements: readonly Movement[], book: StockBook = emptyBook()): StockBook =>
  movements.reduce(entered, book);

/** A balance as it is kept beside its book. */
export type Balance = StockLevel & {
  /** onHand − reserved − safety: kept, because a condition cannot subtract. May be below zero. */
  readonly available: number;
  /** How many movements it has had. */
  readonly moves: number;
};

/** A figure that is not what the movements say. */
export type StockDifference = { readonly what: string; readonly balance: number; readonly book: number };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * What of a balance its movements do not explain; empty when all is well.
 * @param opened reserved pieces that were held before the book was opened: nobody in it holds them
 */
export const differencesOf = (balance: Balance, book: StockBook, opened = 0): StockDifference[] =>
  [
    { what: 'moves', balance: balance.moves, book: book.moves },
    { what: 'onHand', balance: balance.onHand, book: book.onHand },
    { what: 'reserved', balance: balance.reserved, book: book.reserved },
    {
      what: 'available',
      balance: balance.available,
      book: book.onHand - book.reserved - balance.safety,
    },
    {
      what: 'held',
      balance: balance.reserved,
      book: sum(Object.values(book.held).map(({ quantity }) => quantity)) + opened,
    },
  ].filter((figure) => figure.balance !== figure.book);

/** What of the lots of a balance its movements do not explain. */
export const lotDifferences = (
  lots: readonly { readonly lot: string; readonly onHand: number; readonly reserved: number }[],
  book: StockBook,
): StockDifference[] => {
  const names = new Set([...lots.map(({ lot }) => lot), ...Object.keys(book.lots)]);
  return [...names].flatMap((name) => {
    const row = lots.find(({ lot }) => lot === name);
    return (['onHand', 'reserved'] as const)
      .map((figure) => ({
        what: `lot ${name} ${figure}`,
        balance: row?.[figure] ?? 0,
        book: book.lots[name]?.[figure] ?? 0,
      }))
      .filter(({ balance, book: said }) => balance !== said);
  });
};
