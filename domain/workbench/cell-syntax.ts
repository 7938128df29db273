import { CALLS } from './cell-calls.ts';
import type { BinaryOperator, Comparator, Expression } from './cell-expression.ts';
import { type Token, tokensOf, UnreadableCell } from './cell-tokens.ts';

/** The higher binds the tighter; all from the left. */
const STRENGTH: Readonly<Record<string, number>> = {
  or: 10,
  and: 15,
  '==': 20,
  '!=': 20,
  '<': 20,
  '>': 20,
  '<=': 20,
  '>=': 20,
  in: 20,
  'not in': 20,
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '??': 80,
};
const COMPARATORS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in']);
const STRENGTH_OF_NOT = 50;
const STRENGTH_OF_MINUS = 200;

/** Names that every object has: no facts. */
const NO_FACTS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Reads as zen-engine does: a column's cell is a condition on `$` (`> 5`, `'a', 'b'`, `[1..5]`), in which `and`, `or` and commas
 * stand outside of brackets only; anything else is one expression.
 */
class CellReader {
  readonly #tokens: readonly Token[];
  readonly #isCondition: boolean;
  #at = 0;

  constructor(source: string, isCondition: boolean) {
    this.#tokens = tokensOf(source);
    this.#isCondition = isCondition;
  }

  read(): Expression {
    const whole = this.#isCondition ? this.#condition() : this.#binary(0);
    if (this.#at < this.#tokens.length) throw this.#unexpected('the end');
    return whole;
  }

  /** `a, b` and `a or b` are one and the same; and, or and commas bind alike, from the left. */
  #condition(): Expression {
    let left = this.#test();
    for (;;) {
      const join = this.#operator();
      if (join !== ',' && join !== 'or' && join !== 'and') return left;
      this.#skip(join);
      left = { kind: 'binary', operator: join === 'and' ? 'and' : 'or', left, right: this.#test() };
    }
  }

  #test(): Expression {
    const comparator = this.#operator();
    if (comparator !== null && COMPARATORS.has(comparator)) {
      this.#skip(comparator);
      return { kind: 'binary', operator: comparator as Comparator, left: { kind: 'column' }, right: this.#binary(0) };
    }
    return aboutColumn(this.#binary(0));
  }

  #binary(strength: number): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#operator();
      if (operator === null || (this.#isCondition && (operator === 'and' || operator === 'or'))) break;
      const own = STRENGTH[operator];
      if (own === undefined || own < strength) break;
      this.#skip(operator);
      left = { kind: 'binary', operator: operator as BinaryOperator, left, right: this.#binary(own + 1) };
    }
    return strength === 0 && this.#isSign('?') ? this.#choice(left) : left;
  }

  #choice(condition: Expression): Expression {
    this.#expect('?');
    const yes = this.#binary(0);
    this.#expect(':');
    return { kind: 'choice', condition, yes, no: this.#binary(0) };
  }

  #unary(): Expression {
    const operator = this.#operator();
    if (operator === 'not') {
      this.#skip(operator);
      return { kind: 'unary', operator, operand: this.#binary(STRENGTH_OF_NOT) };
    }
    if (operator === '-' || operator === '+') {
      this.#skip(operator);
      const operand = this.#binary(STRENGTH_OF_MINUS);
      return operator === '-' ? { kind: 'unary', operator, operand } : operand;
    }
    return this.#operand();
  }

  #operand(): Expression {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new UnreadableCell('it ends too early: something is missing at its end');
    if (token.kind === 'number' || token.kind === 'text') {
      this.#at += 1;
      return { kind: 'constant', value: token.value };
    }
    if (token.kind === 'name') return this.#named(token.value);
    if (token.value === '(' || token.value === '[' || token.value === ']') return this.#bracketed(token.value);
    throw this.#unexpected('a value');
  }

  /** A range, a list, or an expression in parentheses. */
  #bracketed(open: '(' | '[' | ']'): Expression {
    this.#at += 1;
    if (open === '[' && this.#isSign(']')) return this.#listAfter([]);
    const first = this.#binary(0);
    if (this.#isSign('..')) {
      this.#at += 1;
      const high = this.#binary(0);
      const close = this.#tokens[this.#at];
      if (close?.kind !== 'sign' || !['(', ')', '[', ']'].includes(close.value)) throw this.#unexpected('a bracket');
      this.#at += 1;
      return { kind: 'range', low: first, high, brackets: `${open}${close.value}` };
    }
    if (open === '[') return this.#listAfter([first]);
    if (open === ']') throw this.#unexpected('..');
    this.#expect(')');
    return first;
  }

  #listAfter(items: Expression[]): Expression {
    while (!this.#isSign(']')) {
      this.#expect(',');
      items.push(this.#binary(0));
    }
    this.#expect(']');
    return { kind: 'list', items };
  }

  #named(name: string): Expression {
    this.#at += 1;
    if (name === 'true' || name === 'false') return { kind: 'constant', value: name === 'true' };
    if (name === 'null') return { kind: 'constant', value: null };
    if (this.#isSign('(')) return this.#call(name);
    const path = [name];
    while (this.#isSign('.')) {
      this.#at += 1;
      const next = this.#tokens[this.#at];
      if (next?.kind !== 'name') throw this.#unexpected('the name of a fact');
      this.#at += 1;
      path.push(next.value);
    }
    if (this.#isSign('(')) throw new UnreadableCell(`.${path.at(-1)}(): methods are not supported; use ${told(CALLS)}`);
    return name === '$' ? this.#ofColumn(path) : factAt(path);
  }

  #ofColumn(path: readonly string[]): Expression {
    if (path.length > 1) throw new UnreadableCell(`${path.join('.')}: give ${path[1]} a column of its own`);
    return { kind: 'column' };
  }

  #call(name: string): Expression {
    const known = CALLS.get(name);
    if (!known) throw new UnreadableCell(`${name}(): not supported; use ${told(CALLS)}`);
    this.#expect('(');
    const operands: Expression[] = [];
    while (!this.#isSign(')')) {
      if (operands.length > 0) this.#expect(',');
      operands.push(this.#binary(0));
    }
    this.#expect(')');
    if (operands.length < known.least || operands.length > known.most)
      throw new UnreadableCell(`${name}(): takes ${known.least === known.most ? known.least : '1 or 2'} values`);
    return { kind: 'call', name, operands };
  }

  /** The operator at hand; `not in` is one. */
  #operator(): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'number' || token.kind === 'text') return null;
    if (token.kind === 'sign') return token.value;
    if (token.value !== 'not') return ['and', 'or', 'in'].includes(token.value) ? token.value : null;
    const next = this.#tokens[this.#at + 1];
    return next?.kind === 'name' && next.value === 'in' ? 'not in' : 'not';
  }

  #skip(operator: string): void {
    this.#at += operator === 'not in' ? 2 : 1;
  }

