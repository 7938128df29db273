import type { Leg } from '#domain/fulfillment/leg.ts';
import { fullNodes, type Room, takenWithout, withSlots } from '#domain/fulfillment/node-slots.ts';
import type { Instant } from '#domain/time.ts';
import { jitter } from './clock.ts';
import { slotsTakenAhead, slotsTakenNow } from './dynamo-slot-store.ts';

/** Of a network, what its nodes have room for. */
export type NodesOfNetwork = { readonly nodes: readonly Room[] };

const isHourly = ({ nodes }: NodesOfNetwork): boolean =>
  nodes.some(({ hourlyCapacity }) => hourlyCapacity !== undefined);

/** Nodes that take no more parcels today, or this hour. */
export const fullNow = async (network: NodesOfNetwork, now: Instant): Promise<Set<string>> =>
  fullNodes(network.nodes, await slotsTakenNow(now, isHourly(network)), now);

/**
 * How full some nodes are, read once; only where one is full the days ahead are read.
 * @param givenBack legs that make room when the others take theirs
 * @returns gives legs room at these nodes
 */
export const roomAt = async (
  nodes: readonly string[],
  network: NodesOfNetwork,
  now: Instant,
  givenBack: readonly Leg[] = [],
): Promise<(legs: readonly Leg[]) => Leg[]> => {
  const hourly = isHourly(network);
  const rooms = new Map(network.nodes.filter(({ node }) => nodes.includes(node)).map((room) => [room.node, room]));
  const today = takenWithout(await slotsTakenNow(now, hourly), givenBack);
  const isFull = fullNodes([...rooms.values()], today, now).size > 0;
  const taken = isFull ? takenWithout(await slotsTakenAhead(now, hourly), givenBack) : today;
  return (legs) => withSlots(legs, (node) => rooms.get(node), { taken, now, draw: jitter });
};
