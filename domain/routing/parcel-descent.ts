import type { OptionSieve } from './option-sieve.ts';
import type { ParcelColumns } from './parcel-columns.ts';

/** Stands for a line without a parcel: more than any plan costs, and little enough to be added up without loss. */
const UNSERVED = 1e9;
const LEAST_GAIN = 1e-9;
const MAX_MOVES = 400;
const NONE = -1;

type Move = { gain: number; opened: number; closed: number };

/**
 * Plans of one long order as sets of open parcels, each line in the cheapest of them; improved by opening, closing and exchanging
 * parcels. An exchange is priced for all open parcels in one pass over the lines (Whitaker 1983).
 */
export class ParcelDescent {
  readonly lineCount: number;
  readonly optionCount: number;
  /** Option of the columns, base cost and risk by candidate; line costs `candidate × lineCount + line`. */
  readonly option: Int32Array;
  readonly base: Float64Array;
  readonly risk: Float64Array;
  readonly lineCost: Float64Array;
  /** Candidates that must stay closed. */
  readonly banned: Uint8Array;
  open: number[] = [];
  readonly #isOpen: Uint8Array;
  readonly #nearest: Int32Array;
  readonly #cost: Float64Array;
  readonly #second: Float64Array;
  /** By candidate: what closing it would cost its lines, while one exchange is priced. */
  readonly #loss: Float64Array;

  constructor(columns: ParcelColumns, { kept, count }: OptionSieve) {
    const { lineCount } = columns;
    this.lineCount = lineCount;
    this.optionCount = count;
    this.option = kept.slice(0, count);
    this.base = Float64Array.from(this.option, (option) => columns.baseCost[option] as number);
    this.risk = Float64Array.from(this.option, (option) => columns.risk[option] as number);
    this.lineCost = new Float64Array(count * lineCount);
    this.option.forEach((option, candidate) => {
      for (let line = 0; line < lineCount; line += 1)
        this.lineCost[candidate * lineCount + line] = Math.min(
          columns.lineCost[option * lineCount + line] as number,
          UNSERVED,
        );
    });
    this.banned = new Uint8Array(count);
    this.#isOpen = new Uint8Array(count);
    this.#nearest = new Int32Array(lineCount);
    this.#cost = new Float64Array(lineCount);
    this.#second = new Float64Array(lineCount);
    this.#loss = new Float64Array(count);
  }

  /** Whether every line has a parcel. */
  get isWhole(): boolean {
    return this.#cost.every((cost) => cost < UNSERVED);
  }

  get totalCost(): number {
    let total = 0;
    for (const candidate of this.open) total += this.base[candidate] as number;
    for (const cost of this.#cost) total += cost;
    return total;
  }

  get totalRisk(): number {
    let total = 0;
    for (const candidate of this.open) total += this.risk[candidate] as number;
    return total;
  }

  /** The candidate each line goes by. */
  get assignment(): Int32Array {
    return this.#nearest.slice();
  }

  start(open: readonly number[]): void {
    for (const candidate of this.open) this.#isOpen[candidate] = 0;
    this.open = [...open];
    for (const candidate of this.open) this.#isOpen[candidate] = 1;
    this.#assign();
  }

  /** Moves downhill by `cost + riskWeight × risk`, never above the risk limit (unless already above it). */
  descend(riskWeight: number, riskLimit: number): void {
    for (let moves = 0; moves < MAX_MOVES; moves += 1) {
      const move = this.#bestMove(riskWeight, riskLimit);
      if (move.gain <= LEAST_GAIN) return;
      if (move.closed !== NONE) {
        this.open.splice(this.open.indexOf(move.closed), 1);
        this.#isOpen[move.closed] = 0;
      }
      if (move.opened !== NONE) {
        this.open.push(move.opened);
        this.#isOpen[move.opened] = 1;
      }
      this.#assign();
    }
  }

  #assign(): void {
    for (let line = 0; line < this.lineCount; line += 1) {
      let nearest = NONE;
      let best = UNSERVED;
      let second = UNSERVED;
      for (const candidate of this.open) {
        const cost = this.lineCost[candidate * this.lineCount + line] as number;
        if (cost < best) {
          second = best;
          best = cost;
          nearest = candidate;
        } else if (cost < second) second = cost;
      }
      this.#nearest[line] = nearest;
      this.#cost[line] = best;
      this.#second[line] = second;
    }
  }

  #bestMove(riskWeight: number, riskLimit: number): Move {
    const best: Move = { gain: 0, opened: NONE, closed: NONE };
    const room = riskLimit - this.totalRisk;
    this.#considerClosing(best, riskWeight);
    for (let candidate = 0; candidate < this.optionCount; candidate += 1)
      if (this.#isOpen[candidate] === 0 && this.banned[candidate] === 0)
        this.#considerOpening(best, candidate, riskWeight, room);
    return best;
  }

  #considerClosing(best: Move, riskWeight: number): void {
    for (const closed of this.open) {
      let gain = this.#weight(closed, riskWeight);
      for (let line = 0; line < this.lineCount; line += 1)
        if (this.#nearest[line] === closed) gain -= (this.#second[line] as number) - (this.#cost[line] as number);
      if (gain > best.gain) Object.assign(best, { gain, opened: NONE, closed });
    }
  }

  #considerOpening(best: Move, candidate: number, riskWeight: number, room: number): void {
    const gain = this.#priceOpening(candidate) - this.#weight(candidate, riskWeight);
    const risk = this.risk[candidate] as number;
    if (gain > best.gain && risk <= room) Object.assign(best, { gain, opened: candidate, closed: NONE });
    for (const closed of this.open) {
      const exchanged = gain + this.#weight(closed, riskWeight) - (this.#loss[closed] as number);
      if (exchanged > best.gain && risk - (this.risk[closed] as number) <= Math.max(room, 0))
        Object.assign(best, { gain: exchanged, opened: candidate, closed });
    }
  }

  /** What the lines would save; notes in `#loss` what closing each open parcel would cost them then. */
  #priceOpening(candidate: number): number {
    const loss = this.#loss;
    for (const open of this.open) loss[open] = 0;
    const from = candidate * this.lineCount;
    let saved = 0;
    for (let line = 0; line < this.lineCount; line += 1) {
      const cost = this.lineCost[from + line] as number;
      const now = this.#cost[line] as number;
      if (cost < now) saved += now - cost;
      else {
        const nearest = this.#nearest[line] as number;
        if (nearest === NONE) continue;
        const second = this.#second[line] as number;
        loss[nearest] = (loss[nearest] as number) + Math.min(cost, second) - now;
      }
    }
    return saved;
  }

  #weight(candidate: number, riskWeight: number): number {
    return (this.base[candidate] as number) + riskWeight * (this.risk[candidate] as number);
  }
}
