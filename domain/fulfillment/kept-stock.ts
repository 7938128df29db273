import type { OrderId } from '../id.ts';
import type { Leg } from './leg.ts';
import type { TakenFrom } from './stock-sheet.ts';

type Pieces = { readonly sku: string; readonly quantity: number };

/** Pieces kept at a node for an order, and of which lots and shards. */
export type KeptStock = Pieces & {
  readonly orderId: OrderId;
  readonly node: string;
  readonly from?: readonly TakenFrom[] | undefined;
};

/** What legs hold, by line. */
export const heldStock = (legs: readonly Leg[]): KeptStock[] =>
  legs
    .filter(({ stock }) => stock === 'HELD')
    .flatMap(({ orderId, node, lines }) =>
      lines.map(({ sku, quantity, from }) => ({ orderId, node, sku, quantity, ...(from ? { from } : {}) })),
    );

/** The first of the places pieces were taken from, for so many of them. */
const firstOf = (from: readonly TakenFrom[], quantity: number): TakenFrom[] => {
  let rest = quantity;
  return from.flatMap((each) => {
    const taken = Math.min(rest, each.quantity);
    rest -= taken;
    return taken > 0 ? [{ ...each, quantity: taken }] : [];
  });
};

const together = (a: KeptStock, b: KeptStock): KeptStock => ({
  ...a,
  quantity: a.quantity + b.quantity,
  ...(a.from || b.from
    ? { from: [...(a.from ?? [{ quantity: a.quantity }]), ...(b.from ?? [{ quantity: b.quantity }])] }
    : {}),
});

/** Of what legs that are taken back hold, what their order still wants: kept for its next plan, by node and SKU. */
export const stillWanted = (givenBack: readonly Leg[], open: readonly Pieces[]): KeptStock[] => {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of open) wanted.set(sku, quantity + (wanted.get(sku) ?? 0));
  const kept = new Map<string, KeptStock>();
  for (const held of heldStock(givenBack)) {
    const left = wanted.get(held.sku) ?? 0;
    const quantity = Math.min(held.quantity, left);
    if (quantity === 0) continue;
    wanted.set(held.sku, left - quantity);
    const part = { ...held, quantity, ...(held.from ? { from: firstOf(held.from, quantity) } : {}) };
    const place = JSON.stringify([held.node, held.sku]);
    const known = kept.get(place);
    kept.set(place, known ? together(known, part) : part);
  }
  return [...kept.values()];
};