  #isSign(value: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'sign' && token.value === value;
  }

  #expect(sign: string): void {
    if (!this.#isSign(sign)) throw this.#unexpected(sign);
    this.#at += 1;
  }

  #unexpected(wanted: string): UnreadableCell {
    const token = this.#tokens[this.#at];
    const hint = this.#isCondition && ['and', 'or'].includes(String(token?.value)) ? AND_IN_BRACKETS : '';
    return new UnreadableCell(`${token === undefined ? 'its end' : `"${token.value}"`} where ${wanted} is due${hint}`);
  }
}

const AND_IN_BRACKETS =
  ': and, or stand outside of brackets in the cell of a column; leave the column without field to combine freely';

const told = (names: ReadonlyMap<string, unknown>): string => [...names.keys()].join(', ');

const factAt = (path: readonly string[]): Expression => {
  const bad = path.find((name) => NO_FACTS.has(name));
  if (bad !== undefined) throw new UnreadableCell(`${path.join('.')}: no fact may be called ${bad}`);
  return { kind: 'fact', path };
};

/** How a test without a comparator bears on `$`: equal to a value, in a list or range, or true by itself. */
const bearingOf = (expression: Expression): '==' | 'in' | 'truth' => {
  if (expression.kind === 'list' || expression.kind === 'range') return 'in';
  if (expression.kind === 'unary') return bearingOf(expression.operand);
  if (expression.kind === 'call') return CALLS.get(expression.name)?.answersYesOrNo ? 'truth' : '==';
  if (expression.kind === 'choice') return same(bearingOf(expression.yes), bearingOf(expression.no));
  if (expression.kind !== 'binary') return '==';
  const { operator, left, right } = expression;
  if (['+', '-', '*', '/', '%'].includes(operator)) return same(bearingOf(left), bearingOf(right));
  return 'truth';
};

const same = (one: '==' | 'in' | 'truth', other: '==' | 'in' | 'truth') => (one === other ? one : '==');

const aboutColumn = (expression: Expression): Expression => {
  const bearing = bearingOf(expression);
  if (bearing === 'truth') return { kind: 'unary', operator: 'truth', operand: expression };
  return { kind: 'binary', operator: bearing, left: { kind: 'column' }, right: expression };
};

/** The cell of a column that names a field: a condition on its value, `$`. @throws UnreadableCell */
export const conditionIn = (cell: string): Expression => new CellReader(cell, true).read();

/** The cell of a column without a field, the field itself, or an output. @throws UnreadableCell */
export const expressionIn = (cell: string): Expression => new CellReader(cell, false).read();
