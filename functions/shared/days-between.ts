import { fromEpochMillis, type Instant, toEpochMillis } from '#domain/time.ts';

const DAY = 86_400_000;

/** A moment of every day (UTC) from one moment to another, both days included. */
export const daysBetween = (from: Instant, to: Instant): Instant[] => {
  const days: Instant[] = [];
  for (let ms = toEpochMillis(from); ms < toEpochMillis(to) + DAY; ms += DAY) days.push(fromEpochMillis(ms));
  return days.filter((day) => day.slice(0, 10) <= to.slice(0, 10));
};
