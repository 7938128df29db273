import * as z from 'zod';
import { AmountMinor, worthOfFirst } from '../money.ts';
import type { Gone, PricedLine, Sums } from './refund.ts';
import {
  inCurrencyPaid,
  LineWorth,
  type OrderWorth,
  RefundTerms,
  worthGone,
  worthInAll,
  worthOf,
  worthOfPieces,
} from './refund.ts';

/** What an order's lines are worth to the buyer, what of them is gone, and what was told to be paid back. In the order's currency. */
export const OrderAccount = z.object({
  terms: RefundTerms,
  lines: z.array(LineWorth),
  /** What of the shipping belongs to no line. */
  shippingMinor: AmountMinor,
  /** Pieces by line that were cancelled, taken out or returned. */
  gone: z.record(z.string(), z.number().int().min(0)),
  /** Told to be paid back so far, platform's own refunds counted in. */
  owedMinor: AmountMinor,
});
export type OrderAccount = z.infer<typeof OrderAccount>;

/** What a change means in money: refund and extra due are never below 0, and one of them is 0. */
export const MoneyDifference = z.object({
  currency: z.string(),
  /** To be paid back by this change. */
  refundMinor: AmountMinor,
  /** To be paid in addition. */
  extraDueMinor: AmountMinor,
  /** What the order costs the buyer. */
  payableMinor: z.object({ before: AmountMinor, after: AmountMinor }),
  paidMinor: AmountMinor,
  /** Paid back before, by the platform or as told from here. */
  returnedMinor: AmountMinor,
  /** By line: pieces that go (below 0: that come), and what they cost. */
  lines: z.array(
    z.object({
      lineId: z.string(),
      quantity: z.number().int(),
      goodsMinor: AmountMinor,
      taxMinor: AmountMinor,
      shippingMinor: AmountMinor,
    }),
  ),
  /** Shipping of the order as a whole that goes back; below 0 where something comes after all was gone. */
  shippingMinor: AmountMinor,
  /** The refund in the currency the buyer paid in, where it is another. */
  inCurrencyPaid: z.object({ currency: z.string(), refundMinor: AmountMinor }).optional(),
});
export type MoneyDifference = z.infer<typeof MoneyDifference>;

type Paid = Sums & {
  readonly refundedMinor: number;
  readonly paidIn?: { readonly currency: string; readonly paidMinor: number } | undefined;
};

/** The account of an order that nobody has changed yet. */
export const openAccount = (lines: readonly PricedLine[], amounts: Paid, terms: RefundTerms): OrderAccount => {
  const worth = worthOf(lines, amounts, terms);
  return { terms, lines: [...worth.lines], shippingMinor: worth.shippingMinor, gone: {}, owedMinor: 0 };
};

/** Pieces that go, by line, and lines that come, at the price agreed. */
export type Movement = { readonly gone: Gone; readonly added: readonly PricedLine[] };

export class MoreThanLeft extends Error {
  override name = 'MoreThanLeft';
  readonly lineId: string;
  readonly left: number;
  constructor(lineId: string, left: number, asked: number) {
    super(`line ${lineId} has ${left} left, ${asked} cannot go`);
    this.lineId = lineId;
    this.left = left;
  }
}

/** Pieces that came to a line later are kept apart from those before: `7`, then `7+1`, `7+2`. */
const isOf = (id: string, lineId: string): boolean => id === lineId || id.startsWith(`${lineId}+`);

const partsOf = ({ lines }: Pick<OrderAccount, 'lines'>, lineId: string): LineWorth[] =>
  lines.filter((line) => isOf(line.lineId, lineId));

/** Pieces of a line that are still ordered; 0 of a line nobody knows. */
export const piecesLeft = (account: OrderAccount, lineId: string): number =>
  partsOf(account, lineId).reduce((sum, part) => sum + part.quantity - (account.gone[part.lineId] ?? 0), 0);

/** More pieces of a line, or a new one: nothing of it is tax or shipping. */
const withAdded = (before: readonly LineWorth[], added: readonly PricedLine[]): LineWorth[] => {
  const lines = [...before];
  for (const { lineId, quantity, totalMinor } of added) {
    const known = partsOf({ lines }, lineId).length;
    const id = known === 0 ? lineId : `${lineId}+${known}`;
    lines.push({ lineId: id, quantity, goodsMinor: Math.max(0, totalMinor), taxMinor: 0, shippingMinor: 0 });
  }
  return lines;
};

/** What came last goes first. */
const withGone = (account: OrderAccount, lineId: string, quantity: number): OrderAccount['gone'] => {
  const gone = { ...account.gone };
  let rest = quantity;
  for (const part of partsOf(account, lineId).toReversed()) {
    const taken = Math.min(rest, part.quantity - (gone[part.lineId] ?? 0));
    if (taken > 0) gone[part.lineId] = (gone[part.lineId] ?? 0) + taken;
    rest -= taken;
  }
  return gone;
};

const moved = (account: OrderAccount, { gone, added }: Movement): OrderAccount => {
  let after: OrderAccount = { ...account, lines: withAdded(account.lines, added) };
  for (const [lineId, quantity] of Object.entries(gone)) {
    const left = piecesLeft(after, lineId);
    if (quantity > left) throw new MoreThanLeft(lineId, left, quantity);
    after = { ...after, gone: withGone(after, lineId, quantity) };
  }
  return after;
};

