import { fromEpochMillis } from '../time.ts';
import { ArrivalBands } from './arrival-bands.ts';
import { CALENDAR_FACTORS, FIXED_FACTORS, LANE_FACTORS } from './delivery-groups.ts';
import { GroupBook } from './group-book.ts';
import { HoursExperts } from './hours-experts.ts';
import type { LaneKnowledge } from './lane-knowledge.ts';
import type { Calibrated } from './lane-model.ts';
import { LANE_MODEL_VERSION, type LaneModelFile } from './lane-model-file.ts';
import { OnTimeExperts } from './on-time-experts.ts';
import { type TransitState, transitStatistics } from './transit-statistics.ts';

const CALENDAR: ReadonlySet<string> = new Set(CALENDAR_FACTORS);
const QUANTITIES = ['hours', 'ratio', 'late', 'spread'] as const;

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
  { walk, learntUntilMs, backtest, delays }: Calibrated,
  columns: readonly string[],
): LaneModelFile => {
  const {
    knowledge,
    grouped: { book },
  } = walk;
  const states = ofEach((quantity) => knowledge.statistics[quantity].state());
  return {
    kind: 'LANE_MODEL',
    version: LANE_MODEL_VERSION,
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
    pace: knowledge.pace,
    bands: [...knowledge.bands.state()],
    delays: [...delays],
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
      pace: file.pace,
      wholeDays: file.wholeDays,
      hoursLearner: learnerFrom(file.learners.hours),
      onTimeLearner: learnerFrom(file.learners.onTime),
      delivered: file.deliveries,
    },
  };
};
