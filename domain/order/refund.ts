import * as z from 'zod';
import { AmountMinor, allocate, worthOfFirst } from '../money.ts';

/** When the shipping that was paid goes back. */
export const SHIPPING_TERMS = ['WITH_LINES', 'WITH_LAST', 'KEPT'] as const;

/** What of an order's money goes back with its goods. */
export const RefundTerms = z.object({
  /** `WITH_LINES`: a share with every line. `WITH_LAST`: all of it once nothing is left of the order. `KEPT`: never. */
  shipping: z.enum(SHIPPING_TERMS),
});
export type RefundTerms = z.infer<typeof RefundTerms>;

export const USUAL_TERMS: RefundTerms = { shipping: 'WITH_LAST' };

/** What a buyer pays for a line: discounts taken off, its share of tax and shipping beside. Minor units, none below 0. */
export const LineWorth = z.object({
  lineId: z.string(),
  quantity: z.number().int().positive(),
  goodsMinor: AmountMinor,
  taxMinor: AmountMinor,
  shippingMinor: AmountMinor,
});
export type LineWorth = z.infer<typeof LineWorth>;

/** What a buyer pays for an order, by line. All of it together is what was paid, or what is to be paid while nothing was. */
export type OrderWorth = {
  readonly lines: readonly LineWorth[];
  /** What of the shipping belongs to no line. */
  readonly shippingMinor: number;
};

export type PricedLine = { readonly lineId: string; readonly quantity: number; readonly totalMinor: number };
export type Sums = {
  readonly shippingMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly paidMinor: number;
};

const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
const atLeast0 = (amount: number): number => Math.max(0, amount);

/** The total as goods, shipping and tax, which holds for tax within prices and on top of them alike. */
const partsOf = (lines: readonly PricedLine[], { shippingMinor, taxMinor, totalMinor, paidMinor }: Sums) => {
  const stated = atLeast0(totalMinor);
  const total = stated > 0 ? stated : sum(lines.map((line) => atLeast0(line.totalMinor))) + atLeast0(shippingMinor);
  const shipping = Math.min(atLeast0(shippingMinor), total);
  const tax = Math.min(atLeast0(taxMinor), total - shipping);
  const parts = [total - shipping - tax, shipping, tax];
  // Paid otherwise than the total says (vouchers, a platform's share, roundings): what was paid is divided as the total is.
  const [goods = 0, carriage = 0, taxes = 0] = paidMinor > 0 ? allocate(paidMinor, parts) : parts;
  return { goods, carriage, taxes };
};

/**
 * Divides what was paid among the lines by largest remainder: goods and the order's discounts by what lines cost, tax by what they cost
 * after discounts, shipping as the terms say. Gifts at 0 get nothing while anything else cost something.
 * @param lines with more than 0 pieces; amounts of whole lines, in minor units of the order's currency
 */
export const worthOf = (lines: readonly PricedLine[], amounts: Sums, { shipping }: RefundTerms): OrderWorth => {
  const counted = lines.filter(({ quantity }) => quantity > 0);
  if (counted.length === 0) return { lines: [], shippingMinor: atLeast0(amounts.paidMinor) };
  const { goods, carriage, taxes } = partsOf(counted, amounts);
  const costs = counted.map((line) => atLeast0(line.totalMinor));
  const goodsOf = allocate(goods, costs);
  const taxOf = allocate(taxes, goodsOf);
  const shippingOf = shipping === 'WITH_LINES' ? allocate(carriage, costs) : [];
  return {
    lines: counted.map(({ lineId, quantity }, i) => ({
      lineId,
      quantity,
      goodsMinor: goodsOf[i] ?? 0,
      taxMinor: taxOf[i] ?? 0,
      shippingMinor: shippingOf[i] ?? 0,
    })),
    shippingMinor: shipping === 'WITH_LINES' ? 0 : carriage,
  };
};

type PartOfLine = Pick<LineWorth, 'goodsMinor' | 'taxMinor' | 'shippingMinor'>;

/** What the first pieces of a line are worth; pieces are counted as they go. */
export const worthOfPieces = (
  { quantity, goodsMinor, taxMinor, shippingMinor }: LineWorth,
  gone: number,
): PartOfLine => {
  const first = (amount: number): number => worthOfFirst(amount, quantity, Math.min(gone, quantity));
  return { goodsMinor: first(goodsMinor), taxMinor: first(taxMinor), shippingMinor: first(shippingMinor) };
};

export const sumOf = ({ goodsMinor, taxMinor, shippingMinor }: PartOfLine): number =>
  goodsMinor + taxMinor + shippingMinor;

/** Pieces by line that are gone: cancelled, taken out, or returned. */
export type Gone = Readonly<Record<string, number>>;

const isAllGone = ({ lines }: OrderWorth, gone: Gone): boolean =>
  lines.every(({ lineId, quantity }) => (gone[lineId] ?? 0) >= quantity);

/** What the buyer need not pay, or gets back, for what is gone. It depends on what is gone alone, not on the steps it went in. */
export const worthGone = (worth: OrderWorth, gone: Gone, { shipping }: RefundTerms): number =>
  sum(worth.lines.map((line) => sumOf(worthOfPieces(line, gone[line.lineId] ?? 0)))) +
  (shipping !== 'KEPT' && isAllGone(worth, gone) ? worth.shippingMinor : 0);

export const worthInAll = ({ lines, shippingMinor }: OrderWorth): number => sum(lines.map(sumOf)) + shippingMinor;

/**
 * A refund in the currency the buyer paid in, where the shop's books are kept in another: in proportion, so that refunds which
 * together give everything back give back exactly what was paid.
 * @param before told to be paid back before, `after` with this refund, both of `ofMinor`, in the order's currency
 */
export const inCurrencyPaid = (
  { before, after, ofMinor }: { readonly before: number; readonly after: number; readonly ofMinor: number },
  paidMinor: number,
): number => {
  const share = (amount: number): number =>
    ofMinor <= 0 ? 0 : Number((BigInt(paidMinor) * BigInt(amount)) / BigInt(ofMinor));
  return share(Math.min(after, ofMinor)) - share(Math.min(before, ofMinor));
};
