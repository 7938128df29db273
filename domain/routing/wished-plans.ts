import type { Line } from '../order/order.ts';
import { money } from './describe-plan.ts';
import { type Guided, proposeGuidedPlans } from './guided-plans.ts';
import { narrowNetwork, networkOf } from './narrowed-network.ts';
import type { Plan, PlanAnswer, PlanRequest } from './plan.ts';
import { type PlanWish, partsOf } from './plan-wish.ts';
import type { PlanningGuidance } from './planning-guidance.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { StockView } from './stock-view.ts';
import { lightestOf } from './weighed-plans.ts';

/** What an order is planned by. */
export type Asking = {
  readonly request: PlanRequest;
  /** The request without what `DEADLINE` gives up. */
  readonly lenient: PlanRequest;
  readonly guidance: PlanningGuidance;
  readonly guided: Guided;
};

/** A wish, and what it speaks of. */
export type Wished = {
  readonly wish: PlanWish;
  readonly lines: readonly Pick<Line, 'lineId' | 'sku'>[];
  /** The plan of `wish.planId`. */
  readonly chosen: Plan | null;
};

const lanesOf = ({ legs }: Plan): Set<string> =>
  new Set(legs.flatMap(({ lane, via = [] }) => [lane, ...via.map((hop) => hop.lane)]));

const narrowedNetwork = (network: PreparedNetwork, { wish, chosen }: Wished): PreparedNetwork => {
  const { carriers = {}, modes = {} } = wish;
  const narrowed = narrowNetwork(network, { carriers, modes, services: {} });
  if (!chosen) return narrowed;
  const lanes = lanesOf(chosen);
  return networkOf(narrowed, ({ lane }) => lanes.has(lane));
};

/** Where each SKU may come from; a SKU that is absent may come from anywhere. */
type Sources = ReadonlyMap<string, ReadonlySet<string>>;

type Bound = { readonly sku: string; readonly nodes: readonly string[] };

const skusOf = (ids: readonly string[], lines: Wished['lines']): string[] => [
  ...new Set(lines.filter(({ lineId }) => ids.includes(lineId)).map(({ sku }) => sku)),
];

const nodesInPlan = ({ legs }: Plan): Bound[] => {
  const carried = legs.flatMap(({ node, lines }) => lines.map(({ sku }) => ({ sku, node })));
  return [...Map.groupBy(carried, ({ sku }) => sku)].map(([sku, own]) => ({ sku, nodes: own.map(({ node }) => node) }));
};

/** A substitute comes from where its SKU is wished from, unless it was ordered itself. */
const withSubstitutes = (bounds: readonly Bound[], lines: Wished['lines'], network: PreparedNetwork): Bound[] =>
  bounds.flatMap((bound) => {
    const others = network.skus.get(bound.sku)?.sku.substitutes ?? [];
    const unordered = others.filter(({ sku }) => !lines.some((line) => line.sku === sku));
    return [bound, ...unordered.map(({ sku }) => ({ ...bound, sku }))];
  });

const sourcesOf = ({ wish, lines, chosen }: Wished, network: PreparedNetwork): Sources => {
  const wished = (wish.from ?? []).flatMap(({ lines: ids, node }) =>
    skusOf(ids, lines).map((sku) => ({ sku, nodes: [node] })),
  );
  const sources = new Map<string, ReadonlySet<string>>();
  for (const { sku, nodes } of withSubstitutes([...wished, ...(chosen ? nodesInPlan(chosen) : [])], lines, network)) {
    const known = sources.get(sku);
    sources.set(sku, new Set(known ? nodes.filter((node) => known.has(node)) : nodes));
  }
  return sources;
};

/** Stock as the wish lets it be used. */
const narrowedStock = (stock: StockView, { nodes = {} }: PlanWish, sources: Sources): StockView => ({
  availableAt: (sku) =>
    new Map(
      [...stock.availableAt(sku)].filter(
        ([node]) =>
          (sources.get(sku)?.has(node) ?? true) &&
          (nodes.wanted?.includes(node) ?? true) &&
          !nodes.avoided?.includes(node),
      ),
    ),
});

const withDeadline = (request: PlanRequest, { deliverBy }: PlanWish): PlanRequest =>
  deliverBy === undefined
    ? request
    : { ...request, constraints: [...(request.constraints ?? []), { type: 'DELIVER_BY', value: deliverBy }] };

const isTogether = (plan: Plan, skus: ReadonlySet<string>): boolean =>
  plan.legs.some(({ lines }) => {
    const carried = new Set(lines.map(({ sku, insteadOf = sku }) => insteadOf));
    return [...skus].every((sku) => carried.has(sku));
  }) && plan.legs.filter(({ lines }) => lines.some(({ sku, insteadOf = sku }) => skus.has(insteadOf))).length === 1;

