import { hoursBetween } from '../time.ts';
import { roundCost } from './describe-plan.ts';
import { type InboundLanes, lanesOf } from './inbound-lanes.ts';
import type { Lane } from './network.ts';
import type { Plan, PlanAnswer, PlanRequest } from './plan.ts';
import { type PreparedNetwork, successWithin } from './prepared-network.ts';
import { proposePlans } from './propose-plans.ts';
import type { ChosenParcel, ShadowOrder, ShadowOutcome, ShadowVerdict } from './shadow-order.ts';
import type { ShadowPrices } from './shadow-prices.ts';
import type { StockView } from './stock-view.ts';

type Lines = ShadowOrder['lines'];

/** What shadow orders are judged on. */
export type ShadowGround = {
  readonly network: PreparedNetwork;
  readonly stock: StockView;
  readonly prices: ShadowPrices | null;
  /** Nodes that take nothing now: not for ours. */
  readonly closed: ReadonlySet<string>;
};

class Unpriced extends Error {
  override name = 'Unpriced';
}

const kgOf = (lines: Lines, { skus }: PreparedNetwork): number =>
  lines.reduce((sum, { sku, quantity }) => {
    const known = skus.get(sku);
    if (!known) throw new Unpriced(`SKU ${sku} is not in the network`);
    return sum + known.sku.kg * quantity;
  }, 0);

const isChosen = ({ lane, carrier, service }: ChosenParcel, chosen: readonly Lane[]): boolean =>
  (lane === undefined || chosen.some((each) => each.lane === lane)) &&
  (carrier === undefined || chosen.some((each) => each.carrier === carrier)) &&
  (service === undefined || chosen.some((each) => each.service === service));

const wordsOf = ({ node, lane, carrier, service }: ChosenParcel): string =>
  [lane && `lane ${lane}`, carrier, service].filter(Boolean).join(' ') || `any lane from ${node}`;

type Priced = { readonly cost: number; readonly success: number; readonly way: ShadowOutcome['parcels'][number] };

/** A parcel as the network prices it: of the lanes that fit what was said the cheapest. @throws Unpriced */
const priceParcel = (
  parcel: ChosenParcel,
  lines: Lines,
  { region, deadlineHours }: PlanRequest,
  network: PreparedNetwork,
  inbound: InboundLanes,
): Priced => {
  const node = network.nodeIndex.get(parcel.node);
  if (node === undefined) throw new Unpriced(`node ${parcel.node} is not in the network`);
  const kg = kgOf(lines, network);
  const handling = network.lineCost[node] as number;
  let best: Priced | null = null;
  for (let way = inbound.start[node] as number; way < (inbound.start[node + 1] as number); way += 1) {
    const chosen = lanesOf(inbound, way).map((lane) => network.lanes[lane] as Lane);
    if (!isChosen(parcel, chosen)) continue;
    const atStops = inbound.transfers?.lineCost[way] ?? 0;
    const goods = (handling + atStops) * lines.length + (inbound.perKgCost[way] as number) * kg;
    const cost = (inbound.baseCost[way] as number) + goods;
    if (best && best.cost <= cost) continue;
    const success = successWithin(network, inbound, node, way, deadlineHours);
    const { lane, carrier } = chosen[0] as Lane;
    best = { cost, success, way: { node: parcel.node, lane, carrier } };
  }
  if (!best) throw new Unpriced(`${wordsOf(parcel)} does not lead from ${parcel.node} to ${region}`);
  return best;
};

const priceTheirs = (
  { theirs: { parcels } }: ShadowOrder,
  request: PlanRequest,
  network: PreparedNetwork,
): Pick<ShadowVerdict, 'theirs' | 'unpriced'> => {
  const inbound = network.inbound(request.region);
  if (!inbound) return { theirs: null, unpriced: [`region ${request.region} is not in the network`] };
  const priced: Priced[] = [];
  const unpriced: string[] = [];
  for (const parcel of parcels)
    try {
      priced.push(priceParcel(parcel, parcel.lines ?? request.lines, request, network, inbound));
    } catch (error) {
      if (!(error instanceof Unpriced)) throw error;
      unpriced.push(error.message);
    }
  if (unpriced.length > 0) return { theirs: null, unpriced };
  return {
    theirs: {
      cost: roundCost(priced.reduce((sum, { cost }) => sum + cost, 0)),
      successProbability: priced.reduce((product, { success }) => product * success, 1),
      parcels: priced.map(({ way }) => way),
    },
  };
};

/** What they took was there when they took it: it counts as available for ours too. */
const withTheirs = (stock: StockView, { theirs: { parcels }, lines }: ShadowOrder): StockView => ({
  availableAt: (sku) => {
    const levels = new Map(stock.availableAt(sku));
    for (const { node, lines: own = lines } of parcels)
      for (const line of own)
        if (line.sku === sku) levels.set(node, Math.max(0, levels.get(node) ?? 0) + line.quantity);
    return levels;
  },
});

const oursOf = (answer: PlanAnswer): Pick<ShadowVerdict, 'ours' | 'unroutable'> => {
  if (!('plans' in answer)) return { ours: null, unroutable: answer.unroutable.map(({ reason }) => reason) };
  const plan = answer.plans[0] as Plan;
  const latest = (pick: (leg: Plan['legs'][number]) => string): string => plan.legs.map(pick).sort().at(-1) ?? '';
  return {
    ours: {
      cost: plan.cost,
      successProbability: plan.successProbability,
      parcels: plan.legs.map(({ node, lane, carrier }) => ({ node, lane, carrier })),
      etaAt: latest(({ etaAt }) => etaAt),
      etaLatestAt: latest(({ etaLatestAt }) => etaLatestAt),
      explanation: [...plan.explanation],
    },
  };
};

const requestOf = (order: ShadowOrder, region: string, closed: ReadonlySet<string>): PlanRequest => ({
  orderId: order.orderId,
  placedAt: order.placedAt,
  region,
  deadlineHours: order.deadlineHours,
  minSuccess: order.minSuccess,
  lines: order.lines,
  constraints: [...(order.constraints ?? []), ...[...closed].map((node) => ({ type: 'NODE_AVOIDED', value: node }))],
});

/**
 * What another system chose for an order, priced by the network's own cost model, beside what would be recommended here. Nothing is reserved,
 * and no order sees what another would have taken.
 * @param region of the network the order goes to
 */
export const shadowVerdict = (order: ShadowOrder, region: string, ground: ShadowGround): ShadowVerdict => {
  const { network, stock, prices, closed } = ground;
  const request = requestOf(order, region, closed);
  const theirs = priceTheirs(order, request, network);
  const ours = oursOf(proposePlans(request, network, withTheirs(stock, order), () => order.orderId, prices));
  const { cost = null, arrivedAt = null } = order.theirs;
  return {
    orderId: order.orderId,
    channel: order.channel ?? null,
    placedAt: order.placedAt,
    region,
    ...theirs,
    told: {
      cost,
      arrivedAt,
      inTime: arrivedAt === null ? null : hoursBetween(order.placedAt, arrivedAt) <= order.deadlineHours,
    },
    ...ours,
    saving: theirs.theirs && ours.ours ? roundCost(theirs.theirs.cost - ours.ours.cost) : null,
  };
};
