import { ParcelFronts } from './parcel-fronts.ts';
import { type FrontierEdge, PlanLabels } from './plan-labels.ts';
import { WeighedCut } from './weighed-cut.ts';

/** A plan as found: parcels are entries of the fronts. */
export type FoundPlan = { readonly cost: number; readonly risk: number; readonly entries: readonly number[] };

/** Up to here labels alone are faster than first finding the corners. */
const LABELS_ONLY_LINES = 4;
/** Beyond this only what may hold the cheapest plan is searched between the corners. */
const WHOLE_FRONTIER_LINES = 9;
/** Halvings of the frontier while looking for corners. */
const MAX_ROUNDS = 4;
/** Fewer plans than this are looked for again without passing over any, where that is quick. */
const FEW_PLANS = 3;
const RECHECKED_LINES = 8;
/** So dear is risk when the safest plan is asked for: of plans as safe within 1e-7 per unit of cost, the cheapest. */
const SAFETY_FIRST = 1e7;
/** Between plans whose risks differ by less nobody chooses. */
const SAME_RISK = 1e-7;

type Point = { readonly cost: number; readonly risk: number };

/** How much cost a unit of risk is worth on the line through two plans, the first cheaper and riskier. */
const slope = (risky: Point, safe: Point): number => (safe.cost - risky.cost) / (risky.risk - safe.risk);

/** Keeps what no other plan beats in both cost and risk; cheapest first, then ever safer. */
export const nonDominated = <Kind extends Point>(plans: readonly Kind[]): Kind[] => {
  const kept: Kind[] = [];
  for (const plan of [...plans].sort((a, b) => a.cost - b.cost || a.risk - b.risk))
    if (plan.risk < (kept.at(-1)?.risk ?? Number.POSITIVE_INFINITY)) kept.push(plan);
  return kept;
};

/**
 * Finds the frontier of cost against risk of one order, for up to `MAX_SET_LINES` lines, in two phases: its corners by weighing risk ever
 * anew (dichotomy), then what lies between them by labels held below the corners' lines. Room is kept from order to order.
 */
export class FrontierSearch {
  readonly fronts = new ParcelFronts();
  readonly #labels = new PlanLabels();
  readonly #cuts: WeighedCut[] = [];
  #used = 0;
  #riskBudget = 0;
  #edges: FrontierEdge[] = [];
  #corners: FoundPlan[] = [];
  /** The edge that the risk budget cuts: the cheapest plan may lie below it. */
  #first: FrontierEdge | null = null;

  /**
   * The frontier within the risk budget, cheapest first: whole up to `WHOLE_FRONTIER_LINES`, else its cheapest plan and its corners.
   * None when no plan keeps the budget.
   */
  search(riskBudget: number): FoundPlan[] {
    const { fronts } = this;
    this.#used = 0;
    this.#riskBudget = riskBudget;
    const safest = this.#cut().weigh(fronts, 0, 1);
    const leastRisk = safest.value[fronts.all] as number;
    // With minSuccess 0 the budget is infinite, and so is the risk of lines that cannot be served.
    if (!(leastRisk <= riskBudget) || leastRisk === Number.POSITIVE_INFINITY) return [];
    if (fronts.lineCount <= LABELS_ONLY_LINES) {
      this.#labels.search(fronts, riskBudget, safest, null);
      return this.#found();
    }
    this.#findCorners(safest);
    const edges = this.#edgesToSearch();
    if (edges.length === 0) return nonDominated(this.#corners);
    this.#labels.search(fronts, riskBudget, safest, edges);
    const plans = nonDominated([...this.#corners, ...this.#found()]);
    if (plans.length >= FEW_PLANS || fronts.lineCount > RECHECKED_LINES) return plans;
    // So few: those that differ by next to nothing are worth telling too.
    this.#labels.search(fronts, riskBudget, safest, null);
    return this.#found();
  }

  #found(): FoundPlan[] {
    const { head, next, cost, risk } = this.#labels;
    const plans: FoundPlan[] = [];
    for (let label = head[this.fronts.all] as number; label >= 0; label = next[label] as number)
      plans.push({
        cost: cost[label] as number,
        risk: risk[label] as number,
        entries: this.#labels.entriesOf(label),
      });
    return plans;
  }

  #findCorners(safest: WeighedCut): void {
    this.#edges = [];
    this.#first = null;
    this.#corners = [];
    const cheapest = this.#weigh(0);
    const safe = this.#weigh(SAFETY_FIRST);
    const end = safe.risk <= this.#riskBudget ? safe : safest;
    this.#note(cheapest);
    this.#note(end);
    if (cheapest.risk > end.risk) this.#refine(cheapest, end, cheapest, 0);
  }

  #note(plan: WeighedCut): void {
    if (plan.risk <= this.#riskBudget)
      this.#corners.push({ cost: plan.cost, risk: plan.risk, entries: [...plan.entries] });
  }

  /** Looks for a corner between two plans, and on either side of it; notes the edges that are left. */
  #refine(risky: Point, safe: Point, bound: WeighedCut, round: number): void {
    if (safe.risk > this.#riskBudget || !(risky.risk > safe.risk)) return;
    const isInside = risky.risk <= this.#riskBudget;
    if (isInside && (risky.risk - safe.risk < SAME_RISK || round >= MAX_ROUNDS)) {
      this.#noteEdge(risky, safe, bound);
      return;
    }
    const between = this.#weigh(slope(risky, safe));
    const weight = between.riskWeight;
    const isCorner = between.cost + weight * between.risk < risky.cost + weight * risky.risk - 1e-9 * risky.cost;
    if (!isCorner || between.risk >= risky.risk || between.risk <= safe.risk) {
      this.#noteEdge(risky, safe, between);
      return;
    }
    this.#note(between);
    this.#refine(risky, between, between, round + 1);
    this.#refine(between, safe, between, round + 1);
  }

  /** All of them, or where that would take long and there are plans enough: the one that may hold the cheapest plan. */
  #edgesToSearch(): readonly FrontierEdge[] {
    if (this.fronts.lineCount <= WHOLE_FRONTIER_LINES || this.#corners.length < FEW_PLANS) return this.#edges;
    return this.#first ? [this.#first] : [];
  }

  #noteEdge(risky: Point, safe: Point, cut: WeighedCut): void {
    const risk = Math.min(risky.risk, this.#riskBudget);
    if (risk - safe.risk < SAME_RISK && risky.risk <= this.#riskBudget) return;
    const edge = { cut, ceiling: safe.cost + cut.riskWeight * risk };
    this.#edges.push(edge);
    if (risky.risk > this.#riskBudget) this.#first = edge;
  }

  #weigh(riskWeight: number): WeighedCut {
    return this.#cut().weigh(this.fronts, 1, riskWeight);
  }

  #cut(): WeighedCut {
    const cut = this.#cuts[this.#used] ?? new WeighedCut();
    this.#cuts[this.#used] = cut;
    this.#used += 1;
    return cut;
  }
}
