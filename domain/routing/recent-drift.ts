/**
 * How a quantity has lately been off, forgetting with a half-life. Without news it goes back to 0, the long-run level: a
 * forecast made long after the last delivery does not carry on with last week's delays.
 */
export type RecentDrift = {
  readonly add: (value: number, atMs: number) => void;
  readonly at: (ms: number) => number;
};

const DAY = 86_400_000;
/** Records that pull towards 0. */
const PULL = 40;

export const recentDrift = (halfLifeDays: number): RecentDrift => {
  let sum = 0;
  let weight = 0;
  let last = Number.NaN;
  const fading = (ms: number): number => (Number.isNaN(last) ? 1 : 2 ** ((last - ms) / (halfLifeDays * DAY)));
  return {
    add: (value, atMs) => {
      const kept = fading(atMs);
      sum = sum * kept + value;
      weight = weight * kept + 1;
      last = atMs;
    },
    at: (ms) => {
      const kept = fading(ms);
      return (sum * kept) / (weight * kept + PULL);
    },
  };
};
