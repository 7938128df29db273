import { grown } from './grown-column.ts';
import type { StockColumns } from './stock-view.ts';

/** Nodes that hold something of an order, a row each: which variants of which line (bit v of `variants[row × lines + line]`). */
export class LineHolders {
  count = 0;
  nodes = new Int32Array(256);
  variants = new Int32Array(1024);
  readonly #rowOf: Int32Array;

  constructor(nodeCount: number) {
    this.#rowOf = new Int32Array(nodeCount).fill(-1);
  }

  clear(): void {
    for (let row = 0; row < this.count; row += 1) this.#rowOf[this.nodes[row] as number] = -1;
    this.count = 0;
  }

  /** Notes every node that has `quantity` of the SKU and all `tags`. */
  addAll(
    { nodes, available }: StockColumns,
    quantity: number,
    tags: number,
    nodeTags: Int32Array,
    line: number,
    variant: number,
    lineCount: number,
  ): void {
    this.#makeRoom(nodes.length, lineCount);
    const rowOf = this.#rowOf;
    const { variants } = this;
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at] as number;
      if ((available[at] as number) < quantity || (tags & ~(nodeTags[node] as number)) !== 0) continue;
      let row = rowOf[node] as number;
      if (row < 0) {
        row = this.count;
        this.count += 1;
        rowOf[node] = row;
        this.nodes[row] = node;
        for (let other = 0; other < lineCount; other += 1) variants[row * lineCount + other] = 0;
      }
      const place = row * lineCount + line;
      variants[place] = (variants[place] as number) | (1 << variant);
    }
  }

  #makeRoom(rows: number, lineCount: number): void {
    const least = this.count + rows;
    if (least > this.nodes.length) this.nodes = grown(this.nodes, 2 * least);
    if (least * lineCount > this.variants.length) this.variants = grown(this.variants, 2 * least * lineCount);
  }
}
