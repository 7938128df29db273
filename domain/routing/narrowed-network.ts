import type { Lane } from './network.ts';
import type { PlanningGuidance } from './planning-guidance.ts';
import { type PreparedNetwork, prepareNetwork } from './prepared-network.ts';

/** Policies narrow a network in few ways; a network changes for all of them at once. */
const MOST_KEPT = 8;
const kept = new WeakMap<PreparedNetwork, Map<string, PreparedNetwork>>();

type Choice = PlanningGuidance['modes'];

const allows = ({ wanted, avoided }: Choice, name: string): boolean =>
  (wanted === undefined || wanted.includes(name)) && !avoided?.includes(name);

/** The network with only the lanes that may be used. */
export const networkOf = (network: PreparedNetwork, mayUse: (lane: Lane) => boolean): PreparedNetwork => ({
  ...prepareNetwork({
    regions: [...network.regions.values()],
    nodes: network.nodes,
    lanes: network.lanes.filter(mayUse),
    skus: [...network.skus.values()].map(({ sku }) => sku),
    ...(network.timetabled?.holidays ? { holidays: network.timetabled.holidays } : {}),
  }),
  ...(network.departuresTaken ? { departuresTaken: network.departuresTaken } : {}),
});

/** The network without the lanes whose carrier, mode or service policies rule out; made once for each way of ruling out. */
export const narrowNetwork = (
  network: PreparedNetwork,
  { carriers, modes, services }: Pick<PlanningGuidance, 'carriers' | 'modes' | 'services'>,
): PreparedNetwork => {
  const limits = [carriers, modes, services];
  if (limits.every(({ wanted, avoided }) => wanted === undefined && avoided === undefined)) return network;
  const known = kept.get(network) ?? new Map<string, PreparedNetwork>();
  kept.set(network, known);
  const key = JSON.stringify(limits);
  const found = known.get(key);
  if (found) return found;
  const made = networkOf(
    network,
    ({ carrier, mode, service }) => allows(carriers, carrier) && allows(modes, mode) && allows(services, service),
  );
  const [oldest] = known.keys();
  if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest);
  known.set(key, made);
  return made;
};
