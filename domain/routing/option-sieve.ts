import type { ParcelColumns } from './parcel-columns.ts';
import { bandOf, RiskBands } from './risk-bands.ts';

/** Sorting keys carry their option in the lowest bits of the mantissa: so many options can be told apart. */
const INDEX_BITS = 18;
export const MAX_OPTIONS = 2 ** INDEX_BITS;
const INDEX_MASK = MAX_OPTIONS - 1;

/** Puts options in order of risk, and leaves out those that another makes needless. Room is kept from order to order. */
export class OptionSieve {
  count = 0;
  /** Safest first. */
  kept = new Int32Array(1024);
  #bands = new Uint16Array(1024);
  #leastBase = 0;
  #leastLines = 0;
  #leastLine = new Float64Array(16);
  readonly #wholes = new RiskBands();
  #keys = new Float64Array(1024);
  #words = new Int32Array(this.#keys.buffer);

  /** All options as they stand. */
  keepAll({ count }: ParcelColumns): void {
    this.#makeRoom(count);
    for (let option = 0; option < count; option += 1) this.kept[option] = option;
    this.count = count;
  }

  /**
   * Keeps the options that could be part of a plan that is not outbid by sending everything by one option at least as safe: whatever a
   * plan uses beside an option costs at least the cheapest of everything. Only where nothing limits what an option carries.
   */
  keepUnbeaten(columns: ParcelColumns): void {
    const { count } = columns;
    this.#makeRoom(count);
    this.#noteLeast(columns);
    this.count = 0;
    for (let option = 0; option < count; option += 1) {
      const best = this.#wholes.leastBelow(this.#bands[option] as number);
      if (this.#leastWith(columns, option) > best) continue;
      this.kept[this.count] = option;
      this.count += 1;
    }
  }

  /** The cheapest base and the cheapest option of each line; per band of risk the cheapest way to send everything by one safer option. */
  #noteLeast({ count, lineCount, baseCost, lineCost, risk }: ParcelColumns): void {
    if (this.#leastLine.length < lineCount) this.#leastLine = new Float64Array(2 * lineCount);
    const least = this.#leastLine.fill(Number.POSITIVE_INFINITY, 0, lineCount);
    this.#wholes.clear();
    const bands = this.#bands;
    let base = Number.POSITIVE_INFINITY;
    for (let option = 0; option < count; option += 1) {
      let whole = baseCost[option] as number;
      if (whole < base) base = whole;
      for (let line = 0; line < lineCount; line += 1) {
        const cost = lineCost[option * lineCount + line] as number;
        whole += cost;
        if (cost < (least[line] as number)) least[line] = cost;
      }
      const band = bandOf(risk[option] as number);
      bands[option] = band;
      this.#wholes.offer(band, whole);
    }
    this.#leastBase = base;
    this.#leastLines = 0;
    for (let line = 0; line < lineCount; line += 1) this.#leastLines += least[line] as number;
  }

  /** No plan with the option costs less. */
  #leastWith({ lineCount, baseCost, lineCost }: ParcelColumns, option: number): number {
    let extra = Number.POSITIVE_INFINITY;
    let isWhole = true;
    for (let line = 0; line < lineCount; line += 1) {
      const more = (lineCost[option * lineCount + line] as number) - (this.#leastLine[line] as number);
      if (more === Number.POSITIVE_INFINITY) isWhole = false;
      else if (more < extra) extra = more;
    }
    return (baseCost[option] as number) + this.#leastLines + extra + (isWhole ? 0 : this.#leastBase);
  }

  /** Orders what is kept by risk; those equal to 34 bits stand by index. */
  sort({ risk }: ParcelColumns): void {
    const { kept, count } = this;
    const keys = this.#keys;
    const words = this.#words;
    for (let at = 0; at < count; at += 1) {
      const option = kept[at] as number;
      keys[at] = risk[option] as number;
      words[2 * at] = ((words[2 * at] as number) & ~INDEX_MASK) | option;
    }
    keys.subarray(0, count).sort();
    for (let at = 0; at < count; at += 1) kept[at] = (words[2 * at] as number) & INDEX_MASK;
  }

  #makeRoom(count: number): void {
    if (this.kept.length >= count) return;
    this.kept = new Int32Array(2 * count);
    this.#bands = new Uint16Array(2 * count);
    this.#keys = new Float64Array(2 * count);
    this.#words = new Int32Array(this.#keys.buffer);
  }

  /**
   * Drops, of options in order of risk, each that a safer one beats in everything: its base cost and the cost of every line.
   * @param strong whether an option can carry all its lines at once; only such may make another needless
   */
  drop({ lineCount, baseCost, lineCost }: ParcelColumns, strong: (option: number) => boolean): void {
    const { kept } = this;
    const beats = (one: number, other: number): boolean => {
      const ours = one * lineCount;
      const theirs = other * lineCount;
      for (let line = 0; line < lineCount; line += 1)
        if ((lineCost[ours + line] as number) > (lineCost[theirs + line] as number)) return false;
      return true;
    };
    let left = 0;
    for (let at = 0; at < this.count; at += 1) {
      const option = kept[at] as number;
      const base = baseCost[option] as number;
      let needless = false;
      for (let safer = left - 1; safer >= 0 && !needless; safer -= 1) {
        const other = kept[safer] as number;
        needless = (baseCost[other] as number) <= base && beats(other, option) && strong(other);
      }
      if (needless) continue;
      kept[left] = option;
      left += 1;
    }
    this.count = left;
  }
}
