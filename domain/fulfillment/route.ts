import * as z from 'zod';
import { WeatherLevel } from '../routing/signal.ts';
import type { ActionLocation } from './action.ts';
import { type Hours, hoursAt, logNormal, plus } from './hours.ts';

/** Hours are LogNormal(mu, sigma). */
const Spread = z.object({ mu: z.number(), sigma: z.number().nonnegative() });

/** A stretch of a leg's way: a node prepares the goods, a lane carries them on. Times are what the plan took them to be. */
export const RouteStep = z.object({
  node: z.string(),
  /** The next step's node; of the last step the region or place where the goods are delivered. */
  to: z.string(),
  lane: z.string(),
  carrier: z.string(),
  mode: z.string(),
  handling: Spread,
  /** `shiftHours` at least, and LogNormal beyond. */
  travel: Spread.extend({ shiftHours: z.number().nonnegative() }),
  /** Of the shift, what the goods wait for a departure. Absent: they go at any time. */
  waitHours: z.number().nonnegative().optional(),
  /** What was said of the weather when it was planned. Absent: fair. */
  weather: WeatherLevel.optional(),
});
export type RouteStep = z.infer<typeof RouteStep>;

/** From where the goods are to whom they go, in order. */
export const Route = z.array(RouteStep).min(1);
export type Route = z.infer<typeof Route>;

type Routed = { readonly node: string; readonly carrier: string; readonly route?: Route | undefined };

/** Every node and carrier with a part in a leg, each once, in the order of the way. */
export const partiesOf = ({ node, carrier, route = [] }: Routed): string[] => [
  ...new Set([node, carrier, ...route.flatMap((step) => [step.node, step.carrier])]),
];

/** Who hands the goods to the customer. */
export const lastCarrierOf = ({ carrier, route }: Routed): string => route?.at(-1)?.carrier ?? carrier;

type Report = { readonly source: string; readonly location: ActionLocation | null };

/** The hub of the route a report came from: its source says so, or the code of its place; null where neither is one of the hubs. */
export const hubOf = ({ source, location }: Report, route: Route): number | null => {
  const named = (node: string): boolean => source === `partner:${node}` || location?.code === node;
  const step = route.findIndex(({ node }, index) => index > 0 && named(node));
  return step < 0 ? null : step;
};

/** A step from its beginning to its end. */
export const hoursOf = ({ handling, travel }: RouteStep): Hours =>
  plus(logNormal(handling), logNormal(travel, travel.shiftHours));

/** Hours from the hand-out after which each step has ended with probability 0.5. */
export const medianHoursOf = (route: Route): number[] => {
  let sofar: Hours | null = null;
  return route.map((step) => {
    sofar = sofar ? plus(sofar, hoursOf(step)) : hoursOf(step);
    return hoursAt(0.5, sofar);
  });
};
