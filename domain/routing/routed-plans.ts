import type { HeldDeparture } from '../fulfillment/held-departure.ts';
import type { PaceByMode } from '../fulfillment/pace.ts';
import type { Route, RouteStep } from '../fulfillment/route.ts';
import { fromIso } from '../time.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { PlanAnswer, PlanHop, PlanLeg } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { departureAt } from './timetable.ts';

/** Six digits of a logarithm of hours are far below a second. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

const stepOf = (
  { node, lane, carrier, mode, waitHours = 0 }: PlanHop,
  to: string,
  by: Lane,
  from: NetworkNode,
): RouteStep => ({
  node,
  to,
  lane,
  carrier,
  mode,
  handling: { mu: rounded(from.handlingMu), sigma: rounded(from.handlingSigma) },
  travel: { shiftHours: rounded(waitHours + by.shiftHours), mu: rounded(by.mu), sigma: rounded(by.sigma) },
  ...(waitHours > 0 ? { waitHours: rounded(waitHours) } : {}),
  ...(by.weather && by.weather !== 'FAIR' ? { weather: by.weather } : {}),
});

/** The way of a parcel as whoever carries it out needs it: each stretch, and the time the network gives it. */
const routeOf = (
  { via = [], ...first }: PlanLeg,
  { nodes, nodeIndex, lanes }: Pick<PreparedNetwork, 'nodes' | 'nodeIndex' | 'lanes'>,
): Route =>
  [first, ...via].map((hop, index) => {
    const by = lanes.find(({ lane }) => lane === hop.lane);
    const from = nodes[nodeIndex.get(hop.node) ?? -1];
    if (!by || !from) throw new Error(`a plan must go by lanes and nodes of its network: ${hop.node}, ${hop.lane}`);
    return stepOf(hop, via[index]?.node ?? by.to, by, from);
  });

const thousandths = (amount: number): number => Math.ceil(Math.round(amount * 1e6) / 1e3);

/** Departures that count what they take. */
const heldBy = ({ via = [], lines, ...first }: PlanLeg, { timetabled, skus }: PreparedNetwork): HeldDeparture[] => {
  if (!timetabled) return [];
  const sum = (of: 'kg' | 'm3') =>
    thousandths(lines.reduce((total, { sku, quantity }) => total + quantity * (skus.get(sku)?.sku[of] ?? 0), 0));
  return [first, ...via].flatMap(({ lane, departsAt }) => {
    if (departsAt === undefined) return [];
    const rules = timetabled.lanes.find((each) => each.lane === lane)?.departures ?? [];
    const at = fromIso(departsAt);
    const { capacityKg, capacityM3, slots } = departureAt(rules, timetabled.holidays ?? {}, at) ?? {};
    if (capacityKg === undefined && capacityM3 === undefined && slots === undefined) return [];
    return [
      {
        lane,
        departsAt: at,
        grams: sum('kg'),
        litres: sum('m3'),
        ...(capacityKg === undefined ? {} : { mostGrams: thousandths(capacityKg) }),
        ...(capacityM3 === undefined ? {} : { mostLitres: thousandths(capacityM3) }),
        ...(slots === undefined ? {} : { mostSlots: slots }),
      },
    ];
  });
};

const routed = (leg: PlanLeg, network: PreparedNetwork, pace: PaceByMode): PlanLeg => {
  const route = routeOf(leg, network);
  const own = pace[route.at(-1)?.mode ?? leg.mode];
  const departures = heldBy(leg, network);
  return { ...leg, route, ...(departures.length > 0 ? { departures } : {}), ...(own ? { pace: own } : {}) };
};

/** Parcels with their ways. */
export const legsRouted = (legs: readonly PlanLeg[], network: PreparedNetwork, pace: PaceByMode = {}): PlanLeg[] =>
  legs.map((leg) => routed(leg, network, pace));

/** The answer with the way of every parcel told step by step, and what milestones on it say: what legs are made of. */
export const withRoutes = <A extends PlanAnswer>(answer: A, network: PreparedNetwork, pace: PaceByMode = {}): A => {
  if (!('plans' in answer)) return answer;
  const plans = answer.plans.map((plan) => ({
    ...plan,
    legs: legsRouted(plan.legs, network, pace),
  }));
  return { ...answer, plans };
};
