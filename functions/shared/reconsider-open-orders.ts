import { StockGone } from '#domain/fulfillment/allocate-stock.ts';
import { heldStock } from '#domain/fulfillment/kept-stock.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { StockFloors } from '#domain/fulfillment/stock-rules.ts';
import { asSeenBy } from '#domain/fulfillment/stock-sheet.ts';
import type { OrderCommit, OrderRecord } from '#domain/order/order-store.ts';
import { money } from '#domain/routing/describe-plan.ts';
import type { StockLevel } from '#domain/routing/network.ts';
import type { Plan, PlanAnswer } from '#domain/routing/plan.ts';
import type { PreparedNetwork } from '#domain/routing/prepared-network.ts';
import {
  isOpenToExchange,
  type OrderReconsidered,
  plannedLines,
  RECONSIDERED,
  reconsiderOrder,
} from '#domain/routing/reconsider-order.ts';
import { type ChangedPlan, type Exchange, reconsiderPlans } from '#domain/routing/reconsider-plans.ts';
import { cellOf, StockPool } from '#domain/routing/stock-pool.ts';
import type { Instant } from '#domain/time.ts';
import { contextNow } from './decide.ts';
import { type TransactItem, TransactionBusy, TransactionRefused } from './dynamo.ts';
import { commitTogether, dynamoOrderStore } from './dynamo-order-store.ts';
import { planRow, proposedPlans } from './dynamo-plan-store.ts';
import { sheetsOf } from './dynamo-stock-sheet.ts';
import { exchangeStock } from './dynamo-stock-store.ts';
import { logger } from './observability.ts';
import { type OrderPlanner, plannerFor } from './propose-for-order.ts';
import { readyAt } from './ready-legs.ts';

const orders = dynamoOrderStore();

/** Considered together: a minute is long enough for so many, and the next minute takes the others. */
const MOST_ORDERS = 500;
/** Orders read side by side. */
const SIDE_BY_SIDE = 20;

type Open = {
  readonly record: OrderRecord;
  readonly current: Plan;
  readonly planner: OrderPlanner;
  readonly handOutAt: Instant;
};

/** What an order is considered with; null: there is nothing to exchange, or not any more. */
const opened = async (orderId: OrderRecord['order']['orderId'], now: Instant): Promise<Open | null> => {
  const record = await orders.get(orderId);
  const { handOutAt } = record.order.lifecycle;
  if (!handOutAt || !isOpenToExchange(record, now)) return null;
  const current = (await proposedPlans(orderId)).findLast(({ planId }) => planId === record.order.planId);
  if (!current) return null;
  const planner = await plannerFor(record.order, plannedLines(record), contextNow(), { rehearsal: true });
  return { record, current, planner, handOutAt };
};

/** Those whose hand-out is nearest, in the order in which they came. */
const openOrders = async (waiting: readonly OrderRecord['order'][], now: Instant): Promise<Open[]> => {
  const nearest = waiting
    .toSorted((a, b) => ((a.lifecycle.handOutAt ?? '') < (b.lifecycle.handOutAt ?? '') ? -1 : 1))
    .slice(0, MOST_ORDERS)
    .map(({ orderId }) => orderId)
    .sort();
  const found: Open[] = [];
  for (let start = 0; start < nearest.length; start += SIDE_BY_SIDE) {
    const side = await Promise.all(nearest.slice(start, start + SIDE_BY_SIDE).map((id) => opened(id, now)));
    found.push(...side.filter((each) => each !== null));
  }
  return found;
};

/** What every order that wants a SKU may take: some leave more of it for others. */
const freeFor = (open: readonly Open[]): StockLevel[] => {
  const least = new Map<string, StockLevel>();
  const free = ({ onHand, reserved, safety }: StockLevel): number => onHand - reserved - safety;
  for (const { planner } of open)
    for (const level of planner.levels) {
      const known = least.get(cellOf(level));
      if (!known || free(level) < free(known)) least.set(cellOf(level), level);
    }
  return [...least.values()];
};

const floorsOf = (open: readonly Open[]): StockFloors => {
  const most = new Map<string, number>();
  for (const { planner } of open)
    for (const [part, floor] of planner.floors) most.set(part, Math.max(floor, most.get(part) ?? 0));
  return most;
};

const minor = (amount: number): number => Math.round(100 * amount);

/** The answer that is kept with the order: what it goes by now, and what it went by before. */
const answerOf = (
  { before, after }: ChangedPlan,
  { record, planner }: Open,
  saved: number,
  many: number,
): PlanAnswer => {
  const nodes = before.legs.map(({ node }) => node);
  const why = `reconsidered with the other open orders before its hand-out: ${many} exchange plans and save ${money(saved)}; before from ${nodes.join(' and ')} for ${money(before.cost)}`;
  const plan = planner.routed({ ...after, recommended: true, explanation: [...after.explanation, why] });
  const { cost, successProbability } = before;
  const rejected = [{ reason: `${RECONSIDERED}: ${why}`, cost, successProbability, nodes }];
  return { orderId: record.order.orderId, plans: [plan], rejected };
};

