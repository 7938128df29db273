/** Risks are told apart by their exponent and two bits of mantissa, from 2⁻⁶³ on: four bands to every doubling. */
const BANDS = 320;
const FIRST_BAND = (1023 - 63) * 4;
const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);

/** Ascending with risk: a lower band is surely safer. */
export const bandOf = (risk: number): number => {
  bits[0] = risk;
  const band = ((halves[1] as number) >> 18) - FIRST_BAND;
  return band < 0 ? 0 : Math.min(band, BANDS - 1);
};

/** Per band of risk the least cost offered at a surely lower risk. */
export class RiskBands {
  readonly #least = new Float64Array(BANDS + 1);

  clear(): void {
    this.#least.fill(Number.POSITIVE_INFINITY);
  }

  offer(band: number, cost: number): void {
    const least = this.#least;
    for (let above = band + 1; above <= BANDS && (least[above] as number) > cost; above += 1) least[above] = cost;
  }

  leastBelow(band: number): number {
    return this.#least[band] as number;
  }
}
