import * as z from 'zod';
import { Instant, toEpochMillis } from '../time.ts';
import { DelayCause } from './delay-causes.ts';

export const LANE_MODEL_VERSION = 3;

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
  version: z.literal(LANE_MODEL_VERSION),
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
  /** How much slower than foreseen things travelled at the end, in logged hours. */
  pace: z.object({ slower: z.number(), readAtMs: z.number(), halfLifeMs: z.number() }),
  bands: z.array(Band),
  /** What held deliveries up, the most frequent first. */
  delays: z.array(DelayCause),
  backtest: z.unknown(),
});
export type LaneModelFile = z.infer<typeof LaneModelFile>;

/** Moment before which nothing may be forecast with the model. */
export const learntUntilMsOf = ({ learntUntil }: LaneModelFile): number => toEpochMillis(learntUntil);
