import { fromIso, hoursBetween } from '../time.ts';
import { money } from './describe-plan.ts';
import type { Plan } from './plan.ts';
import type { PlanningGuidance } from './planning-guidance.ts';
import type { PreparedNetwork } from './prepared-network.ts';

export type Place = { readonly region: string; readonly placedAt: string };

const PROVINCE_DIGITS = 2;

const nodeOf = (network: PreparedNetwork, id: string) => network.nodes[network.nodeIndex.get(id) ?? -1];

/** Regions named by GB/T 2260 codes are of one province when they begin alike; others only when they are the same. */
const isSameProvince = (a: string, b: string): boolean =>
  /^\d{6}$/.test(a) && /^\d{6}$/.test(b) ? a.slice(0, PROVINCE_DIGITS) === b.slice(0, PROVINCE_DIGITS) : a === b;

const isFromElsewhere = (plan: Plan, { region }: Place, network: PreparedNetwork): boolean =>
  plan.legs.some(({ node }) => !isSameProvince(nodeOf(network, node)?.region ?? '', region));

const isAllPreferred = (plan: Plan, preferred: readonly string[], network: PreparedNetwork): boolean =>
  plan.legs.every(({ node }) => preferred.includes(nodeOf(network, node)?.kind ?? ''));

const hoursOf = (plan: Plan, { placedAt }: Place): number =>
  Math.max(...plan.legs.map(({ etaAt }) => hoursBetween(fromIso(placedAt), fromIso(etaAt))));

/** What a plan weighs, in money: its cost, what is scarce of it, and what its time, its risk, its parcels and its sources are worth. */
export const weightOf = (
  plan: Plan,
  { weights, nodeKinds }: PlanningGuidance,
  place: Place,
  network: PreparedNetwork,
): number => {
  const { preferred = [], preferredWorth = 0 } = nodeKinds;
  return (
    weights.cost * (plan.cost + (plan.scarcity ?? 0)) +
    (weights.hour === 0 ? 0 : weights.hour * hoursOf(plan, place)) +
    weights.late * (1 - plan.successProbability) +
    weights.parcel * (plan.legs.length - 1) +
    (weights.otherProvince > 0 && isFromElsewhere(plan, place, network) ? weights.otherProvince : 0) -
    (preferredWorth > 0 && isAllPreferred(plan, preferred, network) ? preferredWorth : 0)
  );
};

/** The plan that weighs least; of equals the one proposed first. */
export const lightestOf = (
  plans: readonly Plan[],
  guidance: PlanningGuidance,
  place: Place,
  network: PreparedNetwork,
): { readonly plan: Plan; readonly why: readonly string[] } => {
  const weighed = plans.map((plan) => ({ plan, weight: weightOf(plan, guidance, place, network) }));
  const best = weighed.reduce((least, each) => (each.weight < least.weight ? each : least));
  const costOf = ({ cost, scarcity = 0 }: Plan): number => cost + scarcity;
  const cheapest = weighed.reduce((least, each) => (costOf(each.plan) < costOf(least.plan) ? each : least));
  if (best.plan === cheapest.plan) return { plan: best.plan, why: [] };
  const dearer = money(costOf(best.plan) - costOf(cheapest.plan));
  const lighter = money(cheapest.weight - best.weight);
  return {
    plan: best.plan,
    why: [`${dearer} dearer than the cheapest plan, which weighs ${lighter} more by time, risk, parcels and sources`],
  };
};
