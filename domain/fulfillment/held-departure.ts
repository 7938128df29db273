import * as z from 'zod';
import { Instant } from '../time.ts';
import type { Leg } from './leg.ts';

/** Room on one departure of a lane, held for a leg. Grams and litres, so that sums stay whole. */
export const HeldDeparture = z.object({
  lane: z.string(),
  departsAt: Instant,
  grams: z.number().int().min(0),
  litres: z.number().int().min(0),
  /** What the departure takes in all; absent: nobody counts it. */
  mostGrams: z.number().int().min(0).optional(),
  mostLitres: z.number().int().min(0).optional(),
  mostSlots: z.number().int().min(0).optional(),
});
export type HeldDeparture = z.infer<typeof HeldDeparture>;

/** How what is taken of one departure changes; counts below 0 are given back. */
export type DepartureChange = {
  readonly departure: HeldDeparture;
  readonly grams: number;
  readonly litres: number;
  readonly slots: number;
};

const heldBy = (legs: readonly Pick<Leg, 'departures'>[], sign: 1 | -1): DepartureChange[] =>
  legs.flatMap(({ departures = [] }) =>
    departures.map((departure) => ({
      departure,
      grams: sign * departure.grams,
      litres: sign * departure.litres,
      slots: sign,
    })),
  );

/** What legs take of departures and others give back, each departure once; of one that has left nothing comes back. */
export const departureChanges = (
  taking: readonly Pick<Leg, 'departures'>[],
  givingBack: readonly Pick<Leg, 'departures'>[],
  now: Instant,
): DepartureChange[] => {
  const all = [...heldBy(taking, 1), ...heldBy(givingBack, -1).filter(({ departure }) => departure.departsAt > now)];
  return [...Map.groupBy(all, ({ departure: { lane, departsAt } }) => `${lane} ${departsAt}`).values()].flatMap(
    (own) => {
      const total = (of: 'grams' | 'litres' | 'slots') => own.reduce((sum, each) => sum + each[of], 0);
      const [first] = own;
      const change = { grams: total('grams'), litres: total('litres'), slots: total('slots') };
      const isEven = change.grams === 0 && change.litres === 0 && change.slots === 0;
      return first && !isEven ? [{ departure: first.departure, ...change }] : [];
    },
  );
};
