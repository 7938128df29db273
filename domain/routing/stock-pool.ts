import { availableOf, type StockLevel } from './network.ts';
import type { StockView } from './stock-view.ts';

/** What a plan takes from where. */
export type Taking = {
  readonly node: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
};

/** A SKU at a node. */
export type Cell = { readonly node: string; readonly sku: string };
export const cellOf = ({ node, sku }: Cell): string => `${node} ${sku}`;

/** Stock that plans take and give back; who holds what is known. As a view it shows what nobody holds. */
export class StockPool implements StockView {
  readonly #available = new Map<string, Map<string, number>>();
  readonly #holders = new Map<string, Set<number>>();

  /** @param levels what nobody holds yet */
  constructor(levels: Iterable<StockLevel>) {
    for (const level of levels) this.#add(level.sku, level.node, availableOf(level));
  }

  /** What nobody holds, by itself: who holds what is not copied. */
  copy(): StockPool {
    const copy = new StockPool([]);
    for (const [sku, nodes] of this.#available) copy.#available.set(sku, new Map(nodes));
    return copy;
  }

  availableAt(sku: string): ReadonlyMap<string, number> {
    return this.#available.get(sku) ?? new Map();
  }

  holdersOf(cell: Cell): readonly number[] {
    return [...(this.#holders.get(cellOf(cell)) ?? [])];
  }

  /** The same stock but for some cells. */
  without(cells: ReadonlySet<string>): StockView {
    return {
      availableAt: (sku) => new Map([...this.availableAt(sku)].filter(([node]) => !cells.has(cellOf({ node, sku })))),
    };
  }

  take(holder: number, legs: readonly Taking[]): void {
    for (const { node, lines } of legs)
      for (const { sku, quantity } of lines) {
        this.#add(sku, node, -quantity);
        const key = cellOf({ node, sku });
        this.#holders.set(key, (this.#holders.get(key) ?? new Set()).add(holder));
      }
  }

  giveBack(holder: number, legs: readonly Taking[]): void {
    for (const { node, lines } of legs)
      for (const { sku, quantity } of lines) {
        this.#add(sku, node, quantity);
        this.#holders.get(cellOf({ node, sku }))?.delete(holder);
      }
  }

  /** Where less than nothing is left: what several have taken and not all can keep. */
  overdrawn(legs: readonly Taking[]): Cell[] {
    return legs.flatMap(({ node, lines }) =>
      lines.flatMap(({ sku }) => ((this.#available.get(sku)?.get(node) ?? 0) < 0 ? [{ node, sku }] : [])),
    );
  }

  #add(sku: string, node: string, quantity: number): void {
    const nodes = this.#available.get(sku) ?? new Map<string, number>();
    this.#available.set(sku, nodes.set(node, (nodes.get(node) ?? 0) + quantity));
  }
}
