import { heldStock } from '#domain/fulfillment/kept-stock.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { asSoldTo, type StockFloors, usableBy } from '#domain/fulfillment/stock-rules.ts';
import { levelsOf, type StockSheet } from '#domain/fulfillment/stock-sheet.ts';
import { newId } from '#domain/id.ts';
import { aheadOf, leftBy } from '#domain/order/backorder-queue.ts';
import { heldTogether } from '#domain/order/bundle.ts';
import type { Context } from '#domain/order/change.ts';
import type { Constraint, Line, Order } from '#domain/order/order.ts';
import { buyerOf } from '#domain/order/stock-buyer.ts';
import { type Queueing, queueingOf } from '#domain/routing/await-stock.ts';
import { recommendedOf } from '#domain/routing/commit-plan.ts';
import { proposeGuidedPlans } from '#domain/routing/guided-plans.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanAnswer, PlanRequest } from '#domain/routing/plan.ts';
import { deadlineHoursOf, planRequestOf } from '#domain/routing/plan-request.ts';
import type { PlanWish, StandingWish } from '#domain/routing/plan-wish.ts';
import { planningFacts } from '#domain/routing/planning-facts.ts';
import { guidanceFrom } from '#domain/routing/planning-guidance.ts';
import type { PreparedNetwork } from '#domain/routing/prepared-network.ts';
import { firstServed } from '#domain/routing/relaxed-orders.ts';
import { resolveRegion } from '#domain/routing/resolve-region.ts';
import { legsRouted, withRoutes } from '#domain/routing/routed-plans.ts';
import { keepingTo, unkept, wishFor } from '#domain/routing/standing-wish.ts';
import { type StockView, stockViewOf } from '#domain/routing/stock-view.ts';
import { weightOf } from '#domain/routing/weighed-plans.ts';
import { proposeWishedPlans } from '#domain/routing/wished-plans.ts';
import { hoursBetween, type Instant, plusSeconds } from '#domain/time.ts';
import { nextUlid } from './clock.ts';
import { backordersOf } from './dynamo-backorder-store.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { locksOf, type StockLock } from './dynamo-stock-store.ts';
import { fullNow } from './node-rooms.ts';
import { planningNetwork } from './planning-network.ts';
import { askPolicies } from './policy-library.ts';
import { readyAt } from './ready-legs.ts';

/** Times the channel or the customer asked for: kept when possible, given up before giving up the order. */
const TIMES = ['DELIVER_BY', 'DELIVERY_WINDOW', 'SHIP_BY'];

export type Proposal = {
  /** What was asked of the network. */
  readonly request: PlanRequest;
  readonly answer: PlanAnswer;
  /** Hours from now by which everything was asked to be there: what the plans' chances are about. */
  readonly deadlineHours: number;
  /** Versions of the policies that were asked, by `policy/<id>`: the order stays on them. */
  readonly pinned: Readonly<Record<string, string>>;
  /** Carriers that remarks wish and no plan keeps. */
  readonly unkept: readonly Constraint[];
  /** What was kept for it: its own to take. */
  readonly locks: readonly StockLock[];
  /** Lines that are nowhere in stock while the answer serves the others. */
  readonly waiting: readonly Line[];
  readonly queueing: Queueing;
  /**
   * Says where legs take their pieces from, of the stock that the plans were made with, and in which hour of their nodes they are
   * packed. @throws StockGone
   */
  readonly settle: (legs: readonly Leg[]) => Promise<readonly Leg[]>;
  /** What the order leaves for others: its reservation is refused where less would be left. */
  readonly floors: StockFloors;
  /** When its legs are handed out; null: at once. */
  readonly handOutAt: Instant | null;
};

type Seeing = {
  readonly order: Order;
  readonly queueing: Queueing;
  readonly locks: readonly StockLock[];
  /** Legs whose stock would be given back. */
  readonly returning: readonly Leg[];
  readonly now: Instant;
};

type SeenStock = {
  readonly levels: readonly StockLevel[];
  readonly sheets: readonly StockSheet[];
  /** What this order leaves for others. */
  readonly floors: StockFloors;
};

/** Stock as this order sees it: what is kept for it, and what its legs would give back, is not taken, what comes for those before it in the queue is. */
const stockFor = async (
  lines: Order['deliverables'],
  { order, queueing, locks, returning, now }: Seeing,
): Promise<SeenStock> => {
  const skus = lines.map(({ sku }) => sku);
  const ahead = aheadOf({ ...order, ...queueing }, await backordersOf(skus));
  const sheets = await sheetsOf([...skus, ...ahead.flatMap((each) => each.lines.map(({ sku }) => sku))]);
  const kept = [...locks, ...heldStock(returning)];
  const usable = usableBy(sheets, buyerOf(order), kept);
  const { floors } = usable;
  const levels = sheets.flatMap((sheet) => levelsOf(asSoldTo(sheet, floors), now));
  return {
    levels: leftBy(ahead, levels, now).map((level) => {
      const own = kept.filter(({ sku, node }) => sku === level.sku && node === level.node);
      return { ...level, reserved: own.reduce((sum, { quantity }) => sum - quantity, level.reserved) };
    }),
    ...usable,
  };
};

