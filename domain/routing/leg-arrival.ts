import { handlingPoints, withinHours } from './arrival-time.ts';
import { timeOfWay } from './inbound-lanes.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { PlanLeg } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';

const laneIndices = new WeakMap<PreparedNetwork, ReadonlyMap<string, number>>();

const laneIndexOf = (network: PreparedNetwork): ((lane: string) => number) => {
  const known = laneIndices.get(network) ?? new Map(network.lanes.map(({ lane }, index) => [lane, index]));
  laneIndices.set(network, known);
  return (lane) => known.get(lane) as number;
};

/** P(the leg has arrived within so many hours). */
export type Arrival = (hours: number) => number;

const overHubs = ({ node, lane, via = [] }: PlanLeg, network: PreparedNetwork): Arrival => {
  const laneIndex = laneIndexOf(network);
  const nodeIndex = (name: string): number => network.nodeIndex.get(name) as number;
  const lanes = [lane, ...via.map((hop) => hop.lane)].map(laneIndex);
  const stops = via.map((hop, index) => ({ lane: lanes[index] as number, node: nodeIndex(hop.node) }));
  const time = timeOfWay({ node: nodeIndex(node), stops, last: lanes.at(-1) as number }, network.nodes, network.lanes);
  return (hours) => time.successWithin(hours);
};

/** Of a leg of a plan that was made on this network. */
export const arrivalOf = (leg: PlanLeg, network: PreparedNetwork): Arrival => {
  if (leg.via || leg.departsAt) return overHubs(leg, network);
  const { handlingMu, handlingSigma } = network.nodes[network.nodeIndex.get(leg.node) as number] as NetworkNode;
  const { shiftHours, mu, sigma } = network.lanes[laneIndexOf(network)(leg.lane)] as Lane;
  const handling = handlingPoints(handlingMu, handlingSigma);
  return (hours) => withinHours(hours - shiftHours, handling, 0, mu, sigma);
};
