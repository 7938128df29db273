import { type Instant, plusSeconds } from '../time.ts';
import { arrivalProbability, type LegTime } from './arrival-time.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { Plan, PlanRequest, UnroutableReason } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import { proposePlans } from './propose-plans.ts';
import type { StockView } from './stock-view.ts';

/** What could be promised for a basket and a place. */
export type PromiseAsked = {
  /** Region of the network. */
  readonly region: string;
  readonly lines: PlanRequest['lines'];
  /** The moment from which time runs. */
  readonly at: Instant;
  /** How sure a promise must be: P(everything arrives by then). */
  readonly minSuccess: number;
  /** Nothing later than this is worth promising. */
  readonly latestHours: number;
  readonly constraints?: PlanRequest['constraints'];
};

/** One way to serve the basket, and by when it can be promised. */
export type PromiseOption = {
  /** By then everything has arrived with the probability asked for. */
  readonly promiseAt: Instant;
  readonly withinHours: number;
  /** Major units of the network's currency. */
  readonly cost: number;
  readonly legs: Plan['legs'];
};

export type PromiseAnswer =
  | { readonly options: readonly PromiseOption[] }
  | { readonly unroutable: readonly UnroutableReason[] };

/** Customers compare days: an option that is not a day class faster than a cheaper one is none. */
const CLASS_HOURS = [12, 24, 48, 72, 96, 120, 168] as const;

const lanesById = new WeakMap<PreparedNetwork, ReadonlyMap<string, Lane>>();

const laneOf = (network: PreparedNetwork, id: string): Lane => {
  const known = lanesById.get(network) ?? new Map(network.lanes.map((lane) => [lane.lane, lane]));
  lanesById.set(network, known);
  return known.get(id) as Lane;
};

const timesOf = ({ legs }: Plan, network: PreparedNetwork): LegTime[] =>
  legs.map(({ node, lane: id }) => {
    const { handlingMu, handlingSigma } = network.nodes[network.nodeIndex.get(node) ?? -1] as NetworkNode;
    const { shiftHours, mu, sigma } = laneOf(network, id);
    return { handlingMu, handlingSigma, shiftHours, mu, sigma };
  });

/** Hours to a minute. */
const EXACT_HOURS = 1 / 60;

/** The least hours by which all legs have arrived with the probability; at most `latest`, by which they have. */
const hoursUntil = (legs: readonly LegTime[], probability: number, latest: number): number => {
  let [low, high] = [0, latest];
  while (high - low > EXACT_HOURS) {
    const middle = (low + high) / 2;
    const sure = legs.reduce((product, leg) => product * arrivalProbability(middle, leg), 1);
    if (sure >= probability) high = middle;
    else low = middle;
  }
  return high;
};

/** The class a promise falls into: the deadlines below it are worth asking for. */
const fasterThan = (hours: number): number | undefined => CLASS_HOURS.findLast((each) => each < hours);

/**
 * The cheapest way for every day class that is in reach, the cheapest first; each with the moment by which it can be promised. It
 * reserves nothing: stock may be gone a moment later.
 */
export const quotePromises = (asked: PromiseAsked, network: PreparedNetwork, stock: StockView): PromiseAnswer => {
  const { region, lines, at, minSuccess, latestHours, constraints = [] } = asked;
  const options: PromiseOption[] = [];
  const request = { orderId: 'promise', placedAt: at, region, minSuccess, lines, constraints };
  for (let deadline: number | undefined = latestHours; deadline !== undefined; ) {
    const answer = proposePlans({ ...request, deadlineHours: deadline }, network, stock, () => 'promise');
    if ('unroutable' in answer) {
      if (options.length === 0) return { unroutable: answer.unroutable };
      break;
    }
    const plan = answer.plans[0] as Plan;
    const withinHours = hoursUntil(timesOf(plan, network), minSuccess, deadline);
    const promiseAt = plusSeconds(at, Math.ceil(withinHours * 3600));
    options.push({ promiseAt, withinHours, cost: plan.cost, legs: plan.legs });
    deadline = fasterThan(withinHours);
  }
  return { options };
};