type Member = { readonly change: ChangedPlan; readonly open: Open };

/** Legs with pieces and room, what the orders give back among it. */
const readied = async (
  legs: readonly Leg[],
  givenBack: readonly Leg[],
  network: PreparedNetwork,
  now: Instant,
): Promise<readonly Leg[]> => {
  const found = await sheetsOf([...new Set(legs.flatMap(({ lines }) => lines.map(({ sku }) => sku)))]);
  const kept = heldStock(givenBack);
  const sheets = found.map((sheet) => asSeenBy(sheet, kept));
  const ready = await readyAt(
    legs.map(({ node }) => node),
    { sheets, network, now, givenBack },
  );
  return ready(legs);
};

type Decided = OrderReconsidered & { readonly open: Open; readonly answer: PlanAnswer };

const commitOf = (
  { open, answer, givenBack: _givenBack, added: _added, ...decided }: Decided,
  now: Instant,
): OrderCommit<TransactItem> => ({
  ...decided,
  before: open.record.order,
  also: [planRow(decided.order, answer, now)],
});

/** All orders of an exchange change their plans, their stock and their room at once, or none does. */
const carryOut = async (members: readonly Member[], saved: number): Promise<boolean> => {
  const context = contextNow();
  if (!members.every(({ open: { record } }) => isOpenToExchange(record, context.now))) return false;
  const gain = { savedMinor: minor(saved), orders: members.length };
  const decided = members.map(({ change, open }): Decided => {
    const answer = answerOf(change, open, saved, members.length);
    const plan = ('plans' in answer ? answer.plans[0] : undefined) ?? change.after;
    return { ...reconsiderOrder(open.record, plan, gain, context), open, answer };
  });
  const back = decided.flatMap(({ givenBack }) => givenBack);
  const added = decided.flatMap((each) => each.added);
  const network = members[0]?.open.planner.network;
  if (!network) return false;
  const settled = await readied(added, back, network, context.now);
  const byId = new Map(settled.map((leg) => [leg.legId, leg]));
  const commits = decided.map((each) =>
    commitOf({ ...each, legs: each.legs.map((leg) => byId.get(leg.legId) ?? leg) }, context.now),
  );
  const floors = floorsOf(members.map(({ open }) => open));
  return commitTogether(commits, exchangeStock(back, settled, floors));
};

/** Somebody else was faster, or took the stock: the next time they are considered as they are then. */
const hasMoved = (error: unknown): boolean =>
  error instanceof TransactionRefused || error instanceof TransactionBusy || error instanceof StockGone;

const tryToCarryOut = async (members: readonly Member[], saved: number): Promise<boolean> => {
  try {
    return await carryOut(members, saved);
  } catch (error) {
    if (!hasMoved(error)) throw error;
    logger.info('an exchange of plans was overtaken', { orders: members.length });
    return false;
  }
};

/** Whether an order still has the plan that it is to change from: an exchange before this one may not have come about. */
const stillHas = ({ change, open }: Member): boolean => open.record.order.planId === change.before.planId;

/** The orders of an exchange as the exchanges before it left them. */
const membersOf = async ({ changes }: Exchange, open: Open[], changed: ReadonlySet<number>): Promise<Member[]> =>
  Promise.all(
    changes.map(async (change) => {
      const known = open[change.order] as Open;
      if (!changed.has(change.order)) return { change, open: known };
      const read = { ...known, record: await orders.get(known.record.order.orderId) };
      open[change.order] = read;
      return { change, open: read };
    }),
  );

export type Reconsidered = { readonly considered: number; readonly exchanged: number; readonly savedMinor: number };

/**
 * Plans orders that are planned and not handed out again together: whoever is served better by what another holds, and costs the other
 * less than it gains, gets it.
 * @param waiting orders whose hand-out lies ahead
 */
export const reconsiderOpenOrders = async (
  waiting: readonly OrderRecord['order'][],
  now: Instant,
): Promise<Reconsidered> => {
  const open = await openOrders(waiting, now);
  const { exchanges } = reconsiderPlans(
    open.map(({ current, planner, handOutAt }) => ({
      current,
      propose: (stock) => planner.planOn(stock, handOutAt),
      weigh: planner.weigh,
    })),
    new StockPool(freeFor(open)),
  );
  const changed = new Set<number>();
  let savedMinor = 0;
  for (const exchange of exchanges) {
    const members = await membersOf(exchange, open, changed);
    if (!members.every(stillHas) || !(await tryToCarryOut(members, exchange.saving))) continue;
    for (const { order } of exchange.changes) changed.add(order);
    savedMinor += minor(exchange.saving);
  }
  return { considered: open.length, exchanged: changed.size, savedMinor };
};
