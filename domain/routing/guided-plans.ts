import { chance, money, roundCost } from './describe-plan.ts';
import { narrowNetwork } from './narrowed-network.ts';
import type { Plan, PlanAnswer, PlanRequest } from './plan.ts';
import type { PlanningAdvice, PolicyVerdict, Yielding } from './planning-advice.ts';
import { type PlanningGuidance, without } from './planning-guidance.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { proposePlans } from './propose-plans.ts';
import type { ShadowPrices } from './shadow-prices.ts';
import type { StockView } from './stock-view.ts';
import { lightestOf } from './weighed-plans.ts';

type Planned = Extract<PlanAnswer, { plans: unknown }>;

export type Guided = {
  readonly network: PreparedNetwork;
  readonly stock: StockView;
  readonly nextPlanId: () => string;
  /** Of what is scarce; null: nothing is known to be. */
  readonly prices: ShadowPrices | null;
};

const isPlanned = (answer: PlanAnswer): answer is Planned => 'plans' in answer;

/** What policies ask, in the words in which customers ask it. */
const asked = (guidance: PlanningGuidance, network: PreparedNetwork): NonNullable<PlanRequest['constraints']> => {
  const { demands, substitutes, nodeKinds } = guidance;
  const avoided = network.nodes.filter(({ kind }) => nodeKinds.avoided?.includes(kind)).map(({ node }) => node);
  return [
    ...demands.map((type) => ({ type, value: true })),
    ...(substitutes === null ? [] : [{ type: 'SUBSTITUTES_ALLOWED', value: substitutes }]),
    ...(avoided.length > 0 ? [{ type: 'NODE_AVOIDED', value: avoided }] : []),
  ];
};

const requestWith = (request: PlanRequest, guidance: PlanningGuidance, network: PreparedNetwork): PlanRequest => ({
  ...request,
  minSuccess: guidance.minSuccess,
  constraints: [...(request.constraints ?? []), ...asked(guidance, network)],
});

/** Sources that have every line: what may serve an order that must not be divided. */
const sourcesOfAll = ({ lines }: PlanRequest, stock: StockView): string[] => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  const [first = new Map(), ...others] = [...quantities].map(
    ([sku, quantity]) => new Map([...stock.availableAt(sku)].filter(([, available]) => available >= quantity)),
  );
  return [...first.keys()].filter((node) => others.every((levels) => levels.has(node)));
};

/** The request, served from one node; null where the customer wants others. */
const onlyFrom = (request: PlanRequest, node: string): PlanRequest | null => {
  const constraints = request.constraints ?? [];
  const wanted = constraints.filter(({ type }) => type === 'NODE_WANTED').flatMap(({ value }) => value);
  if (wanted.length > 0 && !wanted.includes(node)) return null;
  const others = constraints.filter(({ type }) => type !== 'NODE_WANTED');
  return { ...request, constraints: [...others, { type: 'NODE_WANTED', value: node }] };
};

const plansFrom = (request: PlanRequest, nodes: readonly string[], guided: Guided): Plan[] =>
  nodes.flatMap((node) => {
    const narrowed = onlyFrom(request, node);
    const answer = narrowed && proposePlans(narrowed, guided.network, guided.stock, guided.nextPlanId, guided.prices);
    return answer && isPlanned(answer) ? answer.plans : [];
  });

const wayOf = ({ legs }: Plan): string =>
  JSON.stringify(legs.map(({ node, lane, lines }) => [node, lane, lines.map(({ sku }) => sku)]));

/** Each way once. */
const distinct = (plans: readonly Plan[]): Plan[] => {
  const ways = new Map<string, Plan>();
  for (const plan of plans) if (!ways.has(wayOf(plan))) ways.set(wayOf(plan), plan);
  return [...ways.values()];
};

const NOT_TOGETHER = 'no single source sends everything in one parcel, and a policy wants it kept together';

/** One parcel for all: the frontier may hold none although there are some, so each source is asked alone. */
const together = (answer: Planned, request: PlanRequest, guided: Guided): PlanAnswer => {
  const plans = plansFrom(request, sourcesOfAll(request, guided.stock), guided).filter(({ legs }) => legs.length === 1);
  if (plans.length > 0) return { ...answer, plans };
  return { orderId: request.orderId, unroutable: [{ code: 'CONSTRAINT_UNMET', sku: null, reason: NOT_TOGETHER }] };
};

