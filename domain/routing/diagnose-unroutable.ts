import type { Demand } from './demand.ts';
import { chanceOverStation } from './inspection.ts';
import type { Lane, NetworkNode } from './network.ts';
import { mayUseLane, mayUseNode, shipsInTime } from './permitted-ways.ts';
import type { PlanRequest, UnroutableReason } from './plan.ts';
import { type PreparedNetwork, successWithin } from './prepared-network.ts';
import type { PlanSearch } from './search-plans.ts';
import type { StockView } from './stock-view.ts';

/** Reasons that show before any search: places and SKUs the network does not know. */
export const unknownsIn = (request: PlanRequest, network: PreparedNetwork): UnroutableReason[] => {
  if (!network.inbound(request.region))
    return [
      {
        code: 'UNKNOWN_REGION',
        sku: null,
        reason: `region "${request.region}" is not in the network: add it to regions or correct the order`,
      },
    ];
  const unknown = new Set(request.lines.map(({ sku }) => sku).filter((sku) => !network.skus.has(sku)));
  return [...unknown].map((sku) => ({
    code: 'UNKNOWN_SKU',
    sku,
    reason: `SKU "${sku}" is not in the network: add it to skus or correct the order`,
  }));
};

const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`;

type Ways = { readonly node: number; readonly lanes: readonly number[] }[];

const lanesFrom = (demand: Demand, node: number): number[] => {
  const { start, lanes } = demand.inbound;
  return Array.from(lanes.subarray(start[node] as number, start[node + 1] as number));
};

/** Keeps the lanes that pass; nodes left without lanes drop out. */
const keepLanes = (ways: Ways, passes: (lane: number) => boolean): Ways =>
  ways.map(({ node, lanes }) => ({ node, lanes: lanes.filter(passes) })).filter(({ lanes }) => lanes.length > 0);

const likeliest = (demand: Demand, network: PreparedNetwork, ways: Ways): number => {
  const chances = ways.flatMap(({ node, lanes }) => {
    const { start, lanes: last } = demand.inbound;
    const own = Array.from(
      { length: (start[node + 1] as number) - (start[node] as number) },
      (_, at) => at + (start[node] as number),
    );
    return own
      .filter((way) => lanes.includes(last[way] as number))
      .map((way) => successWithin(network, demand.inbound, node, way, demand.deadlineHours));
  });
  return chances.reduce((best, chance) => Math.max(best, chance), 0);
};

/** The first gate that lets no way of serving the line through; null when some way passes all of them. */
const lineReason = (
  demand: Demand,
  line: number,
  network: PreparedNetwork,
  stock: StockView,
): UnroutableReason | null => {
  const { sku, quantity, variants } = demand.lines[line] as Demand['lines'][number];
  const [{ kg, tags }] = variants;
  const { request, requirements, deadlineHours, minSuccess } = demand;
  const because = (code: UnroutableReason['code'], reason: string): UnroutableReason => ({ code, sku, reason });
  const levels = [...stock.availableAt(sku)].filter(([node]) => network.nodeIndex.has(node));
  const most = levels.reduce((best, [, available]) => Math.max(best, available), 0);
  if (most < quantity)
    return because('OUT_OF_STOCK', `no node has ${quantity} of "${sku}" available; the most at one node is ${most}`);
  const stocked = levels
    .filter(([, available]) => available >= quantity)
    .map(([node]) => network.nodeIndex.get(node) as number);
  const tagged = stocked.filter((node) => (tags & ~(network.nodeTags[node] as number)) === 0);
  const needed = [...(network.skus.get(sku)?.sku.tags ?? []), ...requirements.tags].join(', ');
  if (tagged.length === 0)
    return because('TAGS_UNMET', `no node with "${sku}" available has all tags it needs: ${needed}`);
  const reaching = keepLanes(
    tagged.map((node) => ({ node, lanes: lanesFrom(demand, node) })),
    () => true,
  );
  if (reaching.length === 0)
    return because('NO_LANE', `no open lane leads to "${request.region}" from a node that has "${sku}"`);
  const carrying = keepLanes(reaching, (lane) => (tags & ~(network.laneTags[lane] as number)) === 0);
  if (carrying.length === 0)
    return because(
      'TAGS_UNMET',
      `no lane to "${request.region}" from a node with "${sku}" has all tags it needs: ${needed}`,
    );
  const strong = keepLanes(carrying, (lane) => (network.lanes[lane] as Lane).capacityKg >= kg);
  if (strong.length === 0) return because('NO_LANE', `no lane to "${request.region}" carries the ${kg} kg of "${sku}"`);
  const chance = likeliest(demand, network, strong);
  if (chance < minSuccess || chance === 0)
    return because(
      'TOO_SLOW',
      `"${sku}" arrives within ${deadlineHours} h with ${percent(chance)} at best; ${percent(minSuccess)} is asked`,
    );
  const punctual = strong.filter(({ node }) => shipsInTime(network.nodes[node] as NetworkNode, requirements));
  if (punctual.length === 0)
    return because('TOO_SLOW', `no node with "${sku}" is likely to hand over by the time to ship by`);
  const allowed = keepLanes(
    strong.filter(({ node }) => mayUseNode(network.nodes[node] as NetworkNode, requirements)),
    (lane) => mayUseLane(network.lanes[lane] as Lane, requirements),
  );
  const allowedChance = likeliest(demand, network, allowed);
  if (allowedChance < minSuccess || allowedChance === 0)
    return because(
      'CONSTRAINT_UNMET',
      `the wanted and avoided nodes and carriers and the time to ship by leave no way in time for "${sku}"; without them there is one`,
    );
  if (requirements.inspected) {
    const sources = allowed.map(({ node }) => node);
    const inspected = chanceOverStation(sources, demand.inbound, deadlineHours, network, requirements);
    if (inspected < minSuccess || inspected === 0)
      return because(
        'CONSTRAINT_UNMET',
        `PRE_INSPECTION: no way over a service station brings "${sku}" to "${request.region}" in time; the best arrives with ${percent(inspected)}`,
      );
  }
  return null;
};

/** Why no plan serves the order although place and SKUs are known. Every line that fails alone is named; else what fails together. */
export const diagnose = (
  demand: Demand,
  network: PreparedNetwork,
  stock: StockView,
  { columns }: PlanSearch,
): UnroutableReason[] => {
  if (demand.deadlineHours <= 0) {
    const reason = `the deadline lies ${-demand.deadlineHours} h before the order can be begun: give it a later one`;
    return [{ code: 'TOO_SLOW', sku: null, reason }];
  }
  const reasons = demand.lines.flatMap((_, line) => lineReason(demand, line, network, stock) ?? []);
  if (reasons.length > 0) return reasons;
  for (const group of demand.sharedStock) {
    const { sku } = demand.lines[group[0] as number] as Demand['lines'][number];
    const asked = group.reduce((sum, line) => sum + (demand.lines[line]?.quantity ?? 0), 0);
    const sources = new Set(
      Array.from({ length: columns.count }, (_, option) => option)
        .filter((option) => Number.isFinite(columns.lineCost[option * columns.lineCount + (group[0] as number)]))
        .map((option) => columns.node[option] as number),
    );
    const available = [...sources].reduce(
      (sum, node) => sum + (stock.availableAt(sku).get((network.nodes[node] as NetworkNode).node) ?? 0),
      0,
    );
    if (available < asked)
      return [
        {
          code: 'OUT_OF_STOCK',
          sku,
          reason: `${group.length} lines ask for ${asked} of "${sku}" together; ${available} can be had in time`,
        },
      ];
  }
  return [
    {
      code: 'TOO_SLOW',
      sku: null,
      reason: `each line alone arrives in time, but no set of parcels arrives as a whole within ${demand.deadlineHours} h with ${percent(demand.minSuccess)}`,
    },
  ];
};