/** What can go now of an order that may be divided; empty: nothing, or nothing is short. */
const inStock = (answer: PlanAnswer, lines: readonly Line[], order: Order, { divisible }: Queueing): Line[] => {
  if (!divisible || 'plans' in answer || answer.whenShort === 'HOLD') return [];
  const short = answer.unroutable.map(({ code, sku }) => (code === 'OUT_OF_STOCK' ? sku : null));
  if (short.includes(null)) return [];
  const held = heldTogether(order, short as string[]);
  return lines.filter(({ sku, lineId }) => !short.includes(sku) && !held.has(lineId));
};

/** Attempts that came to nothing: not those that ended by our own wish, nor the one that is about to. */
const failedAttempts = ({ lifecycle: { attempts, attemptsExcused = 0 } }: Order, returning: readonly Leg[]): number =>
  Math.max(0, attempts - attemptsExcused - (returning.length > 0 ? 1 : 0));

/** What a person wishes of the plan; `chosen` is the plan that `wish.planId` names. */
export type AskedWish = { readonly wish: PlanWish; readonly chosen: Plan | null };

/** An order's planner: everything it needs is read, and it may be asked more than once. */
export type OrderPlanner = {
  /** As the signals that stand now leave it. */
  readonly network: PreparedNetwork;
  /** What it may take at nodes with room, without what it holds already. */
  readonly levels: readonly StockLevel[];
  readonly floors: StockFloors;
  readonly propose: (asked: AskedWish | null) => Proposal;
  /** What would be recommended on this stock for legs that are handed out then; null: nothing keeps all that is asked. */
  readonly planOn: (stock: StockView, handOutAt: Instant) => Plan | null;
  /** What a plan weighs by the order's policies, in major units. */
  readonly weigh: (plan: Plan) => number;
  /** With the way of every parcel step by step: what legs are made of. */
  readonly routed: (plan: Plan) => Plan;
};

export type PlannerOptions = {
  /** Nothing will come of it. */
  readonly rehearsal?: boolean;
  /** Legs whose stock would be given back. */
  readonly returning?: readonly Leg[];
  /** Its legs may be handed out later, where a policy wants it and no promise suffers. */
  readonly mayWait?: boolean;
};

/** All that was asked, and all of the lines. */
const isWhole = ({ answer, waiting }: Proposal): boolean =>
  'plans' in answer && (answer.yielded ?? []).length === 0 && waiting.length === 0;