/** Nodes that weights or preferences speak for, and that the frontier of cost and success may have left out. */
const favoured = ({ nodeKinds, weights }: PlanningGuidance, request: PlanRequest, guided: Guided): string[] => {
  const all = sourcesOfAll(request, guided.stock);
  return all.filter((id) => {
    const node = guided.network.nodes[guided.network.nodeIndex.get(id) ?? -1];
    const isNear = weights.otherProvince > 0 && node?.region.slice(0, 2) === request.region.slice(0, 2);
    return isNear || (node !== undefined && (nodeKinds.preferred?.includes(node.kind) ?? false));
  });
};

const attempt = (request: PlanRequest, guidance: PlanningGuidance, guided: Guided): PlanAnswer => {
  const network = narrowNetwork(guided.network, guidance);
  const given = { ...guided, network };
  const full = requestWith(request, guidance, network);
  const answer = proposePlans(full, network, guided.stock, guided.nextPlanId, guided.prices);
  if (!isPlanned(answer)) return answer;
  if (guidance.keepTogether && answer.plans.some(({ legs }) => legs.length > 1)) return together(answer, full, given);
  const more = plansFrom(full, favoured(guidance, full, given), given);
  return more.length === 0 ? answer : { ...answer, plans: distinct([...answer.plans, ...more]) };
};

/** Nothing that policies ask is in the way when goods, place or SKU are missing. */
const isHopeless = (answer: PlanAnswer): boolean =>
  !isPlanned(answer) &&
  answer.unroutable.every(({ code }) => ['OUT_OF_STOCK', 'UNKNOWN_SKU', 'UNKNOWN_REGION'].includes(code));

const withSurcharge = (plan: Plan, perParcel: number): Plan =>
  perParcel === 0
    ? plan
    : {
        ...plan,
        cost: roundCost(plan.cost + perParcel * plan.legs.length),
        legs: plan.legs.map((leg) => ({ ...leg, cost: roundCost(leg.cost + perParcel) })),
      };

const wordsOf = (says: PlanningAdvice): string =>
  Object.entries(says)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ');

const decidedBy = ({ policy, version, rule, description, says }: PolicyVerdict): string =>
  `policy ${policy} (version ${version}), rule ${rule}${description === '' ? '' : ` (${description})`}: ${wordsOf(says)}`;

const chanceOf = ({ successProbability }: Plan): string => chance(successProbability);

const besideBest = (plan: Plan, best: Plan): string => {
  const difference = plan.cost - best.cost;
  const costs = `${money(Math.abs(difference))} ${difference < 0 ? 'less' : 'more'} than the recommended plan`;
  return `${costs}; arrives in time with ${chanceOf(plan)} instead of ${chanceOf(best)}`;
};

const told = (
  answer: Planned,
  request: PlanRequest,
  guidance: PlanningGuidance,
  yielded: readonly Yielding[],
  network: PreparedNetwork,
): Planned => {
  const plans = answer.plans.map((plan) => withSurcharge(plan, guidance.surchargePerParcel));
  const { plan: best, why } = lightestOf(plans, guidance, request, network);
  const own = best === plans[0] ? best.explanation : [`${money(best.cost)}, arrives in time with ${chanceOf(best)}`];
  const gaveWay = yielded.map((each) => `${each} gave way: no plan met it`);
  const first: Plan = {
    ...best,
    recommended: true,
    explanation: [...own, ...why, ...gaveWay, ...guidance.verdicts.map(decidedBy)],
    ...(guidance.handling.length > 0 ? { handling: [...guidance.handling] } : {}),
  };
  const others = plans
    .filter((plan) => plan !== best)
    .map((plan): Plan => ({ ...plan, recommended: false, explanation: [besideBest(plan, best)] }));
  return { ...answer, plans: [first, ...others] };
};

/**
 * Plans an order as its policies say: what they ask narrows the search, weighs its plans, and gives way one thing after another where
 * no plan meets all of it; what customers ask stays. The recommended plan comes first and names every policy and rule that had a say.
 * @param lenient the request without what `DEADLINE` gives up
 */
export const proposeGuidedPlans = (
  request: PlanRequest,
  lenient: PlanRequest,
  guidance: PlanningGuidance,
  guided: Guided,
): PlanAnswer => {
  const yielded: Yielding[] = [];
  let [now, softened] = [request, guidance];
  const strict = attempt(now, softened, guided);
  let answer = strict;
  for (const next of guidance.yields) {
    if (isPlanned(answer) || isHopeless(answer)) break;
    yielded.push(next);
    softened = without(softened, next);
    if (next === 'DEADLINE') now = lenient;
    answer = attempt(now, softened, guided);
  }
  const policies = [...guidance.verdicts];
  if (!isPlanned(answer)) return { ...strict, policies, whenShort: guidance.whenShort };
  return { ...told(answer, now, softened, yielded, guided.network), policies, yielded };
};
