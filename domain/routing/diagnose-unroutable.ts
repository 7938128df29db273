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

/** What is known of a line while gate after gate is looked at; a gate that lets nothing through is named and passed over. */
type Told = {
  readonly demand: Demand;
  readonly line: number;
  readonly network: PreparedNetwork;
  readonly reasons: UnroutableReason[];
};

/** What passes the gate; where nothing does, the reason is told (once a code) and all go on, so that later gates that bind are told too. */
const through = (
  { reasons, demand, line }: Told,
  before: Ways,
  after: Ways,
  code: UnroutableReason['code'],
  reason: string,
): Ways => {
  if (after.length > 0) return after;
  const same = reasons.findIndex((each) => each.code === code);
  const sku = demand.lines[line]?.sku ?? null;
  if (same < 0) reasons.push({ code, sku, reason });
  else reasons[same] = { code, sku, reason: `${reasons[same]?.reason}; ${reason}` };
  return before;
};

/** Tags of nodes and lanes, that lanes lead there, what they carry. */
const physicalGates = (told: Told, stocked: readonly number[]): Ways => {
  const { demand, line, network } = told;
  const { sku, variants } = demand.lines[line] as Demand['lines'][number];
  const [{ kg, tags }] = variants;
  const { request, requirements } = demand;
  const needed = [...(network.skus.get(sku)?.sku.tags ?? []), ...requirements.tags].join(', ');
  const all: Ways = stocked.map((node) => ({ node, lanes: lanesFrom(demand, node) }));
  const atTagged = all.filter(({ node }) => (tags & ~(network.nodeTags[node] as number)) === 0);
  const noNode = `no node with "${sku}" available has all tags it needs: ${needed}`;
  const tagged = through(told, all, atTagged, 'TAGS_UNMET', noNode);
  const reaching = keepLanes(tagged, () => true);
  const noLane = `no open lane leads to "${request.region}" from a node that has "${sku}"`;
  if (through(told, tagged, reaching, 'NO_LANE', noLane) !== reaching) return [];
  const byTagged = keepLanes(reaching, (lane) => (tags & ~(network.laneTags[lane] as number)) === 0);
  const untagged = `no lane to "${request.region}" from a node with "${sku}" has all tags it needs: ${needed}`;
  const carrying = through(told, reaching, byTagged, 'TAGS_UNMET', untagged);
  const strong = keepLanes(carrying, (lane) => (network.lanes[lane] as Lane).capacityKg >= kg);
  return through(told, carrying, strong, 'NO_LANE', `no lane to "${request.region}" carries the ${kg} kg of "${sku}"`);
};

const isKept = (chance: number, { minSuccess }: Demand): boolean => chance >= minSuccess && chance > 0;

/** The deadline, the time to ship by, whom and where the order wants, the station it passes. */
const timeGates = (told: Told, ways: Ways): void => {
  const { demand, line, network, reasons } = told;
  const { sku } = demand.lines[line] as Demand['lines'][number];
  const { request, requirements, deadlineHours, minSuccess } = demand;
  const chance = likeliest(demand, network, ways);
  const isInTime = isKept(chance, demand);
  const slow = `"${sku}" arrives within ${deadlineHours} h with ${percent(chance)} at best; ${percent(minSuccess)} is asked`;
  through(told, ways, isInTime ? ways : [], 'TOO_SLOW', slow);
  const punctual = ways.filter(({ node }) => shipsInTime(network.nodes[node] as NetworkNode, requirements));
  const late = `no node with "${sku}" is likely to hand over by the time to ship by`;
  const prompt = through(told, ways, punctual, 'TOO_SLOW', late);
  const wishes = punctual.length > 0 ? requirements : { ...requirements, shipWithinHours: null };
  const allowed = keepLanes(
    prompt.filter(({ node }) => mayUseNode(network.nodes[node] as NetworkNode, wishes)),
    (lane) => mayUseLane(network.lanes[lane] as Lane, wishes),
  );
  // Ways that are too slow for anybody are no fault of the wishes: those bind only where they leave no way at all.
  const kept = isInTime && !isKept(likeliest(demand, network, allowed), demand) ? [] : allowed;
  const unmet = isInTime
    ? `the wanted and avoided nodes and carriers and the time to ship by leave no way in time for "${sku}"; without them there is one`
    : `the wanted and avoided nodes and carriers leave no way at all for "${sku}"`;
  through(told, prompt, kept, 'CONSTRAINT_UNMET', unmet);
  if (!requirements.inspected || reasons.length > 0) return;
  const sources = allowed.map(({ node }) => node);
  const inspected = chanceOverStation(sources, demand.inbound, deadlineHours, network, requirements);
  const uninspected = `PRE_INSPECTION: no way over a service station brings "${sku}" to "${request.region}" in time; the best arrives with ${percent(inspected)}`;
  through(told, allowed, isKept(inspected, demand) ? allowed : [], 'CONSTRAINT_UNMET', uninspected);
};

/**
 * Every gate that lets no way of serving the line through, each looked at as if those before it were open; none when some way passes all of them.
 * Goods that are nowhere are told alone: where they will come in is where the other gates begin.
 */
const lineReasons = (demand: Demand, line: number, network: PreparedNetwork, stock: StockView): UnroutableReason[] => {
  const { sku, quantity } = demand.lines[line] as Demand['lines'][number];
  const levels = [...stock.availableAt(sku)].filter(([node]) => network.nodeIndex.has(node));
  const most = levels.reduce((best, [, available]) => Math.max(best, available), 0);
  if (most < quantity) {
    const reason = `no node has ${quantity} of "${sku}" available; the most at one node is ${most}`;
    return [{ code: 'OUT_OF_STOCK', sku, reason }];
  }
  const stocked = levels
    .filter(([, available]) => available >= quantity)
    .map(([node]) => network.nodeIndex.get(node) as number);
  const told: Told = { demand, line, network, reasons: [] };
  const ways = physicalGates(told, stocked);
  if (ways.length > 0) timeGates(told, ways);
  return told.reasons;
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
  const reasons = demand.lines.flatMap((_, line) => lineReasons(demand, line, network, stock));
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
