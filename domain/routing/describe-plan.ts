import { plusHours } from '../time.ts';
import { arrivalHours, type LegTime } from './arrival-time.ts';
import type { Demand } from './demand.ts';
import type { Lane, NetworkNode } from './network.ts';
import { type ParcelOption, parcelCostOf } from './parcel-options.ts';
import type { Plan, PlanLeg } from './plan.ts';
import type { Parcel, PlanChoice } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';

/** Costs are estimates in major units: told to 0.0001. */
export const roundCost = (cost: number): number => Math.round(cost * 1e4) / 1e4;
export const money = (cost: number): string => cost.toFixed(2);
export const chance = (probability: number): string => `${(100 * probability).toFixed(1)} %`;

/** `W3 by SF_EXPRESS EXPRESS` */
export const wayOf = ({ node, lane }: ParcelOption, network: PreparedNetwork): string => {
  const { carrier, service } = network.lanes[lane] as Lane;
  return `${(network.nodes[node] as NetworkNode).node} by ${carrier} ${service}`;
};

export const successOf = ({ parcels }: PlanChoice): number =>
  parcels.reduce((product, { option }) => product * option.success, 1);

const timeOf = (node: NetworkNode, lane: Lane): LegTime => ({
  handlingMu: node.handlingMu,
  handlingSigma: node.handlingSigma,
  shiftHours: lane.shiftHours,
  mu: lane.mu,
  sigma: lane.sigma,
});

const legOf = ({ option, lines }: Parcel, demand: Demand, network: PreparedNetwork): PlanLeg => {
  const node = network.nodes[option.node] as NetworkNode;
  const lane = network.lanes[option.lane] as Lane;
  const time = timeOf(node, lane);
  return {
    node: node.node,
    lane: lane.lane,
    carrier: lane.carrier,
    mode: lane.mode,
    lines: lines.map((line) => {
      const { sku, quantity } = demand.lines[line] as Demand['lines'][number];
      return { sku, quantity };
    }),
    cost: roundCost(parcelCostOf(option, demand, lines)),
    successProbability: option.success,
    etaAt: plusHours(demand.startsAt, arrivalHours(time, 'P50')),
    etaLatestAt: plusHours(demand.startsAt, arrivalHours(time, 'P90')),
  };
};

export const planFrom = (
  choice: PlanChoice,
  demand: Demand,
  network: PreparedNetwork,
  told: Pick<Plan, 'planId' | 'recommended' | 'explanation'>,
): Plan => ({
  planId: told.planId,
  recommended: told.recommended,
  cost: roundCost(choice.cost),
  successProbability: successOf(choice),
  legs: choice.parcels.map((parcel) => legOf(parcel, demand, network)),
  explanation: told.explanation,
});
