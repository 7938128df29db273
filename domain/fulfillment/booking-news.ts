import * as z from 'zod';
import { LegId } from '../id.ts';
import { PlanCompensated } from '../routing/events.ts';
import {
  LegCombined,
  LegDispatched,
  LegFailed,
  LegParted,
  LegRecallAsked,
  LegRejected,
  StockReleased,
} from './events.ts';

/** After these a leg may want its parcel ordered, forgotten or stopped. */
export const BOOKING_EVENTS: readonly string[] = [
  LegDispatched,
  LegCombined,
  LegParted,
  LegRecallAsked,
  LegRejected,
  LegFailed,
  StockReleased,
  PlanCompensated,
].map(({ type }) => type);

const OneLeg = z.object({ legId: LegId });
const SeveralLegs = z.object({ legs: z.array(LegId) });

/** The legs an event is about. */
export const legsToBook = (data: unknown): LegId[] => {
  const one = OneLeg.safeParse(data);
  if (one.success) return [one.data.legId];
  const several = SeveralLegs.safeParse(data);
  return several.success ? several.data.legs : [];
};
