import type { Line } from '../order/order.ts';
import type { LinesRule } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';
import { type Reader, readCount, readFlag, readText } from './mapping-field.ts';
import { isAmount, readMoney } from './mapping-money.ts';
import { type Notes, report, type Target } from './mapping-notes.ts';
import { compilePaths, isEmpty, pathText } from './mapping-path.ts';

const amountOf = (target: string): Target => ({ target: `lines.${target}`, hold: 'BAD_AMOUNT' });
const plain = (target: string): Target => ({ target: `lines.${target}`, hold: null });

const KINDS = new Set<string>(['GOODS', 'SERVICE', 'SUBSCRIPTION', 'APPOINTMENT']);
const kindOf = (word: string): Line['kind'] => (KINDS.has(word) ? (word as Line['kind']) : 'GOODS');

/** Product or difference that stays an amount; otherwise reported and 0. */
const safely = (amount: number, target: Target, field: string, notes: Notes): number => {
  if (isAmount(amount)) return amount;
  report(
    notes,
    target,
    field,
    amount,
    'overflows',
    'correct the amount at the platform; the order stays held until it does',
  );
  return 0;
};

/** Marks what came from the list of gifts. */
const GIVEN = Symbol('given');
const isGiven = (source: unknown): boolean => typeof source === 'object' && source !== null && GIVEN in source;

const FREE = { unitPriceMinor: 0, discountMinor: 0, totalMinor: 0, gift: true } as const;
/** The same thing may be bought and given in one order. */
const giftId = (lineId: string): string => (isEmpty(lineId) ? '' : `gift-${lineId}`);

const readLine = (rule: LinesRule): Reader<Line> => {
  const lineId = readText(rule.lineId, plain('lineId'));
  const kind = readText(rule.kind, plain('kind'));
  const sku = readText(rule.sku, plain('sku'));
  const channelSku = readText(rule.channelSku, plain('channelSku'));
  const title = readText(rule.title, plain('title'));
  const quantity = readCount(rule.quantity, { target: 'lines.quantity', hold: 'BAD_QUANTITY' });
  const unitPrice = readMoney(rule.unitPrice, amountOf('unitPriceMinor'));
  const discount = readMoney(rule.discount, amountOf('discountMinor'));
  const total = readMoney(rule.total, amountOf('totalMinor'));
  const gift = readFlag(rule.gift);
  const worded: Reader<Pick<Line, 'lineId' | 'kind' | 'sku' | 'channelSku' | 'title'>> = (source, notes) => ({
    lineId: lineId(source, notes),
    kind: kindOf(kind(source, notes)),
    sku: sku(source, notes),
    channelSku: channelSku(source, notes) || null,
    title: title(source, notes),
  });
  return (source, notes) => {
    const count = quantity(source, notes);
    if (isGiven(source)) {
      const words = worded(source, notes);
      return { ...words, lineId: giftId(words.lineId), quantity: count, ...FREE };
    }
    const unitPriceMinor = unitPrice(source, notes) ?? 0;
    const discountMinor = discount(source, notes) ?? 0;
    const gross = safely(unitPriceMinor * count, amountOf('totalMinor'), 'unit price × quantity', notes);
    return {
      ...worded(source, notes),
      quantity: count,
      unitPriceMinor,
      discountMinor,
      totalMinor: total(source, notes) ?? safely(gross - discountMinor, amountOf('totalMinor'), 'line total', notes),
      gift: gift(source, notes),
    };
  };
};

/** The platform's line objects that are deliverables, and how many are not. */
export type LineSources = { readonly kept: readonly unknown[]; readonly skipped: number };

export type ReadLines = {
  readonly sources: (payload: unknown, notes: Notes) => LineSources;
  /** A line id is needed to speak about a line; position stands in where the platform gives none. */
  readonly lines: (sources: readonly unknown[], notes: Notes) => Line[];
};

/** Platforms that sell one thing an order say it in the order itself: one object is one line. */
const isOne = (found: unknown): boolean => typeof found === 'object' && found !== null;

const markedGiven = (gifts: unknown): readonly unknown[] =>
  (Array.isArray(gifts) ? gifts : []).filter(isOne).map((gift) => ({ ...(gift as object), [GIVEN]: true }));

const NO_LINES: Target = { target: 'lines', hold: 'BAD_QUANTITY' };

export const compileLines = (rule: LinesRule): ReadLines => {
  const each = compilePaths(rule.each);
  const gifts = compilePaths(rule.gifts ?? []);
  const skip = compileConditions(rule.skip);
  const line = readLine(rule);
  const sources = (payload: unknown, notes: Notes): LineSources => {
    const found = each(payload);
    const list = Array.isArray(found) ? found : isOne(found) ? [found] : [];
    if (list.length === 0)
      report(
        notes,
        NO_LINES,
        pathText(rule.each),
        '',
        'has no lines',
        'have the platform send the order with its lines',
      );
    const kept = rule.skip.length === 0 ? list : list.filter((source) => !skip(source));
    return { kept: [...kept, ...markedGiven(gifts(payload))], skipped: list.length - kept.length };
  };
  const lines = (list: readonly unknown[], notes: Notes): Line[] =>
    list.map((source, index) => {
      const read = line(source, notes);
      return isEmpty(read.lineId) ? { ...read, lineId: String(index + 1) } : read;
    });
  return { sources, lines };
};
