import type { Leg } from '#domain/fulfillment/leg.ts';
import { fullNodes, withSlots } from '#domain/fulfillment/node-slots.ts';
import type { PreparedNetwork } from '#domain/routing/prepared-network.ts';
import type { Instant } from '#domain/time.ts';
import { jitter } from './clock.ts';
import { slotsTakenAhead, slotsTakenNow } from './dynamo-slot-store.ts';

const isHourly = ({ nodes }: PreparedNetwork): boolean =>
  nodes.some(({ hourlyCapacity }) => hourlyCapacity !== undefined);

/** Nodes that take no more parcels today, or this hour. */
export const full = async (network: PreparedNetwork, now: Instant): Promise<Set<string>> =>
  fullNodes(network.nodes, await slotsTakenNow(now, isHourly(network)), now);

/** Legs with room at their nodes; only where one is full the days ahead are read. */
export const settle = async (legs: readonly Leg[], network: PreparedNetwork, now: Instant): Promise<Leg[]> => {
  if (legs.length === 0) return [];
  const hourly = isHourly(network);
  const rooms = new Map(network.nodes.map((room) => [room.node, room]));
  const own = legs.flatMap(({ node }) => rooms.get(node) ?? []);
  const today = await slotsTakenNow(now, hourly);
  const taken = fullNodes(own, today, now).size > 0 ? await slotsTakenAhead(now, hourly) : today;
  return withSlots(legs, (node) => rooms.get(node), { taken, now, draw: jitter });
};
