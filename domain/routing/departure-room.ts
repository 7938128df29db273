import type { Departure } from './timetable.ts';

/** What goes by one departure. */
export type DepartureLoad = { readonly kg: number; readonly m3: number };
export type TakenOfDeparture = DepartureLoad & { readonly slots: number };

/** What is taken of departures already, by `departureKey`. */
export type DeparturesTaken = ReadonlyMap<string, TakenOfDeparture>;

export const departureKey = (lane: string, { departsAt }: Pick<Departure, 'departsAt'>): string =>
  `${lane}@${departsAt}`;

const NOTHING: TakenOfDeparture = { kg: 0, m3: 0, slots: 0 };

/** Whether a departure takes the load as one more. */
export const hasRoom = (departure: Departure, load: DepartureLoad, taken: TakenOfDeparture = NOTHING): boolean => {
  const { capacityKg = Number.POSITIVE_INFINITY, capacityM3 = Number.POSITIVE_INFINITY } = departure;
  const { slots = Number.POSITIVE_INFINITY } = departure;
  return taken.kg + load.kg <= capacityKg && taken.m3 + load.m3 <= capacityM3 && taken.slots + 1 <= slots;
};
