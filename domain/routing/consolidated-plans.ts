import { fromEpochMillis, fromIso, HOUR_MS } from '../time.ts';
import type { Demand } from './demand.ts';
import { chance, money, roundCost } from './describe-plan.ts';
import { arrivalOf } from './leg-arrival.ts';
import type { Lane, NetworkNode } from './network.ts';
import { mayUseLane, mayUseNode } from './permitted-ways.ts';
import type { Plan, PlanAnswer, PlanLeg, PlanRequest } from './plan.ts';
import { type PlanRequirements, requirementsOf } from './plan-requirements.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { ScheduledTime } from './scheduled-time.ts';
import type { StockView } from './stock-view.ts';
import { strategiesOf } from './strategies.ts';
import type { Hours } from './way-time.ts';

/** Plans an order to where its parcels meet. */
export type PlanTo = (request: PlanRequest) => PlanAnswer;

/** What consolidation starts from. */
export type Consolidating = {
  readonly request: PlanRequest;
  readonly demand: Demand;
  readonly network: PreparedNetwork;
  readonly stock: StockView;
  readonly planTo: PlanTo;
  readonly nextPlanId: () => string;
};

type Hub = { readonly index: number; readonly node: NetworkNode };
type Onward = { readonly index: number; readonly lane: Lane };

/** Shares of the time that is left that parcels are given to come to the hub: it is planned for each. */
const INBOUND_SHARES = [1, 0.7, 0.45];
/** Parcels are planned to the hub at no more than even odds: what the whole way is sure of is worked out afterwards. */
const INBOUND_SUCCESS = 0.5;
const POINTS = 64;

const meanHours = ({ shiftHours, mu, sigma, ahead }: Lane): number =>
  (ahead?.[0]?.departsIn ?? 0) + shiftHours + Math.exp(mu + sigma ** 2 / 2);

/** Every tag that the order and the goods it was planned with ask for. */
const tagsOf = (legs: readonly PlanLeg[], requirements: PlanRequirements, network: PreparedNetwork): number =>
  legs
    .flatMap(({ lines }) => lines.map(({ sku }) => network.skus.get(sku)?.tags ?? 0))
    .reduce((mask, tags) => mask | tags, network.tagMaskOf(requirements.tags));

const kgOf = (legs: readonly PlanLeg[], network: PreparedNetwork): number =>
  legs
    .flatMap(({ lines }) => lines)
    .reduce((sum, { sku, quantity }) => sum + quantity * (network.skus.get(sku)?.sku.kg ?? 0), 0);

const hubsOf = ({ consolidators, nodes }: PreparedNetwork, requirements: PlanRequirements): Hub[] =>
  consolidators
    .map((index) => ({ index, node: nodes[index] as NetworkNode }))
    // Who is wanted as a source need not be where parcels meet.
    .filter(({ node }) => mayUseNode(node, { ...requirements, nodesWanted: null, shipWithinHours: null }));

const onwardOf = (
  { lanes }: PreparedNetwork,
  { node }: Hub,
  region: string,
  requirements: PlanRequirements,
): Onward[] =>
  lanes.flatMap((lane, index) =>
    (lane.from === node.node || lane.from === node.region) && lane.to === region && mayUseLane(lane, requirements)
      ? [{ index, lane }]
      : [],
  );

/** When the last of the parcels has come, as points of equal weight. */
const lastArrival = (legs: readonly PlanLeg[], network: PreparedNetwork, latest: number): Hours => {
  const arrivals = legs.map((leg) => arrivalOf(leg, network));
  const allWithin = (hours: number): number => arrivals.reduce((sure, arrival) => sure * arrival(hours), 1);
  const hours = Float64Array.from({ length: POINTS }, (_, point) => {
    let [low, high] = [0, 4 * latest];
    for (let step = 0; step < 24; step += 1) {
      const middle = (low + high) / 2;
      if (allWithin(middle) < (point + 0.5) / POINTS) low = middle;
      else high = middle;
    }
    return high;
  });
  return { hours, masses: new Float64Array(POINTS).fill(1 / POINTS) };
};

/** What they have in common from the hub on: its handling, the onward lane. */
const commonCost = (legs: readonly PlanLeg[], { node }: Hub, { lane }: Onward, kg: number): number => {
  const lines = legs.reduce((sum, leg) => sum + leg.lines.length, 0);
  return node.fixedCost + lines * node.lineCost + lane.firstCost + lane.perKgCost * kg;
};

type Joined = {
  readonly time: ScheduledTime;
  readonly success: number;
  readonly cost: number;
  readonly common: number;
};

const joined = (plan: Plan, hub: Hub, onward: Onward, { demand, network }: Consolidating): Joined | null => {
  const kg = kgOf(plan.legs, network);
  if (kg > onward.lane.capacityKg) return null;
  const ready = lastArrival(plan.legs, network, demand.deadlineHours);
  const way = { node: hub.index, stops: [], last: onward.index };
  const time = new ScheduledTime(way, network.nodes, network.lanes, ready);
  const common = commonCost(plan.legs, hub, onward, kg);
  return { time, success: time.successWithin(demand.deadlineHours), cost: plan.cost + common, common };
};

