import { createHash } from 'node:crypto';
import { proposalsIn, readRemark } from '../domain/channel/remark.ts';
import { INSTRUCTION_TYPES } from '../domain/channel/remark-instruction.ts';
import type { Said } from '../domain/channel/remark-score.ts';
import { type RemarkWeights, surenessOf } from '../domain/channel/remark-sureness.ts';
import { REMARK_TRAITS, type RemarkTrait } from '../domain/channel/remark-traits.ts';
import type { Instant } from '../domain/time.ts';

export type LabelledRemark = { readonly text: string; readonly placedAt: Instant; readonly gold: readonly Said[] };

type Sample = {
  readonly type: Said['type'];
  readonly traits: Readonly<Record<RemarkTrait, number>>;
  readonly isRight: boolean;
};

const NAMES: readonly string[] = [...REMARK_TRAITS, ...INSTRUCTION_TYPES];
const keyOf = ({ type, value }: Said): string => `${type}=${value.trim().toLowerCase()}`;

const samplesOf = ({ text, placedAt, gold }: LabelledRemark): Sample[] => {
  const right = new Set(gold.map(keyOf));
  return proposalsIn(text, placedAt).map(({ type, value, traits }) => ({
    type,
    traits,
    isRight: right.has(keyOf({ type, value })),
  }));
};

/** One row: 1 for the bias, the traits, a 1 for the type. */
const rowOf = ({ type, traits }: Pick<Sample, 'type' | 'traits'>): number[] => [
  1,
  ...REMARK_TRAITS.map((trait) => traits[trait]),
  ...INSTRUCTION_TYPES.map((each) => (each === type ? 1 : 0)),
];

const ROUNDS = 25;
/** Pull towards zero: light on the traits, heavy on the types, of which some have few examples. */
const RIDGE_TRAIT = 0.5;
const RIDGE_TYPE = 4;
const ridgeOf = (column: number): number =>
  column === 0 ? 1e-6 : column <= REMARK_TRAITS.length ? RIDGE_TRAIT : RIDGE_TYPE;

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** Takes the pivot's column out of the rows below it. */
const eliminate = (matrix: number[][], right: number[], pivot: number): void => {
  const lead = matrix[pivot] ?? [];
  for (const [row, here] of matrix.entries()) {
    const share = row > pivot ? (here[pivot] ?? 0) / (lead[pivot] ?? 1) : 0;
    if (share === 0) continue;
    for (let column = pivot; column < lead.length; column += 1)
      here[column] = (here[column] ?? 0) - share * (lead[column] ?? 0);
    right[row] = (right[row] ?? 0) - share * (right[pivot] ?? 0);
  }
};

/** Solves a symmetric positive system; both arguments are used up. */
const solved = (matrix: number[][], right: number[]): number[] => {
  for (const pivot of right.keys()) eliminate(matrix, right, pivot);
  const found = new Array<number>(right.length).fill(0);
  for (let row = right.length - 1; row >= 0; row -= 1)
    found[row] = ((right[row] ?? 0) - dot(matrix[row] ?? [], found)) / (matrix[row]?.[row] ?? 1);
  return found;
};

/** Logistic regression by Newton's method with a ridge: the same samples always give the same weights. */
const fitted = (samples: readonly Sample[]): number[] => {
  const rows = samples.map((sample) => ({ row: rowOf(sample), target: sample.isRight ? 1 : 0 }));
  const size = 1 + NAMES.length;
  let weights = new Array<number>(size).fill(0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = weights.map((weight, column) => -ridgeOf(column) * weight);
    const curve = weights.map((_, row) => weights.map((__, column) => (row === column ? ridgeOf(row) : 0)));
    for (const { row, target } of rows) {
      const expected = 1 / (1 + Math.exp(-dot(row, weights)));
      const active = row.flatMap((value, column) => (value === 0 ? [] : [[column, value] as const]));
      for (const [a, x] of active) {
        slope[a] = (slope[a] ?? 0) + (target - expected) * x;
        const line = curve[a] ?? [];
        for (const [b, y] of active) line[b] = (line[b] ?? 0) + expected * (1 - expected) * x * y;
      }
    }
    const step = solved(curve, slope);
    weights = weights.map((weight, column) => weight + (step[column] ?? 0));
  }
  return weights;
};

const FOUR_PLACES = 10_000;
const rounded = (value: number): number => Math.round(value * FOUR_PLACES) / FOUR_PLACES;

