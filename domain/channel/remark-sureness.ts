import type { InstructionType } from './remark-instruction.ts';
import { REMARK_TRAITS, type RemarkTrait } from './remark-traits.ts';
import { REMARK_WEIGHTS } from './remark-weights.ts';

/** Fitted log odds: of anything read, and what each trait and each type adds. */
export type RemarkWeights = {
  readonly bias: number;
  readonly traits: Readonly<Record<RemarkTrait, number>>;
  readonly types: Readonly<Partial<Record<InstructionType, number>>>;
};

const likelihood = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** How likely a reading is right, 0 to 1, by the traits of its words. */
export const surenessOf = (
  type: InstructionType,
  traits: Readonly<Record<RemarkTrait, number>>,
  weights: RemarkWeights = REMARK_WEIGHTS,
): number =>
  likelihood(
    REMARK_TRAITS.reduce(
      (sum, trait) => sum + weights.traits[trait] * traits[trait],
      weights.bias + (weights.types[type] ?? 0),
    ),
  );
