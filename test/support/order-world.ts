import type { BusEvent } from '#domain/event.ts';
import type { Action, ActionName } from '#domain/fulfillment/action.ts';
import {
  type Combined,
  combineLegs,
  droppedOut,
  type Member,
  parcelLegs,
  partLegs,
  refusalsToCombine,
  refusalsToPart,
} from '#domain/fulfillment/combine-legs.ts';
import { dispatchLeg } from '#domain/fulfillment/dispatch-leg.ts';
import { expireLeg } from '#domain/fulfillment/expire-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { recallCallback, recallLeg } from '#domain/fulfillment/recall-leg.ts';
import { recordActions } from '#domain/fulfillment/record-action.ts';
import { releaseLeg } from '#domain/fulfillment/release-leg.ts';
import { movableLegs } from '#domain/fulfillment/take-back.ts';
import type { LegId, OrderId, ParcelId } from '#domain/id.ts';
import { because, type Change, type Context, unchanged } from '#domain/order/change.ts';
import { changeOrder, type ForeseenChange, foresee } from '#domain/order/change-order.ts';
import { type Movement, movementOf, RELEASE } from '#domain/order/drive-lifecycle.ts';
import { liftHold } from '#domain/order/holds.ts';
import type { Amendment, ChannelOrder, Order } from '#domain/order/order.ts';
import { MoreThanLeft } from '#domain/order/order-account.ts';
import type { OrderRecord } from '#domain/order/order-store.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { screenOrder } from '#domain/order/screen-order.ts';
import { openLines, settleOrder } from '#domain/order/settle-order.ts';
import {
  decidePlan,
  goOnWithLegs,
  runningLegs,
  standingPlan,
  takenOver,
  takeUpPlan,
  unreleasedLegs,
} from '#domain/routing/commit-plan.ts';
import { closeCompensation, reinstateLegs } from '#domain/routing/end-compensation.ts';
import type { Plan, PlanAnswer } from '#domain/routing/plan.ts';
import { type OverridePlan, refusalToOverride } from '#domain/routing/plan-override.ts';
import { planReplacement, scopeToReplan, standingReplacement, whenShort } from '#domain/routing/plan-replacement.ts';
import type { PlanWish } from '#domain/routing/plan-wish.ts';
import { planAround, reallocateOpenLines, takeShortPick } from '#domain/routing/reallocate.ts';
import { replaceLegs } from '#domain/routing/replace-legs.ts';
import { differenceOf, replacementOf, type Scope, scopeOf } from '#domain/routing/replacement.ts';
import { parcelsOf, plannedTogether, reshapeFaults, reshapeScope } from '#domain/routing/reshape-legs.ts';
import { overridePlan } from '#domain/routing/start-compensation.ts';
import { withdrawPlan } from '#domain/routing/withdraw-plan.ts';
import { type Instant, plusSeconds } from '#domain/time.ts';
import { atHome, countingUlids, NOON } from './given.ts';

type Decision = Change & { readonly legs?: readonly Leg[]; readonly actions?: readonly Action[] };
type Pieces = { readonly node: string; readonly sku: string; readonly quantity: number };
type Level = { onHand: number; reserved: number };

/** An execution as the state machines in statemachines/ walk it: one task after the other, or waiting for a callback. */
type Run = { at: string; readonly legs: Map<LegId, string> };

/** Null where the route answers that it cannot be. */
const foreseenOf = (record: OrderRecord, amendment: Amendment): ForeseenChange | null => {
  try {
    return foresee(record, amendment);
  } catch (error) {
    if (error instanceof MoreThanLeft) return null;
    throw error;
  }
};

/** Others took the stock first. */
class Short extends Error {}

/** As lib/stages/parcels.ts has them. */
const ENDS_OF_PARCELS = ['LegWithdrawn', 'LegRejected', 'LegFailed', 'StockReleased', 'PlanCompensated'];

