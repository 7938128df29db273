import type { ParcelDescent } from './parcel-descent.ts';

const STEPS = 120;
/** Steps without progress before they are halved. */
const PATIENCE = 6;

/**
 * The most that can be proven about the cheapest plan of a long order: each line pays a price, a parcel opens when its lines' prices exceed
 * its cost, risk pays a price against its budget. Any prices give a lower bound; subgradient steps (Held, Wolfe & Crowder 1974) raise it.
 */
export class LagrangeBound {
  /** No plan within the risk budget costs less. */
  bound = 0;
  readonly #descent: ParcelDescent;
  readonly #riskBudget: number;
  readonly #prices: Float64Array;
  readonly #served: Float64Array;
  #riskPrice: number;
  /** Parcels that the prices of the last step open. */
  #open: number[] = [];

  /** Starts from a plan's own prices: what each line costs, and its share of the parcel. */
  constructor(descent: ParcelDescent, riskBudget: number, riskPrice: number) {
    const { assignment, lineCost, lineCount, base, risk } = descent;
    this.#descent = descent;
    this.#riskBudget = riskBudget;
    this.#riskPrice = riskPrice;
    this.#served = new Float64Array(lineCount);
    const sharing = new Float64Array(descent.optionCount);
    for (const candidate of assignment) sharing[candidate] = (sharing[candidate] as number) + 1;
    this.#prices = Float64Array.from(assignment, (candidate, line) => {
      const weight = (base[candidate] as number) + riskPrice * (risk[candidate] as number);
      return (lineCost[candidate * lineCount + line] as number) + weight / (sharing[candidate] as number);
    });
  }

  /** @param ceiling cost of the best plan known. @param look is shown the parcels that prices open, now and then */
  raise(ceiling: () => number, look: (open: readonly number[]) => void): void {
    let reach = 1.2;
    let waited = 0;
    for (let step = 1; step <= STEPS && this.bound < ceiling() * (1 - 1e-6); step += 1) {
      const value = this.#value();
      if (value > this.bound) {
        this.bound = value;
        waited = 0;
      } else waited += 1;
      if (waited === PATIENCE) {
        reach /= 2;
        waited = 0;
      }
      if (step % 6 === 0) look(this.#open);
      this.#step(reach * (ceiling() - value));
    }
  }

  #value(): number {
    const { base, risk, lineCost, lineCount, optionCount } = this.#descent;
    const prices = this.#prices;
    this.#open = [];
    this.#served.fill(0);
    let value = this.#riskPrice === 0 ? 0 : -this.#riskPrice * this.#riskBudget;
    for (const price of prices) value += price;
    for (let candidate = 0; candidate < optionCount; candidate += 1) {
      const from = candidate * lineCount;
      let profit = -(base[candidate] as number) - this.#riskPrice * (risk[candidate] as number);
      for (let line = 0; line < lineCount; line += 1) {
        const gain = (prices[line] as number) - (lineCost[from + line] as number);
        if (gain > 0) profit += gain;
      }
      if (profit <= 0) continue;
      value -= profit;
      this.#open.push(candidate);
      for (let line = 0; line < lineCount; line += 1)
        if ((prices[line] as number) > (lineCost[from + line] as number))
          this.#served[line] = (this.#served[line] as number) + 1;
    }
    return value;
  }

  /** Lines served more than once pay less, lines not served pay more; so with risk. */
  #step(gap: number): void {
    const excess =
      this.#open.reduce((sum, candidate) => sum + (this.#descent.risk[candidate] as number), 0) - this.#riskBudget;
    const mayPrice = Number.isFinite(excess) && (excess > 0 || this.#riskPrice > 0);
    let norm = 0;
    for (const served of this.#served) norm += (1 - served) ** 2;
    // Risk counts in thousandths where cost counts in units: scaled, its price moves as fast as the others.
    const scale = mayPrice ? 1 / Math.max(this.#riskBudget, 1e-6) : 0;
    norm += (excess * scale) ** 2 || 0;
    if (norm === 0 || gap <= 0) return;
    const length = gap / norm;
    for (let line = 0; line < this.#prices.length; line += 1)
      this.#prices[line] = (this.#prices[line] as number) + length * (1 - (this.#served[line] as number));
    if (mayPrice) this.#riskPrice = Math.max(0, this.#riskPrice + length * excess * scale * scale);
  }
}
