import type { Plan } from './plan.ts';
import { type Cell, cellOf, type StockPool } from './stock-pool.ts';
import type { StockView } from './stock-view.ts';

/** An order that is planned and not yet handed out. */
export type OpenPlan = {
  readonly current: Plan;
  /** What would be recommended for it on this stock; null: nothing serves it. */
  readonly propose: (stock: StockView) => Plan | null;
  /** What a plan weighs by the order's policies, in major units. Absent: its cost and what is scarce of it. */
  readonly weigh?: (plan: Plan) => number;
};

/** An order whose plan becomes another one; `order` is its index. */
export type ChangedPlan = { readonly order: number; readonly before: Plan; readonly after: Plan };

/** Plans that change hands with one another: each exchange saves something by itself, once those before it are done. */
export type Exchange = { readonly changes: readonly ChangedPlan[]; readonly saving: number };

export type Reconsidered = {
  /** The plans after it, by index of the open plans; the same object where nothing changed. */
  readonly plans: readonly Plan[];
  readonly saving: number;
  /** How it came to that, one after the other. */
  readonly exchanges: readonly Exchange[];
  /** What nobody holds afterwards. */
  readonly left: StockPool;
};

/** Savings below this are not worth a change, in major units. */
const LEAST_SAVING = 0.01;
const MOST_PASSES = 4;
/** Orders asked to make room for one. */
const MOST_TRIED = 30;
const MOST_MOVED = 3;

/** Plans wished for instead, one after the other. */
const MOST_WISHES = 8;

type Move = ChangedPlan & { readonly dearer: number };

const costOf = ({ cost, scarcity = 0 }: Plan): number => cost + scarcity;

class Reconsideration {
  readonly #open: readonly OpenPlan[];
  readonly #plans: Plan[];
  readonly #pool: StockPool;
  readonly #exchanges: Exchange[] = [];
  readonly #everything: StockPool;
  /** As if each were alone with everything that is free or may be given back. */
  readonly #wished: readonly (Plan | null)[];

  constructor(open: readonly OpenPlan[], free: StockPool) {
    this.#open = open;
    this.#plans = open.map(({ current }) => current);
    this.#everything = free.copy();
    open.forEach(({ current }, index) => {
      this.#everything.giveBack(index, current.legs);
    });
    this.#wished = open.map(({ propose }) => propose(this.#everything));
    this.#pool = free.copy();
    open.forEach(({ current }, index) => {
      this.#pool.giveBack(index, current.legs);
      this.#pool.take(index, current.legs);
    });
  }

  run(): Reconsidered {
    const before = this.#plans.map((plan, order) => this.#weightOf(order, plan));
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      let saved = 0;
      for (const order of this.#byRegret()) saved += this.#improve(order);
      if (saved < LEAST_SAVING) break;
    }
    const saving = this.#plans.reduce(
      (sum, plan, index) => sum + (before[index] as number) - this.#weightOf(index, plan),
      0,
    );
    return { plans: this.#plans, saving, exchanges: this.#exchanges, left: this.#pool };
  }