const NODES = ['wh-a', 'wh-b', 'wh-c'];
const pieces = ({ node, lines }: Leg): Pieces[] => lines.map(({ sku, quantity }) => ({ node, sku, quantity }));

/**
 * One order with everything that works on it, over the pure domain: its executions as the machines walk them, a bus that delivers
 * late and twice, partners, a ledger of stock. Each method is one step somebody may take next; a step is whole or not at all.
 */
export class OrderWorld {
  order: Order | null = null;
  legs: readonly Leg[] = [];
  readonly events: BusEvent[] = [];
  readonly stock = new Map<string, Level>();
  /** Pieces that ever were, less what left or was never found: what must be on hand. */
  readonly gone = new Map<string, number>();
  /** Legs of other orders that travel, or travelled, with this one's. */
  readonly others: Member[] = [];
  /** Pieces of a line that a person asked for at most. */
  readonly mostWanted = new Map<string, number>();
  readonly started: number;
  readonly #actions: Action[] = [];
  readonly #nextUlid = countingUlids();
  readonly #callbacks = new Map<string, (outcome: string) => void>();
  readonly #runsUsed = new Set<string>();
  #run = '';
  #delivered = 0;
  #now: Instant = NOON;
  #lifecycle: Run | null = null;
  #compensation: Run | null = null;
  #turn = 0;

  constructor(skus: readonly string[], perNode: number) {
    this.started = perNode;
    for (const node of NODES)
      for (const sku of skus) this.stock.set(`${node} ${sku}`, { onHand: perNode, reserved: 0 });
  }

