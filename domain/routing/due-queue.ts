/** Numbers waiting for their time; those due come out in the order of their times. */
export class DueQueue {
  readonly #heap: { readonly item: number; readonly dueMs: number }[] = [];

  add(item: number, dueMs: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push({ item, dueMs });
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(at, parent); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Takes out all that are due at `ms`. */
  until(ms: number): number[] {
    const due: number[] = [];
    while ((this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY) <= ms) due.push(this.#first());
    return due;
  }

  #first(): number {
    const heap = this.#heap;
    this.#swap(0, heap.length - 1);
    const { item } = heap.pop() as { item: number };
    for (
      let at = 0, next = this.#earlierChild(0);
      next >= 0 && this.#isBefore(next, at);
      next = this.#earlierChild(at)
    ) {
      this.#swap(at, next);
      at = next;
    }
    return item;
  }

  #earlierChild(at: number): number {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    if (left >= this.#heap.length) return -1;
    return right < this.#heap.length && this.#isBefore(right, left) ? right : left;
  }

  /** Ties by number: the order never depends on how the heap grew. */
  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return false;
    return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.item < other.item);
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b] as (typeof heap)[number], heap[a] as (typeof heap)[number]];
  }
}
