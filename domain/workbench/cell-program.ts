import { CALLS } from './cell-calls.ts';
import type { BinaryOperator, Expression } from './cell-expression.ts';
import { dividedBy, isExactDivisor, minus, plus, remainder, times } from './cell-numbers.ts';
import { UnreadableCell } from './cell-tokens.ts';
import { compared, FAILED, type Facts, isEqual, isList, Range, type Value, type Worked } from './cell-value.ts';

/** An expression made into closures: no code is generated, so it runs wherever `eval` is forbidden. */
export type Program = (facts: Facts, column: Value) => Worked;

const member = (value: unknown, name: string): Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? ((value as { readonly [name: string]: Value })[name] ?? null)
    : null;

/** Reads a fact; null where there is none. */
export const factReader = (path: readonly string[]): ((facts: Facts) => Value) => {
  const [first = '', second, third, ...more] = path;
  if (second === undefined) return (facts) => (facts[first] ?? null) as Value;
  if (third === undefined) return (facts) => member(facts[first], second);
  if (more.length === 0) return (facts) => member(member(facts[first], second), third);
  return (facts) => more.reduce((value, name) => member(value, name), member(member(facts[first], second), third));
};

type Operation = (a: Worked, b: Worked) => Worked;

const onNumbers =
  (run: (a: number, b: number) => Worked): Operation =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? run(a, b) : FAILED;

const isIn: Operation = (value, whole) => {
  if (whole instanceof Range) return typeof value === 'number' ? whole.includes(value) : FAILED;
  const isPlain = value === null || typeof value !== 'object';
  if (isList(whole)) return isPlain ? whole.some((each) => isEqual(each, value)) : FAILED;
  if (typeof value === 'string' && typeof whole === 'object' && whole !== null) return Object.hasOwn(whole, value);
  return FAILED;
};

const not = (value: Worked): Worked => (typeof value === 'boolean' ? !value : FAILED);

const OPERATIONS: Readonly<Record<Exclude<BinaryOperator, 'and' | 'or' | '??'>, Operation>> = {
  '==': (a, b) => isEqual(a, b),
  '!=': (a, b) => !isEqual(a, b),
  '<': onNumbers((a, b) => compared('<', a, b)),
  '>': onNumbers((a, b) => compared('>', a, b)),
  '<=': onNumbers((a, b) => compared('<=', a, b)),
  '>=': onNumbers((a, b) => compared('>=', a, b)),
  in: isIn,
  'not in': (a, b) => not(isIn(a, b)),
  '+': (a, b) => (typeof a === 'string' && typeof b === 'string' ? a + b : onNumbers(plus)(a, b)),
  '-': onNumbers(minus),
  '*': onNumbers(times),
  '/': onNumbers(dividedBy),
  '%': onNumbers(remainder),
};

/** What counts as true, for zen. */
const truth = (value: Worked): Worked => {
  if (value === FAILED || typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return true;
  const text = value.trim();
  return text === 'true' || (text !== 'false' && value === '');
};

const UNARY = { not, truth, '-': (value: Worked) => (typeof value === 'number' ? minus(0, value) : FAILED) } as const;

const divisorOf = (operator: string, right: Expression): void => {
  const divisor = right.kind === 'constant' ? right.value : null;
  if (operator === '/' && !(typeof divisor === 'number' && isExactDivisor(divisor)))
    throw new UnreadableCell('division: only by a number such as 2, 10 or 100; multiply the other side instead');
  if (operator === '%' && (typeof divisor !== 'number' || divisor === 0))
    throw new UnreadableCell('%: the right side is a number other than 0');
};

const binary = ({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Program => {
  if (operator === '/' || operator === '%') divisorOf(operator, right);
  const [a, b] = [programOf(left), programOf(right)];
  if (operator === 'and' || operator === 'or') {
    const decided = operator === 'or';
    return (facts, column) => {
      const value = a(facts, column);
      if (typeof value !== 'boolean') return FAILED;
      return value === decided ? value : b(facts, column);
    };
  }
  if (operator === '??') return (facts, column) => a(facts, column) ?? b(facts, column);
  const run = OPERATIONS[operator];
  return (facts, column) => {
    const first = a(facts, column);
    if (first === FAILED) return FAILED;
    const second = b(facts, column);
    return second === FAILED ? FAILED : run(first, second);
  };
};

const choice = ({ condition, yes, no }: Extract<Expression, { kind: 'choice' }>): Program => {
  const [asks, then, otherwise] = [programOf(condition), programOf(yes), programOf(no)];
  return (facts, column) => {
    const answer = asks(facts, column);
    if (typeof answer !== 'boolean') return FAILED;
    return answer ? then(facts, column) : otherwise(facts, column);
  };
};

const all = (programs: readonly Program[], facts: Facts, column: Value): Worked[] | Failed => {
  const values: Worked[] = [];
  for (const program of programs) {
    const value = program(facts, column);
    if (value === FAILED) return FAILED;
    values.push(value);
  }
  return values;
};
type Failed = typeof FAILED;

const list = (items: readonly Expression[]): Program => {
  const programs = items.map(programOf);
  if (items.some(({ kind }) => kind === 'range'))
    throw new UnreadableCell('a range inside a list: put a comma between them outside of brackets');
  const isConstant = items.every(({ kind }) => kind === 'constant');
  const constant = items.map((item) => (item.kind === 'constant' ? item.value : null));
  return isConstant ? () => constant : (facts, column) => all(programs, facts, column) as readonly Value[] | Failed;
};

const range = ({ low, high, brackets }: Extract<Expression, { kind: 'range' }>): Program => {
  const [from, to] = [programOf(low), programOf(high)];
  const make = (a: Worked, b: Worked): Worked =>
    typeof a === 'number' && typeof b === 'number' ? new Range(a, b, brackets) : FAILED;
  if (low.kind !== 'constant' || high.kind !== 'constant')
    return (facts, column) => make(from(facts, column), to(facts, column));
  const constant = make(low.value, high.value);
  return () => constant;
};

const call = ({ name, operands }: Extract<Expression, { kind: 'call' }>): Program => {
  const run = CALLS.get(name)?.run as NonNullable<ReturnType<typeof CALLS.get>>['run'];
  const programs = operands.map(programOf);
  return (facts, column) => {
    const values = all(programs, facts, column);
    return values === FAILED ? FAILED : run(...values);
  };
};

/** @throws UnreadableCell for what is not run exactly as zen runs it */
export const programOf = (expression: Expression): Program => {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'column':
      return (_facts, column) => column;
    case 'fact':
      return factReader(expression.path);
    case 'list':
      return list(expression.items);
    case 'range':
      return range(expression);
    case 'choice':
      return choice(expression);
    case 'call':
      return call(expression);
    case 'unary': {
      const operand = programOf(expression.operand);
      const run = UNARY[expression.operator];
      return (facts, column) => {
        const value = operand(facts, column);
        return value === FAILED ? FAILED : run(value);
      };
    }
    case 'binary':
      return binary(expression);
  }
};