/** Reads what an order is planned by: the network, its stock, and what the released policies say. */
export const plannerFor = async (
  order: Order,
  lines: Order['deliverables'],
  { now }: Context,
  { rehearsal = false, returning = [], mayWait = false }: PlannerOptions = {},
): Promise<OrderPlanner> => {
  const { prepared, closed, prices, pace } = await planningNetwork(now);
  const region = order.destination ? resolveRegion(order.destination, [...prepared.regions.values()]) : null;
  const skuOf = (sku: string) => prepared.skus.get(sku)?.sku;
  const tried = { ...order, lifecycle: { ...order.lifecycle, attempts: failedAttempts(order, returning) } };
  const facts = planningFacts(tried, lines, { region, skuOf, now });
  const { verdicts, pinned } = await askPolicies('planning', facts, {
    color: order.color,
    key: `${order.channel}#${order.channelOrderId}`,
    pinned: order.pinned,
    rehearsal,
  });
  const guidance = guidanceFrom(verdicts);
  const queueing = queueingOf(order, guidance);
  const locks = await locksOf(order.orderId);
  const [{ levels, sheets, floors }, full] = await Promise.all([
    stockFor(lines, { order, queueing, locks, returning, now }),
    fullNow(prepared, now),
  ]);
  // First without the nodes that are full today; if nobody else can serve it, it waits there for its turn.
  const open = levels.filter(({ node }) => !full.has(node));
  const guidedBy = (stock: StockView) => ({
    network: prepared,
    stock,
    nextPlanId: () => newId('pln', nextUlid),
    prices,
  });
  /** Time runs from when it is sent, not from when it was placed: it may have been on hold for days. */
  const requestFor = (asked: Order, part = lines) => {
    const promised = { ...guidance, deadlineHours: guidance.deadlineHours - hoursBetween(now, asked.placedAt) };
    return planRequestOf(asked, region ?? 'unknown', promised, part, closed);
  };
  const withoutTimes = (asked: Order): Order => ({
    ...asked,
    promiseAt: null,
    constraints: asked.constraints.filter(({ type }) => !TIMES.includes(type)),
  });
  // What a person asks for now is for all of it; a wish that stands lets parts go as they come.
  const proposeFrom = (sentAt: Instant, wished: AskedWish | null, inParts = wished === null): Proposal => {
    const due = { ...order, placedAt: sentAt };
    const answerFor =
      (part: Order['deliverables']) =>
      (asked: Order): PlanAnswer => {
        const request = requestFor(asked, part);
        const lenient = requestFor(withoutTimes(asked), part);
        const plansWith = (seen: readonly StockLevel[]): PlanAnswer => {
          const guided = guidedBy(stockViewOf(seen));
          if (wished) return proposeWishedPlans({ request, lenient, guidance, guided }, { ...wished, lines: part });
          return proposeGuidedPlans(request, lenient, guidance, guided);
        };
        const answer = plansWith(open);
        return 'plans' in answer || full.size === 0 ? answer : plansWith(levels);
      };
    const whole = firstServed(due, answerFor(lines));
    const part = inParts ? inStock(whole.answer, lines, order, queueing) : [];
    const partly = part.length === 0 ? null : firstServed(due, answerFor(part));
    const isPart = partly !== null && 'plans' in partly.answer;
    const served = isPart ? partly : whole;
    const gaveTime = 'plans' in served.answer && served.answer.yielded?.includes('DEADLINE');
    const deadlineHours = hoursBetween(now, sentAt) + deadlineHoursOf(requestFor(gaveTime ? withoutTimes(due) : due));
    const waiting = isPart ? lines.filter((line) => !part.includes(line)) : [];
    const answer = withRoutes(served.answer, prepared, pace);
    const settle = async (legs: readonly Leg[]): Promise<readonly Leg[]> => {
      if (legs.length === 0) return legs;
      const nodes = legs.map(({ node }) => node);
      return (await readyAt(nodes, { sheets, network: prepared, now }))(legs);
    };
    const request = requestFor(due);
    const asked = { request, pinned, deadlineHours, locks, waiting, queueing, settle, floors };
    return { ...served, ...asked, answer, handOutAt: sentAt === now ? null : sentAt };
  };
  const standing = wishFor(order, lines, now);
  /** A wish that stands never gives way by itself: where only it is in the way, nothing is planned. */
  const proposeKeeping = ({ wish, by }: { readonly wish: PlanWish; readonly by: StandingWish }): Proposal => {
    const kept = proposeFrom(now, { wish, chosen: null }, true);
    if ('plans' in kept.answer)
      return { ...kept, answer: { ...kept.answer, plans: keepingTo(kept.answer.plans, by, wish) } };
    const free = proposeFrom(now, null);
    if ('unroutable' in free.answer) return free;
    const reason = unkept(by, wish, order.orderId);
    return { ...kept, answer: { ...kept.answer, unroutable: [{ code: 'CONSTRAINT_UNMET', sku: null, reason }] } };
  };
  const propose = (wished: AskedWish | null): Proposal => {
    if (wished === null && standing && order.wish) return proposeKeeping({ wish: standing, by: order.wish });
    const minutes = mayWait && wished === null ? guidance.handOutAfterMinutes : 0;
    const waited = minutes === 0 ? null : proposeFrom(plusSeconds(now, 60 * minutes), null);
    // What is promised is worth more than a better plan.
    return waited && isWhole(waited) ? waited : proposeFrom(now, wished);
  };
  const planOn = (stock: StockView, handOutAt: Instant): Plan | null => {
    const due = { ...order, placedAt: handOutAt };
    const answer = proposeGuidedPlans(requestFor(due), requestFor(withoutTimes(due)), guidance, guidedBy(stock));
    return 'plans' in answer && (answer.yielded ?? []).length === 0 ? recommendedOf(answer) : null;
  };
  const weigh = (plan: Plan): number => weightOf(plan, guidance, requestFor(order), prepared);
  const routed = (plan: Plan): Plan => ({ ...plan, legs: legsRouted(plan.legs, prepared, pace) });
  return { network: prepared, levels: open, floors, propose, planOn, weigh, routed };
};

/** Plans what is open of an order as the released policies say. */
export const proposeFor = async (
  order: Order,
  lines: Order['deliverables'],
  context: Context,
  options: PlannerOptions = {},
): Promise<Proposal> => (await plannerFor(order, lines, context, options)).propose(null);