  get #record(): OrderRecord {
    if (!this.order) throw new Error('there is no order yet');
    return { order: this.order, legs: this.legs };
  }

  #context(): Context {
    this.#now = plusSeconds(this.#now, 60);
    return { now: this.#now, nextUlid: this.#nextUlid, causedBy: null };
  }

  #write({ order, events, legs = [], actions = [] }: Decision): void {
    this.order = order;
    this.events.push(...events);
    this.#actions.push(...actions);
    const known = this.legs.map((leg) => legs.find(({ legId }) => legId === leg.legId) ?? leg);
    this.legs = [...known, ...legs.filter(({ legId }) => !known.some((leg) => leg.legId === legId))];
  }

  /** All of it or nothing. */
  #move(kind: 'RESERVE' | 'RELEASE' | 'SHIP' | 'LOSE', moved: readonly Pieces[]): void {
    for (const { node, sku, quantity } of moved) {
      const level = this.stock.get(`${node} ${sku}`);
      if (!level) throw new Error(`nobody keeps ${sku} at ${node}`);
      level.reserved += kind === 'RESERVE' ? quantity : -quantity;
      if (kind === 'SHIP' || kind === 'LOSE') {
        level.onHand -= quantity;
        const key = `${node} ${sku}`;
        this.gone.set(key, (this.gone.get(key) ?? 0) + quantity);
      }
    }
  }

  #reserve(legs: readonly Leg[], givenBack: readonly Leg[] = []): void {
    const needed = new Map<string, number>();
    for (const { node, sku, quantity } of legs.flatMap(pieces))
      needed.set(`${node} ${sku}`, (needed.get(`${node} ${sku}`) ?? 0) + quantity);
    for (const { node, sku, quantity } of givenBack.flatMap(pieces))
      needed.set(`${node} ${sku}`, (needed.get(`${node} ${sku}`) ?? 0) - quantity);
    for (const [key, quantity] of needed) if (quantity > this.#available(key)) throw new Short(key);
    this.#move('RELEASE', givenBack.flatMap(pieces));
    this.#move('RESERVE', legs.flatMap(pieces));
  }

  #available(key: string): number {
    const { onHand = 0, reserved = 0 } = this.stock.get(key) ?? {};
    return onHand - reserved;
  }

  /** Each line whole from one of the nodes, another one first each time: a planner that changes its mind. */
  #propose(lines: Order['deliverables'], back: readonly Leg[] = [], avoided: readonly string[] = []): PlanAnswer {
    const { order } = this.#record;
    const free = new Map([...this.stock.keys()].map((key) => [key, this.#available(key)]));
    for (const { node, sku, quantity } of back.filter(({ stock }) => stock === 'HELD').flatMap(pieces))
      free.set(`${node} ${sku}`, (free.get(`${node} ${sku}`) ?? 0) + quantity);
    this.#turn += 1;
    const inTurn = NODES.map((_, index) => NODES[(index + this.#turn) % NODES.length] as string);
    const open = inTurn.filter((node) => ![...order.lifecycle.refusedBy, ...avoided].includes(node));
    const legs = lines.map(({ sku, quantity }) => {
      const node = open.find((each) => (free.get(`${each} ${sku}`) ?? 0) >= quantity);
      if (node) free.set(`${node} ${sku}`, (free.get(`${node} ${sku}`) ?? 0) - quantity);
      return node === undefined ? null : this.#parcel(node, sku, quantity);
    });
    if (legs.includes(null) || legs.length === 0)
      return { orderId: order.orderId, unroutable: [{ code: 'OUT_OF_STOCK', sku: null, reason: 'nowhere' }] };
    return { orderId: order.orderId, plans: [this.#planOf(legs as Plan['legs'])], rejected: [] };
  }

  #parcel(node: string, sku: string, quantity: number): Plan['legs'][number] {
    const eta = { etaAt: plusSeconds(this.#now, 1e5), etaLatestAt: plusSeconds(this.#now, 2e5) };
    const way = { node, lane: `${node}-home`, carrier: 'ZTO', mode: 'ROAD', cost: 10, successProbability: 0.9 };
    return { ...way, ...eta, lines: [{ sku, quantity }] };
  }

  #planOf(legs: Plan['legs']): Plan {
    const planId = `pln_${this.#nextUlid()}`;
    return { planId, recommended: true, cost: 10 * legs.length, successProbability: 0.9, legs, explanation: [] };
  }

  // What the channel, people and partners may do.

  push(channelOrder: ChannelOrder): void {
    const said = {
      ...channelOrder,
      saidAt: Object.fromEntries(Object.keys(channelOrder.saidAt).map((key) => [key, this.#now])),
    };
    const command = { channelOrder: said, pushEventId: null, traceId: 't', color: 'default' };
    const change = recordChannelOrder(command, this.order, this.#context(), this.legs);
    if (!('kind' in change)) this.#write(change);
  }

  act(change: (record: OrderRecord, context: Context) => Decision | null): void {
    const decision = this.order && change(this.#record, this.#context());
    if (decision) this.#write(decision);
  }

  liftHolds(): void {
    for (const hold of this.order?.holds ?? [])
      this.act(({ order }, context) => liftHold(unchanged(order), hold, 'person:a', context));
  }

  report(index: number, action: ActionName, picked = 0): void {
    const out = this.legs.flatMap(({ state }, each) => (state === null ? [] : [each]));
    const leg = out[index % Math.max(1, out.length)];
    if (leg !== undefined) this.reportOn(leg, action, picked);
  }

  reportOn(index: number, action: ActionName, picked = 0): void {
    const before = this.legs[index];
    if (!before) return;
    const context = this.#context();
    const [line] = before.lines;
    const told: Action = {
      actionId: this.#nextUlid(),
      legId: before.legId,
      action,
      occurredAt: context.now,
      receivedAt: context.now,
      ...{ reason: null, location: null, source: 'partner:x', sourceCode: null, sourceText: null },
      ...{ confidence: 'exact' as const, retracts: null, etaAt: null },
      ...(action === 'leg.short_picked' && line ? { picked: [{ lineId: line.lineId, quantity: picked }] } : {}),
    };
    const known = this.#actions.filter(({ legId }) => legId === before.legId);
    const result = recordActions([{ action: told, waybill: null }], before, known, {
      now: context.now,
      promiseAt: null,
    });
    if (result.actions.length === 0) return;
    if (before.stock === 'HELD' && result.leg.stock === 'SHIPPED') this.#move('SHIP', pieces(before));
    const change = result.facts.reduce<Change>(
      (sofar, { definition, data }) => because(sofar, definition, data as never, {}, context),
      unchanged(this.#record.order),
    );
    this.#write({ ...change, legs: [result.leg], actions: result.actions });
  }

  expire(index: number): void {
    const leg = this.legs[index % Math.max(1, this.legs.length)];
    this.#now = plusSeconds(this.#now, 3 * 3600);
    if (leg?.state) this.act((record, context) => expireLeg(record, leg.legId, context));
  }

  /** As a person's wish: not from these, and the plan they were shown. */
  override(avoided: readonly string[], intercept: boolean): void {
    const wish = { nodes: { avoided: [...avoided] } };
    this.act((record, context) => {
      const scope = scopeOf(record, { intercept });
      if (refusalToOverride(record.order, scope)) return null;
      return this.#overridden(record, this.#propose(scope.lines, scope.movable, avoided), scope, {
        override: { wish, reason: 'wished', intercept },
        context,
      });
    });
  }

  #overridden(
    { order }: OrderRecord,
    answer: PlanAnswer,
    scope: Scope,
    { override, context }: { override: OverridePlan; context: Context },
  ): Change | null {
    const [plan] = 'plans' in answer ? answer.plans : [];
    if (!plan) return null;
    const replacement = replacementOf(order, plan, scope, context);
    const difference = differenceOf(order, plan, scope, replacement, []);
    return overridePlan(unchanged(order), { override, by: 'person:a', plan, scope, replacement, difference }, context);
  }

  /** A person divides a leg, or puts legs together: refused where it cannot be, as by the route. */
  #reshape(wish: PlanWish): void {
    this.act((record, context) => {
      const { order, legs } = record;
      if (refusalToOverride(order, { lines: order.deliverables }) || reshapeFaults(wish, legs).length > 0) return null;
      const parcels = parcelsOf(record, wish);
      const scope = reshapeScope(record, wish, parcels);
      const node = scope.movable[0]?.node ?? '';
      const answers = parcels.map(([first]) => {
        const leg = this.#parcel(node, first?.sku ?? '', first?.quantity ?? 0);
        return { orderId: order.orderId, plans: [this.#planOf([leg])], rejected: [] };
      });
      return this.#overridden(record, plannedTogether(order, parcels, answers), scope, {
        override: { wish, reason: 'wished', intercept: false },
        context,
      });
    });
  }

  /** One piece of a leg goes by itself. */
  split(index: number): void {
    const leg = this.legs[index % Math.max(1, this.legs.length)];
    const [line] = leg?.lines ?? [];
    if (leg && line) this.#reshape({ split: { leg: leg.legId, off: [{ lineId: line.lineId, quantity: 1 }] } });
  }

  /** What the node of a leg has yet to send goes in one parcel. */
  merge(index: number): void {
    const movable = movableLegs(this.legs, { intercept: false });
    const node = movable[index % Math.max(1, movable.length)]?.node;
    const legs = movable.filter((leg) => leg.node === node);
    if (legs.length > 1) this.#reshape({ merge: legs.map(({ legId }) => legId) });
  }

  /** A leg travels with one of another order of the same buyer; told again it is taken out of that parcel. */
  combine(index: number): void {
    const leg = this.legs[index % Math.max(1, this.legs.length)];
    if (!leg) return;
    const by = { by: 'person:a', reason: 'one buyer' };
    this.act((record, context) => {
      const own = { order: record.order, leg };
      const mates = this.#mates(own);
      if (mates.length > 1)
        return refusalsToPart(mates, [own], [leg.legId]).length > 0
          ? null
          : this.#together(partLegs(mates, [own], by, context));
      const other = this.#strangers(own, context);
      if (refusalsToCombine([own, other], context.now).length > 0) return null;
      const parcelId = `pcl_${this.#nextUlid()}` as ParcelId;
      const way = this.#parcel(leg.node, leg.lines[0]?.sku ?? '', 1);
      this.others.push(other);
      return this.#together(combineLegs([own, other], way, 1500, { ...by, parcelId }, context));
    });
  }

  /** Another order of the buyer, with a leg at the same node. */
  #strangers({ order, leg }: Member, { now }: Context): Member {
    const [orderId, legId] = [`ord_${this.#nextUlid()}` as OrderId, `leg_${this.#nextUlid()}` as LegId];
    const state = 'DISPATCHED';
    const fresh = { ...leg, orderId, legId, state, since: now, stock: 'NONE', lines: [] } as Leg;
    return { order: { ...order, orderId, holds: [] }, leg: fresh };
  }

  #mates(own: Member): Member[] {
    const ids = parcelLegs(own.leg);
    return [own, ...this.others.filter(({ leg }) => leg.legId !== own.leg.legId && ids.includes(leg.legId))];
  }

  /** The own order's part of what several orders decide together; the others' is kept beside. */
  #together(changes: readonly Combined[]): Decision | null {
    for (const { order, legs } of changes) {
      const index = this.others.findIndex((other) => other.order.orderId === order.orderId);
      const [leg] = legs;
      if (index >= 0 && leg) this.others[index] = { order, leg };
    }
    return changes.find(({ order }) => order.orderId === this.order?.orderId) ?? null;
  }

  #tidyParcels(): void {
    for (const leg of this.legs.filter(({ parcel }) => parcel))
      this.act((record, context) => {
        const mates = this.#mates({ order: record.order, leg });
        const gone = droppedOut(mates);
        const why = { by: 'system:parcels', reason: 'ENDED' };
        return gone.length > 0 ? this.#together(partLegs(mates, gone, why, context)) : null;
      });
  }

  /** As a person's wish for another number of pieces of a line. */
  amend(lineId: string, quantity: number): void {
    this.#change(({ deliverables }) => {
      const line = deliverables.find((each) => each.lineId === lineId);
      if (!line) return null;
      this.mostWanted.set(lineId, Math.max(quantity, this.mostWanted.get(lineId) ?? 0));
      return { kind: quantity < line.quantity ? 'CANCEL' : 'AMEND', quantities: { [lineId]: quantity } };
    });
  }

  /** As a person's change of the address, each time another one. */
  moveTo(street: string, intercept: boolean): void {
    this.#change(({ destination }) =>
      destination ? { kind: 'AMEND', destination: { ...destination, addressDigest: street }, intercept } : null,
    );
  }

  /** As a person's wish for fewer pieces of a line, or for none. */
  cancelPieces(index: number, most: number): void {
    this.#change(({ deliverables }) => {
      const line = deliverables[index % Math.max(1, deliverables.length)];
      return line ? { kind: 'CANCEL', quantities: { [line.lineId]: Math.max(0, line.quantity - most) } } : null;
    });
  }

  /** Made when nothing stands in its way, as by the route. */
  #change(asked: (order: Order) => Amendment | null): void {
    this.act((record, context) => {
      const amendment = asked(record.order);
      const foreseen = amendment && foreseenOf(record, amendment);
      if (!foreseen || foreseen.refusals.length > 0) return null;
      const made = changeOrder(record, foreseen, { by: 'person:a', reason: 'wished' }, context);
      this.#move('RELEASE', made.givenBack.flatMap(pieces));
      return made;
    });
  }

  close(node: string): void {
    const closed = { nodes: new Set([node]), isOpenLane: () => true };
    this.act((record, context) => planAround(record, closed, 'flood', context));
  }

  // What our own machines do.

  /** The next event reaches its subscribers; or one that did before does so again. */
  deliver(again = false): void {
    const event = again ? this.events[this.#delivered - 1] : this.events[this.#delivered];
    if (!event) return;
    if (!again) this.#delivered += 1;
    if (ENDS_OF_PARCELS.includes(event.type)) this.#tidyParcels();
    const movement = movementOf(event.type, event.detail.data);
    if (movement) this.#drive(movement);
    this.#driveCompensation(event);
  }

  #drive({ start, wake, outcome, restart, replace }: Movement): void {
    if (start) this.#startLifecycle('');
    let woken = 0;
    for (const [name, goOn] of [...this.#callbacks])
      if (wake?.(name)) {
        this.#callbacks.delete(name);
        goOn(outcome);
        woken += 1;
      }
    if (woken > 0) return;
    if (replace) this.#replaceLifecycle();
    else if (restart) this.#startLifecycle();
  }

  /** As functions/shared/lifecycle.ts: told again, the run that took over at this version goes on. */
  #replaceLifecycle(): void {
    if (this.#run !== this.#runNow) this.#lifecycle = null;
    this.#startLifecycle();
  }

  get #runNow(): string {
    return `-r${this.order?.version ?? 0}`;
  }

  /** A name is used once, as with Step Functions: whoever starts it again starts nothing. */
  #startLifecycle(run = this.#runNow): void {
    this.#run = run;
    if (this.#runsUsed.has(run)) return;
    this.#runsUsed.add(run);
    this.#lifecycle = { at: 'ScreenOrder', legs: new Map() };
    for (const name of [...this.#callbacks.keys()]) if (!name.startsWith('recall-')) this.#callbacks.delete(name);
  }

  #driveCompensation({ type, detail: { data } }: BusEvent): void {
    if (type === 'CompensationStarted') {
      if (this.order?.compensation) this.#compensation ??= { at: 'PlanReplacement', legs: new Map() };
    } else if (type === 'LegShortPicked') {
      this.act((record, context) => {
        const taken = takeShortPick(record, (data as { legId: LegId }).legId, context);
        if (!taken.shortened) return taken;
        const { before, after } = taken.shortened;
        for (const line of before.lines) {
          const left = after.lines.find(({ lineId }) => lineId === line.lineId)?.quantity ?? 0;
          this.#move('LOSE', [{ node: before.node, sku: line.sku, quantity: line.quantity - left }]);
        }
        return { ...taken, legs: [after] };
      });
    } else if (['LegRejected', 'OrderReleased', 'PlanCompensated', 'CompensationUndone'].includes(type)) {
      this.act((record, context) => reallocateOpenLines(record, context));
    }
  }

  /** The reconciler: what should be running and is not is started again. */
  reconcile(): void {
    const state = this.order?.lifecycle.state;
    if (this.order && !this.#lifecycle && state !== 'CANCELLED' && state !== 'FULFILLED')
      this.#startLifecycle(this.#runsUsed.has(this.#runNow) ? `-r${this.#now}` : this.#runNow);
    if (this.order?.compensation && !this.#compensation)
      this.#compensation = { at: 'PlanReplacement', legs: new Map() };
  }

  /** One task of the order's execution. @param lost its answer is: it is asked again */
  stepLifecycle(lost = false): void {
    const run = this.#lifecycle;
    if (!run || !this.order) return;
    if (run.at === 'Legs') {
      this.#stepLeg(run, lost);
      return;
    }
    const next = this.#lifecycleTask(run);
    if (!lost && next) run.at = next;
    if (run.at === 'Done') this.#lifecycle = null;
  }

  #lifecycleTask(run: Run): string | null {
    switch (run.at) {
      case 'ScreenOrder': {
        const known = { region: 'home', isKnownSku: () => true, isKnownCurrency: () => true, ...atHome };
        const screened = screenOrder(this.#record.order, known, this.#context());
        this.#write(screened);
        return { CLEAR: 'CommitPlan', HELD: 'AwaitRelease', CANCELLED: 'WithdrawPlan' }[screened.outcome as 'CLEAR'];
      }
      case 'CommitPlan':
        return this.#commitPlan(run);
      case 'AwaitRelease': {
        const { lifecycle, holds, compensation } = this.#record.order;
        const waits =
          lifecycle.state === 'BACKORDERED' || (lifecycle.state !== 'CANCELLED' && (holds.length > 0 || compensation));
        if (!waits) return 'ScreenOrder';
        this.#callbacks.set(RELEASE, () => {
          run.at = 'ScreenOrder';
        });
        return 'Waiting';
      }
      case 'SettleOrder': {
        const settled = settleOrder(this.#record.order, this.legs, this.#context());
        this.#write(settled);
        const next = { FULFILLED: 'Done', REPLAN: 'CommitPlan', HELD: 'AwaitRelease', CANCELLED: 'WithdrawPlan' };
        return next[settled.outcome as 'REPLAN'];
      }
      case 'WithdrawPlan': {
        const withdrawn = withdrawPlan(this.#record.order, this.legs, 'CANCELLED', this.#context());
        this.#write(withdrawn);
        this.#move('RELEASE', withdrawn.givenBack.flatMap(pieces));
        return 'Done';
      }
      default:
        return null;
    }
  }

  #commitPlan(run: Run): string {
    const { order } = this.#record;
    const standing = standingPlan(order, this.legs);
    const fulfil = (legs: readonly Leg[]): string => {
      run.legs.clear();
      for (const { legId } of [...legs, ...unreleasedLegs(this.legs)]) run.legs.set(legId, 'Dispatch');
      return run.legs.size > 0 ? 'Legs' : 'SettleOrder';
    };
    if (standing?.outcome === 'HELD') return 'AwaitRelease';
    if (standing?.outcome === 'CANCELLED') return 'WithdrawPlan';
    if (standing) {
      if (order.lifecycle.state === 'CONFIRMED') this.#write(goOnWithLegs(order, this.#context()));
      return fulfil(standing.legs);
    }
    if (order.holds.length > 0) return 'ScreenOrder';
    const lines = openLines(order, this.legs);
    const running = runningLegs(this.legs);
    const context = this.#context();
    if (lines.length === 0) {
      this.#write(takeUpPlan(order, context));
      return fulfil(running);
    }
    const decision = decidePlan(order, this.#propose(lines), lines, context);
    this.#reserve(decision.legs);
    const committed = decision.outcome === 'COMMITTED';
    this.#write({ ...decision, legs: [...decision.legs, ...(committed ? takenOver(running, decision.order) : [])] });
    if (decision.outcome === 'CANCELLED') return 'WithdrawPlan';
    return committed ? fulfil([...running, ...decision.legs]) : 'AwaitRelease';
  }

  #stepLeg(run: Run, lost: boolean): void {
    const [legId, at] = [...run.legs].find(([, each]) => each === 'Dispatch' || each === 'Release') ?? [];
    if (!legId) {
      if ([...run.legs.values()].every((each) => each === 'Ended')) run.at = 'SettleOrder';
      return;
    }
    if (at === 'Dispatch') {
      const { answer, ...dispatch } = dispatchLeg(this.#record, legId, this.#context());
      this.#write(dispatch);
      if (lost) return;
      const goOn = (outcome: string): void => {
        run.legs.set(legId, outcome === 'COMPLETED' ? 'Ended' : 'Release');
      };
      if (answer) {
        goOn(answer);
        return;
      }
      run.legs.set(legId, 'Wait');
      this.#callbacks.set(legId, goOn);
      return;
    }
    const released = releaseLeg(this.#record, legId, this.#context());
    this.#write(released);
    this.#move('RELEASE', released.givenBack.flatMap(pieces));
    if (!lost) run.legs.set(legId, 'Ended');
  }

  /** One task of the execution that replaces a plan. @param lost its answer is: it is asked again */
  stepCompensation(lost = false): void {
    const run = this.#compensation;
    if (!run || !this.order) return;
    if (run.at === 'TakeBackLegs') {
      this.#stepRecall(run, lost);
      return;
    }
    const next = this.#compensationTask(run);
    if (!lost) run.at = next;
    if (run.at === 'Done') this.#compensation = null;
  }

  #compensationTask(run: Run): string {
    const context = this.#context();
    switch (run.at) {
      case 'PlanReplacement': {
        const planned = this.#planReplacement(context);
        this.#write(planned);
        run.legs.clear();
        for (const legId of planned.takenBack) run.legs.set(legId, 'Ask');
        return { PLANNED: 'TakeBackLegs', UNROUTABLE: 'ReinstateLegs', CANCELLED: 'Done' }[
          planned.outcome as 'PLANNED'
        ];
      }
      case 'ReplaceLegs': {
        const outcome = this.#replaceLegs(context);
        const next = { REPLACED: 'SendLegs', REFUSED: 'ReinstateLegs', SHORT: 'PlanReplacement', CANCELLED: 'Done' };
        return next[outcome as 'SHORT'];
      }
      case 'SendLegs': {
        const { compensation, lifecycle } = this.#record.order;
        if (!compensation || lifecycle.state === 'CANCELLED') return 'Done';
        if (compensation.added.length > 0) this.#replaceLifecycle();
        return 'CloseCompensation';
      }
      case 'CloseCompensation':
        this.#write(closeCompensation(this.#record, context));
        return 'Done';
      default: {
        const undone = reinstateLegs(this.#record, 'refused', context);
        this.#write(undone);
        return undone.outcome === 'REPLACED' ? 'SendLegs' : 'Done';
      }
    }
  }

  #planReplacement(context: Context) {
    const record = this.#record;
    const { compensation } = record.order;
    const standing = standingReplacement(record);
    if (standing || !compensation)
      return standing ?? { ...unchanged(record.order), outcome: 'CANCELLED', takenBack: [] };
    const scope = scopeToReplan(record, compensation);
    const answer = this.#propose(scope.lines, scope.movable);
    return planReplacement(record, compensation, answer, scope, [], context);
  }

  #replaceLegs(context: Context): string {
    const done = replaceLegs(this.#record, context);
    try {
      this.#reserve(done.added, done.givenBack);
      this.#write(done);
      return done.outcome;
    } catch (error) {
      if (!(error instanceof Short)) throw error;
      const short = whenShort(this.#record);
      this.#write(short);
      return short.outcome;
    }
  }

  #stepRecall(run: Run, lost: boolean): void {
    const [legId, at] = [...run.legs].find(([, each]) => each === 'Ask' || each === 'Stop') ?? [];
    if (!legId) {
      if ([...run.legs.values()].every((each) => each === 'Asked')) run.at = 'ReplaceLegs';
      return;
    }
    const { answer, ...asking } = recallLeg(
      this.#record,
      legId,
      at === 'Ask' ? 'RECALL' : 'INTERCEPT',
      this.#context(),
    );
    this.#write(asking);
    if (lost) return;
    if (answer) {
      run.legs.set(legId, answer === 'LEFT' && at === 'Ask' ? 'Stop' : 'Asked');
      return;
    }
    run.legs.set(legId, 'Wait');
    this.#callbacks.set(recallCallback(legId), () => run.legs.set(legId, 'Asked'));
  }

  /** Whoever was asked stays silent until the machine gives up waiting. */
  giveUpRecall(): void {
    for (const [name, goOn] of [...this.#callbacks])
      if (name.startsWith('recall-')) {
        this.#callbacks.delete(name);
        goOn('REFUSED');
      }
  }

  /** Nobody has anything left to do by themselves. */
  get isIdle(): boolean {
    return this.#delivered === this.events.length && !this.#lifecycle && !this.#compensation;
  }
}
