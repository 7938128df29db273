import { type Expression, partsOf } from './cell-expression.ts';
import type { Value } from './cell-value.ts';

/** Values that no cell of a column tells apart, by one of them. */
export type ValueClass =
  | { readonly kind: 'number' | 'text' | 'truth' | 'nothing' | 'other'; readonly example: Value; readonly told: string }
  /** The column's own expression fails for the facts. */
  | { readonly kind: 'failed'; readonly example: null; readonly told: string };

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in']);

const isConstant = ({ kind }: Expression): boolean => kind === 'constant';
const isConstantNumber = (expression: Expression): boolean =>
  isConstant(expression) ||
  (expression.kind === 'unary' && expression.operator === '-' && isConstant(expression.operand));

const isLiteral = (expression: Expression): boolean => {
  if (expression.kind === 'list') return expression.items.every(isConstantNumber);
  if (expression.kind === 'range') return isConstantNumber(expression.low) && isConstantNumber(expression.high);
  return isConstantNumber(expression);
};

/**
 * Whether a condition only compares `$` with constants: then it answers alike for all values between two of its constants, and an
 * index can know its answers beforehand.
 */
export const isIndexable = (expression: Expression): boolean => {
  if (expression.kind === 'unary')
    return (expression.operator === 'not' || expression.operator === 'truth') && isIndexable(expression.operand);
  if (expression.kind !== 'binary') return false;
  const { operator, left, right } = expression;
  if (operator === 'and' || operator === 'or') return isIndexable(left) && isIndexable(right);
  return COMPARISONS.has(operator) && left.kind === 'column' && isLiteral(right);
};

/** The numbers and texts that conditions compare with, each once; numbers ascending. */
export const constantsIn = (
  expressions: readonly Expression[],
): { readonly numbers: readonly number[]; readonly texts: readonly string[] } => {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  for (const part of expressions.flatMap(partsOf)) {
    if (part.kind === 'unary' && part.operator === '-' && part.operand.kind === 'constant')
      if (typeof part.operand.value === 'number') numbers.add(0 - part.operand.value);
    if (part.kind !== 'constant') continue;
    if (typeof part.value === 'number') numbers.add(part.value);
    if (typeof part.value === 'string') texts.add(part.value);
  }
  return { numbers: [...numbers].sort((a, b) => a - b), texts: [...texts] };
};

/** A number between two; a whole one where there is one. */
const between = (low: number | undefined, high: number | undefined): number => {
  if (low === undefined) return high === undefined ? 0 : Math.floor(high) - 1;
  if (high === undefined) return Math.ceil(low) + 1;
  const whole = Math.floor(low) + 1;
  return whole < high ? whole : (low + high) / 2;
};

const segments = (numbers: readonly number[]): ValueClass[] =>
  Array.from({ length: 2 * numbers.length + 1 }, (_, index) => {
    const [low, high] = [numbers[(index >> 1) - 1], numbers[index >> 1]];
    if (index % 2 === 1) return { kind: 'number', example: high as number, told: String(high) };
    const example = between(low, high);
    return { kind: 'number', example, told: String(example) };
  });

/** A text that none of the others is. */
const anotherText = (texts: readonly string[]): string => {
  let text = 'another';
  while (texts.includes(text)) text += ' one';
  return text;
};

/**
 * All values, in classes: below, at and above each number (2n + 1, first); each text, then any other; true, false; null; lists and
 * objects; a failed column.
 */
export const classesOf = (numbers: readonly number[], texts: readonly string[]): readonly ValueClass[] => [
  ...segments(numbers),
  ...texts.map((text): ValueClass => ({ kind: 'text', example: text, told: `'${text}'` })),
  { kind: 'text', example: anotherText(texts), told: 'any other text' },
  { kind: 'truth', example: true, told: 'true' },
  { kind: 'truth', example: false, told: 'false' },
  { kind: 'nothing', example: null, told: 'null' },
  { kind: 'other', example: [], told: 'a list' },
  { kind: 'failed', example: null, told: 'nothing that can be worked out' },
];
