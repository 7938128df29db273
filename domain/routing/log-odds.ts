const FLOOR = 1e-4;

/** Logarithm of the odds; probabilities nearer to 0 or 1 than 0.0001 count as that. */
export const logit = (probability: number): number => {
  const inside = Math.min(Math.max(probability, FLOOR), 1 - FLOOR);
  return Math.log(inside / (1 - inside));
};

export const expit = (x: number): number => 1 / (1 + Math.exp(-x));

/** Mean of `expit` over a normal law around `mean` (MacKay's approximation): what is unsure is nearer to even odds. */
export const expectedExpit = (mean: number, variance: number): number =>
  expit(mean / Math.sqrt(1 + (Math.PI * variance) / 8));
