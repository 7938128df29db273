import * as z from 'zod';
import { fromEpochMillis, Instant, toEpochMillis } from '../time.ts';
import { ArrivalBands } from './arrival-bands.ts';
import { CALENDAR_FACTORS, FIXED_FACTORS, LANE_FACTORS } from './delivery-groups.ts';
import type { ForecastScores } from './forecast-scores.ts';
import { GroupBook } from './group-book.ts';
import { HoursExperts } from './hours-experts.ts';
import type { LaneKnowledge } from './lane-knowledge.ts';
import { OnTimeExperts } from './on-time-experts.ts';
import { type TransitState, transitStatistics } from './transit-statistics.ts';

const VERSION = 2;
const CALENDAR: ReadonlySet<string> = new Set(CALENDAR_FACTORS);
const QUANTITIES = ['hours', 'ratio', 'late', 'spread'] as const;

const Count = z.number().int().nonnegative();
const perQuantity = <Value extends z.ZodType>(value: Value) =>
  z.object({ hours: value, ratio: value, late: value, spread: value });
const optionalPerQuantity = <Value extends z.ZodType>(value: Value) => perQuantity(value).partial();

const Group = z.object({
  code: Count,
  name: z.string(),
  records: Count,
  /** On top of what the broader factors say: in logged hours, logged hours against the promise, share late, logged hours off. */
  effect: optionalPerQuantity(z.number()),
  /** Records, the old ones counting less; `effect` keeps weight ÷ (weight + shrinkage) of what they show. */
  weight: optionalPerQuantity(z.number()),
});

const Factor = z.object({
  factor: z.string(),
  /** How much its groups differ. */
  spread: perQuantity(z.number()),
  /** Records at which a group counts half for itself. */
  shrinkage: perQuantity(z.number()),
  /** Upper ends of the steps a column of numbers is cut into. */
  cuts: z.array(z.number()),
  groups: z.array(Group),
});

const Tree = z.array(
  z.object({
    feature: z.number().int(),
    /** Null: everything known goes right, only the missing left. */
    threshold: z.number().nullable(),
    left: z.number().int(),
    right: z.number().int(),
    value: z.number(),
  }),
);
const Learner = z.object({ weights: z.array(z.number()), trees: z.array(Tree) });
const Level = z.object({ mean: z.number(), variance: z.number(), atMs: z.number().nullable() });
const Experts = z.object({
  knownAtMs: z.number().nullable(),
  levels: z.array(Level),
  weights: z.array(z.array(z.number())),
});
const Band = z.object({ p10: z.number(), p50: z.number(), p90: z.number() });

/** A lane model as it is kept in a file: all that a forecast needs, and what people may want to look up. */
export const LaneModelFile = z.object({
  kind: z.literal('LANE_MODEL'),
  version: z.literal(VERSION),
  /** Deliveries that began before are not to be forecast with it: it knows what came later. */
  learntUntil: Instant,
  deliveries: Count,
  columns: z.array(z.string()),
  wholeDays: z.boolean(),
  seasonal: z.boolean(),
  /** Of a delivery of which nothing is known: median hours are e to the `hours`. */
  overall: perQuantity(z.object({ mean: z.number(), weight: z.number(), noise: z.number() })),
  factors: z.array(Factor),
  learners: z.object({ hours: Learner, onTime: Learner }),
  experts: z.object({ hours: Experts, onTime: Experts.extend({ onTime: z.number(), records: z.number() }) }),
  /** Whom the chance to be on time follows now. */
  stances: z.array(z.object({ asks: z.string(), trust: z.number(), weight: z.number() })),
  bands: z.array(Band),
  backtest: z.unknown(),
});
export type LaneModelFile = z.infer<typeof LaneModelFile>;

type Quantities<Value> = Record<(typeof QUANTITIES)[number], Value>;
const ofEach = <Value>(value: (quantity: (typeof QUANTITIES)[number]) => Value): Quantities<Value> => ({
  hours: value('hours'),
  ratio: value('ratio'),
  late: value('late'),
  spread: value('spread'),
});

const factorFile = (
  name: string,
  index: number,
  book: GroupBook,
  states: Quantities<TransitState>,
): LaneModelFile['factors'][number] => {
  const of = ofEach((quantity) => states[quantity].factors[index] as TransitState['factors'][number]);
  const codes = new Set(QUANTITIES.flatMap((quantity) => [...of[quantity].groups.keys()]));
  const known = (code: number, value: 'effect' | 'weight'): Partial<Quantities<number>> =>
    Object.fromEntries(
      QUANTITIES.flatMap((quantity) => {
        const group = of[quantity].groups.get(code);
        return group ? [[quantity, group[value]]] : [];
      }),
    );
  return {
    factor: name,
    spread: ofEach((quantity) => of[quantity].spread),
    shrinkage: ofEach((quantity) => of[quantity].shrinkage),
    cuts: [...book.cutsOf(index)],
    groups: [...codes]
      .sort((a, b) => a - b)
      .map((code) => ({
        code,
        name: book.nameOf(index, code),
        records: of.hours.groups.get(code)?.records ?? 0,
        effect: known(code, 'effect'),
        weight: known(code, 'weight'),
      })),
  };
};