  /** Orders that are served worse than if they had been alone, the worst first. */
  #byRegret(): number[] {
    const regret = (order: number): number => {
      const wished = this.#wished[order];
      return wished ? this.#weightOf(order, this.#plans[order] as Plan) - this.#weightOf(order, wished) : 0;
    };
    return this.#plans
      .map((_, order) => order)
      .filter((order) => regret(order) >= LEAST_SAVING)
      .sort((a, b) => regret(b) - regret(a) || a - b);
  }

  /** Gives an order a better plan, if need be by moving others; what that saves. */
  #improve(order: number): number {
    const now = this.#plans[order] as Plan;
    this.#pool.giveBack(order, now.legs);
    const free = this.#propose(order);
    const weight = this.#weightOf(order, now);
    if (free && weight - this.#weightOf(order, free) >= LEAST_SAVING) {
      this.#settle(order, free);
      const saving = weight - this.#weightOf(order, free);
      this.#exchanges.push({ changes: [{ order, before: now, after: free }], saving });
      return saving;
    }
    const banned = new Set<string>();
    let wished = this.#wished[order] ?? null;
    for (let wishes = 0; wishes < MOST_WISHES && wished; wishes += 1) {
      if (weight - this.#weightOf(order, wished) < LEAST_SAVING) break;
      const made = this.#makeRoom(order, wished);
      if (made.saving > 0) return made.saving;
      banned.add(made.short);
      wished = this.#open[order]?.propose(this.#everything.without(banned)) ?? null;
    }
    this.#pool.take(order, now.legs);
    return 0;
  }

  #weightOf(order: number, plan: Plan): number {
    return (this.#open[order]?.weigh ?? costOf)(plan);
  }

  #propose(order: number): Plan | null {
    return this.#open[order]?.propose(this.#pool) ?? null;
  }

  #settle(order: number, plan: Plan): void {
    this.#pool.take(order, plan.legs);
    this.#plans[order] = plan;
  }

  /**
   * The order takes what it wishes; those who held it are planned anew on what is left, one after the other, while the sum gets less.
   * Where it does not, all is as before, and `short` says what could not be had.
   */
  #makeRoom(order: number, wished: Plan): { readonly saving: number; readonly short: string } {
    const now = this.#plans[order] as Plan;
    this.#pool.take(order, wished.legs);
    const moved: Move[] = [];
    let saving = this.#weightOf(order, now) - this.#weightOf(order, wished);
    for (;;) {
      const [short] = this.#pool.overdrawn(wished.legs);
      if (!short) {
        this.#plans[order] = wished;
        const changes = [...moved, { order, before: now, after: wished }].map(({ order: whose, before, after }) => ({
          order: whose,
          before,
          after,
        }));
        this.#exchanges.push({ changes, saving });
        return { saving, short: '' };
      }
      const move = moved.length < MOST_MOVED ? this.#cheapestToMove(order, short) : null;
      if (!move || saving - move.dearer < LEAST_SAVING) {
        this.#undo(moved);
        this.#pool.giveBack(order, wished.legs);
        return { saving: 0, short: cellOf(short) };
      }
      saving -= move.dearer;
      this.#pool.giveBack(move.order, move.before.legs);
      this.#settle(move.order, move.after);
      moved.push(move);
    }
  }

  #undo(moved: readonly Move[]): void {
    for (const { order, before } of moved) {
      this.#pool.giveBack(order, (this.#plans[order] as Plan).legs);
      this.#settle(order, before);
    }
  }

  /** Of those who hold something: the one for whom another plan costs least more. */
  #cheapestToMove(except: number, short: Cell): Move | null {
    let best: Move | null = null;
    const holders = this.#pool.holdersOf(short).filter((holder) => holder !== except);
    for (const order of holders.slice(0, MOST_TRIED)) {
      const before = this.#plans[order] as Plan;
      this.#pool.giveBack(order, before.legs);
      const after = this.#propose(order);
      this.#pool.take(order, before.legs);
      const dearer = after ? this.#weightOf(order, after) - this.#weightOf(order, before) : Number.POSITIVE_INFINITY;
      if (after && dearer < (best?.dearer ?? Number.POSITIVE_INFINITY)) best = { order, before, after, dearer };
    }
    return best;
  }
}

/**
 * Plans open orders again together: each was planned when it came, on what those before it had left. An order served worse than if it were
 * alone takes back what it would have, and those who hold it go elsewhere, wherever the sum gets less: exchanges of up to four orders, until
 * none saves anything. No order is left without a plan, no stock taken twice, and what nobody gains by stays as it is.
 * @param free stock that nobody holds
 */
export const reconsiderPlans = (open: readonly OpenPlan[], free: StockPool): Reconsidered =>
  new Reconsideration(open, free).run();
