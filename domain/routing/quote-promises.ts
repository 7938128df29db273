import { type Instant, plusSeconds } from '../time.ts';
import { departingFor } from './departing-network.ts';
import { type Arrival, arrivalOf } from './leg-arrival.ts';
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

/** Hours to three minutes; a promise is never told earlier than it is kept. */
const EXACT_HOURS = 1 / 20;

/** The least hours by which all legs have arrived with the probability; at most `latest`, by which they have. */
const hoursUntil = (legs: readonly Arrival[], probability: number, latest: number): number => {
  let [low, high] = [0, latest];
  while (high - low > EXACT_HOURS) {
    const middle = (low + high) / 2;
    if (legs.reduce((sure, arrival) => sure * arrival(middle), 1) >= probability) high = middle;
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
export const quotePromises = (asked: PromiseAsked, given: PreparedNetwork, stock: StockView): PromiseAnswer => {
  const { region, lines, at, minSuccess, latestHours, constraints = [] } = asked;
  const options: PromiseOption[] = [];
  const request = { orderId: 'promise', placedAt: at, region, minSuccess, lines, constraints };
  const network = departingFor({ ...request, deadlineHours: latestHours }, given);
  for (let deadline: number | undefined = latestHours; deadline !== undefined; ) {
    const answer = proposePlans({ ...request, deadlineHours: deadline }, network, stock, () => 'promise');
    if ('unroutable' in answer) {
      if (options.length === 0) return { unroutable: answer.unroutable };
      break;
    }
    const plan = answer.plans[0] as Plan;
    const { legs, cost } = plan;
    const hours = hoursUntil(
      legs.map((leg) => arrivalOf(leg, network)),
      minSuccess,
      deadline,
    );
    const promiseAt = plusSeconds(at, Math.ceil(hours * 3600));
    options.push({ promiseAt, withinHours: hours, cost, legs });
    deadline = fasterThan(hours);
  }
  return { options };
};