/** Pieces that were gone are ordered again; what went first comes first. */
const withBack = (account: OrderAccount, lineId: string, quantity: number): OrderAccount => {
  const gone = { ...account.gone };
  let rest = quantity;
  for (const part of partsOf(account, lineId)) {
    const back = Math.min(rest, gone[part.lineId] ?? 0);
    if (back > 0) gone[part.lineId] = (gone[part.lineId] ?? 0) - back;
    rest -= back;
  }
  return { ...account, gone };
};

/** The line that pieces came to: of `7+1` it is `7`. */
const lineOf = (id: string, lines: readonly PricedLine[]): string =>
  lines.find(({ lineId }) => isOf(id, lineId))?.lineId ?? id;

/** As many pieces of a line as its channel says; undefined: none. */
const withPieces = (account: OrderAccount, lineId: string, line: PricedLine | undefined): OrderAccount => {
  const wanted = Math.max(0, line?.quantity ?? 0);
  const left = piecesLeft(account, lineId);
  if (wanted <= left) return wanted === left ? account : { ...account, gone: withGone(account, lineId, left - wanted) };
  const back = withBack(account, lineId, wanted - left);
  const more = wanted - piecesLeft(back, lineId);
  if (more <= 0 || !line) return back;
  const totalMinor = worthOfFirst(line.totalMinor, line.quantity, more);
  return { ...back, lines: withAdded(back.lines, [{ lineId, quantity: more, totalMinor }]) };
};

/**
 * The account of an order whose channel said other lines since: pieces it took out are gone, pieces it brought back are ordered again,
 * those it added cost what it says. An account that agrees with the lines stays as it is.
 */
export const asOrdered = (account: OrderAccount, lines: readonly PricedLine[]): OrderAccount => {
  let after = account;
  const ids = [...lines.map(({ lineId }) => lineId), ...account.lines.map((each) => lineOf(each.lineId, lines))];
  for (const lineId of new Set(ids))
    after = withPieces(
      after,
      lineId,
      lines.find((each) => each.lineId === lineId),
    );
  return after;
};

const payable = (account: OrderAccount): number => {
  const worth: OrderWorth = account;
  return worthInAll(worth) - worthGone(worth, account.gone, account.terms);
};

const linesBetween = (before: OrderAccount, after: OrderAccount, { added }: Movement): MoneyDifference['lines'] => [
  ...after.lines.flatMap((line) => {
    const [was, is] = [before.gone[line.lineId] ?? 0, after.gone[line.lineId] ?? 0];
    if (was === is) return [];
    const [a, b] = [worthOfPieces(line, was), worthOfPieces(line, is)];
    return [
      {
        lineId: line.lineId,
        quantity: is - was,
        goodsMinor: b.goodsMinor - a.goodsMinor,
        taxMinor: b.taxMinor - a.taxMinor,
        shippingMinor: b.shippingMinor - a.shippingMinor,
      },
    ];
  }),
  ...added.map(({ lineId, quantity, totalMinor }) => ({
    lineId,
    quantity: -quantity,
    goodsMinor: Math.max(0, totalMinor),
    taxMinor: 0,
    shippingMinor: 0,
  })),
];

export type Reckoned = { readonly account: OrderAccount; readonly difference: MoneyDifference };

/**
 * What a change means in money: what the order then costs, against what was paid and what has gone back. Refunds of any steps add up to
 * what all of them at once would give, and never to more than was paid; what the platform paid back by itself counts as paid back.
 * @throws MoreThanLeft
 */
export const reckon = (account: OrderAccount, movement: Movement, amounts: Paid, currency: string): Reckoned => {
  const after = moved(account, movement);
  const [was, is] = [payable(account), payable(after)];
  const { paidMinor, refundedMinor, paidIn } = amounts;
  const returned = Math.max(refundedMinor, account.owedMinor);
  const refundMinor = Math.max(0, Math.min(paidMinor - is - returned, was - is));
  const missing = (costs: number): number => Math.max(0, costs - paidMinor + account.owedMinor);
  const owedMinor = refundMinor > 0 ? returned + refundMinor : account.owedMinor;
  const lines = linesBetween(account, after, movement);
  const shares = lines.filter(({ quantity }) => quantity > 0);
  const difference: MoneyDifference = {
    currency,
    refundMinor,
    extraDueMinor: Math.max(0, missing(is) - missing(was)),
    payableMinor: { before: was, after: is },
    paidMinor,
    returnedMinor: returned,
    lines,
    shippingMinor:
      was -
      is -
      shares.reduce((sum, each) => sum + each.goodsMinor + each.taxMinor + each.shippingMinor, 0) +
      movement.added.reduce((sum, { totalMinor }) => sum + Math.max(0, totalMinor), 0),
    ...(paidIn && paidIn.currency !== currency
      ? {
          inCurrencyPaid: {
            currency: paidIn.currency,
            refundMinor: inCurrencyPaid(
              { before: returned, after: returned + refundMinor, ofMinor: paidMinor },
              paidIn.paidMinor,
            ),
          },
        }
      : {}),
  };
  return { account: { ...after, owedMinor }, difference };
};