/** Nodes that keep all of these. */
const commonSources = (stock: StockView, skus: ReadonlySet<string>): string[] => {
  const [first = new Map(), ...others] = [...skus].map((sku) => stock.availableAt(sku));
  return [...first.keys()].filter((node) => others.every((levels) => levels.has(node)));
};

const recommend = (plans: readonly Plan[], { request, guidance, guided }: Asking): Plan[] => {
  const { plan: best } = lightestOf(plans, guidance, request, guided.network);
  return [
    { ...best, recommended: true },
    ...plans.filter((plan) => plan !== best).map((plan) => ({ ...plan, recommended: false })),
  ];
};

/** The frontier may hold no plan with these in one parcel although there are some: each source that has all of them is asked alone. */
const together = (answer: PlanAnswer, skus: ReadonlySet<string>, asking: Asking): PlanAnswer => {
  if (!('plans' in answer)) return answer;
  const { guided } = asking;
  const asked = commonSources(guided.stock, skus).flatMap((node) => {
    const only = new Map([...skus].map((sku) => [sku, new Set([node])]));
    const stock = narrowedStock(guided.stock, {}, only);
    const one = proposeGuidedPlans(asking.request, asking.lenient, asking.guidance, { ...guided, stock });
    return 'plans' in one ? one.plans : [];
  });
  const plans = [...answer.plans, ...asked].filter((plan) => isTogether(plan, skus));
  if (plans.length > 0) return { ...answer, plans: recommend(plans, asking) };
  const reason = `no single source sends ${[...skus].map((sku) => `"${sku}"`).join(', ')} in one parcel`;
  return { orderId: asking.request.orderId, unroutable: [{ code: 'CONSTRAINT_UNMET', sku: null, reason }] };
};

/**
 * Plans an order as its policies say and as a person wishes: the wish narrows what the planner may choose from, and never gives way.
 * Same arguments, same answer.
 */
export const proposeWishedPlans = (asking: Asking, wished: Wished): PlanAnswer => {
  const { wish, lines } = wished;
  const network = narrowedNetwork(asking.guided.network, wished);
  const stock = narrowedStock(asking.guided.stock, wish, sourcesOf(wished, network));
  const narrowed: Asking = {
    ...asking,
    request: withDeadline(asking.request, wish),
    lenient: withDeadline(asking.lenient, wish),
    guided: { ...asking.guided, network, stock },
  };
  const answer = proposeGuidedPlans(narrowed.request, narrowed.lenient, narrowed.guidance, narrowed.guided);
  return wish.together ? together(answer, new Set(skusOf(wish.together, lines)), narrowed) : answer;
};

/** A part of a wish that no plan can keep beside the others. */
export type BindingPart = { readonly field: string; readonly says: string };

/**
 * Which parts of a wish are in the way: each one that alone would have to be given up; where none alone suffices, the fewest found by
 * giving up one after another.
 */
export const bindingParts = (wish: PlanWish, isFeasible: (wish: PlanWish) => boolean): BindingPart[] => {
  const told = ({ field, says }: BindingPart): BindingPart => ({ field, says });
  const parts = partsOf(wish);
  const alone = parts.filter(({ others }) => isFeasible(others));
  if (alone.length > 0) return alone.map(told);
  const given: BindingPart[] = [];
  let left = wish;
  while (!isFeasible(left)) {
    const [next] = partsOf(left);
    if (!next) return [];
    given.push(told(next));
    left = next.others;
  }
  return given;
};

const soonest = (plans: readonly Plan[]): Plan | undefined => {
  const end = ({ legs }: Plan): string =>
    legs
      .map(({ etaLatestAt }) => etaLatestAt)
      .sort()
      .at(-1) ?? '';
  return plans.toSorted((a, b) => (end(a) < end(b) ? -1 : 1))[0];
};

/** What giving a part up would make possible, in words. For a time that is the soonest plan, else the recommended one. */
export const neededWithout = ({ field, says }: BindingPart, without: PlanAnswer | null): string => {
  const given = `give up ${field} (${says})`;
  if (without === null || !('plans' in without)) return given;
  const plan = field === 'deliverBy' ? soonest(without.plans) : without.plans.find(({ recommended }) => recommended);
  if (!plan) return given;
  const ways = plan.legs.map(({ node, carrier }) => `${node} by ${carrier}`).join(', ');
  const latest = plan.legs
    .map(({ etaLatestAt }) => etaLatestAt)
    .sort()
    .at(-1);
  return `${given}: then ${ways}, ${money(plan.cost)}, there by ${latest} with nine chances of ten`;
};
