export type Comparator = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in' | 'not in';
export type BinaryOperator = Comparator | '+' | '-' | '*' | '/' | '%' | '??' | 'and' | 'or';

/** What a cell means, in the words of zen's expression language. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: null | boolean | number | string }
  /** `$`: the value of the cell's column. */
  | { readonly kind: 'column' }
  | { readonly kind: 'fact'; readonly path: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly low: Expression; readonly high: Expression; readonly brackets: string }
  | { readonly kind: 'unary'; readonly operator: 'not' | '-' | 'truth'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] };

/** Every part of an expression, the whole first. */
export const partsOf = (expression: Expression): Expression[] => [
  expression,
  ...childrenOf(expression).flatMap(partsOf),
];

const childrenOf = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case 'list':
      return expression.items;
    case 'range':
      return [expression.low, expression.high];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.condition, expression.yes, expression.no];
    case 'call':
      return expression.operands;
    default:
      return [];
  }
};