const legOf = (
  leg: PlanLeg,
  hub: Hub,
  { lane }: Onward,
  { time, success, common }: Joined,
  { demand, share }: { readonly demand: Demand; readonly share: number },
): PlanLeg => {
  const at = (probability: number) => fromEpochMillis(demand.startsAtMs + time.hoursFor(probability) * HOUR_MS);
  const { via = [], ...first } = leg;
  const [departure] = time.departures;
  const onward = { node: hub.node.node, lane: lane.lane, carrier: lane.carrier, mode: lane.mode, ...departure };
  return {
    ...first,
    via: [...via, onward],
    consolidatesAt: hub.node.node,
    cost: roundCost(leg.cost + common * share),
    // They arrive together or not at all.
    successProbability: success,
    etaAt: at(0.5),
    etaLatestAt: at(0.9),
  };
};

const planOf = (inbound: Plan, hub: Hub, onward: Onward, found: Joined, consolidating: Consolidating): Plan => {
  const { demand, network, nextPlanId } = consolidating;
  const share = 1 / inbound.legs.length;
  const legs = inbound.legs.map((leg) => legOf(leg, hub, onward, found, { demand, share }));
  const { carrier, service } = onward.lane;
  const from = inbound.legs.map(({ node }) => node).join(' and ');
  return {
    planId: nextPlanId(),
    recommended: false,
    cost: roundCost(found.cost),
    ...(inbound.scarcity === undefined ? {} : { scarcity: inbound.scarcity }),
    successProbability: found.success,
    legs,
    strategies: strategiesOf(legs, (id) => network.nodes[network.nodeIndex.get(id) ?? -1]),
    explanation: [
      `${money(found.cost)}, arrives in time with ${chance(found.success)}: parcels from ${from} meet at ${hub.node.node} and go on as one by ${carrier} ${service}`,
    ],
  };
};

/** Plans whose parcels come to a hub from several sources, by how long they are given to come. */
const inboundPlans = (
  hub: Hub,
  onward: readonly Onward[],
  { request, demand, network, planTo }: Consolidating,
): Plan[] => {
  const least = Math.min(...onward.map(({ lane }) => meanHours(lane)));
  const left = demand.deadlineHours - least - Math.exp(hub.node.handlingMu + hub.node.handlingSigma ** 2 / 2);
  if (left <= 0) return [];
  return INBOUND_SHARES.flatMap((share) => {
    const asked = { ...request, region: hub.node.node, deadlineHours: left * share, minSuccess: INBOUND_SUCCESS };
    const answer = planTo(asked);
    return 'plans' in answer ? answer.plans.filter(({ legs }) => legs.length > 1) : [];
  }).filter(({ legs }) => legs.every(({ node }) => network.nodeIndex.get(node) !== hub.index));
};

/** Plans whose parcels meet at a node that consolidates and go on as one: all keep the promise. */
export const consolidatedPlans = (consolidating: Consolidating): Plan[] => {
  const { request, demand, network } = consolidating;
  const requirements = requirementsOf(fromIso(request.placedAt), request.constraints);
  if (network.consolidators.length === 0 || request.lines.length < 2 || requirements.inspected) return [];
  return hubsOf(network, requirements).flatMap((hub) => {
    const onward = onwardOf(network, hub, request.region, requirements);
    if (onward.length === 0 || hub.node.region === request.region) return [];
    return inboundPlans(hub, onward, consolidating).flatMap((inbound) => {
      const asked = tagsOf(inbound.legs, requirements, network);
      if ((asked & ~(network.nodeTags[hub.index] as number)) !== 0) return [];
      return onward
        .filter(({ index }) => (asked & ~(network.laneTags[index] as number)) === 0)
        .flatMap((lane) => {
          const found = joined(inbound, hub, lane, consolidating);
          return found && found.success >= demand.minSuccess ? [planOf(inbound, hub, lane, found, consolidating)] : [];
        });
    });
  });
};

const weightOf = ({ cost, scarcity = 0 }: Plan): number => cost + scarcity;

/** Plans that no other beats in cost and in chance, the cheapest first. */
const unbeaten = (plans: readonly Plan[]): Plan[] => {
  const sorted = plans.toSorted((a, b) => weightOf(a) - weightOf(b) || b.successProbability - a.successProbability);
  let surest = 0;
  return sorted.filter(({ successProbability }) => {
    if (successProbability <= surest) return false;
    surest = successProbability;
    return true;
  });
};

const MOST_PLANS = 8;

type Planned = Extract<PlanAnswer, { plans: unknown }>;

/** The answer with the consolidated plans that belong on its frontier; where one is the cheapest, it is recommended and says what it saves. */
export const withConsolidated = (answer: Planned, consolidated: readonly Plan[]): Planned => {
  const plans = unbeaten([...answer.plans, ...consolidated]).slice(0, MOST_PLANS);
  const [best] = plans;
  const before = answer.plans[0];
  if (!best || !before || plans.every((plan) => answer.plans.includes(plan))) return answer;
  const rejected = plans.includes(before)
    ? answer.rejected
    : [
        {
          reason: `CONSOLIDATED: ${money(weightOf(before) - weightOf(best))} dearer than with parcels that go on as one`,
          cost: before.cost,
          successProbability: before.successProbability,
          nodes: before.legs.map(({ node }) => node),
        },
        ...answer.rejected,
      ];
  const told = plans.map((plan): Plan => {
    if (plan !== best) return { ...plan, recommended: false };
    const saves =
      best === before
        ? []
        : [`saves ${money(weightOf(before) - weightOf(best))} beside parcels that each go their own way`];
    return { ...plan, recommended: true, explanation: [...plan.explanation, ...saves] };
  });
  return { ...answer, plans: told, rejected };
};
