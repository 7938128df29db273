/** How far a quantity lies from where its model puts it, and how sure that is. */
export type Level = { readonly mean: number; readonly variance: number; readonly atMs: number | null };

/** A belief about how levels move: `spread` is how far they stray from 0 in the long run, half of which is forgotten after `halfLifeDays`. */
export type Drift = { readonly spread: number; readonly halfLifeDays: number };

const DAY = 86_400_000;

export const startingLevel = ({ spread }: Drift): Level => ({ mean: 0, variance: spread * spread, atMs: null });

/** The level at a later moment: without news it goes back to 0, and becomes as unsure as it ever was. */
export const carriedTo = (level: Level, { spread, halfLifeDays }: Drift, ms: number): Level => {
  if (level.atMs === null) return { ...level, atMs: ms };
  const kept = 2 ** (-Math.max(ms - level.atMs, 0) / (halfLifeDays * DAY));
  return {
    mean: level.mean * kept,
    variance: level.variance * kept * kept + spread * spread * (1 - kept * kept),
    atMs: Math.max(ms, level.atMs),
  };
};

/** Takes in one record: `error` is how far it was off the level, `information` how much one record tells (Kalman's update). */
export const observed = (level: Level, error: number, information: number): Level => {
  if (level.variance === 0) return level;
  const variance = 1 / (1 / level.variance + information);
  return { ...level, variance, mean: level.mean + variance * error };
};
