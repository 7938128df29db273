import type { Instant } from '../time.ts';
import type { Leg, LegLine } from './leg.ts';
import { freeIn, isSold, type Lot, lotsAt, partsAt, type StockSheet, type TakenFrom } from './stock-sheet.ts';

/** Less was there than the plan was made with: read the stock again and plan again. */
export class StockGone extends Error {
  override name = 'StockGone';
  constructor(sku: string, node: string) {
    super(`${node} has not enough of ${sku} any more`);
  }
}

/** A number from 0 up to 1, another each time: buyers of one moment begin at different shards. */
export type Draw = () => number;

type Source = { readonly from: Omit<TakenFrom, 'quantity'>; free: number };

/** First what expires first; what has no date last. */
const expiry = (a: Lot, b: Lot): number => {
  if (a.expiresAt === b.expiresAt) return a.lot < b.lot ? -1 : 1;
  if (a.expiresAt === null) return 1;
  return b.expiresAt === null || a.expiresAt < b.expiresAt ? -1 : 1;
};

const lotSources = (lots: readonly Lot[], now: Instant): Source[] =>
  lots
    .filter((lot) => isSold(lot, now))
    .sort(expiry)
    .map((lot) => ({ from: { lot: lot.lot }, free: freeIn(lot) }));

const shardSources = (sheet: StockSheet, node: string, draw: Draw): Source[] => {
  const parts = partsAt(sheet, node);
  const start = Math.floor(draw() * parts.length);
  return [...parts.slice(start), ...parts.slice(0, start)].map(({ shard, available }) => ({
    from: shard === 0 ? {} : { shard },
    free: available,
  }));
};

/** A shard that has all of it, so that a transaction touches few rows; else what each has, from one after the other. */
const takeFrom = (sources: readonly Source[], quantity: number, inOrder: boolean): TakenFrom[] | null => {
  const whole = inOrder ? undefined : sources.find(({ free }) => free >= quantity);
  let left = quantity;
  const taken: TakenFrom[] = [];
  for (const source of whole ? [whole] : sources) {
    const pieces = Math.min(left, source.free);
    if (pieces <= 0) continue;
    source.free -= pieces;
    left -= pieces;
    taken.push({ ...source.from, quantity: pieces });
  }
  return left > 0 ? null : taken;
};

/** Where each line of some legs takes its pieces from; lines of one SKU and node share what is there. */
export type Allocation = (node: string, sku: string, quantity: number) => readonly TakenFrom[] | undefined;

/**
 * Says of which lots (first expired, first out) and from which shards pieces are taken. A balance that is one row and has no lots
 * needs no saying. @throws StockGone
 */
export const allocation = (sheets: readonly StockSheet[], now: Instant, draw: Draw): Allocation => {
  const sheetOf = new Map(sheets.map((sheet) => [sheet.sku, sheet]));
  const known = new Map<string, readonly Source[]>();
  const sourcesAt = (sheet: StockSheet, node: string): readonly Source[] => {
    const key = `${node} ${sheet.sku}`;
    const lots = lotsAt(sheet, node);
    const sources = known.get(key) ?? (lots.length > 0 ? lotSources(lots, now) : shardSources(sheet, node, draw));
    known.set(key, sources);
    return sources;
  };
  return (node, sku, quantity) => {
    const sheet = sheetOf.get(sku);
    const inLots = sheet !== undefined && lotsAt(sheet, node).length > 0;
    if (!sheet || (!inLots && partsAt(sheet, node).length < 2)) return undefined;
    const taken = takeFrom(sourcesAt(sheet, node), quantity, inLots);
    if (!taken) throw new StockGone(sku, node);
    return taken;
  };
};

const allocatedLine = (line: LegLine, node: string, allocate: Allocation): LegLine => {
  const from = allocate(node, line.sku, line.quantity);
  return from ? { ...line, from: [...from] } : line;
};

/** Legs that say where their pieces come from. @throws StockGone */
export const allocateLegs = (legs: readonly Leg[], allocate: Allocation): Leg[] =>
  legs.map((leg) => ({ ...leg, lines: leg.lines.map((line) => allocatedLine(line, leg.node, allocate)) }));
