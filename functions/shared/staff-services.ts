import { parseServiceOffer } from '#domain/fulfillment/service-offer.ts';
import type { Line, Order } from '#domain/order/order.ts';
import { type Staffed, staffServices } from '#domain/routing/plan-services.ts';
import { resolveRegion } from '#domain/routing/resolve-region.ts';
import type { Instant } from '#domain/time.ts';
import { planningNetwork } from './planning-network.ts';
import { aboutOrder, releasedDocuments } from './released-documents.ts';
import { termsOf } from './start-subscription.ts';

const offersFor = releasedDocuments('service', parseServiceOffer);

const NOBODY_NEEDED: Staffed = { lines: [], recurring: [], unserved: [], unstaffed: [] };

/** Who does an order's services, by the service catalogue and the network's stations as they are now. */
export const staffFor = async (order: Order, lines: readonly Line[], now: Instant): Promise<Staffed> => {
  if (lines.length === 0) return NOBODY_NEEDED;
  const [offers, { prepared, closed }] = await Promise.all([offersFor(aboutOrder(order)), planningNetwork(now)]);
  const region = order.destination ? resolveRegion(order.destination, [...prepared.regions.values()]) : null;
  const facts = {
    offers: offers.map(({ document, version }) => ({ offer: document, version })),
    stations: prepared.nodes.filter(({ node, kind }) => kind === 'SERVICE_STATION' && !closed.has(node)),
    region,
  };
  const terms = lines.some(({ kind }) => kind === 'SUBSCRIPTION') ? await termsOf(order) : () => null;
  return staffServices(lines, { ...facts, isSubscribed: (line) => terms(line) !== null }, order.lifecycle.refusedBy);
};
