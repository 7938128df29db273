const ARITY_BITS = 2;
const NOT_HERE = -1;

/**
 * Nodes by ascending key, equal keys by ascending second key: a heap of four children over typed arrays, in which a node's key may
 * go down. Reused from search to search.
 */
export class NodeHeap {
  readonly #heap: Int32Array;
  readonly #place: Int32Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #size = 0;

  /** The heap looks keys up in these arrays: set a node's before `raise`. */
  constructor(first: Float64Array, second: Float64Array) {
    this.#heap = new Int32Array(first.length);
    this.#place = new Int32Array(first.length).fill(NOT_HERE);
    this.#first = first;
    this.#second = second;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a node in, or moves one up whose key went down. */
  raise(node: number): void {
    let at = this.#place[node] as number;
    if (at === NOT_HERE) {
      at = this.#size;
      this.#size += 1;
    }
    this.#rise(node, at);
  }

  /** Takes out the node with the smallest key; only when there is one. */
  pop(): number {
    const heap = this.#heap;
    const top = heap[0] as number;
    this.#place[top] = NOT_HERE;
    this.#size -= 1;
    if (this.#size > 0) this.#sink(heap[this.#size] as number);
    return top;
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#first, this.#second];
    const difference = (first[a] as number) - (first[b] as number);
    return difference < 0 || (difference === 0 && (second[a] as number) < (second[b] as number));
  }

  #rise(node: number, from: number): void {
    const [heap, place] = [this.#heap, this.#place];
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> ARITY_BITS;
      const above = heap[parent] as number;
      if (!this.#before(node, above)) break;
      heap[at] = above;
      place[above] = at;
      at = parent;
    }
    heap[at] = node;
    place[node] = at;
  }

  #leastChild(at: number): number {
    const first = (at << ARITY_BITS) + 1;
    if (first >= this.#size) return NOT_HERE;
    const end = Math.min(first + (1 << ARITY_BITS), this.#size);
    let least = first;
    for (let child = first + 1; child < end; child += 1)
      if (this.#before(this.#heap[child] as number, this.#heap[least] as number)) least = child;
    return least;
  }

  #sink(node: number): void {
    const [heap, place] = [this.#heap, this.#place];
    let at = 0;
    for (let child = this.#leastChild(0); child !== NOT_HERE; child = this.#leastChild(at)) {
      const below = heap[child] as number;
      if (!this.#before(below, node)) break;
      heap[at] = below;
      place[below] = at;
      at = child;
    }
    heap[at] = node;
    place[node] = at;
  }
}