const weightsFrom = (numbers: readonly number[]): RemarkWeights => {
  const named = Object.fromEntries(NAMES.map((name, index) => [name, rounded(numbers[index + 1] ?? 0)]));
  const pick = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
    Object.fromEntries(names.map((name) => [name, named[name] ?? 0])) as Record<Name, number>;
  return { bias: rounded(numbers[0] ?? 0), traits: pick(REMARK_TRAITS), types: pick(INSTRUCTION_TYPES) };
};

/** Weights that tell right from wrong proposals of labelled remarks. */
export const trainedOn = (remarks: readonly LabelledRemark[]): RemarkWeights =>
  weightsFrom(fitted(remarks.flatMap(samplesOf)));

export type Reliability = {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly right: number;
};
export type CrossValidation = {
  readonly folds: number;
  /** Mean square between the sureness of a proposal and whether it was right. */
  readonly brier: number;
  /** The same with one constant sureness for all: what knowing nothing scores. */
  readonly brierOfConstant: number;
  readonly reliability: readonly Reliability[];
  /** Of what is read: sure from 0.6, and doubtful below. */
  readonly sure: { readonly count: number; readonly right: number };
  readonly doubtful: { readonly count: number; readonly right: number };
};

const BINS = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1];
const SURE_FROM = 0.6;

type Judged = { readonly sureness: number; readonly isRight: boolean; readonly isRead: boolean };

const judgedBy = (weights: RemarkWeights, remark: LabelledRemark): Judged[] => {
  const read = new Set(readRemark(remark.text, remark.placedAt).map(keyOf));
  const right = new Set(remark.gold.map(keyOf));
  return proposalsIn(remark.text, remark.placedAt).map((proposal) => ({
    sureness: surenessOf(proposal.type, proposal.traits, weights),
    isRight: right.has(keyOf(proposal)),
    isRead: read.has(keyOf(proposal)),
  }));
};

const tallyOf = (judged: readonly Judged[]): { count: number; right: number } => ({
  count: judged.length,
  right: judged.filter(({ isRight }) => isRight).length,
});

/** Each remark is judged by weights fitted to the other folds: remark i is in fold i modulo their number. */
export const crossValidated = (remarks: readonly LabelledRemark[], folds: number): CrossValidation => {
  const judged = Array.from({ length: folds }, (_, fold) => {
    const weights = trainedOn(remarks.filter((__, index) => index % folds !== fold));
    return remarks.filter((__, index) => index % folds === fold).flatMap((remark) => judgedBy(weights, remark));
  }).flat();
  const { count, right } = tallyOf(judged);
  const share = count === 0 ? 0 : right / count;
  const meanOf = (error: (each: Judged) => number): number =>
    judged.reduce((sum, each) => sum + error(each) ** 2, 0) / Math.max(count, 1);
  const read = judged.filter(({ isRead }) => isRead);
  return {
    folds,
    brier: meanOf(({ sureness, isRight }) => sureness - (isRight ? 1 : 0)),
    brierOfConstant: meanOf(({ isRight }) => share - (isRight ? 1 : 0)),
    reliability: BINS.slice(1).map((to, index) => {
      const from = BINS[index] ?? 0;
      return { from, to, ...tallyOf(judged.filter(({ sureness }) => sureness >= from && (sureness < to || to === 1))) };
    }),
    sure: tallyOf(read.filter(({ sureness }) => sureness >= SURE_FROM)),
    doubtful: tallyOf(read.filter(({ sureness }) => sureness < SURE_FROM)),
  };
};

export type Provenance = {
  readonly file: string;
  readonly content: string;
  /** `YYYY-MM-DD`. */
  readonly on: string;
  /** Labelled remarks. */
  readonly count: number;
};

/** The table that `domain/channel/remark-weights.ts` holds, with where it comes from. */
export const weightsTable = (weights: RemarkWeights, { file, content, on, count }: Provenance): string => {
  const hash = createHash('sha256').update(content).digest('hex');
  return `import type { RemarkWeights } from './remark-sureness.ts';

/**
 * Log odds fitted by \`npx orderloom remarks --train ${file} --on ${on}\`:
 * logistic regression with a ridge over the right and the wrong proposals of ${count} labelled remarks,
 * sha256 ${hash}.
 */
export const REMARK_WEIGHTS: RemarkWeights = ${JSON.stringify(weights, null, 2).replace(/"(\w+)":/g, '$1:')};
`;
};
