import type { Lane, NetworkNode } from './network.ts';
import { normalCdf } from './normal-distribution.ts';
import type { PlanRequirements } from './plan-requirements.ts';

/** A node hands over in time when nine of ten of its parcels would: rarer ones are what promises are missed by. */
const SHIPS_IN_TIME = 0.9;

/** Whether the node is likely to have handed over by the time to ship by. */
export const shipsInTime = (
  { handlingMu, handlingSigma }: NetworkNode,
  { shipWithinHours, startHours }: PlanRequirements,
): boolean => {
  if (shipWithinHours === null) return true;
  const hours = shipWithinHours - startHours;
  if (hours <= 0) return false;
  const distance = Math.log(hours) - handlingMu;
  return handlingSigma > 0 ? normalCdf(distance / handlingSigma) >= SHIPS_IN_TIME : distance >= 0;
};

/** Whether the order minds from where it is sent at all. */
export const mindsNodes = ({ nodesWanted, nodesAvoided, shipWithinHours }: PlanRequirements): boolean =>
  nodesWanted !== null || nodesAvoided.size > 0 || shipWithinHours !== null;

/** Constraints on the node. */
export const mayUseNode = (node: NetworkNode, requirements: PlanRequirements): boolean => {
  const { nodesWanted, nodesAvoided } = requirements;
  if (nodesWanted !== null && !nodesWanted.has(node.node)) return false;
  return !nodesAvoided.has(node.node) && shipsInTime(node, requirements);
};

/** Whether the order minds by whom it is sent at all. */
export const mindsCarriers = ({ carriersWanted, carriersAvoided }: PlanRequirements): boolean =>
  carriersWanted !== null || carriersAvoided.size > 0;

/** Constraints on the carrier. */
export const mayUseLane = ({ carrier }: Lane, { carriersWanted, carriersAvoided }: PlanRequirements): boolean =>
  (carriersWanted === null || carriersWanted.has(carrier)) &&
  (carriersAvoided.size === 0 || !carriersAvoided.has(carrier));
