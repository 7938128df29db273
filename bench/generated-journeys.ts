import type { Action, ActionName } from '../domain/fulfillment/action.ts';
import type { LegId } from '../domain/id.ts';
import type { Lane, Network, NetworkNode } from '../domain/routing/network.ts';
import { fromIso, type Instant, plusHours } from '../domain/time.ts';
import { seededRandom } from './generated-network.ts';

/**
 * Journeys of parcels as working days make them: packing is a sum of waits, collections and trucks leave by the clock, roads jam,
 * couriers go out at nine and at two, some find nobody home, every twelfth scan is missing. None of it is lognormal, and nothing
 * here reads the model that is judged on it.
 */
export type Journey = {
  readonly lane: Lane;
  /** A second lane, where the goods change over at a hub. */
  readonly onward: Lane | null;
  readonly from: Instant;
  readonly actions: readonly Action[];
  readonly deliveredAt: Instant;
};

const EPOCH = fromIso('2026-03-02T00:00:00Z');
const MISSING = 1 / 12;

type Random = () => number;
const waits = (random: Random, times: number, hours: number): number => {
  let sum = 0;
  for (let each = 0; each < times; each += 1) sum -= Math.log(1 - random()) * (hours / times);
  return sum;
};
/** The next of the hours at which something leaves, every day. */
const nextOf = (hours: readonly number[], at: number): number => {
  const day = Math.floor(at / 24) * 24;
  const times = [...hours, ...hours.map((hour) => hour + 24)].map((hour) => day + hour);
  return times.find((time) => time >= at) ?? at;
};

type Told = { readonly action: ActionName; readonly hours: number; readonly place: string | null };

const drive = (random: Random, baseHours: number): number =>
  baseHours * (1 + waits(random, 2, 0.12)) * (random() < 0.06 ? 1.5 : 1);

/** A courier's rounds until somebody is home. */
const lastMile = (random: Random, arrived: number, told: Told[]): number => {
  let out = nextOf([9, 14], arrived + waits(random, 2, 1.5));
  for (let attempt = 1; ; attempt += 1) {
    told.push({ action: 'delivery.out', hours: out, place: null });
    const at = out + 0.4 + 6 * random() ** 1.3;
    if (random() > 0.08 || attempt === 3) return at;
    told.push({ action: 'delivery.failed', hours: at, place: null });
    out = nextOf([9], at + 3);
  }
};

const baseHoursOf = ({ lane }: Lane): number => 4 + (Number(lane.replace(/\D/g, '')) % 13) * 2.5;
const slownessOf = ({ node }: NetworkNode): number => 1.5 + (Number(node.replace(/\D/g, '')) % 5);

const travelled = (random: Random, lane: Lane, from: number, told: Told[]): number => {
  const trucks = lane.mode === 'AIR' ? [2, 8, 20] : [6, 13, 22];
  const left = nextOf(trucks, from + waits(random, 3, 2));
  told.push({ action: 'linehaul.departed', hours: left, place: null });
  return left + drive(random, baseHoursOf(lane) * (lane.mode === 'AIR' ? 0.3 : 1));
};

const NOBODY = 'leg_00000000000000000000000000' as LegId;
const actionOf = (from: Instant, { action, hours, place }: Told, index: number): Action => ({
  actionId: `${index}`,
  legId: NOBODY,
  action,
  occurredAt: plusHours(from, hours),
  receivedAt: plusHours(from, hours),
  reason: null,
  location: place === null ? null : { name: place, code: place, lonLat: null },
  source: 'carrier:generated',
  sourceCode: null,
  sourceText: null,
  confidence: 'exact',
  retracts: null,
  etaAt: null,
});

const journeyFrom = (random: Random, network: Network, startHours: number): Journey => {
  const direct = network.lanes.filter(({ to }) => to === 'R');
  const trunks = network.lanes.filter(({ to }) => to !== 'R');
  const trunk = random() < 0.3 ? trunks[Math.floor(random() * trunks.length)] : undefined;
  const last = (trunk ? direct.filter(({ from }) => from === trunk.to) : direct) as Lane[];
  const lane = last[Math.floor(random() * last.length)] as Lane;
  const first = trunk ?? lane;
  const nodeOf = (id: string) => network.nodes.find(({ node }) => node === id) as NetworkNode;
  const told: Told[] = [];
  let at = nextOf([11, 17, 21], startHours + waits(random, 3, slownessOf(nodeOf(first.from))));
  told.push({ action: 'pickup.collected', hours: at, place: first.from });
  at = travelled(random, first, at, told);
  if (trunk) {
    told.push({ action: 'hub.arrived', hours: at, place: trunk.to });
    at += 1 + waits(random, 3, slownessOf(nodeOf(trunk.to)));
    told.push({ action: 'hub.departed', hours: at, place: trunk.to });
    at = travelled(random, lane, at, told);
  }
  told.push({ action: 'destination.arrived', hours: at, place: null });
  const delivered = lastMile(random, at, told);
  const seen = told.filter(() => random() >= MISSING);
  return {
    lane: first,
    onward: trunk ? lane : null,
    from: plusHours(EPOCH, startHours),
    actions: seen.map((each, index) => actionOf(EPOCH, each, index)),
    deliveredAt: plusHours(EPOCH, delivered),
  };
};

const node = (id: string): NetworkNode => ({
  node: id,
  kind: id.startsWith('H') ? 'HUB' : 'WAREHOUSE',
  region: id,
  tags: [],
  fixedCost: 1,
  lineCost: 1,
  handlingMu: 1.6,
  handlingSigma: 0.6,
  dailyCapacity: 1000,
});
const laneBetween = (from: string, to: string, index: number): Lane => ({
  lane: `L${index}`,
  from,
  to,
  carrier: `C${index % 4}`,
  mode: index % 5 === 0 ? 'AIR' : 'ROAD',
  service: 'STANDARD',
  tags: [],
  firstCost: 1,
  perKgCost: 1,
  shiftHours: 2,
  // What a planner would guess before any parcel has gone.
  mu: 3.4,
  sigma: 0.35,
  capacityKg: 1000,
  open: true,
});

/** Eight warehouses, two hubs, forty lanes; and so many journeys, one after another over four months. */
export const generatedJourneys = (seed: number, count: number): { network: Network; journeys: Journey[] } => {
  const random = seededRandom(seed);
  const warehouses = Array.from({ length: 8 }, (_, index) => `W${index}`);
  const hubs = ['H0', 'H1'];
  const ways = [
    ...warehouses.flatMap((from) => [0, 1, 2].map(() => [from, 'R'] as const)),
    ...hubs.flatMap((from) => [0, 1, 2].map(() => [from, 'R'] as const)),
    ...warehouses.map((from, index) => [from, hubs[index % 2] as string] as const),
  ];
  const network: Network = {
    regions: [{ region: 'R', name: 'R', lat: 30, lon: 120 }],
    nodes: [...warehouses, ...hubs].map(node),
    lanes: ways.map(([from, to], index) => laneBetween(from, to, index)),
    skus: [],
  };
  const journeys = Array.from({ length: count }, (_, index) =>
    journeyFrom(random, network, (index * 24 * 120) / count),
  );
  return { network, journeys };
};
