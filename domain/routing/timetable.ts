import * as z from 'zod';
import { fromEpochMillis, fromZone, HOUR_MS, type Instant, plusSeconds, toEpochMillis } from '../time.ts';

/** When a lane departs: at one time of a zone's own clock on some weekdays, holidays of its calendar left out. */
export const WeeklyDeparture = z.object({
  /** 1 Monday … 7 Sunday. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1),
  /** `14:30` */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** IANA: `Asia/Shanghai`. */
  zone: z.string(),
  /** Goods must be there so long before. */
  cutOffMinutes: z.number().min(0),
  /** A calendar of the network; absent: it departs on holidays too. */
  calendar: z.string().optional(),
  /** What one departure takes; absent: no more is known than of the lane. */
  capacityKg: z.number().min(0).optional(),
  capacityM3: z.number().min(0).optional(),
  /** Parcels, containers: whatever the lane carries one of for a leg. */
  slots: z.number().int().min(0).optional(),
});
export type WeeklyDeparture = z.infer<typeof WeeklyDeparture>;

/** Days of no departure, `2026-02-17`, by calendar. */
export type Holidays = Readonly<Record<string, readonly string[]>>;

/** One departure of a lane. */
export type Departure = Pick<WeeklyDeparture, 'capacityKg' | 'capacityM3' | 'slots'> & {
  readonly departsAt: Instant;
  readonly cutOffAt: Instant;
};

/** So far ahead departures are looked for, and so many: whoever waits longer takes another way. */
const DAYS_AHEAD = 42;
const MOST_DEPARTURES = 60;

const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;

const dayOf = (number: number): string => fromEpochMillis(number * DAY_MS).slice(0, 10);
const weekdayOf = (number: number): number => ((number + FIRST_WEEKDAY) % 7) + 1;

const onDay = (rule: WeeklyDeparture, number: number, holidays: Holidays): Departure[] => {
  const day = dayOf(number);
  if (!rule.weekdays.includes(weekdayOf(number))) return [];
  if (rule.calendar !== undefined && holidays[rule.calendar]?.includes(day)) return [];
  const { capacityKg, capacityM3, slots, at, zone, cutOffMinutes } = rule;
  const departsAt = fromZone(`${day} ${at}`, zone);
  return [
    {
      departsAt,
      cutOffAt: plusSeconds(departsAt, -60 * cutOffMinutes),
      ...(capacityKg === undefined ? {} : { capacityKg }),
      ...(capacityM3 === undefined ? {} : { capacityM3 }),
      ...(slots === undefined ? {} : { slots }),
    },
  ];
};

/** The next departures whose cut-off is still ahead, the earliest first. */
export const departuresFrom = (rules: readonly WeeklyDeparture[], holidays: Holidays, from: Instant): Departure[] => {
  // A zone's day may be the day before or after.
  const first = Math.floor(toEpochMillis(from) / DAY_MS) - 1;
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, ahead) => first + ahead);
  return days
    .flatMap((day) => rules.flatMap((rule) => onDay(rule, day, holidays)))
    .filter(({ cutOffAt }) => cutOffAt > from)
    .sort((a, b) => (a.departsAt < b.departsAt ? -1 : 1))
    .slice(0, MOST_DEPARTURES);
};

/** The departure at a moment; null: there is none. */
export const departureAt = (rules: readonly WeeklyDeparture[], holidays: Holidays, at: Instant): Departure | null => {
  const day = Math.floor(toEpochMillis(at) / DAY_MS);
  const near = [day - 1, day, day + 1].flatMap((each) => rules.flatMap((rule) => onDay(rule, each, holidays)));
  return near.find(({ departsAt }) => departsAt === at) ?? null;
};

const HOURS_A_WEEK = 168;

/** Hours that goods wait for such departures, if they come at any time: half the time between two. */
export const usualWaitHours = (rules: readonly WeeklyDeparture[]): number => {
  const departures = rules.reduce((sum, { weekdays }) => sum + weekdays.length, 0);
  return HOURS_A_WEEK / departures / 2;
};

/** A departure of a lane, in hours from when the order's time begins to run. */
export type DepartureAhead = {
  readonly departsAt: string;
  readonly cutOffAt: string;
  readonly departsIn: number;
  readonly cutOffIn: number;
};