const learnerFile = ({ weights, trees }: LaneKnowledge['hoursLearner']): LaneModelFile['learners']['hours'] => ({
  weights: [...weights],
  trees: trees.map((tree) =>
    tree.map((node) => ({ ...node, threshold: Number.isFinite(node.threshold) ? node.threshold : null })),
  ),
});

/** The model as it stands, to be read by people and kept by version. */
export const laneModelFile = (
  knowledge: LaneKnowledge,
  book: GroupBook,
  columns: readonly string[],
  learntUntilMs: number,
  backtest: ForecastScores | null,
): LaneModelFile => {
  const states = ofEach((quantity) => knowledge.statistics[quantity].state());
  return {
    kind: 'LANE_MODEL',
    version: VERSION,
    learntUntil: fromEpochMillis(learntUntilMs),
    deliveries: knowledge.delivered,
    columns: [...columns],
    wholeDays: knowledge.wholeDays,
    seasonal: book.seasonal,
    overall: ofEach((quantity) => {
      const { mean, meanWeight, noise } = states[quantity];
      return { mean, weight: meanWeight, noise };
    }),
    factors: [...LANE_FACTORS, ...CALENDAR_FACTORS, ...columns].map((name, index) =>
      factorFile(name, index, book, states),
    ),
    learners: { hours: learnerFile(knowledge.hoursLearner), onTime: learnerFile(knowledge.onTimeLearner) },
    experts: structuredExperts(knowledge),
    stances: knowledge.onTimeExperts.describe(),
    bands: [...knowledge.bands.state()],
    backtest,
  };
};

const plainExperts = ({ knownAtMs, levels, weights }: ReturnType<HoursExperts['state']>) => ({
  knownAtMs,
  levels: levels.map((level) => ({ ...level })),
  weights: weights.map((each) => [...each]),
});

const structuredExperts = ({ hoursExperts, onTimeExperts }: LaneKnowledge): LaneModelFile['experts'] => {
  const { onTime, records } = onTimeExperts.state();
  return {
    hours: plainExperts(hoursExperts.state()),
    onTime: { ...plainExperts(onTimeExperts.state()), onTime, records },
  };
};

const stateFrom = ({ overall, factors }: LaneModelFile, quantity: (typeof QUANTITIES)[number]): TransitState => ({
  mean: overall[quantity].mean,
  meanWeight: overall[quantity].weight,
  noise: overall[quantity].noise,
  factors: factors.map(({ spread, shrinkage, groups }) => ({
    spread: spread[quantity],
    shrinkage: shrinkage[quantity],
    groups: new Map(
      groups.flatMap(({ code, records, effect, weight }) =>
        weight[quantity] === undefined
          ? []
          : [[code, { records, weight: weight[quantity], effect: effect[quantity] ?? 0 }] as const],
      ),
    ),
  })),
});

const bookFrom = ({ columns, factors, seasonal }: LaneModelFile): GroupBook => {
  const book = new GroupBook(FIXED_FACTORS, columns.length);
  factors.forEach(({ factor, cuts, groups }, index) => {
    book.setCuts(index, Float32Array.from(cuts));
    if (CALENDAR.has(factor) && index < FIXED_FACTORS) return;
    for (const { code, name } of groups) book.restore(index, code, name);
  });
  book.seasonal = seasonal;
  return book;
};

const learnerFrom = ({ weights, trees }: LaneModelFile['learners']['hours']): LaneKnowledge['hoursLearner'] => ({
  weights: Float64Array.from(weights),
  trees: trees.map((tree) => tree.map((node) => ({ ...node, threshold: node.threshold ?? Number.NEGATIVE_INFINITY }))),
});

/** What a kept model knows, ready to forecast. */
export const knowledgeFrom = (file: LaneModelFile): { readonly knowledge: LaneKnowledge; readonly book: GroupBook } => {
  const statistics = ofEach((quantity) => transitStatistics(file.factors.length, 0, stateFrom(file, quantity)));
  return {
    book: bookFrom(file),
    knowledge: {
      statistics,
      onTimeExperts: new OnTimeExperts(file.experts.onTime),
      hoursExperts: new HoursExperts(file.experts.hours),
      bands: new ArrivalBands(file.bands),
      wholeDays: file.wholeDays,
      hoursLearner: learnerFrom(file.learners.hours),
      onTimeLearner: learnerFrom(file.learners.onTime),
      delivered: file.deliveries,
    },
  };
};

/** Moment before which nothing may be forecast with the model. */
export const learntUntilMsOf = ({ learntUntil }: LaneModelFile): number => toEpochMillis(learntUntil);
